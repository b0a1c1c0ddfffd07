// MetaBase.xml of IIS 6: filters with their load order, web servers with bindings, folders and the few settings that have a place here.

import { resolve } from 'node:path'
import type { VirtualDirectory } from '@isapi-bridge/module-api'
import { parseBindingInformation, resolveTls } from '../config/bindings.ts'
import type { IisConfig } from '../config/config.ts'
import { BUILT_INS, type BuiltInName } from '../site/built-in.ts'
import { metabaseFlag } from '../site/flag-names.ts'
import type { BindingSetup, FilterSetup, Note, SiteSetup, Slot } from '../setup.ts'
import type { IisSites, Surroundings } from './application-host.ts'
import { noWindowsAccounts, slotChosen } from './chosen.ts'
import { implementationOf, type Ruling } from './module-list.ts'
import { WindowsPaths } from './windows-paths.ts'
import type { Element, XmlFile } from './xml-file.ts'

const SERVICE = '/lm/w3svc'
/** AuthFlags of a folder. */
const AUTH_ANONYMOUS = 1
const AUTH_BASIC = 2

/** One key of the metabase: properties are attributes, or <Custom> elements, of whatever case. */
class Key {
  readonly element: Element
  readonly location: string
  readonly #values: ReadonlyMap<string, string>

