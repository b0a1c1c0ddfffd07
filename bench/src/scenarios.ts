// TABLE: what is measured, and against what. Both sides of a row do the same work and give the same answer, which is checked before the clock runs.

import type { FastifyInstance } from 'fastify'
import {
  bare, childByInject, childByModule, filterAsHooks, filtersAndModules, large, largeFiltered, largeRaw, largeUpper, moduleAsHooks, oneCompiledFilter, oneFilter, oneModule, pluginAlone, tenHookPlugins
} from './stacks.ts'

export interface Scenario {
  readonly name: string
  readonly what: string
  /** Name of the scenario that this one is compared with. */
  readonly baseline: string | null
  /** The ratio to reach. */
  readonly atLeast: number | null
  /** What is requested. */
  readonly path: string
  readonly build: (app: FastifyInstance) => void
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'bare',         what: 'Fastify, one route',                                          baseline: null,           atLeast: null, path: '/hello', build: bare },
  { name: 'empty',        what: 'plugin registered, no filter, no module',                     baseline: 'bare',         atLeast: 0.97, path: '/hello', build: pluginAlone },
  { name: 'module-hooks', what: 'Fastify hooks: clock at the beginning and at the end',        baseline: 'bare',         atLeast: null, path: '/hello', build: moduleAsHooks },
  { name: 'module',       what: 'one module: OnBeginRequest and OnEndRequest',                 baseline: 'module-hooks', atLeast: null, path: '/hello', build: oneModule },
  { name: 'filter-hooks', what: 'Fastify hooks: header read, header set, log record edited',   baseline: 'bare',         atLeast: null, path: '/hello', build: filterAsHooks },
  { name: 'filter',       what: 'one filter: PREPROC_HEADERS, SEND_RESPONSE, LOG',             baseline: 'filter-hooks', atLeast: 0.9,  path: '/hello', build: oneFilter },
  { name: 'filter-wasm',  what: 'the same filter in C, compiled',                              baseline: 'filter',       atLeast: 0.9,  path: '/hello', build: oneCompiledFilter },
  { name: 'stack-hooks',  what: 'ten hook plugins, five of either kind',                       baseline: 'bare',         atLeast: null, path: '/hello', build: tenHookPlugins },
  { name: 'stack',        what: 'five filters and five modules',                               baseline: 'stack-hooks',  atLeast: 0.8,  path: '/hello', build: filtersAndModules },
  { name: 'child-inject', what: 'a route that answers with app.inject',                        baseline: 'bare',         atLeast: null, path: '/',      build: childByInject },
  { name: 'child',        what: 'a module that answers with a child request from OnMapPath',   baseline: 'child-inject', atLeast: null, path: '/',      build: childByModule },
  { name: 'large',        what: 'Fastify, 64 KiB',                                             baseline: null,           atLeast: null, path: '/large', build: large },
  { name: 'large-filter', what: 'the same with a filter that sees LOG only',                   baseline: 'large',        atLeast: null, path: '/large', build: largeFiltered },
  { name: 'raw',          what: '… and SEND_RAW_DATA, which it leaves as it is',               baseline: 'large-filter', atLeast: 0.85, path: '/large', build: largeRaw },
  { name: 'raw-upper',    what: '… and SEND_RAW_DATA, of which it changes a copy',             baseline: 'large-filter', atLeast: null, path: '/large', build: largeUpper }
]

/** The scenario of a name; `names` in the error, because people mistype. */
export function scenarioOf(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name)
  if (found === undefined) throw new RangeError(`There is no scenario "${name}". There are: ${SCENARIOS.map((scenario) => scenario.name).join(', ')}.`)
  return found
}

/** Those of these names with all that they are compared with, in the order of the table; no names: all. */
export function withBaselines(names: readonly string[]): readonly Scenario[] {
  if (names.length === 0) return SCENARIOS
  const wanted = new Set<string>()
  const add = (name: string | null): void => {
    if (name === null) return
    wanted.add(name)
    add(scenarioOf(name).baseline)
  }
  for (const name of names) add(name)
  return SCENARIOS.filter((scenario) => wanted.has(scenario.name))
}
