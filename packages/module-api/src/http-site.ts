// Mirrors httpserv.h: a site.

import type { IHttpModuleContextContainer } from './stored-context.ts'

/** A site: one object for all requests to it. [IHttpSite] */
export interface IHttpSite {
  /** Number of the site; its log is W3SVC<number>. */
  GetSiteId(): number
  GetSiteName(): string
  /** The container of the site, never null; cleaned when the server closes. */
  GetModuleContextContainer(): IHttpModuleContextContainer
}
