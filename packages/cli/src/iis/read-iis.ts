// The files of IIS that a configuration names.

import { dirname, resolve } from 'node:path'
import { toBinding } from '../config/bindings.ts'
import type { Config } from '../config/config.ts'
import { CliError } from '../errors.ts'
import type { FilterSetup, Note, Setup, SiteSetup } from '../setup.ts'
import { readApplicationHost, readWebConfig, type IisSites, type Surroundings } from './application-host.ts'
import { readMetabase, siteLogDir } from './metabase.ts'
import type { Ruling } from './module-list.ts'
import { readRegistryList } from './registry-list.ts'
import { XmlFile } from './xml-file.ts'

const KINDS = ['applicationHost', 'webConfig', 'metabase'] as const

/** Which kind of file this is, by what it holds. */
export function iisKindOf(path: string): (typeof KINDS)[number] {
  const { root } = new XmlFile(path)
  if (root.name === 'MBProperty' || root.all('MBProperty').length > 0) return 'metabase'
  return root.all('system.applicationHost').length > 0 ? 'applicationHost' : 'webConfig'
}

/** What the IIS files of a configuration say. */
export function readIisFiles(config: Config, source: string, filters: readonly FilterSetup[]): Pick<Setup, 'sites' | 'notes'> {
  const { iis } = config
  if (iis === undefined) return { sites: [], notes: [] }
  const base = source === '' ? process.cwd() : dirname(source)
  const named = KINDS.filter((kind) => iis[kind] !== undefined)
  if (named.length !== 1) throw new CliError('ERR_CLI_CONFIG', `\`iis\` names ${named.length === 0 ? 'no file' : named.join(' and ')}.`, `Name one of ${KINDS.map((kind) => `\`${kind}\``).join(', ')}; a web.config of a site is found in its folder.`)
  const rulingOf = (siteId: number): Ruling => ({ iis, builtIn: config.builtIn ?? {}, profile: config.profile ?? (iis.metabase === undefined ? 'iis7' : 'iis6'), base, logDir: siteLogDir(config.logDir, base, siteId) })
  const registered = iis.registry === undefined ? [] : readRegistryList(resolve(base, iis.registry), rulingOf(0))
  const around: Surroundings = { filters: [...filters, ...registered], appPoolName: config.appPoolName, ruling: rulingOf }
  const file = (name: string): XmlFile => new XmlFile(resolve(base, name))
  let read: IisSites
  if (iis.applicationHost !== undefined) read = readApplicationHost(file(iis.applicationHost), iis, base, around)
  else if (iis.metabase !== undefined) read = readMetabase(file(iis.metabase), iis, base, around)
  else read = readWebConfig(file(iis.webConfig ?? ''), webConfigSite(config, resolve(base, iis.webConfig ?? ''), base), around)
  return { sites: read.sites, notes: [...read.notes, ...unusedNames(config, read.sites)] }
}

/** The site of a web.config alone: the one of the configuration, or the folder that it lies in. */
function webConfigSite({ root, host, port = 8080, tls }: Config, file: string, base: string): Omit<SiteSetup, 'filters' | 'applications'> {
  const binding = toBinding({ port, ...(host !== undefined && { address: host }), ...(tls !== undefined && { tls }) }, 'port', base)
  return { id: 1, name: 'Default Web Site', where: '', bindings: [binding], root: root === undefined ? dirname(file) : resolve(base, root), virtualDirectories: [], filterRoots: [] }
}

/** A name in a map that no file has is most likely misspelt. */
function unusedNames({ iis }: Config, sites: readonly SiteSetup[]): Note[] {
  const filters = sites.flatMap((site) => site.filters.map(({ name }) => name.toLowerCase()))
  return Object.keys(iis?.filters ?? {}).filter((name) => !filters.includes(name.toLowerCase())).map((name) => ({ where: `\`iis.filters["${name}"]\``, text: 'no filter of the files is called so.' }))
}
