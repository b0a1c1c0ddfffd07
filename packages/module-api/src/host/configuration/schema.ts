// What a section may contain: <configSchema> files, read into tables.

import { isType } from './values.ts'
import type { ConfigurationNode } from './sources.ts'

export interface AttributeSchema {
  readonly name: string
  readonly type: string
  /** Undefined: none. */
  readonly defaultValue: string | undefined
  readonly required: boolean
  readonly isKey: boolean
  readonly caseSensitive: boolean
  readonly expanded: boolean
  readonly allowInfinite: boolean
  readonly timeSpanFormat: 'string' | 'minutes' | 'seconds'
  readonly validationType: string
  readonly validationParameter: string
  /** Names of an enum or of flags. */
  readonly values: readonly { readonly name: string; readonly value: number }[]
}

export interface CollectionSchema {
  /** What each element that adds a member may contain, by its name. */
  readonly add: ReadonlyMap<string, ElementSchema>
  /** Empty: there is no such element. */
  readonly remove: string
  readonly clear: string
  readonly allowDuplicates: boolean
  readonly mergeAppend: boolean
  /** The child element with the defaults of members; empty: none. */
  readonly defaultElement: string
}

export interface ElementSchema {
  readonly attributes: ReadonlyMap<string, AttributeSchema>
  readonly elements: ReadonlyMap<string, ElementSchema>
  readonly collection: CollectionSchema | null
  readonly allowUnrecognized: boolean
}

/** A schema that cannot be used. */
class SchemaError extends Error {}

function isTrue(node: ConfigurationNode, name: string): boolean { return node.attributes[name]?.toLowerCase() === 'true' }
function text(node: ConfigurationNode, name: string): string { return node.attributes[name] ?? '' }

function named(nodes: readonly ConfigurationNode[]): readonly ConfigurationNode[] {
  for (const node of nodes) if (text(node, 'name') === '') throw new SchemaError(`${node.where ?? 'A schema'}: <${node.name}> has no \`name\`.`)
  return nodes
}

function attributeOf(node: ConfigurationNode): AttributeSchema {
  const type = text(node, 'type')
  if (!isType(type)) throw new SchemaError(`${node.where ?? 'A schema'}: the attribute "${text(node, 'name')}" has the type "${type}", which does not exist.`)
  const format = text(node, 'timeSpanFormat')
  return {
    name: text(node, 'name'), type,
    defaultValue: node.attributes['defaultValue'],
    required: isTrue(node, 'required'),
    isKey: isTrue(node, 'isUniqueKey') || isTrue(node, 'isCombinedKey'),
    caseSensitive: isTrue(node, 'caseSensitive'),
    expanded: isTrue(node, 'expanded'),
    allowInfinite: isTrue(node, 'allowInfinite'),
    timeSpanFormat: format === 'minutes' || format === 'seconds' ? format : 'string',
    validationType: text(node, 'validationType'),
    validationParameter: text(node, 'validationParameter'),
    values: named(node.children.filter(({ name }) => name === 'enum' || name === 'flag')).map((child) => ({ name: text(child, 'name'), value: Number(text(child, 'value')) }))
  }
}

/** Collections of one element count as one: each names other elements that add to it. */
function collectionOf(nodes: readonly ConfigurationNode[], defaults: string): CollectionSchema | null {
  const [first] = nodes
  if (first === undefined) return null
  const has = (name: string): string => nodes.map((node) => text(node, name)).find((value) => value !== '') ?? ''
  return {
    add: new Map(nodes.flatMap((node) => text(node, 'addElement').split(',').map((name) => name.trim()).filter((name) => name !== '').map((name) => [name, elementOf([node])] as const))),
    remove: has('removeElement'), clear: has('clearElement'),
    allowDuplicates: isTrue(first, 'allowDuplicates'),
    mergeAppend: text(first, 'mergeAppend').toLowerCase() !== 'false',
    defaultElement: has('defaultElement') || defaults
  }
}

/** @param nodes one, or several that say different things of one section */
function elementOf(nodes: readonly ConfigurationNode[]): ElementSchema {
  const children = nodes.flatMap((node) => node.children)
  const all = (name: string): readonly ConfigurationNode[] => children.filter((child) => child.name === name)
  const groups = new Map<string, ConfigurationNode[]>()
  for (const node of named(all('element'))) groups.set(text(node, 'name'), [...groups.get(text(node, 'name')) ?? [], node])
  return {
    attributes: new Map(named(all('attribute')).map((node) => [text(node, 'name'), attributeOf(node)])),
    elements: new Map([...groups].map(([name, group]) => [name, elementOf(group)])),
    collection: collectionOf(all('collection'), text(all('element').find((node) => isTrue(node, 'isCollectionDefault')) ?? { name: '', attributes: {}, children: [] }, 'name')),
    allowUnrecognized: nodes.some((node) => isTrue(node, 'allowUnrecognizedAttributes'))
  }
}

/** Sections by their names in lower case. */
export type Schemas = ReadonlyMap<string, { readonly name: string; readonly schema: ElementSchema }>

/** @throws SchemaError */
export function readSchemas(roots: readonly ConfigurationNode[]): Schemas {
  const groups = new Map<string, ConfigurationNode[]>()
  for (const root of roots) {
    if (root.name !== 'configSchema') throw new SchemaError(`${root.where ?? 'A schema'}: the outermost element is <${root.name}>; a schema has <configSchema> there.`)
    for (const node of named(root.children.filter(({ name }) => name === 'sectionSchema'))) groups.set(text(node, 'name').toLowerCase(), [...groups.get(text(node, 'name').toLowerCase()) ?? [], node])
  }
  return new Map([...groups].map(([key, nodes]) => [key, { name: text(nodes[0] as ConfigurationNode, 'name'), schema: elementOf(nodes) }])) // no group is empty
}
