// What would run, without running it: every filter and module of every site is loaded and asked, nothing listens, no request is answered.

import { Pipeline, type PlanRow } from '@isapi-bridge/module-api'
import { rawDataRefusalOf } from '@isapi-bridge/module-api/fastify'
import { E_FAIL } from '@isapi-bridge/win32'
import { urlOf } from '../config/bindings.ts'
import { messageOf } from '../errors.ts'
import type { EntrySetup, FilterSetup, Setup, SiteSetup } from '../setup.ts'
import { Loader, missingOf, pipelineOptions } from './build-site.ts'
import { contradictionOf, rawConflictOf } from './check-sites.ts'
import { costsOf, type Cost } from './costs.ts'
import { EVENTS, toEntry, type EventRow, type LogEntry } from './events.ts'
import { flagNames } from './flag-names.ts'
import { netSessionKindOf, netSessionOptions, type NetSessionKind } from './net-session.ts'
import { withUnimplemented } from './unimplemented-rows.ts'
import { warningsOf } from './warnings.ts'

/** An entry of a list, whatever becomes of it. */
export interface PlannedEntry {
  readonly name: string
  readonly standing: string
  readonly where: string
  readonly detail: string
}

export interface PlannedFilter extends PlannedEntry {
  readonly level: FilterSetup['level']
  /** 0: not known yet, 1: loaded, 4: not loaded; as FilterState of a metabase. */
  readonly FilterState: 0 | 1 | 4
  /** dwFlags of GetFilterVersion, once it has run. Nobody can write it. */
  readonly FilterFlags: number | null
  /** What it registers for, by names: as it says itself, or else as a metabase says; null: nobody knows. */
  readonly flags: readonly string[] | null
}

export interface PlannedApplication {
  readonly path: string
  /** Modules that do not run here, and why. */
  readonly modules: readonly PlannedEntry[]
  /** In the order of a request. */
  readonly rows: readonly PlanRow[]
  readonly costs: readonly Cost[]
}

export interface PlannedSite {
  readonly id: number
  readonly name: string
  readonly bindings: readonly string[]
  readonly root: string
  readonly virtualDirectories: readonly { readonly path: string; readonly physicalPath: string }[]
  /** Global filters and those of the site, in load order. */
  readonly filters: readonly PlannedFilter[]
  readonly applications: readonly PlannedApplication[]
}

export interface PlannedError {
  readonly site: string
  readonly event: number | null
  readonly code: string
  readonly message: string
}

/** An entry of the event log. */
export interface PlannedEvent {
  readonly level: LogEntry['level']
  readonly event: number | null
  readonly text: string
}

export interface SetupPlan {
  readonly source: string
  /** Whose requests share pFilterContext. */
  readonly netSession: NetSessionKind
  readonly sites: readonly PlannedSite[]
  readonly warnings: readonly { readonly where: string; readonly text: string }[]
  /** What compiled filters have written while they were loaded and asked. */
  readonly eventLog: readonly PlannedEvent[]
  readonly errors: readonly PlannedError[]
}

/** The plan of all sites. What is wrong with one is an error of the plan, not of this function. */
export async function planSetup(setup: Setup): Promise<SetupPlan> {
  const eventLog: PlannedEvent[] = []
  const loader = new Loader(({ event, level, text }) => { eventLog.push({ level, event: event?.id ?? null, text }) })
  const sites: PlannedSite[] = []
  const errors: PlannedError[] = []
  const ends: Pipeline[] = []
  for (const site of setup.sites) {
    const applications: PlannedApplication[] = []
    const fail = (error: unknown): void => {
      const next = toError(site, error)
      if (!errors.some((known) => known.site === next.site && known.message === next.message)) errors.push(next)
    }
    const contradiction = contradictionOf(site, setup)
    if (contradiction !== null) fail(contradiction)
    for (const application of site.applications) {
      const modules = application.slots.flatMap((slot) => (slot.kind === 'module' ? [slot.module] : []))
      let rows: readonly PlanRow[] = []
      try {
        const options = await pipelineOptions(setup, site, application, loader)
        const pipeline = new Pipeline({ ...options, report: fail }, { rawDataRefusal: rawDataRefusalOf(netSessionOptions(setup)), executeChild(_child, done) { done(E_FAIL, 0) } })
        ends.push(pipeline)
        rows = pipeline.describe()
        const conflict = rawConflictOf(site, setup.sites, rows)
        if (conflict !== null) fail(conflict)
      } catch (error) {
        fail(error)
      }
      const notRunning = modules.filter((module) => module.standing !== 'runs' || !module.enabled)
      applications.push({
        path: application.path,
        modules: notRunning.map((module) => ({ ...planned(module), standing: module.standing === 'runs' ? 'installed, not enabled here' : module.standing })),
        rows: withUnimplemented(rows, site.filters), costs: costsOf(rows)
      })
    }
    const missing = missingOf(site)
    if (missing !== null || errors.some((error) => error.site === site.name && error.event !== null)) {
      errors.push({ site: site.name, event: EVENTS.siteNotStarted.id, code: '', message: notStarted(site, missing) })
    }
    sites.push({
      id: site.id, name: site.name, root: site.root, virtualDirectories: site.virtualDirectories,
      bindings: site.bindings.map((binding) => urlOf(binding, binding.port)),
      filters: site.filters.map((filter) => plannedFilter(filter, loader)),
      applications
    })
  }
  for (const pipeline of ends) await pipeline.terminate()
  return { source: setup.source, netSession: netSessionKindOf(setup.netSession), sites, warnings: [...setup.notes, ...warningsOf(setup)], eventLog, errors }
}

/** Why a site does not start, as its event says it. */
export function notStarted(site: SiteSetup, missing: EntrySetup | null, outcome: string = 'is not started'): string {
  const why = missing === null
    ? 'not all of its filters could be loaded. Correct them, or disable them.'
    : `"${missing.name}" (${missing.where}${missing.detail === '' ? '' : `, ${missing.detail}`}) has no implementation. Name a file for it in \`iis.${'level' in missing ? 'filters' : 'modules'}\`, or write \`"${missing.name}": false\` there to go without it.`
  return `site "${site.name}" ${outcome}: ${why}`
}

function planned({ name, standing, where, detail }: EntrySetup): PlannedEntry { return { name, standing, where, detail } }

function plannedFilter(filter: FilterSetup, loader: Loader): PlannedFilter {
  const version = loader.versionOf(filter)
  const flags = version?.flags ?? filter.flags
  return {
    ...planned(filter), level: filter.level, flags: flags === null ? null : flagNames(flags),
    FilterState: version === null ? (filter.standing === 'runs' ? 0 : 4) : version.flags === null ? 4 : 1,
    FilterFlags: version?.flags ?? null
  }
}

function toError(site: SiteSetup, error: unknown): PlannedError {
  const { event, text } = toEntry(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return { site: site.name, event: (event as EventRow | null)?.id ?? null, code, message: text || messageOf(error) }
}
