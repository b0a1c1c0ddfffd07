// Mirrors httpserv.h: what the server keeps of a URL.

import type { IHttpModuleContextContainer } from './stored-context.ts'

/** A URL, without its query: one object for all requests to it, as long as the cache of URLs keeps it. [IHttpUrlInfo] */
export interface IHttpUrlInfo {
  /** The container of the URL, never null; cleaned when the URL leaves the cache and no request uses it any more. */
  GetModuleContextContainer(): IHttpModuleContextContainer
  /** Whether the URL was hit twice within ten seconds (`frequentHitThreshold`, `frequentHitTimePeriod`). A request whose modules never ask for the URL is no hit. */
  IsFrequentlyHit(): boolean
}
