// Mirrors httpserv.h: a file as the server has it in its cache.

import type { HRESULT } from '@isapi-bridge/win32'
import type { IHttpCacheSpecificData, IHttpTokenEntry } from './http-cache.ts'
import type { IHttpModuleContextContainer } from './stored-context.ts'

/** A file, or folder, as it was when it was looked at. A file that changes gets a new object. [IHttpFileInfo] */
export interface IHttpFileInfo extends IHttpCacheSpecificData {
  /** FILE_ATTRIBUTE_* of Windows: read-only 0x1, hidden 0x2 (a name with a dot in front), folder 0x10, normal 0x80. */
  GetAttributes(): number
  /** Bytes. */
  GetSize(): number
  /** The content of a file of at most 256 KiB, as it was when the object was made; read-only. Null: larger, a folder, changed or unreadable. */
  GetFileBuffer(): Uint8Array | null
  /** A descriptor of Node for reading, closed with the object; INVALID_HANDLE_VALUE (-1) when the file cannot be opened. */
  GetFileHandle(): number
  /** Physical path. */
  GetFilePath(): string
  /** The ETag that StaticFileModule sends for the file. */
  GetETag(): string
  /** FILETIME: intervals of 100 ns since 1601. */
  GetLastModifiedTime(): bigint
  /** As in the header Last-Modified. */
  GetLastModifiedString(): string
  /** Whether HTTP.sys may keep the file, and for how many seconds: never, there is none. */
  GetHttpCacheAllowed(): { readonly value: boolean; readonly pSecondsToLive: number }
  /** S_OK for no token when this process may read the file, else ERROR_ACCESS_DENIED; ERROR_NOT_SUPPORTED for a token. */
  AccessCheck(hUserToken: unknown, pUserSid: unknown): HRESULT
  /** Token of the account that the file is read with: null. */
  GetVrToken(): IHttpTokenEntry | null
  /** Virtual path of a file that is not on disk: null. */
  GetVrPath(): string | null
  /** The container of the file, never null; cleaned when the object leaves the cache and nobody uses it any more. */
  GetModuleContextContainer(): IHttpModuleContextContainer
  /** Looks at the file again: whether it is another one than this object describes. */
  CheckIfFileHasChanged(hUserToken: unknown): boolean
}

/** Watches a file, or the files of one folder, until it is given back. From IHttpServer.RegisterFileChangeMonitor. [IHttpFileMonitor] */
export interface IHttpFileMonitor {
  /** The container of the monitor, never null; cleaned when the monitor ends. */
  GetModuleContextContainer(): IHttpModuleContextContainer
  /** Gives the monitor back: nothing is watched any more. */
  DereferenceFileMonitor(): void
}
