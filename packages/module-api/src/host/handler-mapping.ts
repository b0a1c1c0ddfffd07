// The option `handlers`: mappings as system.webServer/handlers has them, checked once and turned into what requests are compared with.

import { ModuleContractError } from '../errors.ts'
import type { IScriptMapInfo } from '../script-map.ts'
import { requiredAccessNames, resourceTypeNames } from '../value-lists.ts'
import { comparablePath, toComparableFile } from './paths.ts'
import { checkPreCondition, isPreConditionMet } from './pre-condition.ts'
import { matchesWildcards } from './wildcards.ts'

/** What the routes of the host are called in `modules`; ours. */
export const ROUTE_MODULE = 'RouteModule'
/** Who executes a mapping that names no modules. [system.webserver/handlers/add] */
const MANAGED_HANDLER = 'ManagedPipelineHandler'
export const DEFAULT_BUFFER_LIMIT = 4_194_304

/** One entry of `handlers`. Names and values are those of the attributes. [system.webserver/handlers/add] */
export interface HandlerMapping {
  /** Unique. */
  readonly name: string
  /**
   * File names or URL paths, with commas between them; `*` stands for any characters, `?` for one. A path with a slash is compared with the
   * whole URL path, one without with its last segment. Case does not matter.
   */
  readonly path: string
  /** Methods, with commas between them, or `*`. GET does not include HEAD. */
  readonly verb: string
  /**
   * Names of modules, with commas between them: they execute the request in this order. Default: ManagedPipelineHandler.
   * Ours: `RouteModule` stands for the routes of the host. Where no entry names it, routes come before all entries.
   */
  readonly modules?: string | undefined
  /** Managed type; handed through. */
  readonly type?: string | undefined
  /** Handed through. */
  readonly scriptProcessor?: string | undefined
  /** What the URL must map to. Default 'Unspecified': nobody looks. */
  readonly resourceType?: (typeof resourceTypeNames)[number] | undefined
  /** Handed through. Default 'Script'. */
  readonly requireAccess?: (typeof requiredAccessNames)[number] | undefined
  /** The path may go on behind what `path` matches: that is the script then, and PATH_INFO what follows it. Default false: PATH_INFO is the whole path. */
  readonly allowPathInfo?: boolean | undefined
  /** Conditions with commas between them: an entry counts only where all of them hold. */
  readonly preCondition?: string | undefined
  /** Bytes. Default 4194304. */
  readonly responseBufferLimit?: number | undefined
}

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string' && value.trim() !== ''
const isString: Check = (value) => typeof value === 'string'

