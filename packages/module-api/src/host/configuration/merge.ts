// Levels of a section, merged into what counts at the innermost one.

import { ERROR_ALREADY_EXISTS, ERROR_INVALID_DATA, HRESULT_FROM_WIN32, type HRESULT, type WIN32_ERROR } from '@isapi-bridge/win32'
import type { VARIANT } from '../../app-host.ts'
import type { AttributeSchema, CollectionSchema, ElementSchema } from './schema.ts'
import type { LevelNode } from './sources.ts'
import { bstr, defaultOf, expand, guess, valueOf } from './values.ts'

export interface MergedProperty {
  readonly name: string
  readonly text: string
  readonly value: VARIANT
  /** It is set in the element, or in the one with the defaults of its collection; else the schema has it. */
  readonly from: 'element' | 'defaults' | 'schema'
}

export interface MergedElement {
  readonly name: string
  readonly properties: readonly MergedProperty[]
  readonly children: readonly MergedElement[]
  /** Null: it has none. */
  readonly collection: readonly MergedElement[] | null
  /** What tells a member from others: values, in the order of their attributes. */
  readonly key: string
  /** The innermost level that has it; null: none has. */
  readonly deepest: LevelNode | null
}

/** What files say that the schema does not allow. */
export class ConfigurationError extends Error {
  readonly hr: HRESULT

  constructor({ node, source }: LevelNode, what: string, code: WIN32_ERROR = ERROR_INVALID_DATA) {
    super(`${node.where ?? (source.fileName || source.configPath)}: ${what}`)
    this.hr = HRESULT_FROM_WIN32(code)
  }
}

/** Attributes that belong to the configuration system, whatever the schema. */
export const RESERVED: ReadonlySet<string> = new Set(['lockItem', 'lockElements', 'lockAllElementsExcept', 'lockAttributes', 'lockAllAttributesExcept', 'configSource', 'childSource', 'configProtectionProvider'])
const DIRECTIVES: ReadonlySet<string> = new Set(['add', 'remove', 'clear'])

export class Merger {
  readonly #environment: ReadonlyMap<string, string>

  constructor(environment: ReadonlyMap<string, string>) { this.#environment = environment }

  /**
   * @param levels outermost first
   * @param defaults where its collection keeps the defaults of members
   * @throws ConfigurationError
   */
  element(name: string, schema: ElementSchema | null, levels: readonly LevelNode[], defaults: readonly LevelNode[] = []): MergedElement {
    const collection = schema === null ? guessCollection(levels, this) : schema.collection === null ? null : this.#collection(schema.collection, levels, defaults)
    if (schema !== null) checkElements(schema, levels)
    const names = schema === null ? guessChildren(levels) : schema.elements.keys()
    const properties = schema === null ? this.#guessed(levels) : this.#properties(schema, levels, defaults)
    return {
      name, properties, collection,
      children: [...names].map((child) => this.element(child, schema?.elements.get(child) ?? null, below(levels, child), below(defaults, child))),
      key: keyOf(properties, schema),
      deepest: levels.at(-1) ?? null
    }
  }

  #properties(schema: ElementSchema, levels: readonly LevelNode[], defaults: readonly LevelNode[]): MergedProperty[] {
    const own = [...schema.attributes.values()].map((attribute): MergedProperty => {
      const set = innermost(levels, attribute.name)
      if (set !== null) return this.#read(attribute, set, 'element')
      const inherited = innermost(defaults, attribute.name)
      if (inherited !== null) return this.#read(attribute, inherited, 'defaults')
      const [level] = levels
      if (attribute.required && level !== undefined) throw new ConfigurationError(level, `<${level.node.name}> has no \`${attribute.name}\`, which is required.`)
      const { text, value } = defaultOf(attribute)
      return { name: attribute.name, text, value: this.#expanded(attribute, value), from: 'schema' }
    })
    const others = namesOf(levels).filter(({ name }) => !schema.attributes.has(name)).map(({ name, level }): MergedProperty => {
      if (!schema.allowUnrecognized) throw new ConfigurationError(level, `<${level.node.name}> has \`${name}\`, which its schema does not know.`)
      const text = innermost(levels, name)?.text ?? ''
      return { name, text, value: bstr(text), from: 'element' }
    })
    return [...own, ...others]
  }

  #read(attribute: AttributeSchema, { text, level }: { readonly text: string; readonly level: LevelNode }, from: MergedProperty['from']): MergedProperty {
    const value = valueOf(text, attribute)
    if (value === null) throw new ConfigurationError(level, `<${level.node.name}> has \`${attribute.name}="${text}"\`, which is no ${attribute.type} that its schema allows.`)
    return { name: attribute.name, text, value: this.#expanded(attribute, value), from }
  }

  #expanded({ expanded }: AttributeSchema, value: VARIANT): VARIANT { return expanded && 'bstrVal' in value ? bstr(expand(value.bstrVal, this.#environment)) : value }

  #guessed(levels: readonly LevelNode[]): MergedProperty[] {
    return namesOf(levels).map(({ name }): MergedProperty => {
      const text = innermost(levels, name)?.text ?? ''
      return { name, text, value: guess(text), from: 'element' }
    })
  }

