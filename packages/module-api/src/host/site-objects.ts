// The server objects of one site: made at the first need, shared by its requests, ended when the server closes.

import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { ModuleContractError } from '../errors.ts'
import type { HttpApplication } from './application.ts'
import { HttpFileInfo, lookAt } from './file-info.ts'
import { MetadataInfo } from './metadata.ts'
import { isInside } from './paths.ts'
import type { SiteFacts } from './pipeline.ts'
import { ObjectCache, type ReportCleanup } from './shared-object.ts'
import { HttpSite } from './site.ts'
import { HttpUrlInfo, type HitRule } from './url-info.ts'

const MAX_URLS = 1000
/** Buffers of 256 KiB each: 64 MiB where modules ask for all of them. */
const MAX_FILES = 256
/** As many as there are configured paths, which nobody outside can add to. */
const MAX_METADATA = Number.POSITIVE_INFINITY

export interface SiteObjectsOptions {
  readonly site: SiteFacts
  /** Folder of the application. */
  readonly physicalPath: string
  /** Folders that files may lie in. */
  readonly roots: readonly string[]
  readonly hits: HitRule
  readonly report: (error: Error) => void
}

export class SiteObjects {
  readonly site: HttpSite
  readonly #options: SiteObjectsOptions
  readonly #urls = new ObjectCache<HttpUrlInfo>(MAX_URLS)
  readonly #metadata = new ObjectCache<MetadataInfo>(MAX_METADATA)
  readonly #files = new ObjectCache<HttpFileInfo>(MAX_FILES)

  constructor(options: SiteObjectsOptions) {
    this.#options = options
    this.site = new HttpSite(options.site, options.physicalPath, this.#reporter('site'))
  }

  /** The application that a URL path belongs to. */
  applicationOf(_path: string): HttpApplication { return this.site.rootApplication }

  urlOf(path: string): HttpUrlInfo {
    return this.#urls.get(path) ?? this.#urls.add(path, new HttpUrlInfo(this.#options.hits, this.#reporter('URL')))
  }

  /** The metadata of a configuration path of an application. */
  metadataOf(configPath: string, application: HttpApplication): MetadataInfo {
    return this.#metadata.get(configPath) ?? this.#metadata.add(configPath, new MetadataInfo(configPath, application.GetApplicationPhysicalPath(), this.#reporter('configuration path')))
  }

  /** The file or folder at a physical path, as it is now; null when there is none in the roots. */
  fileOf(path: string): HttpFileInfo | null {
    const stats = lookAt(path)
    const known = this.#files.get(path)
    if (stats === null) {
      this.#files.drop(path)
      return null
    }
    if (known?.isStill(stats) === true) return known
    const real = this.#realPathOf(path)
    return real === null ? null : this.#files.add(path, new HttpFileInfo(path, real, stats, this.#reporter('file')))
  }

  /** The same for a module, which gives its reference back; not cached: an object of its own. */
  openFile(path: string, cached: boolean): HttpFileInfo | null {
    if (cached) {
      const file = this.fileOf(path)
      file?.reference()
      return file
    }
    const stats = lookAt(path)
    const real = stats === null ? null : this.#realPathOf(path)
    return stats === null || real === null ? null : new HttpFileInfo(path, real, stats, this.#reporter('file'))
  }

  /** The configuration of a path, and of all below it, has changed: later requests get new metadata. */
  configurationChanged(configPath: string): void {
    const changed = configPath.toLowerCase()
    this.#metadata.dropWhere((key) => `${key.toLowerCase()}/`.startsWith(`${changed}/`))
  }

  /** A file has changed: later requests look at it anew. */
  fileChanged(path: string): void { this.#files.drop(path) }

  /** The server closes. */
  close(): void {
    for (const cache of [this.#urls, this.#metadata, this.#files]) cache.dropWhere(() => true)
    this.site.rootApplication.retire()
    this.site.retire()
  }

  #reporter(owner: string): ReportCleanup {
    return (error) => { this.#options.report(new ModuleContractError('ERR_MODULE_THREW', `CleanupStoredContext of a ${owner} context threw.`, error)) }
  }

  /** The path behind all links; null, and reported, when a link leads out of the roots. */
  #realPathOf(path: string): string | null {
    const { roots, report } = this.#options
    try {
      const real = realpathSync.native(path)
      if (real === resolve(path) || isInside(roots.map(realOr), real)) return real
      report(new ModuleContractError('ERR_MODULE_PATH_OUTSIDE', `"${path}" leads over a link to "${real}", which is outside ${roots.join(', ')}.`))
    } catch {
      // It has gone meanwhile.
    }
    return null
  }
}

/** A root that is not there has no real path. */
function realOr(root: string): string {
  try {
    return realpathSync.native(root)
  } catch {
    return root
  }
}
