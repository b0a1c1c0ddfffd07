// Which handler a request gets: the mappings of a site in their order.

import { statSync } from 'node:fs'
import { ERROR_INVALID_FUNCTION, ERROR_NOT_FOUND, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { findExecutors, type Executors } from '../pipeline/handlers.ts'
import type { Plan } from '../pipeline/plan.ts'
import type { PlanRow } from '../registration.ts'
import type { IScriptMapInfo } from '../script-map.ts'
import { resourceTypeNames } from '../value-lists.ts'
import { ScriptMap, toComparablePath } from './handler-mapping.ts'
import { pathInfoAfter, scriptPathOf } from './path-info.ts'
import { missingErrorOf } from './paths.ts'

/** How a request without a handler ends. */
export interface Refusal {
  readonly status: number
  readonly subStatus: number
  readonly error: HRESULT
  /** Value of the header Allow. */
  readonly allow: string | null
}

/** What the mappings say about one URL and method. */
export interface Choice {
  readonly map: IScriptMapInfo | null
  /** A route that matches is the handler, before this mapping or refusal. */
  readonly routes: boolean
  readonly refusal: Refusal | null
  /** Null: every module that registered for EXECUTE_REQUEST_HANDLER. */
  readonly executors: Executors | null
  /** What follows the name of the script in the URL path; null: the mapping does not tell them apart. */
  readonly pathInfo: string | null
}

interface ChoiceOptions {
  readonly ignoreWildcards?: boolean
  readonly passedOver?: ReadonlySet<IScriptMapInfo>
}

/** Nothing follows the script. */
const WHOLE_PATH: readonly string[] = ['']
export const NO_MAPS: ReadonlySet<IScriptMapInfo> = new Set()
const NO_HANDLER: Refusal = { status: 404, subStatus: 4, error: HRESULT_FROM_WIN32(ERROR_NOT_FOUND), allow: null }
const FILE = resourceTypeNames.indexOf('File')
const DIRECTORY = resourceTypeNames.indexOf('Directory')
const EITHER = resourceTypeNames.indexOf('Either')
const UNSPECIFIED = resourceTypeNames.indexOf('Unspecified')

/** The resource type of what lies at a physical path; null when nothing does. Either: it cannot be looked at, and the handler will say why. */
function kindOf(path: string): number | null {
  if (path === '') return null
  try {
    const facts = statSync(path, { throwIfNoEntry: false })
    if (facts === undefined) return null
    return facts.isDirectory() ? DIRECTORY : FILE
  } catch {
    return EITHER
  }
}

export class HandlerTable {
  /** Null: the option was not given, and every module that registered for it executes what no route matches. */
  readonly #maps: readonly ScriptMap[] | null
  readonly #plan: Plan
  readonly #executors = new Map<IScriptMapInfo, Executors>()
  /** No entry gives the routes another place. */
  readonly #routesFirst: boolean
  #default: Choice | null = null

  constructor(maps: readonly ScriptMap[] | null, plan: Plan) {
    this.#maps = maps
    this.#plan = plan
    this.#routesFirst = maps === null || !maps.some((map) => map.isRoutes)
    for (const map of maps ?? []) if (!map.isRoutes) this.#executors.set(map, this.executorsOf(map.modules))
  }

  executorsOf(names: readonly string[]): Executors { return findExecutors(names, this.#plan.modules, this.#plan.executes) }

  /**
   * The first mapping that takes path and method.
   * @param physicalPath asked only where a mapping wants to know what is there
   * @param passedOver mappings that do not count for this request
   */
  choose(verb: string, urlPath: string, physicalPath: () => string, { ignoreWildcards = false, passedOver = NO_MAPS }: ChoiceOptions = {}): Choice {
    if (this.#maps === null) {
      const choice = this.#chooseDefault()
      return ignoreWildcards || (choice.map !== null && passedOver.has(choice.map)) ? NOTHING : choice
    }
    const { path, segments } = toComparablePath(urlPath)
    const allowed = new Set<string>()
    let routes = this.#routesFirst
    let whole: number | null | undefined // of the whole path, which most mappings ask for
    const whereOf = (pathInfo: string): string => scriptPathOf(physicalPath(), pathInfo)
    const kindAt = (pathInfo: string): number | null => {
      if (pathInfo !== '') return kindOf(whereOf(pathInfo))
      if (whole === undefined) whole = kindOf(physicalPath())
      return whole
    }
    for (const map of this.#maps) {
      if (passedOver.has(map) || !map.takesPath(path, segments) || (ignoreWildcards && map.GetIsStarScriptMap())) continue
      if (!map.takesVerb(verb)) {
        for (const each of map.verbs) allowed.add(each)
        continue
      }
      if (map.isRoutes) {
        routes = true
        continue
      }
      const choice = this.#chooseBy(map, routes, map.cutsPath ? map.scriptEnds(segments).map((count) => pathInfoAfter(urlPath, count)) : WHOLE_PATH, whereOf, kindAt)
      if (choice !== null) return choice
    }
    return { map: null, routes, refusal: allowed.size === 0 ? NO_HANDLER : notAllowed(allowed), executors: null, pathInfo: null }
  }

  /** What a mapping that takes path and method says, given what may follow the name of the script; null: something else is there than it wants. */
  #chooseBy(map: ScriptMap, routes: boolean, tails: readonly string[], whereOf: (pathInfo: string) => string, kindAt: (pathInfo: string) => number | null): Choice | null {
    const made = (refusal: Refusal | null, tail: string): Choice =>
      ({ map, routes, refusal, executors: refusal === null ? this.#executors.get(map) ?? null : null, pathInfo: tails === WHOLE_PATH ? null : tail })
    let missing: Choice | null = null
    for (const tail of tails) {
      if (map.resourceType === UNSPECIFIED) return made(null, tail)
      const kind = kindAt(tail)
      // Fidelity: handler.resource-missing
      if (kind === null) missing ??= made(notThere(whereOf(tail)), tail)
      else if (kind === EITHER || map.resourceType === EITHER || map.resourceType === kind) return made(null, tail)
    }
    return missing
  }

  /** The mappings for people. */
  rows(): PlanRow[] {
    let all: ScriptMap | null = null
    return (this.#maps ?? []).map((map, index) => {
      const faults = (this.#executors.get(map)?.inert ?? []).map((name) => `${name} has not registered for it: such requests end with 500`)
      if (all !== null) faults.push(`never reached: "${all.GetName()}" takes everything`)
      else if (map.takesAll) all = map
      const reason = [`${map.GetAllowedVerbs()} ${map.GetPath()}, entry ${index + 1} of handlers`, ...faults].join('; ')
      return { stage: 'EXECUTE_REQUEST_HANDLER', post: false, kind: 'handler', name: map.GetName(), notification: map.GetModules(), priority: '', reason }
    })
  }

  #chooseDefault(): Choice {
    if (this.#default !== null) return this.#default
    const modules = this.#plan.executes.map((call) => call.module.name).join(',')
    const map = modules === '' ? null : new ScriptMap({ name: 'StaticFile', path: '*', verb: '*', modules, resourceType: 'Either', requireAccess: 'Read' })
    return this.#default = { ...NOTHING, map }
  }
}

const NOTHING: Choice = { map: null, routes: true, refusal: null, executors: null, pathInfo: null }

function notThere(path: string): Refusal {
  return { status: 404, subStatus: 0, error: HRESULT_FROM_WIN32(missingErrorOf(path)), allow: null }
}

function notAllowed(verbs: ReadonlySet<string>): Refusal {
  return { status: 405, subStatus: 0, error: HRESULT_FROM_WIN32(ERROR_INVALID_FUNCTION), allow: [...verbs].join(', ') }
}