/** TABLE: the attributes, what they must be, and whether they may be missing. */
const ATTRIBUTES: Readonly<Record<keyof HandlerMapping, { readonly required: boolean; readonly is: Check; readonly what: string }>> = {
  name:                { required: true,  is: isText, what: 'a text' },
  path:                { required: true,  is: (value) => isText(value) && !String(value).split(',').some((part) => part.trim() === ''), what: 'a path, or several with commas between them' },
  verb:                { required: true,  is: (value) => isText(value) && String(value).split(',').every((part) => /^(?:\*|[!#$%&'+.^_`|~\w-]+)$/.test(part.trim())), what: '"*", or methods with commas between them' },
  modules:             { required: false, is: (value) => isText(value) && namesOf(String(value)).length > 0, what: 'names of modules with commas between them' },
  type:                { required: false, is: isString, what: 'a text' },
  scriptProcessor:     { required: false, is: isString, what: 'a text' },
  resourceType:        { required: false, is: (value) => resourceTypeNames.some((name) => name === value), what: `one of ${resourceTypeNames.join(', ')}` },
  requireAccess:       { required: false, is: (value) => requiredAccessNames.some((name) => name === value), what: `one of ${requiredAccessNames.join(', ')}` },
  allowPathInfo:       { required: false, is: (value) => typeof value === 'boolean', what: 'true or false' },
  preCondition:        { required: false, is: isString, what: 'conditions with commas between them' },
  responseBufferLimit: { required: false, is: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xffff_ffff, what: 'a whole number of bytes from 0' }
}

/** The names in a list with commas. */
export function namesOf(list: string): string[] {
  return list.split(',').map((name) => name.trim()).filter((name) => name !== '')
}

type Matcher = (path: string, segments: readonly string[]) => boolean

function toMatcher(pattern: string): Matcher {
  const comparable = toComparableFile(pattern)
  if (comparable === '*') return () => true
  if (!comparable.includes('/')) return (_path, segments) => matchesWildcards(segments.at(-1) ?? '', comparable)
  const whole = comparable.startsWith('/') ? comparable : `/${comparable}`
  return (path) => matchesWildcards(path, whole)
}

/** A mapping of the option, ready for use. */
export class ScriptMap implements IScriptMapInfo {
  readonly verbs: readonly string[]
  readonly modules: readonly string[]
  readonly resourceType: number
  readonly #mapping: HandlerMapping
  readonly #matchers: readonly Matcher[]

  constructor(mapping: HandlerMapping) {
    this.#mapping = mapping
    this.verbs = namesOf(mapping.verb).map((verb) => verb.toUpperCase())
    this.modules = namesOf(mapping.modules ?? MANAGED_HANDLER)
    this.resourceType = resourceTypeNames.indexOf(mapping.resourceType ?? 'Unspecified')
    this.#matchers = namesOf(mapping.path).map(toMatcher)
  }

  /** The routes of the host, in the place of modules. */
  get isRoutes(): boolean { return this.modules[0] === ROUTE_MODULE }
  /** Nothing gets past it. */
  get takesAll(): boolean { return this.GetIsStarScriptMap() && this.takesVerb('*') && this.resourceType === resourceTypeNames.indexOf('Unspecified') && !this.isRoutes }

  /** @param path comparable */
  takesPath(path: string, segments: readonly string[]): boolean {
    return this.#matchers.some((matches) => matches(path, segments)) || (this.cutsPath && this.scriptEnds(segments).length > 0)
  }

  /** The path may go on behind the name of the script, and the pattern tells where that ends. */
  get cutsPath(): boolean { return this.GetAllowPathInfoForScriptMappings() && !this.GetIsStarScriptMap() }

  /** After how many segments it may end. */
  scriptEnds(segments: readonly string[]): readonly number[] {
    return segments.map((_, index) => index + 1).filter((count) => {
      const script = segments.slice(0, count)
      return this.#matchers.some((matches) => matches(script.join('/'), script))
    })
  }

  takesVerb(verb: string): boolean { return this.verbs.includes('*') || this.verbs.includes(verb) }

  GetPath(): string { return this.#mapping.path }
  GetAllowedVerbs(): string { return this.verbs.join(',') }
  GetModules(): string { return this.modules.join(',') }
  GetScriptProcessor(): string { return this.#mapping.scriptProcessor ?? '' }
  GetManagedType(): string { return this.#mapping.type ?? '' }
  GetAllowPathInfoForScriptMappings(): boolean { return this.#mapping.allowPathInfo ?? false }
  GetRequiredAccess(): number { return requiredAccessNames.indexOf(this.#mapping.requireAccess ?? 'Script') }
  GetResourceType(): number { return this.resourceType }
  GetIsStarScriptMap(): boolean { return namesOf(this.#mapping.path).includes('*') }
  GetResponseBufferLimit(): number { return this.#mapping.responseBufferLimit ?? DEFAULT_BUFFER_LIMIT }
  GetName(): string { return this.#mapping.name }
}

function refuse(what: string): never { throw new ModuleContractError('ERR_MODULE_OPTIONS', what) }

function readMapping(entry: unknown, index: number): HandlerMapping {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) refuse(`\`handlers[${index}]\` must be an object with ${Object.keys(ATTRIBUTES).join(', ')}.`)
  const values: Readonly<Record<string, unknown>> = { ...entry }
  const where = isText(values['name']) ? `\`handlers[${index}]\` ("${String(values['name'])}")` : `\`handlers[${index}]\``
  const unknown = Object.keys(values).filter((key) => !Object.hasOwn(ATTRIBUTES, key))
  if (unknown.length > 0) refuse(`${where} has no ${unknown.join(', ')}; there are ${Object.keys(ATTRIBUTES).join(', ')}.`)
  for (const [key, { required, is, what }] of Object.entries(ATTRIBUTES)) {
    const value = values[key]
    if (value === undefined ? required : !is(value)) refuse(`${where}: \`${key}\` ${value === undefined ? 'is missing; it' : `is ${JSON.stringify(value) ?? 'no value'}; it`} must be ${what}.`)
  }
  const mapping = entry as HandlerMapping // the table has checked each attribute
  const condition = checkPreCondition(mapping.preCondition ?? '')
  if (condition !== null) refuse(`${where}: \`preCondition\` ${condition}`)
  return mapping
}

/** The mappings of the option whose preconditions hold, in their order. Throws ModuleContractError that names the entry and the remedy. */
export function readHandlers(option: unknown, moduleNames: readonly string[], appPoolName: string): ScriptMap[] {
  if (!Array.isArray(option)) refuse('`handlers` must be an array of handler mappings.')
  if (moduleNames.includes(ROUTE_MODULE)) refuse(`A module is called "${ROUTE_MODULE}", which in \`handlers\` stands for the routes; give it another name.`)
  const names = new Set<string>()
  const maps: ScriptMap[] = []
  for (const [index, entry] of option.entries()) {
    const mapping = readMapping(entry, index)
    const where = `\`handlers[${index}]\` ("${mapping.name}")`
    if (names.has(mapping.name)) refuse(`${where}: another entry has this name; give each a name of its own.`)
    names.add(mapping.name)
    const map = new ScriptMap(mapping)
    if (map.modules.includes(ROUTE_MODULE) && map.modules.length > 1) refuse(`${where}: ${ROUTE_MODULE} stands alone in \`modules\`.`)
    if (!isPreConditionMet(mapping.preCondition ?? '', appPoolName)) continue
    const missing = map.isRoutes ? [] : map.modules.filter((name) => !moduleNames.includes(name))
    if (missing.length > 0) {
      const because = mapping.modules === undefined ? ' (which is what a mapping without `modules` means)' : ''
      refuse(`${where} names ${missing.join(', ')}${because}, and no module is called so; there are ${moduleNames.join(', ') || 'no modules'}.`)
    }
    maps.push(map)
  }
  return maps
}

/** A URL path in the form that mappings are compared with, and its segments. */
export function toComparablePath(urlPath: string): { readonly path: string; readonly segments: readonly string[] } {
  const path = comparablePath(urlPath)
  return { path, segments: path.split('/') }
}
