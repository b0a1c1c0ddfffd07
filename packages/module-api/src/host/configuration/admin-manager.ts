// The configuration of a server as modules read it.

import { ERROR_FILE_NOT_FOUND, ERROR_INVALID_DATA, ERROR_INVALID_PARAMETER, ERROR_PATH_NOT_FOUND, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import type { IAppHostAdminManager, IAppHostElement, VARIANT } from '../../app-host.ts'
import { ModuleContractError, toError } from '../../errors.ts'
import { ConfigurationError, Merger } from './merge.ts'
import { AppHostElement, NOT_SUPPORTED } from './objects.ts'
import { readSchemas, type Schemas } from './schema.ts'
import { comparable, configuredPathOf, ROOTS, sectionIn, siteOf, sourcesAt, sourcesOf, type ConfigurationNode, type ConfigurationSources, type Source } from './sources.ts'
import { bool, bstr } from './values.ts'

const APPHOST = 'MACHINE/WEBROOT/APPHOST'
/** Flags of the system that modules can ask for: none can be changed. */
const FLAGS: Readonly<Record<string, boolean>> = {
  ignoreInvalidAttributes: false, ignoreInvalidRanges: false, ignoreInvalidDecryption: false, expandEnvironmentStrings: true, disableExtensions: true,
  hideExceptionPhysicalPath: false, lockMetadata: true
}

/** What attributes with `expanded` find: the machine that modules believe to be on. */
const ENVIRONMENT: ReadonlyMap<string, string> = new Map([['systemdrive', 'C:'], ['systemroot', 'C:\\Windows'], ['windir', 'C:\\Windows'], ['iis_bin', 'C:\\Windows\\System32\\inetsrv']])

interface Loaded {
  readonly sources: readonly Source[]
  readonly schemas: Schemas
  /** In lower case. */
  readonly sites: ReadonlySet<string>
  /** Sections by name and the levels that they come from; a number says why there is none. */
  readonly sections: Map<string, AppHostElement | HRESULT>
}

export class AdminManager implements IAppHostAdminManager {
  readonly #read: (() => ConfigurationSources) | undefined
  readonly #siteName: string
  readonly #report: (error: Error) => void
  readonly #merger = new Merger(ENVIRONMENT)
  #loaded: Loaded | null = null

  /** @param read undefined: there is no configuration */
  constructor(read: (() => ConfigurationSources) | undefined, siteName: string, report: (error: Error) => void) {
    this.#read = read
    this.#siteName = siteName
    this.#report = report
  }

  GetAdminSection(bstrSectionName: string, bstrPath: string): IAppHostElement | HRESULT {
    if (typeof bstrSectionName !== 'string' || typeof bstrPath !== 'string' || bstrSectionName === '' || bstrPath === '') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const loaded = this.#load()
    if (loaded === null) return HRESULT_FROM_WIN32(ERROR_INVALID_DATA)
    const key = comparable(bstrPath)
    const site = siteOf(key)
    if (site === null ? !ROOTS.includes(key) : !loaded.sites.has(site)) return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)
    const sources = sourcesAt(loaded.sources, key)
    const id = `${bstrSectionName.toLowerCase()}\n${sources.map(({ index }) => index).join()}`
    let section = loaded.sections.get(id)
    if (section === undefined) loaded.sections.set(id, section = this.#section(loaded, bstrSectionName, sources))
    return section
  }

  GetMetadata(bstrMetadataType: string): VARIANT | HRESULT {
    if (typeof bstrMetadataType !== 'string') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (bstrMetadataType === 'availableSections') return bstr(this.#sectionNames().join())
    const flag = Object.hasOwn(FLAGS, bstrMetadataType) ? FLAGS[bstrMetadataType] : undefined
    return flag === undefined ? NOT_SUPPORTED : bool(flag)
  }

  /** The innermost configuration path of a URL path: that of its application, or of a folder below with configuration of its own. */
  configPathOf(application: string, urlPath: string): string {
    return this.#read === undefined ? application : configuredPathOf(this.#load()?.sources ?? [], application, `${APPHOST}/${this.#siteName}${urlPath}`)
  }

  /** The next who asks finds what the files say then. */
  changed(): void { this.#loaded = null }

  #section({ schemas, sources: all }: Loaded, name: string, sources: readonly Source[]): AppHostElement | HRESULT {
    const names = name.split('/')
    const known = schemas.get(name.toLowerCase())
    const wanted = known?.name.split('/') ?? names
    // Fidelity: admin.errors
    if (known === undefined && !all.some((source) => sectionIn(source, wanted).length > 0)) return HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND)
    try {
      return new AppHostElement(this.#merger.element(wanted.at(-1) ?? name, known?.schema ?? null, sources.flatMap((source) => sectionIn(source, wanted))))
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      this.#report(new ModuleContractError('ERR_MODULE_CONFIGURATION', `The section ${name} cannot be read: ${error.message}`))
      return error.hr
    }
  }

  /** Null: the files cannot be read; said once, until they change. */
  #load(): Loaded | null {
    if (this.#loaded !== null) return this.#loaded.sites.size === 0 ? null : this.#loaded
    try {
      const { files, schemas = [] } = this.#read?.() ?? { files: [] }
      const sources = sourcesOf(files)
      const sites = new Set([this.#siteName.toLowerCase(), ...sources.flatMap(({ key }) => siteOf(key) ?? []), ...sources.flatMap((source) => sectionIn(source, ['system.applicationHost', 'sites'])).flatMap(({ node }) => node.children.flatMap(({ attributes }) => attributes['name']?.toLowerCase() ?? []))])
      this.#loaded = { sources, schemas: readSchemas(schemas), sites, sections: new Map() }
      return this.#loaded
    } catch (error) {
      this.#report(new ModuleContractError('ERR_MODULE_CONFIGURATION', `The configuration cannot be read: ${toError(error).message}`, error))
      this.#loaded = { sources: [], schemas: new Map(), sites: new Set(), sections: new Map() }
      return null
    }
  }

  #sectionNames(): string[] {
    const loaded = this.#load()
    if (loaded === null) return []
    const found = new Map([...loaded.schemas].map(([key, { name }]) => [key, name]))
    for (const { node } of loaded.sources) for (const name of declared(node.children.find((child) => child.name === 'configSections'))) if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), name)
    return [...found.values()]
  }
}

/** The sections that <configSections> declares. */
function declared(node: ConfigurationNode | undefined, prefix = ''): string[] {
  return node?.children.flatMap((child) => {
    const name = `${prefix}${child.attributes['name'] ?? ''}`
    return child.name === 'section' ? [name] : child.name === 'sectionGroup' ? declared(child, `${name}/`) : []
  }) ?? []
}
