// <sites> of applicationHost.config: bindings, ids, folders, applications; what inner files say comes from web.config.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { VirtualDirectory } from '@isapi-bridge/module-api'
import { parseBindingInformation, resolveTls } from '../config/bindings.ts'
import type { IisConfig } from '../config/config.ts'
import type { ApplicationSetup, BindingSetup, FilterSetup, Note, SiteSetup } from '../setup.ts'
import { collect, type Level } from './collections.ts'
import { failedRequestsOf } from './failed-requests.ts'
import { handlersOf } from './handler-list.ts'
import { UNREAD_GUARDS } from './iis-modules.ts'
import { Configuration } from './levels.ts'
import { filtersOf, slotsOf, type Ruling } from './module-list.ts'
import { WindowsPaths } from './windows-paths.ts'
import { XmlFile, type Element } from './xml-file.ts'

const DEFAULT_POOL = 'DefaultAppPool'

export interface IisSites { readonly sites: SiteSetup[]; readonly notes: Note[] }

/** What is common to the sites of one file. */
export interface Surroundings {
  readonly ruling: (siteId: number) => Ruling
  /** Filters that the configuration itself names; they come first. */
  readonly filters: readonly FilterSetup[]
  readonly appPoolName: string | undefined
}

export function readApplicationHost(file: XmlFile, iis: IisConfig, base: string, around: Surroundings): IisSites {
  const notes: Note[] = []
  const paths = new WindowsPaths(iis.paths ?? {}, base)
  const elements = file.root.all('system.applicationHost', 'sites').flatMap((element) => collect([{ element, scope: 'server' }], 'site', 'name').map((member) => member.element))
  if (elements.length === 0) throw file.root.error('has no <system.applicationHost><sites><site>', 'Name an applicationHost.config; a web.config belongs into `iis.webConfig`.')
  checkWanted(iis.sites, elements)
  const known = new Map<Element, FilterSetup>()
  const sites = elements.flatMap((element): SiteSetup[] => {
    const name = element.required('name')
    if (iis.sites !== undefined && !iis.sites.some((wanted) => wanted.toLowerCase() === name.toLowerCase())) return []
    if (!element.boolean('serverAutoStart', true)) {
      notes.push({ where: element.where, text: `site "${name}" is not started: serverAutoStart is false.` })
      return []
    }
    return [new SiteReader(file, element, iis, base, paths, around, notes, known).read()]
  })
  return { sites, notes }
}

function checkWanted(wanted: readonly string[] | undefined, elements: readonly Element[]): void {
  const names = elements.map((element) => element.required('name'))
  const unknown = wanted?.find((name) => !names.some((there) => there.toLowerCase() === name.toLowerCase()))
  if (unknown !== undefined) throw (elements[0] as Element).error(`stands in a list without "${unknown}", which \`iis.sites\` names`, `There are ${names.map((name) => `"${name}"`).join(', ')}.`) // there is one
}

class SiteReader {
  readonly #file: XmlFile
  readonly #element: Element
  readonly #iis: IisConfig
  readonly #base: string
  readonly #paths: WindowsPaths
  readonly #around: Surroundings
  readonly #notes: Note[]
  readonly #configuration = new Configuration()
  readonly #known: Map<Element, FilterSetup>
  readonly #name: string

  constructor(file: XmlFile, element: Element, iis: IisConfig, base: string, paths: WindowsPaths, around: Surroundings, notes: Note[], known: Map<Element, FilterSetup>) {
    this.#file = file
    this.#element = element
    this.#iis = iis
    this.#base = base
    this.#paths = paths
    this.#around = around
    this.#notes = notes
    this.#known = known
    this.#name = element.required('name')
    this.#configuration.add(file, '')
  }

