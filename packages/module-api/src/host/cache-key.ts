import { FILE_CACHE_NAME } from '../constants.ts'
import type { IFileKey, IHttpCacheKey } from '../http-cache.ts'

function pathOf(key: IHttpCacheKey): string | null {
  return key.GetCacheName() === FILE_CACHE_NAME && 'GetPath' in key && typeof key.GetPath === 'function' ? String(key.GetPath()) : null
}

/** Key of a file: its physical path. */
export class FileKey implements IFileKey {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  GetPath(): string { return this.#path }
  GetCacheName(): string { return FILE_CACHE_NAME }

  GetHash(): number {
    let hash = 0
    for (let index = 0; index < this.#path.length; index++) hash = (Math.imul(hash, 31) + this.#path.charCodeAt(index)) | 0
    return hash >>> 0
  }

  GetIsEqual(pCacheCompareKey: IHttpCacheKey): boolean { return pathOf(pCacheCompareKey) === this.#path }
  GetIsPrefix(pCacheCompareKey: IHttpCacheKey): boolean { return pathOf(pCacheCompareKey)?.startsWith(this.#path) ?? false }
  Enum(): void {}
}
