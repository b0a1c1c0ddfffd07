import type { IHttpSite } from '../http-site.ts'
import { HttpApplication } from './application.ts'
import type { SiteFacts } from './pipeline.ts'
import { SharedObject, type ReportCleanup } from './shared-object.ts'

/** A site; ends when the server closes. */
export class HttpSite extends SharedObject implements IHttpSite {
  readonly #facts: SiteFacts
  readonly rootApplication: HttpApplication

  /** @param physicalPath folder of the application that the pipeline is of */
  constructor(facts: SiteFacts, physicalPath: string, report: ReportCleanup) {
    super(report)
    this.#facts = facts
    this.rootApplication = new HttpApplication(facts, facts.application ?? '/', physicalPath, report)
  }

  GetSiteId(): number { return this.#facts.id }
  GetSiteName(): string { return this.#facts.name }
}
