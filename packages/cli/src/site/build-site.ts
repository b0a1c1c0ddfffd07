// From what is set up to what a pipeline needs: loads files, makes entries, in the order of the list.

import { bridgeFilter } from '@isapi-bridge/bridge'
import type { Filter } from '@isapi-bridge/filter-api'
import type { ModuleEntry, ModuleRegistration, PFN_REGISTERMODULE, PipelineOptions } from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'
import { CliError, messageOf } from '../errors.ts'
import type { ApplicationSetup, EntrySetup, FilterSetup, Implementation, ModuleSetup, Setup, SiteSetup, Slot } from '../setup.ts'
import { builtInEntry } from './built-in.ts'
import type { Log } from './events.ts'
import { checkGuest, importFile, shorten, toFilter, toModule } from './load-file.ts'
import { MISSING_HANDLER, missingHandlerEntry } from './missing-handler.ts'
import { sectionsOf } from './sections.ts'
import { shareFilter, type SharedFilter } from './shared-filter.ts'

/** Loads what entries name, each file and each filter once for the whole process. */
export class Loader {
  readonly #filters = new Map<FilterSetup, SharedFilter>()
  readonly #log: Log
  /** All that are served; compiled filters and modules can read their folders. */
  sites: readonly SiteSetup[] = []

