// <globalModules>, <modules> and <isapiFilters>: the list of one application, each entry with what becomes of it.

import type { BuiltInConfig, IisConfig } from '../config/config.ts'
import { BUILT_INS, isBuiltIn, type BuiltInName } from '../site/built-in.ts'
import type { EntrySetup, FilterSetup, Implementation, ModuleSetup, Note, Slot, Standing } from '../setup.ts'
import { resolve } from 'node:path'
import { checkPreCondition, isPreConditionMet } from '@isapi-bridge/module-api'
import { noWindowsAccounts, slotChosen } from './chosen.ts'
import { collect, innermost, type Level, type Member } from './collections.ts'
import { FILTER_MODULE, iisModule, SECTION_OF } from './iis-modules.ts'
import type { Configuration } from './levels.ts'
import { settingsOf } from './settings.ts'
import type { Element } from './xml-file.ts'

/** What decides over entries, beside the files. */
export interface Ruling {
  readonly iis: IisConfig
  readonly builtIn: BuiltInConfig
  readonly profile: FilterSetup['profile']
  /** Folder that relative paths start at. */
  readonly base: string
  /** Folder of the W3C log of this site; empty: none. */
  readonly logDir: string
}

const MANAGED = 'managedHandler'

/** Looks a name up, in any case. */
function mapped<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return Object.entries(map ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

/** What the map says of a name. */
export function implementationOf(map: IisConfig['filters'], name: string, base: string): { readonly standing: Standing; readonly implementation: Implementation | null } {
  const file = mapped(map, name)
  if (file === undefined) return { standing: 'no implementation', implementation: null }
  return file === false ? { standing: 'left out', implementation: null } : { standing: 'runs', implementation: { file: resolve(base, file) } }
}

function conditionHolds(element: Element, appPoolName: string): boolean {
  const condition = element.attribute('preCondition') ?? ''
  const parts = condition.split(',').map((part) => part.trim()).filter((part) => part !== MANAGED).join(',')
  const wrong = checkPreCondition(parts)
  if (wrong !== null) throw element.error(`has a preCondition that ${wrong.replace(/\.$/, '')}`, 'Correct it, or leave it out.')
  return isPreConditionMet(parts, appPoolName)
}

/** The filters of one site, in load order: global ones, then its own. Filters of IIS 7 have no other level. */
export function filtersOf(configuration: Configuration, site: string, appPoolName: string, ruling: Ruling, known: Map<Element, FilterSetup>): FilterSetup[] {
  // Fidelity: filter.iis.attributes
  return collect(configuration.levels(['isapiFilters'], site, '/'), 'filter', 'name').map(({ element, scope }) => {
    let filter = known.get(element)
    if (filter === undefined) known.set(element, filter = toFilter(element, scope === 'server' ? 'global' : 'site', appPoolName, ruling))
    return filter
  })
}

function toFilter(element: Element, level: FilterSetup['level'], appPoolName: string, { iis, base, profile }: Ruling): FilterSetup {
  const name = element.required('name')
  const path = element.required('path')
  const enabled = element.boolean('enabled', true)
  const enableCache = element.boolean('enableCache', false)
  const found = implementationOf(iis.filters, name, base)
  const standing = !enabled ? 'disabled' : conditionHolds(element, appPoolName) ? found.standing : 'precondition not met'
  return {
    name, level, profile, overrides: {}, flags: null, where: element.where, standing,
    implementation: standing === 'runs' ? found.implementation : null,
    detail: [path, ...(element.attribute('preCondition') === undefined ? [] : [`preCondition "${element.attribute('preCondition')}"`]), ...(enableCache ? ['enableCache'] : [])].join(', ')
  }
}

export interface ApplicationPlace {
  readonly site: string
  readonly path: string
  readonly appPoolName: string
}

/** The slots of one application, in the order of its `<modules>`. */
export function slotsOf(configuration: Configuration, place: ApplicationPlace, ruling: Ruling, notes: Note[]): Slot[] {
  const levels = configuration.levels(['modules'], place.site, place.path)
  const members = levels.some(({ element }) => element.children.some(({ name }) => name === 'add' || name === 'clear')) ? collect(levels, 'add', 'name') : null
  const installed = collect(configuration.levels(['globalModules'], place.site, place.path), 'add', 'name')
  const runAll = innermost(levels, 'runAllManagedModulesForAllRequests')?.element.boolean('runAllManagedModulesForAllRequests', false) ?? false
  const reader = new SlotReader(configuration, place, ruling, notes, runAll)
  const server = configuration.levels(['modules'], place.site, place.path).some(({ scope }) => scope === 'server')
  // A file without a list of its own, such as a web.config alone, adds to what a site has by itself.
  const slots = server && members !== null ? members.flatMap((member) => reader.slots(member, installed)) : [...reader.defaults(levels), ...(members ?? []).flatMap((member) => reader.slots(member, []))]
  const names = new Set((members ?? []).map(({ element }) => element.required('name').toLowerCase()))
  // Fidelity: module.config.installed-not-enabled
  const idle = installed.filter(({ element }) => !names.has(element.required('name').toLowerCase()) && mapped(ruling.iis.modules, element.required('name')) !== undefined)
  return [...slots, ...idle.flatMap((member) => reader.slots(member, installed, false)), ...reader.log(slots)]
}

class SlotReader {
  readonly #configuration: Configuration
  readonly #place: ApplicationPlace
  readonly #ruling: Ruling
  readonly #notes: Note[]
  readonly #runAll: boolean

  constructor(configuration: Configuration, place: ApplicationPlace, ruling: Ruling, notes: Note[], runAll: boolean) {
    this.#configuration = configuration
    this.#place = place
    this.#ruling = ruling
    this.#notes = notes
    this.#runAll = runAll
  }

  /** What a site has by itself, without what the file removes. */
  defaults(levels: readonly Level[]): Slot[] {
    const removed = new Set(levels.flatMap(({ element }) => element.all('remove').map((child) => child.required('name').toLowerCase())))
    const cleared = levels.some(({ element }) => element.all('clear').length > 0)
    if (cleared) return [{ kind: 'filters' }]
    const builtIns = (place: string): Slot[] => BUILT_INS.filter((row) => row.place === place && !removed.has(row.name.toLowerCase())).flatMap(({ name }) => this.#builtIn(name, ''))
    return [...builtIns('ahead'), ...(removed.has(FILTER_MODULE.toLowerCase()) ? [] : [{ kind: 'filters' } satisfies Slot]), ...builtIns('behind')]
  }

  /** A log that the configuration asks for, and the file does not. */
  log(slots: readonly Slot[]): Slot[] {
    return slots.some((slot) => slot.kind === 'built-in' && slot.name === 'HttpLoggingModule') ? [] : this.#builtIn('HttpLoggingModule', 'logDir')
  }

  slots({ element }: Member, installed: readonly Member[], enabled: boolean = true): Slot[] {
    const name = element.required('name')
    const found = mapped(this.#ruling.iis.modules, name)
    if (name === FILTER_MODULE) return [{ kind: 'filters' }]
    if (found === undefined && isBuiltIn(name)) return this.#builtIn(name, element.where)
    const row = iisModule(name)
    if (found === undefined && row !== undefined) {
      const note = { where: element.where, text: `${name} is not here: ${row.words}.` }
      if (!this.#notes.some(({ where, text }) => where === note.where && text === note.text)) this.#notes.push(note)
      return []
    }
    return [{ kind: 'module', module: this.#module(element, name, installed, enabled) }]
  }

  #module(element: Element, name: string, installed: readonly Member[], enabled: boolean): ModuleSetup {
    const type = element.attribute('type')
    const image = installed.find((member) => member.element.required('name').toLowerCase() === name.toLowerCase())
    if (type === undefined && image === undefined && installed.length > 0) {
      // Fidelity: module.config.not-installed
      throw element.error('is enabled, but <globalModules> does not install it', 'Add it there with its image, or remove it here.')
    }
    const condition = element.attribute('preCondition') ?? image?.element.attribute('preCondition')
    // Fidelity: module.config.managed-handler — no handler is managed here.
    const forManaged = type !== undefined && (element.attribute('preCondition') ?? '').split(',').some((part) => part.trim() === MANAGED) && !this.#runAll
    const holds = !forManaged && [element, image?.element].every((part) => part === undefined || conditionHolds(part, this.#place.appPoolName))
    const found = implementationOf(this.#ruling.iis.modules, name, this.#ruling.base)
    const standing = holds ? found.standing : 'precondition not met'
    const entry: EntrySetup = {
      name, where: element.where, standing, implementation: standing === 'runs' ? found.implementation : null,
      detail: [type === undefined ? image?.element.attribute('image') ?? '' : `type ${type}`, condition === undefined ? '' : `preCondition "${condition}"`].filter((part) => part !== '').join(', ')
    }
    return { ...entry, enabled }
  }

  #builtIn(name: BuiltInName, where: string): Slot[] {
    const { builtIn, base, logDir } = this.#ruling
    const chosen = slotChosen(builtIn, name, base)
    if (chosen !== undefined) return chosen
    if (name === 'HttpLoggingModule') return logDir === '' ? [] : [{ kind: 'built-in', name, options: { directory: logDir }, where }]
    const section = SECTION_OF[name]
    const levels = section === undefined ? [] : this.#configuration.levels(section, this.#place.site, this.#place.path)
    const at = levels.at(-1)?.element
    if (name === 'BasicAuthenticationModule') {
      const on = innermost(levels, 'enabled')
      if (on?.element.boolean('enabled', false) === true) throw noWindowsAccounts(on.element, 'is enabled')
      return []
    }
    const options = settingsOf(name, levels, this.#place.path)
    return options === null ? [] : [{ kind: 'built-in', name, options, where: at?.where ?? where }]
  }
}