  constructor(element: Element) {
    this.element = element
    this.location = (attributeOf(element, 'Location') ?? '').replaceAll(/^\/*|\/+$/g, '').replace(/^/, '/')
    const custom = element.children.filter(({ name }) => name === 'Custom').flatMap((child): [string, string][] => {
      const [name, value] = [attributeOf(child, 'Name'), attributeOf(child, 'Value')]
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]]
    })
    this.#values = new Map([...custom, ...Object.entries(element.attributes).map(([name, value]): [string, string] => [name.toLowerCase(), value])])
  }

  text(name: string): string | undefined { return this.#values.get(name.toLowerCase())?.trim() }

  /** Lines of a MULTISZ, which the parser has made blanks. */
  list(name: string): string[] { return (this.text(name) ?? '').split(/\s+/).filter((part) => part !== '') }

  flag(name: string, byDefault: boolean): boolean {
    const value = this.text(name)?.toLowerCase()
    if (value === undefined || value === '') return byDefault
    if (value === 'true' || value === '1') return true
    if (value === 'false' || value === '0') return false
    throw this.error(`has \`${name}="${this.text(name)}"\``, 'It must be TRUE or FALSE.')
  }

  error(what: string, remedy: string): Error { return this.element.error(what, remedy) }
}

function attributeOf(element: Element, name: string): string | undefined {
  return Object.entries(element.attributes).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

/** A number, or names with bars between them; null: it says nothing. */
function flagsOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  if (/^(?:\d+|0x[0-9a-f]+)$/i.test(text)) return Number(text) >>> 0
  return text.split('|').reduce((sum, name) => (sum | metabaseFlag(name.trim())) >>> 0, 0)
}

export function readMetabase(file: XmlFile, iis: IisConfig, base: string, around: Surroundings): IisSites {
  const properties = file.root.name === 'MBProperty' ? [file.root] : file.root.all('MBProperty')
  if (properties.length === 0) throw file.root.error('is the outermost element, and has no <MBProperty>', 'Name a MetaBase.xml; an applicationHost.config belongs into `iis.applicationHost`.')
  const keys = properties.flatMap((property) => property.children).map((element) => new Key(element)).filter(({ location }) => `${location.toLowerCase()}/`.startsWith(`${SERVICE}/`))
  return new MetabaseReader(keys, iis, base, around).read()
}

class MetabaseReader {
  readonly #keys: ReadonlyMap<string, Key>
  readonly #iis: IisConfig
  readonly #base: string
  readonly #around: Surroundings
  readonly #paths: WindowsPaths
  readonly #notes: Note[] = []

  constructor(keys: readonly Key[], iis: IisConfig, base: string, around: Surroundings) {
    this.#keys = new Map(keys.map((key) => [key.location.toLowerCase(), key]))
    this.#iis = iis
    this.#base = base
    this.#around = around
    this.#paths = new WindowsPaths(iis.paths ?? {}, base)
  }

  read(): IisSites {
    const global = this.#filters(SERVICE, 'global', this.#around.ruling(0))
    const sites = [...this.#keys.values()].flatMap((key): SiteSetup[] => {
      const [, digits] = new RegExp(`^${SERVICE}/(\\d+)$`, 'i').exec(key.location) ?? []
      return digits === undefined ? [] : this.#site(Number(digits), key, global)
    })
    this.#noteStrayFilters()
    return { sites, notes: this.#notes }
  }

  /** The filters below a key, in their load order; those that it does not name are listed behind them. */
  #filters(parent: string, level: FilterSetup['level'], ruling: Ruling): FilterSetup[] {
    const list = this.#keys.get(`${parent}/filters`)
    // Fidelity: filter.metabase.load-order
    const order = (list?.text('FilterLoadOrder') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '')
    const prefix = `${parent}/filters/`
    const there = [...this.#keys.values()].filter(({ location }) => location.toLowerCase().startsWith(prefix) && !location.slice(prefix.length).includes('/'))
    const named = order.map((name) => this.#filter(name, this.#keys.get(`${prefix}${name.toLowerCase()}`), list, level, ruling))
    const rest = there.map((key) => ({ key, name: key.location.slice(prefix.length) })).filter(({ name }) => !order.some((known) => known.toLowerCase() === name.toLowerCase()))
    return [...named, ...rest.map(({ key, name }): FilterSetup => ({ ...this.#filter(name, key, list, level, ruling), standing: 'not in FilterLoadOrder', implementation: null }))]
  }

  #filter(name: string, key: Key | undefined, list: Key | undefined, level: FilterSetup['level'], { iis, base, profile }: Ruling): FilterSetup {
    const found = implementationOf(iis.filters, name, base)
    // Fidelity: filter.metabase.enabled-by-default
    const standing = key?.flag('FilterEnabled', true) === false ? 'disabled' : found.standing
    const path = key?.text('FilterPath') ?? ''
    return {
      name, level, profile, overrides: {}, standing,
      where: (key ?? list)?.element.where ?? '',
      implementation: standing === 'runs' ? found.implementation : null,
      flags: flagsOf(key?.text('FilterFlags')),
      detail: [key === undefined ? 'FilterLoadOrder names it, and it has no key' : path === '' ? 'without FilterPath' : path, key?.text('FilterDescription') ?? '', key?.flag('FilterEnableCache', false) === true ? 'FilterEnableCache' : ''].filter((part) => part !== '').join(', ')
    }
  }

  #site(id: number, key: Key, global: readonly FilterSetup[]): SiteSetup[] {
    const name = key.text('ServerComment') ?? `Site ${id}`
    const { sites } = this.#iis
    if (sites !== undefined && !sites.some((wanted) => wanted.toLowerCase() === name.toLowerCase())) return []
    if (!key.flag('ServerAutoStart', true)) {
      this.#notes.push({ where: key.element.where, text: `site "${name}" is not started: ServerAutoStart is FALSE.` })
      return []
    }
    const ruling = this.#around.ruling(id)
    const root = this.#keys.get(`${SERVICE}/${id}/root`)
    const path = root?.text('Path')
    if (root === undefined || path === undefined) throw (root ?? key).error(`has no \`Path\` at ${key.location}/ROOT`, 'Add the <IIsWebVirtualDir> of the root with its Path.')
    return [{
      id, name, where: key.element.where,
      bindings: this.#bindings(key, name),
      root: this.#paths.toLocal(path),
      virtualDirectories: this.#folders(`${SERVICE}/${id}/root/`),
      filterRoots: [],
      filters: [...this.#around.filters, ...global, ...this.#filters(`${SERVICE}/${id}`, 'site', ruling)],
      applications: [{ path: '/', slots: this.#slots(root, ruling), handlers: undefined, appPoolName: root.text('AppPoolId') ?? this.#around.appPoolName ?? 'DefaultAppPool' }]
    }]
  }

  #folders(prefix: string): VirtualDirectory[] {
    return [...this.#keys.values()].flatMap((key) => {
      const path = key.text('Path')
      return path !== undefined && key.location.toLowerCase().startsWith(prefix) ? [{ path: key.location.slice(prefix.length - 1), physicalPath: this.#paths.toLocal(path) }] : []
    })
  }

  #bindings(key: Key, site: string): BindingSetup[] {
    const read = (property: string, tls: BindingSetup['tls']): BindingSetup[] => key.list(property).map((text) => {
      const parsed = parseBindingInformation(text)
      if (parsed === null) throw key.error(`has "${text}" in \`${property}\``, 'It must be address:port:host name, such as ":80:".')
      return { ...parsed, port: this.#iis.ports?.[String(parsed.port)] ?? parsed.port, tls, where: key.element.where }
    })
    const tls = this.#iis.tls?.[site]
    if (tls === undefined && key.list('SecureBindings').length > 0) this.#notes.push({ where: key.element.where, text: `SecureBindings of "${site}" are not served: the certificate is in Windows. Name files in \`iis.tls["${site}"]\`.` })
    return [...read('ServerBindings', null), ...(tls === undefined ? [] : read('SecureBindings', resolveTls(tls, this.#base)))]
  }

  /** Built-in modules as the properties of the root folder say; a property that is not there is inherited from the service. */
  #slots(root: Key, { builtIn, base, logDir }: Ruling): Slot[] {
    const service = this.#keys.get(`${SERVICE}/root`) ?? this.#keys.get(SERVICE)
    const text = (name: string): string | undefined => root.text(name) ?? service?.text(name)
    const flag = (name: string, byDefault: boolean): boolean => (root.text(name) === undefined ? service?.flag(name, byDefault) ?? byDefault : root.flag(name, byDefault))
    const auth = authOf(text('AuthFlags'))
    const documents = (text('DefaultDoc') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '')
    const own: Readonly<Partial<Record<BuiltInName, Record<string, unknown> | null>>> = {
      AnonymousAuthenticationModule: (auth & AUTH_ANONYMOUS) === 0 ? null : {},
      DefaultDocumentModule: flag('EnableDefaultDoc', true) ? (documents.length === 0 ? {} : { files: documents }) : null,
      DirectoryListingModule: { enabled: flag('EnableDirBrowsing', false) },
      HttpLoggingModule: logDir === '' ? null : { directory: logDir }
    }
    if ((auth & AUTH_BASIC) !== 0 && slotChosen(builtIn, 'BasicAuthenticationModule', base) === undefined) throw noWindowsAccounts(root.element, 'has AuthBasic in `AuthFlags`')
    const slots = (place: string): Slot[] => BUILT_INS.filter((row) => row.place === place).flatMap(({ name, byDefault }): Slot[] => {
      const chosen = slotChosen(builtIn, name, base)
      if (chosen !== undefined) return chosen
      const options = own[name] === undefined ? byDefault : own[name]
      return options === null ? [] : [{ kind: 'built-in', name, options, where: root.element.where }]
    })
    return [...slots('ahead'), { kind: 'filters' }, ...slots('behind')]
  }

  /** Fidelity: filter.iis.levels */
  #noteStrayFilters(): void {
    for (const key of this.#keys.values()) {
      if (key.text('FilterLoadOrder') === undefined || new RegExp(`^${SERVICE}(?:/\\d+)?/filters$`, 'i').test(key.location)) continue
      this.#notes.push({ where: key.element.where, text: `FilterLoadOrder at ${key.location} counts for nothing: filters exist for the service and for sites only.` })
    }
  }
}

function authOf(text: string | undefined): number {
  if (text === undefined) return AUTH_ANONYMOUS
  if (/^\d+$/.test(text)) return Number(text)
  return (/AuthAnonymous/i.test(text) ? AUTH_ANONYMOUS : 0) | (/AuthBasic/i.test(text) ? AUTH_BASIC : 0)
}

/** Where the log of a site is, as IIS names the folders. */
export function siteLogDir(logDir: string | undefined, base: string, siteId: number): string {
  return logDir === undefined ? '' : resolve(base, logDir, `W3SVC${siteId}`)
}