  #collection(schema: CollectionSchema, levels: readonly LevelNode[], outer: readonly LevelNode[]): MergedElement[] {
    const defaults = schema.defaultElement === '' ? [] : [...below(outer, schema.defaultElement), ...below(levels, schema.defaultElement)]
    let members: MergedElement[] = []
    for (const level of levels) {
      const added: MergedElement[] = []
      for (const node of level.node.children) {
        const here = { node, source: level.source }
        const element = schema.add.get(node.name)
        if (node.name === schema.clear && schema.clear !== '') {
          members = []
          added.length = 0
        } else if (node.name === schema.remove && schema.remove !== '') {
          const gone = this.#removal(schema, here)
          members = members.filter((member) => !gone(member))
          added.splice(0, added.length, ...added.filter((member) => !gone(member)))
        } else if (element !== undefined) {
          const member = this.element(node.name, element, [here], defaults)
          if (!schema.allowDuplicates && member.key !== '' && [...members, ...added].some(({ key }) => key === member.key)) throw new ConfigurationError(here, `<${node.name}> adds ${member.key.split('\n').join(', ')}, which is there already.`, ERROR_ALREADY_EXISTS)
          added.push(member)
        }
      }
      members = schema.mergeAppend ? [...members, ...added] : [...added, ...members]
    }
    return members
  }

  /** Which members an element takes out: those with its keys. */
  #removal(schema: CollectionSchema, { node }: LevelNode): (member: MergedElement) => boolean {
    const keys = [...schema.add.values()].map((element) => [...element.attributes.values()].filter(({ isKey }) => isKey).map((attribute) => comparedText(node.attributes[attribute.name] ?? attribute.defaultValue ?? '', attribute.caseSensitive)).join('\n'))
    return (member) => keys.includes(member.key)
  }
}

function comparedText(text: string, caseSensitive: boolean): string { return caseSensitive ? text : text.toLowerCase() }

function keyOf(properties: readonly MergedProperty[], schema: ElementSchema | null): string {
  return properties.flatMap(({ name, text }) => {
    const attribute = schema?.attributes.get(name)
    return attribute?.isKey === true ? [comparedText(text, attribute.caseSensitive)] : []
  }).join('\n')
}

function below(levels: readonly LevelNode[], name: string): LevelNode[] {
  return levels.flatMap(({ node, source }) => node.children.filter((child) => child.name === name).map((child) => ({ node: child, source })))
}

function innermost(levels: readonly LevelNode[], name: string): { readonly text: string; readonly level: LevelNode } | null {
  const level = levels.findLast(({ node }) => node.attributes[name] !== undefined)
  const text = level?.node.attributes[name]
  return level === undefined || text === undefined ? null : { text, level }
}

/** Names of the attributes that levels have, with the first of them. */
function namesOf(levels: readonly LevelNode[]): { readonly name: string; readonly level: LevelNode }[] {
  const found = new Map<string, LevelNode>()
  for (const level of levels) for (const name of Object.keys(level.node.attributes)) if (!RESERVED.has(name) && !found.has(name)) found.set(name, level)
  return [...found].map(([name, level]) => ({ name, level }))
}

function checkElements({ elements, collection }: ElementSchema, levels: readonly LevelNode[]): void {
  for (const { node, source } of levels) {
    const stray = node.children.find(({ name }) => !elements.has(name) && collection?.add.has(name) !== true && name !== collection?.remove && name !== collection?.clear)
    if (stray !== undefined) throw new ConfigurationError({ node: stray, source }, `<${node.name}> has <${stray.name}>, which its schema does not know.`)
  }
}

/** Without a schema: names that no level has more than once. */
function guessChildren(levels: readonly LevelNode[]): Iterable<string> {
  const names = new Set<string>()
  const several = new Set<string>(DIRECTIVES)
  for (const { node } of levels) {
    const here = new Set<string>()
    for (const { name } of node.children) {
      ;(here.has(name) ? several : names).add(name)
      here.add(name)
    }
  }
  return [...names].filter((name) => !several.has(name))
}

/** Without a schema: what <add> adds, and where there is no such element, all elements. */
function guessCollection(levels: readonly LevelNode[], merger: Merger): MergedElement[] | null {
  const all = levels.flatMap(({ node }) => node.children)
  if (all.length === 0) return null
  const withAdd = all.some(({ name }) => DIRECTIVES.has(name))
  let members: MergedElement[] = []
  for (const { node: { children }, source } of levels) {
    for (const node of children) {
      if (node.name === 'clear') members = []
      else if (node.name === 'remove') members = members.filter(({ properties }) => !Object.entries(node.attributes).every(([name, text]) => properties.some((property) => property.name === name && property.text.toLowerCase() === text.toLowerCase())))
      else if (!withAdd || node.name === 'add') members.push(merger.element(node.name, null, [{ node, source }]))
    }
  }
  return members
}
