import { accessSync, closeSync, constants, fstatSync, openSync, readFileSync, statSync, type BigIntStats } from 'node:fs'
import { basename } from 'node:path'
import { ERROR_ACCESS_DENIED, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { IHttpCacheKey, IHttpTokenEntry } from '../http-cache.ts'
import type { IHttpFileInfo } from '../http-file-info.ts'
import { FileKey } from './cache-key.ts'
import { SharedObject, type ReportCleanup } from './shared-object.ts'

const FILE_ATTRIBUTE_READONLY = 0x1
const FILE_ATTRIBUTE_HIDDEN = 0x2
const FILE_ATTRIBUTE_DIRECTORY = 0x10
const FILE_ATTRIBUTE_NORMAL = 0x80
const INVALID_HANDLE_VALUE = -1
/** 100-ns intervals from 1601 to 1970. */
const UNIX_EPOCH = 116_444_736_000_000_000n
/** The file cache of IIS has the same limit. */
const BUFFER_LIMIT = 262_144n
/** Lives of a cache entry. */
const TTL = 2
/** A pipe that takes the place of a file must not keep the process waiting. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) // Windows has none

/** What the file system says of a file or folder; null when there is none of them. */
export function lookAt(path: string): BigIntStats | null {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
    return stats !== undefined && (stats.isFile() || stats.isDirectory()) ? stats : null
  } catch {
    return null
  }
}

export class HttpFileInfo extends SharedObject implements IHttpFileInfo {
  readonly #path: string
  readonly #real: string
  readonly #stats: BigIntStats
  #buffer: Uint8Array | null | undefined = undefined
  #handle: number | null = null
  #lives = TTL
  #flushed = false

  /** @param real the path behind all links */
  constructor(path: string, real: string, stats: BigIntStats, report: ReportCleanup) {
    super(report)
    this.#path = path
    this.#real = real
    this.#stats = stats
  }

  /** Whether this is still the file that was looked at. */
  isStill(stats: BigIntStats): boolean {
    const known = this.#stats
    return known.ino === stats.ino && known.dev === stats.dev && known.size === stats.size && known.mtimeNs === stats.mtimeNs && known.ctimeNs === stats.ctimeNs
  }

  GetAttributes(): number {
    const attributes = (this.#stats.isDirectory() ? FILE_ATTRIBUTE_DIRECTORY : 0)
      | ((this.#stats.mode & 0o222n) === 0n ? FILE_ATTRIBUTE_READONLY : 0)
      | (basename(this.#path).startsWith('.') ? FILE_ATTRIBUTE_HIDDEN : 0)
    return attributes === 0 ? FILE_ATTRIBUTE_NORMAL : attributes
  }

  GetSize(): number { return this.#stats.isDirectory() ? 0 : Number(this.#stats.size) }

  GetFileBuffer(): Uint8Array | null {
    if (this.#buffer === undefined) this.#buffer = this.#stats.size <= BUFFER_LIMIT ? this.#read() : null
    return this.#buffer
  }

  GetFileHandle(): number {
    if (this.alive) this.#handle ??= this.#open()
    return this.#handle ?? INVALID_HANDLE_VALUE
  }

  GetFilePath(): string { return this.#path }
  // As @fastify/send makes it, which compares it with If-None-Match; file-info.test.ts holds both together.
  GetETag(): string { return `"${this.#stats.size.toString(16)}-${this.#stats.mtime.getTime().toString(16)}"` }
  GetLastModifiedTime(): bigint { return UNIX_EPOCH + this.#stats.mtimeNs / 100n }
  GetLastModifiedString(): string { return this.#stats.mtime.toUTCString() }
  GetHttpCacheAllowed(): { readonly value: boolean; readonly pSecondsToLive: number } { return { value: false, pSecondsToLive: 0 } }

  AccessCheck(hUserToken: unknown, _pUserSid: unknown): HRESULT {
    if (hUserToken !== null && hUserToken !== undefined) return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
    try {
      accessSync(this.#real, constants.R_OK)
      return S_OK
    } catch {
      return HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)
    }
  }

  GetVrToken(): IHttpTokenEntry | null { return null }
  GetVrPath(): string | null { return null }

  CheckIfFileHasChanged(_hUserToken: unknown): boolean {
    const stats = lookAt(this.#path)
    return stats === null || !this.isStill(stats)
  }

  GetCacheKey(): IHttpCacheKey { return new FileKey(this.#path) }
  ReferenceCacheData(): void { this.reference() }
  DereferenceCacheData(): void { this.release() }
  ResetTTL(): void { this.#lives = TTL }

  DecrementTTL(): boolean {
    if (this.#lives > 0) this.#lives--
    return this.#lives === 0
  }

  SetFlushed(): void { this.#flushed = true }
  GetFlushed(): boolean { return this.#flushed }

  override retire(): void {
    this.#flushed = true
    super.retire()
  }

  protected override end(): void {
    super.end()
    if (this.#handle !== null && this.#handle !== INVALID_HANDLE_VALUE) closeSync(this.#handle)
    this.#handle = INVALID_HANDLE_VALUE
    this.#buffer = null
  }

  /** A descriptor of the file that was looked at, and of no other. */
  #open(): number {
    if (!this.#stats.isFile()) return INVALID_HANDLE_VALUE
    try {
      const handle = openSync(this.#real, OPEN_FLAGS)
      if (this.isStill(fstatSync(handle, { bigint: true }))) return handle
      closeSync(handle)
    } catch {
      // It cannot be opened: gone, or not to be read by this process.
    }
    return INVALID_HANDLE_VALUE
  }

  #read(): Uint8Array | null {
    const handle = this.#open()
    if (handle === INVALID_HANDLE_VALUE) return null
    try {
      const bytes = readFileSync(handle)
      return bytes.byteLength === this.GetSize() ? bytes : null
    } catch {
      return null
    } finally {
      closeSync(handle)
    }
  }
}
