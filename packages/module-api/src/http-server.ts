// Mirrors httpserv.h: the server as modules see it.

import type { IHttpTraceContext } from './http-trace.ts'
import type { IDispensedHttpModuleContextContainer, IHttpModuleContextContainer } from './stored-context.ts'

/** The server. One for all modules of one pipeline. [IHttpServer] */
export interface IHttpServer {
  /** True for a run by hand, as with IIS Express; here always true. */
  IsCommandLineLaunch(): boolean
  /** Name of the application pool. */
  GetAppPoolName(): string
  /** A container that the caller owns and gives back with ReleaseContainer. */
  DispenseContainer(): IDispensedHttpModuleContextContainer
  /** For events that belong to no request, and for subscriptions to those of all requests. */
  GetTraceContext(): IHttpTraceContext
  /** Ours: a container with the life of the server, for what the modules of one library share. The original offers DispenseContainer. */
  GetModuleContextContainer(): IHttpModuleContextContainer
}
