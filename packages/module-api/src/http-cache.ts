// Mirrors httpserv.h: what all cached server objects have in common.

/** Names one entry of one cache. [IHttpCacheKey] */
export interface IHttpCacheKey {
  /** A hash of the key; equal keys have equal ones. */
  GetHash(): number
  /** FILE_CACHE_NAME, TOKEN_CACHE_NAME, URI_CACHE_NAME, or the name of a cache that a module brings. */
  GetCacheName(): string
  /** Whether both name the same entry; false for a key of another kind, where the original crashes. */
  GetIsEqual(pCacheCompareKey: IHttpCacheKey): boolean
  /** Whether the other key starts with this one; false for a key of another kind. */
  GetIsPrefix(pCacheCompareKey: IHttpCacheKey): boolean
  /** Visits one entry of the cache; empty for the keys of the server. */
  Enum(pCacheData: IHttpCacheSpecificData): void
}

/** Key of a file: its physical path. [ifilekey-interface] */
export interface IFileKey extends IHttpCacheKey {
  GetPath(): string
}

/** An entry of a cache, shared by counting references. [ihttpcachespecificdata-interface] */
export interface IHttpCacheSpecificData {
  GetCacheKey(): IHttpCacheKey
  /** Keeps the entry beyond the request. */
  ReferenceCacheData(): void
  /** Gives a reference back; the entry ends with the last one. Never more often than it was taken. */
  DereferenceCacheData(): void
  /** Sets the count of lives back to two. */
  ResetTTL(): void
  /** Takes one life; true once none is left (the C++ out-parameter). */
  DecrementTTL(): boolean
  /** Marks the entry as taken out of its cache. */
  SetFlushed(): void
  GetFlushed(): boolean
}

/** A token that the server keeps for an account. There are no Windows tokens here. [ihttptokenentry-interface] */
export interface IHttpTokenEntry extends IHttpCacheSpecificData {
  GetImpersonationToken(): unknown
  GetPrimaryToken(): unknown
  GetSid(): unknown
}
