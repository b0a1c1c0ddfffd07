// From a configuration to what is to run. Relative paths become absolute ones.

import { dirname, resolve } from 'node:path'
import type { HandlerMapping } from '@isapi-bridge/module-api'
import { CliError } from '../errors.ts'
import { BUILT_INS, resolveOptions, type BuiltInName } from '../site/built-in.ts'
import { nameOfFile } from '../site/load-file.ts'
import type { ApplicationSetup, FilterSetup, GuestSetup, ModuleSetup, SectionsSetup, SiteSetup, Slot } from '../setup.ts'
import { toBinding } from './bindings.ts'
import type { BuiltInConfig, Config, FilterConfig, GuestConfig, ModuleConfig, ShadowConfig, SiteConfig, StackConfig, TraceConfig } from './config.ts'
import { standingOf } from './standing.ts'

/** A server that runs, as opposed to a configuration. */
export function isUrl(text: string): boolean { return /^[a-z][\w+.-]*:\/\//i.test(text) }

/** What is around an application: outermost first. */
type Layer = { readonly stack: StackConfig; readonly where: string }

export class ConfigReader {
  readonly #config: Config
  /** Folder that relative paths start at. */
  readonly #base: string
  readonly #appPoolName: string
  #global: readonly FilterSetup[] | null = null

  /** @param source the file; empty: the command line, whose paths start at the working directory */
  constructor(config: Config, source: string) {
    this.#config = config
    this.#base = source === '' ? process.cwd() : dirname(source)
    this.#appPoolName = config.appPoolName ?? 'DefaultAppPool'
  }

  /** Global filters, in load order. */
  get filters(): readonly FilterSetup[] { return this.#global ??= this.#filters(this.#config.filters ?? [], 'global', 'filters') }

  /** What is recorded; null: nothing. */
  get trace(): TraceConfig | null {
    const { trace } = this.#config
    if (trace === undefined) return null
    const { record, failedRequests } = trace
    return {
      ...trace, ...(record !== undefined && { record: resolve(this.#base, record) }),
      ...(failedRequests !== undefined && { failedRequests: { ...failedRequests, directory: resolve(this.#base, failedRequests.directory) } })
    }
  }

  /** Where modules read their sections. */
  get sections(): SectionsSetup {
    const { sections = {}, iis = {} } = this.#config
    const file = sections.file ?? iis.applicationHost ?? iis.webConfig
    const schema = typeof sections.schema === 'string' ? [sections.schema] : sections.schema ?? []
    return { file: file === undefined ? null : resolve(this.#base, file), schema: schema.map((path) => resolve(this.#base, path)) }
  }

  /** What gets copies; null: nothing. */
  get shadow(): ShadowConfig | null {
    const { shadow } = this.#config
    if (shadow === undefined) return null
    const { to, samples, report } = shadow
    return {
      ...shadow, to: isUrl(to) ? to : resolve(this.#base, to),
      ...(samples !== undefined && { samples: resolve(this.#base, samples) }), ...(report !== undefined && { report: resolve(this.#base, report) })
    }
  }

  sites(): SiteSetup[] {
    const { sites, root, host, port, tls } = this.#config
    if (sites !== undefined) {
      const lone = (['root', 'host', 'port', 'tls'] as const).filter((key) => this.#config[key] !== undefined)
      if (lone.length > 0) throw new CliError('ERR_CLI_CONFIG', `\`${lone.join('`, `')}\` ${lone.length === 1 ? 'stands' : 'stand'} beside \`sites\`.`, 'Put them into the entry of `sites` that they are meant for.')
      return sites.map((site, index) => this.#site(site, `sites[${index}]`, index))
    }
    if (root === undefined) return []
    return [this.#site({ root, name: 'Default Web Site', bindings: [{ ...(host !== undefined && { address: host }), port: port ?? 8080, ...(tls !== undefined && { tls }) }] }, '', 0)]
  }

  #site(site: SiteConfig, where: string, index: number): SiteSetup {
    const name = site.name ?? (where === '' ? 'Default Web Site' : `Site ${index + 1}`)
    const key = (inner: string): string => (where === '' ? inner : `${where}.${inner}`)
    const layers: Layer[] = [{ stack: this.#config, where: '' }, ...(where === '' ? [] : [{ stack: site, where }])]
    const applications = (site.applications ?? []).map((application, place) => {
      return this.#application(application.path, [...layers, { stack: application, where: key(`applications[${place}]`) }])
    })
    const folders = [
      ...Object.entries(site.virtualDirectories ?? {}).map(([path, folder]) => ({ path, physicalPath: resolve(this.#base, folder) })),
      ...(site.applications ?? []).flatMap(({ path, root }) => (root === undefined ? [] : [{ path, physicalPath: resolve(this.#base, root) }]))
    ]
    return {
      id: site.id ?? index + 1, name, where,
      bindings: (site.bindings ?? [8080]).map((binding, place) => toBinding(binding, key(`bindings[${place}]`), this.#base)),
      root: resolve(this.#base, site.root),
      virtualDirectories: folders,
      filterRoots: (site.filterRoots ?? []).map((folder) => resolve(this.#base, folder)),
      filters: [...this.filters, ...this.#filters(site.filters ?? [], 'site', key('filters'))],
      applications: [this.#application('/', layers), ...applications]
    }
  }

  #application(path: string, layers: readonly Layer[]): ApplicationSetup {
    const builtIn = this.#builtIns(layers)
    const slot = (name: BuiltInName): Slot[] => {
      const found = builtIn.get(name)
      return found === undefined ? [] : [{ kind: 'built-in', name, ...found }]
    }
    let modules: ModuleSetup[] = []
    for (const { stack, where } of layers) {
      const prefix = where === '' ? '' : `${where}.`
      modules = this.#remove(modules, stack.removeModules ?? [], builtIn, `${prefix}removeModules`)
      modules.push(...(stack.modules ?? []).map((module, index) => this.#module(module, `${prefix}modules[${index}]`)))
    }
    const slots: Slot[] = [
      ...BUILT_INS.filter((row) => row.place === 'ahead').flatMap(({ name }) => slot(name)),
      { kind: 'filters' },
      ...modules.map((module): Slot => ({ kind: 'module', module })),
      ...BUILT_INS.filter((row) => row.place === 'behind').flatMap(({ name }) => slot(name))
    ]
    const handlers: readonly HandlerMapping[] | undefined = layers.findLast(({ stack }) => stack.handlers !== undefined)?.stack.handlers
    return { path, slots, handlers, appPoolName: this.#appPoolName }
  }

  /** The options of the built-in modules that run; an inner layer replaces those of an outer one. */
  #builtIns(layers: readonly Layer[]): Map<BuiltInName, { options: Readonly<Record<string, unknown>>; where: string }> {
    const chosen = new Map<BuiltInName, { options: Readonly<Record<string, unknown>>; where: string }>()
    for (const row of BUILT_INS) if (row.byDefault !== null) chosen.set(row.name, { options: row.byDefault, where: row.name })
    for (const { stack, where } of layers) {
      const prefix = where === '' ? '' : `${where}.`
      if (stack.logDir !== undefined) chosen.set('HttpLoggingModule', { options: { directory: resolve(this.#base, stack.logDir) }, where: `${prefix}logDir` })
      for (const [name, value] of Object.entries(stack.builtIn ?? {}) as [BuiltInName, BuiltInConfig[BuiltInName]][]) { // the schema knows no other keys
        const place = `${prefix}builtIn.${name}`
        const row = BUILT_INS.find((candidate) => candidate.name === name)
        if (value === false) chosen.delete(name)
        else if (typeof value === 'object') chosen.set(name, { options: resolveOptions({ ...row?.byDefault, ...value }, this.#base), where: place })
        else if (value === true && !chosen.has(name) && row?.byDefault === null) throw new CliError('ERR_CLI_CONFIG', `\`${place}\` is true, but the module has nothing to do without options.`, `Give it ${row.needs}.`)
      }
    }
    return chosen
  }

  #remove(modules: ModuleSetup[], names: readonly string[], builtIn: Map<BuiltInName, unknown>, where: string): ModuleSetup[] {
    for (const name of names) {
      if (modules.some((module) => module.name === name)) continue
      if (!builtIn.delete(name as BuiltInName)) throw new CliError('ERR_CLI_CONFIG', `\`${where}\` names "${name}", and nothing around has a module of this name.`, `There are ${[...modules.map((module) => module.name), ...builtIn.keys()].join(', ')}.`) // a map takes any key
    }
    // Fidelity: module.config.installed-not-enabled
    return modules.map((module) => (names.includes(module.name) ? { ...module, enabled: false } : module))
  }

  #filters(filters: readonly FilterConfig[], level: FilterSetup['level'], where: string): FilterSetup[] {
    return filters.map((given, index): FilterSetup => {
      const filter = typeof given === 'string' ? { file: given } : given
      const place = `${where}[${index}]`
      const { profile = this.#config.profile ?? 'iis6', overrides = {}, memoryLimit, pageHeap } = filter
      const memory = { ...(memoryLimit !== undefined && { memoryLimit }), ...(pageHeap !== undefined && { pageHeap }) }
      return { ...this.#entry(filter, filter.filter, place), level, profile, overrides, memory, guest: this.#guest(filter), flags: null }
    })
  }

  /** What is said of a compiled filter or module, paths absolute; null: nothing. */
  #guest({ drive, registry, environment, limits }: GuestConfig): GuestSetup | null {
    if (drive === undefined && registry === undefined && environment === undefined && limits === undefined) return null
    const { memory, time, rapidFail } = limits ?? {}
    return {
      ...(drive !== undefined && { drive: Object.fromEntries(Object.entries(drive).map(([path, given]) => {
        const { folder, writable = false } = typeof given === 'string' ? { folder: given } : given
        return [path, { folder: resolve(this.#base, folder), writable }]
      })) }),
      ...(registry !== undefined && { registry: typeof registry === 'string' ? resolve(this.#base, registry) : registry }),
      ...(environment !== undefined && { environment }),
      ...(limits !== undefined && { limits: { ...(memory !== undefined && { memory }), ...(time !== undefined && { time }), ...(rapidFail !== undefined && { rapidFail }) } })
    }
  }

  #module(given: ModuleConfig, where: string): ModuleSetup {
    const module = typeof given === 'string' ? { file: given } : given
    return { ...this.#entry(module, module.module, where), enabled: true, guest: this.#guest(module) }
  }

  #entry(given: { name?: string | undefined; file?: string | undefined; enabled?: boolean | undefined; preCondition?: string | undefined }, value: unknown, where: string): Omit<ModuleSetup, 'enabled'> {
    const { file, preCondition = '' } = given
    const name = given.name ?? (file === undefined ? undefined : nameOfFile(file))
    if (name === undefined) throw new CliError('ERR_CLI_CONFIG', `\`${where}.name\` is missing.`, 'What is given as an object has no file to be called after.')
    const standing = standingOf({ enabled: given.enabled ?? true, preCondition, appPoolName: this.#appPoolName }, `${where}.preCondition`)
    return { name, where, standing, implementation: file === undefined ? { value } : { file: resolve(this.#base, file) }, detail: preCondition === '' ? '' : `preCondition "${preCondition}"` }
  }
}