  read(): SiteSetup {
    const element = this.#element
    const id = element.number('id')
    if (id === undefined || id < 1) throw element.error('has no `id`', 'Give it the number that it had: INSTANCE_ID and the metabase paths are made of it.')
    const applications = collect([{ element, scope: 'server' }], 'application', 'path').map((member) => member.element)
    const root = applications.find((application) => application.required('path') === '/')
    if (root === undefined) throw element.error('has no <application path="/">', 'Add it, with its <virtualDirectory path="/" physicalPath="…" />.')
    const folders = applications.flatMap((application) => this.#foldersOf(application))
    const rootFolder = folders.find(({ path }) => path === '/')
    if (rootFolder === undefined) throw root.error('has no <virtualDirectory path="/">', 'Add it, with its physicalPath.')
    for (const application of applications) this.#addWebConfig(application.required('path'), folders)
    const ruling = this.#around.ruling(id)
    const ordered = [root, ...applications.filter((application) => application !== root)]
    this.#noteStrays(ordered.map((application) => application.required('path')))
    const logging = [...this.#file.root.all('system.applicationHost', 'sites', 'siteDefaults'), element].flatMap((outer) => outer.all('traceFailedRequestsLogging')).map((inner): Level => ({ element: inner, scope: 'site' }))
    return {
      id, name: this.#name, where: element.where,
      bindings: this.#bindings(),
      root: rootFolder.physicalPath,
      virtualDirectories: folders.filter(({ path }) => path !== '/'),
      filterRoots: [],
      failedRequests: failedRequestsOf(logging, {
        configuration: this.#configuration, name: this.#name, applications: ordered.map((application) => application.required('path')), paths: this.#paths, note: (where, text) => { this.#note(where, text) }
      }),
      filters: [...this.#around.filters, ...filtersOf(this.#configuration, this.#name, this.#poolOf(root), ruling, this.#known)],
      applications: ordered.map((application) => this.#application(application, ruling))
    }
  }

  #poolOf(application: Element): string { return application.attribute('applicationPool') ?? this.#around.appPoolName ?? DEFAULT_POOL }

  #foldersOf(application: Element): VirtualDirectory[] {
    const outer = application.required('path').replace(/\/+$/, '')
    return collect([{ element: application, scope: 'server' }], 'virtualDirectory', 'path').map(({ element }) => {
      const inner = element.required('path')
      return { path: inner === '/' ? outer || '/' : `${outer}${inner}`, physicalPath: this.#paths.toLocal(element.required('physicalPath')) }
    })
  }

  #addWebConfig(path: string, folders: readonly VirtualDirectory[]): void {
    const folder = folders.find((candidate) => candidate.path === path)?.physicalPath
    const file = folder === undefined ? '' : resolve(folder, 'web.config')
    if (file !== '' && existsSync(file)) this.#configuration.add(new XmlFile(file), `${this.#name}/${path}`)
  }

  #application(element: Element, ruling: Ruling): ApplicationSetup {
    const path = element.required('path')
    const place = { site: this.#name, path, appPoolName: this.#poolOf(element) }
    const slots = slotsOf(this.#configuration, place, ruling, this.#notes)
    for (const { path: section, says } of UNREAD_GUARDS) {
      const level = this.#configuration.levels(section, this.#name, path).findLast((candidate) => candidate.element.children.length > 0 || Object.keys(candidate.element.attributes).length > 0)
      if (level !== undefined && says(level.element.attributes, level.element.children.length)) this.#note(level.element, `<${section.at(-1)}> keeps somebody out in IIS, and is not read here.`)
    }
    return {
      path, slots, appPoolName: place.appPoolName,
      handlers: handlersOf(this.#configuration, place, slots)
    }
  }

  #bindings(): BindingSetup[] {
    const list = this.#element.all('bindings').flatMap((bindings) => bindings.all('binding'))
    return list.flatMap((element): BindingSetup[] => {
      const protocol = element.required('protocol').toLowerCase()
      if (protocol !== 'http' && protocol !== 'https') {
        this.#note(element, `the protocol ${protocol} is not served.`)
        return []
      }
      const information = element.required('bindingInformation')
      const parsed = parseBindingInformation(information)
      if (parsed === null) throw element.error(`has \`bindingInformation="${information}"\``, 'It must be address:port:host name, such as "*:80:".')
      const tls = this.#iis.tls?.[this.#name]
      if (protocol === 'https' && tls === undefined) {
        this.#note(element, `${information} is not served: its certificate is in Windows. Name files in \`iis.tls["${this.#name}"]\`.`)
        return []
      }
      const port = this.#iis.ports?.[String(parsed.port)] ?? parsed.port
      return [{ ...parsed, port, tls: protocol === 'https' && tls !== undefined ? resolveTls(tls, this.#base) : null, where: element.where }]
    })
  }

  /** Sections that count for folders and files only. */
  #noteStrays(applications: readonly string[]): void {
    for (const element of this.#configuration.elsewhere()) this.#note(element, `<${element.name}> has its content elsewhere (configSource, or encrypted), which is not read; put it here.`)
    for (const { path, element } of this.#configuration.strayPaths(this.#name, applications)) this.#note(element, `sections for "${path}" are not read: it is no application.`)
    for (const path of applications.slice(1)) {
      // Fidelity: filter.iis.levels
      for (const { element, scope } of this.#configuration.levels(['isapiFilters'], this.#name, path)) if (scope === 'application') this.#note(element, 'filters exist for the server and for sites only; these are not loaded.')
    }
  }

  #note(element: Element, text: string): void {
    const note = { where: element.where, text }
    if (!this.#notes.some((known) => known.where === note.where && known.text === note.text)) this.#notes.push(note)
  }
}

/** A web.config alone: one site with what a site has by itself. */
export function readWebConfig(file: XmlFile, site: Omit<SiteSetup, 'filters' | 'applications'>, around: Surroundings): IisSites {
  const notes: Note[] = []
  const configuration = new Configuration()
  configuration.add(file, site.name)
  const place = { site: site.name, path: '/', appPoolName: around.appPoolName ?? DEFAULT_POOL }
  const ruling = around.ruling(site.id)
  const slots = slotsOf(configuration, place, ruling, notes)
  const application: ApplicationSetup = { path: '/', slots, appPoolName: place.appPoolName, handlers: handlersOf(configuration, place, slots) }
  return { sites: [{ ...site, filters: [...around.filters, ...filtersOf(configuration, site.name, place.appPoolName, ruling, new Map())], applications: [application] }], notes }
}
