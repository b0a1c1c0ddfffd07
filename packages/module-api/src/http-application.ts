// Mirrors httpserv.h: an application of a site.

import type { IHttpModuleContextContainer } from './stored-context.ts'

/** An application: one object for all requests to it. [IHttpApplication] */
export interface IHttpApplication {
  /** Folder of the application, not that of the request. */
  GetApplicationPhysicalPath(): string
  /** `/LM/W3SVC/1/ROOT` for the root application of site 1; APPL_MD_PATH is the same. */
  GetApplicationId(): string
  /** Configuration path: `MACHINE/WEBROOT/APPHOST/Default Web Site`. */
  GetAppConfigPath(): string
  /** The container of the application, never null; cleaned when the server closes. */
  GetModuleContextContainer(): IHttpModuleContextContainer
}

/** Warming up, for modules that hold requests back meanwhile. Windows 8. [httpserv.h] */
export interface IHttpApplication2 extends IHttpApplication {
  BeginApplicationWarmup(): void
  EndApplicationWarmup(): void
  /** True between BeginApplicationWarmup and EndApplicationWarmup. */
  QueryIsWarmingUp(): boolean
}
