import type { IHttpApplication2 } from '../http-application.ts'
import type { SiteFacts } from './pipeline.ts'
import { SharedObject, type ReportCleanup } from './shared-object.ts'

/** An application of a site; ends when the server closes. */
export class HttpApplication extends SharedObject implements IHttpApplication2 {
  readonly #physicalPath: string
  readonly #id: string
  readonly #configPath: string
  #warmingUp = false

  /** @param path URL path of the application, `/` for the root application */
  constructor(site: SiteFacts, path: string, physicalPath: string, report: ReportCleanup) {
    super(report)
    const below = path === '/' ? '' : path
    this.#physicalPath = physicalPath
    this.#id = `/LM/W3SVC/${site.id}/ROOT${below}`
    this.#configPath = `MACHINE/WEBROOT/APPHOST/${site.name}${below}`
  }

  GetApplicationPhysicalPath(): string { return this.#physicalPath }
  GetApplicationId(): string { return this.#id }
  GetAppConfigPath(): string { return this.#configPath }
  BeginApplicationWarmup(): void { this.#warmingUp = true }
  EndApplicationWarmup(): void { this.#warmingUp = false }
  QueryIsWarmingUp(): boolean { return this.#warmingUp }
}
