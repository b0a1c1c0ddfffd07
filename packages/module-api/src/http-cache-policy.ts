// Mirrors httpserv.h: how a response may be cached, with the policy of http.h.

import type { HRESULT } from '@isapi-bridge/win32'

/** HTTP_CACHE_POLICY_TYPE 0: not cached. [http.h] */
export const HttpCachePolicyNocache = 0
/** HTTP_CACHE_POLICY_TYPE 1: cached until somebody takes it out. [http.h] */
export const HttpCachePolicyUserInvalidates = 1
/** HTTP_CACHE_POLICY_TYPE 2: cached for a time. [http.h] */
export const HttpCachePolicyTimeToLive = 2

/** Whether and how long. [http.h] */
export interface HTTP_CACHE_POLICY {
  Policy: typeof HttpCachePolicyNocache | typeof HttpCachePolicyUserInvalidates | typeof HttpCachePolicyTimeToLive
  /** Seconds; counts with HttpCachePolicyTimeToLive. */
  SecondsToLive: number
}

/** How the response may be cached, and what one cached response differs by from another. [IHttpCachePolicy] */
export interface IHttpCachePolicy {
  /** The policy of the kernel cache, live: change its members. At first HttpCachePolicyNocache and 0 seconds. */
  GetKernelCachePolicy(): HTTP_CACHE_POLICY
  /** Somebody takes the entry out of the kernel cache when it is stale. There is no way back. */
  SetKernelCacheInvalidatorSet(): void
  /** As GetKernelCachePolicy, for the cache of the worker process. */
  GetUserCachePolicy(): HTTP_CACHE_POLICY
  /** Adds names of request headers to the list. Null changes nothing and is S_OK. */
  AppendVaryByHeader(pszHeader: string | null): HRESULT
  /** The list, separated by commas; null: empty. */
  GetVaryByHeaders(): string | null
  /** Adds names of query parameters to the list. Null changes nothing and is S_OK. */
  AppendVaryByQueryString(pszParam: string | null): HRESULT
  /** The list, separated by commas; null: empty. */
  GetVaryByQueryStrings(): string | null
  /** A value of the module's own that entries differ by; it replaces the one before. E_INVALIDARG: null. */
  SetVaryByValue(pszValue: string | null): HRESULT
  GetVaryByValue(): string | null
  /** True until DisableUserCache. */
  IsUserCacheEnabled(): boolean
  /** Keeps the response out of the cache of the worker process. There is no way back. */
  DisableUserCache(): void
  /** Whether the response came from a cache. */
  IsCached(): boolean
  /** There is no way back. */
  SetIsCached(): void
  GetKernelCacheInvalidatorSet(): boolean
}

/** Adds the forced update. [IHttpCachePolicy2] */
export interface IHttpCachePolicy2 extends IHttpCachePolicy {
  IsForceUpdateSet(): boolean
  /** An entry that exists is replaced. */
  SetForceUpdate(): void
}