  /** @param log gets what compiled filters and modules write to the event log */
  constructor(log: Log) { this.#log = log }

  /** The filter of an entry, the same for all who ask. */
  async filter(entry: FilterSetup): Promise<Filter> {
    const { exported, where } = await this.#exportsOf(entry)
    let shared = this.#filters.get(entry)
    if (shared === undefined) this.#filters.set(entry, shared = shareFilter(toFilter(exported, where)))
    return shared.filter
  }

  /** A filter that stays in the list of a changed site is the same one: never loaded twice at a time. */
  inherit(site: SiteSetup, before: SiteSetup): void {
    for (const entry of site.filters) {
      const known = before.filters.find(({ name, implementation }) => name === entry.name && isSame(implementation, entry.implementation))
      const shared = known === undefined ? undefined : this.#filters.get(known)
      if (shared !== undefined) this.#filters.set(entry, shared)
    }
  }

  /** What a filter said of itself; null: it has not been asked yet. */
  versionOf(entry: FilterSetup): ReturnType<SharedFilter['version']> { return this.#filters.get(entry)?.version() ?? null }

  async module(entry: ModuleSetup): Promise<PFN_REGISTERMODULE> {
    const { exported, where } = await this.#exportsOf(entry)
    return toModule(exported, where)
  }

  async #exportsOf({ implementation, where, guest: setup = null }: EntrySetup): Promise<{ exported: unknown; where: string }> {
    if (implementation === null) throw new CliError('ERR_CLI_FILE', `${where} names no file.`)
    if ('value' in implementation) {
      checkGuest(where, setup)
      return { exported: implementation.value, where }
    }
    return { exported: await importFile(implementation.file, false, { setup, log: this.#log, folders: this.sites.flatMap(({ root, virtualDirectories }) => [root, ...virtualDirectories.map(({ physicalPath }) => physicalPath)]) }), where: shorten(implementation.file) }
  }
}

function isSame(one: Implementation | null, other: Implementation | null): boolean {
  if (one === null || other === null) return false
  return 'file' in one ? 'file' in other && one.file === other.file : 'value' in other && one.value === other.value
}

/** What keeps a site from being started: the first filter or module of its lists that should run and has no implementation. */
export function missingOf(site: SiteSetup): EntrySetup | null {
  const modules = site.applications.flatMap(({ slots }) => slots.flatMap((slot) => (slot.kind === 'module' ? [slot.module] : [])))
  return [...site.filters, ...modules].find(({ standing }) => standing === 'no implementation') ?? null
}

/** Read before the first module of an application that has a compiled one: those mostly read without `fAsync`, and nothing can block here. IIS reads 49152 ahead, and blocks for the rest. */
const READ_AHEAD = 1_048_576

function isCompiledModule(slot: Slot): boolean {
  if (slot.kind !== 'module' || !runs(slot.module)) return false
  const { implementation } = slot.module
  return implementation !== null && 'file' in implementation && /\.wasm$/i.test(implementation.file)
}

/** Options of the pipeline of one application. */
export async function pipelineOptions(setup: Setup, site: SiteSetup, application: ApplicationSetup, loader: Loader): Promise<PipelineOptions> {
  loader.sites = setup.sites
  const modules: ModuleEntry[] = []
  for (const slot of application.slots) modules.push(...await entriesOf(slot, site, loader))
  if (application.handlers?.some(({ modules: names }) => names === MISSING_HANDLER) === true) modules.push(missingHandlerEntry())
  modules.push(...setup.observers ?? [])
  const { limits: { handlerTimeout, uploadReadAheadSize, entityBufferLimit } } = setup
  return {
    modules,
    site: { id: site.id, name: site.name, root: site.root, virtualDirectories: site.virtualDirectories, application: application.path.replace(/(?<=.)\/+$/, '') },
    filterRoots: site.filterRoots,
    handlers: application.handlers,
    // Whoever takes the module out of the list, however he says it, lets nobody in without a user.
    anonymousAuthentication: application.slots.some((slot) => slot.kind === 'built-in' && slot.name === 'AnonymousAuthenticationModule'),
    appPoolName: application.appPoolName,
    configuration: sectionsOf(setup.sections, site),
    handlerTimeout, uploadReadAheadSize: uploadReadAheadSize ?? (application.slots.some(isCompiledModule) ? READ_AHEAD : undefined), entityBufferLimit
  }
}

async function entriesOf(slot: Slot, site: SiteSetup, loader: Loader): Promise<ModuleEntry[]> {
  switch (slot.kind) {
    case 'built-in': return [named(slot.where, () => builtInEntry(slot.name, slot.options))]
    case 'module': return runs(slot.module) ? [{ name: slot.module.name, module: await moduleOf(slot.module, loader) }] : []
    case 'filters': return Promise.all(site.filters.filter(runs).map(async (entry) => ({ name: entry.name, module: await filterOf(entry, loader) })))
  }
}

/** A disabled filter keeps its place, and nothing else. */
function runs({ standing }: EntrySetup): boolean { return standing === 'runs' }

async function filterOf(entry: FilterSetup, loader: Loader): Promise<PFN_REGISTERMODULE> {
  const filter = await loader.filter(entry).catch((error: unknown) => { throw new CliError('ERR_CLI_FILTER', `Filter "${entry.name}" (${entry.where}) failed to load: ${messageOf(error)}`, '', error) })
  const { name, level, profile, overrides, memory } = entry
  return named(entry.where, () => bridgeFilter(filter, { name, level, profile, overrides, ...memory }))
}

async function moduleOf(entry: ModuleSetup, loader: Loader): Promise<PFN_REGISTERMODULE> {
  const register = await loader.module(entry).catch((error: unknown) => { throw new CliError('ERR_CLI_MODULE', `Module "${entry.name}" (${entry.where}) cannot be loaded: ${messageOf(error)}`, '', error) })
  return entry.enabled ? register : (version, info, server) => register(version, globalOnly(info), server)
}

/** A module that is installed but not enabled: its requests registration is taken and forgotten. Fidelity: module.config.installed-not-enabled */
function globalOnly(info: ModuleRegistration): ModuleRegistration {
  return new Proxy(info, {
    get(target, key) {
      if (key === 'SetRequestNotifications' || key === 'setClosingSteps') return () => S_OK
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    }
  })
}

/** Adds the place in the configuration to what is said about it. */
function named<T>(where: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw new CliError('ERR_CLI_CONFIG', `${where}: ${messageOf(error)}`, '', error)
  }
}
