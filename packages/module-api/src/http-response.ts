// Mirrors httpserv.h: the response as modules see it, with the data chunks of http.h.

import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { HRESULT } from '@isapi-bridge/win32'
import type { IHttpCachePolicy } from './http-cache-policy.ts'
import type { HTTP_HEADER_ID } from './http-header-id.ts'
import type { REQUEST_NOTIFICATION_STATUS } from './constants.ts'
import type { IHttpCompletionInfo } from './event-providers.ts'
import type { IHttpContext3 } from './http-context.ts'

/** HTTP_DATA_CHUNK_TYPE 0: bytes in memory. [http.h] */
export const HttpDataChunkFromMemory = 0
/** HTTP_DATA_CHUNK_TYPE 1: a part of a file, read when it is sent. [http.h] */
export const HttpDataChunkFromFileHandle = 1
/** Ours, not in http.h: a Node stream that is read when the response goes out. Negative, so that it never meets a real value. */
export const HttpDataChunkFromStream = -1

/** Length of a range that reaches to the end of the file. The header has the highest 64-bit number here. [http.h] */
export const HTTP_BYTE_RANGE_TO_EOF = -1

/** A part of a file: bytes, counted from 0. [http.h] */
export interface HTTP_BYTE_RANGE {
  readonly StartingOffset: number
  /** Bytes, or HTTP_BYTE_RANGE_TO_EOF. */
  readonly Length: number
}

/** A piece of response body. [http.h] */
export type HTTP_DATA_CHUNK =
  | { readonly DataChunkType: typeof HttpDataChunkFromMemory; readonly FromMemory: { readonly pBuffer: Uint8Array } }
  | { readonly DataChunkType: typeof HttpDataChunkFromFileHandle; readonly FromFileHandle: HTTP_FILE_CHUNK }
  | { readonly DataChunkType: typeof HttpDataChunkFromStream; readonly FromStream: { readonly pStream: Readable } }

/**
 * The file of a chunk. `FileHandle` is a path, which the server opens and closes when it sends, or a FileHandle of node:fs/promises, which stays
 * open and belongs to the module. It is looked at when the chunk is written and read when it is sent; of one that has become shorter meanwhile
 * there is no more than it has. ERROR_HANDLE_EOF: the range ends behind the file. ERROR_FILE_NOT_FOUND, ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE (ours).
 */
export interface HTTP_FILE_CHUNK {
  readonly ByteRange: HTTP_BYTE_RANGE
  readonly FileHandle: string | FileHandle
}

/** What GetStatus tells. */
export interface HTTP_RESPONSE_STATUS {
  readonly pStatusCode: number
  readonly pSubStatus: number
  readonly ppszReason: string
  readonly phrErrorToReport: HRESULT
  /** Module that set an error status, or null. */
  readonly ppszModule: string | null
  /** Notification in which it was set (0: before BEGIN_REQUEST). */
  readonly pdwNotification: number
  /** What SetStatus got as pException, or null. */
  readonly ppException: object | null
  readonly pfTrySkipCustomErrors: boolean
}

/** Outcome of a call that sends. */
export interface SEND_RESULT {
  readonly hr: HRESULT
  /** Bytes of body handed over by this call; 0 when it completes later. Streams do not count: nobody knows their size. */
  readonly pcbSent: number
  /** True: an asynchronous completion follows, return RQ_NOTIFICATION_PENDING. */
  readonly pfCompletionExpected: boolean
}

/** A header that has no number. [http.h] */
export interface HTTP_UNKNOWN_HEADER {
  readonly pName: string
  readonly pRawValue: string
}

/** The response as it stands: a copy, made by GetRawHttpResponse. [http.h] */
export interface HTTP_RESPONSE {
  readonly Version: { readonly MajorVersion: number; readonly MinorVersion: number }
  readonly StatusCode: number
  readonly pReason: string
  readonly Headers: {
    /** By HTTP_HEADER_ID; null: not set. */
    readonly KnownHeaders: readonly (string | null)[]
    readonly pUnknownHeaders: readonly HTTP_UNKNOWN_HEADER[]
  }
  /** What is buffered. */
  readonly pEntityChunks: readonly HTTP_DATA_CHUNK[]
}

/** The response; buffered until it is flushed or the request ends. [IHttpResponse] */
export interface IHttpResponse {
  /** The response in the form of http.h. Read it only; ask again after a change. */
  GetRawHttpResponse(): HTTP_RESPONSE
  /** How the response may be cached; kept for whoever asks, as nothing here caches. */
  GetCachePolicy(): IHttpCachePolicy
  /**
   * Sets the status. The server remembers which module set an error status, and in which notification.
   * ERROR_INVALID_PARAMETER: code outside 200…999, sub-status outside 0…65535. ERROR_INVALID_DATA: reason longer than 512 characters, or with a
   * control character other than tab. No effect once the headers were sent.
   */
  SetStatus(statusCode: number, pszReason: string, subStatus?: number, hrErrorToReport?: HRESULT, pException?: object | null, fTrySkipCustomErrors?: boolean): HRESULT
  /**
   * As IHttpRequest.SetHeader, on the response. Cookies that are added have lines of their own: a comma would be a part of them. By number the header Server is always appended to; name it in order to replace it.
   * ERROR_INVALID_PARAMETER also for a number that no header of responses has.
   */
  SetHeader(header: string | HTTP_HEADER_ID, pszHeaderValue: string, fReplace: boolean): HRESULT
  /** Always S_OK, also when there is no such header. */
  DeleteHeader(header: string | HTTP_HEADER_ID): HRESULT
  /** Value of a response header, or null. */
  GetHeader(header: string | HTTP_HEADER_ID): string | null
  /** Drops body, headers and status; nothing happens once they were sent. */
  Clear(): void
  /** Drops all headers that modules or handlers set. */
  ClearHeaders(): void
  /** Close the connection after this response. */
  SetNeedDisconnect(): void
  /** Resets the connection at once. The pipeline goes on unless the module returns RQ_NOTIFICATION_FINISH_REQUEST. */
  ResetConnection(): void
  /** Keeps the response out of the kernel cache, for the reason at this place of `kernelCacheReasonNames`. Default 9: HANDLER_HTTPSYS_UNFRIENDLY. */
  DisableKernelCache(reason?: number): void
  /** True until DisableKernelCache; it does not say that the response will be cached. */
  GetKernelCacheEnabled(): boolean
  /** Status and headers stay at home, though modules can read them: the body is the first thing that the client gets. No effect once they were sent. */
  SuppressHeaders(): void
  /** Whether status and headers stay at home. */
  GetHeadersSuppressed(): boolean
  /**
   * Sends status and headers, unless they have left, and what is buffered; raises RQ_SEND_RESPONSE first, inside the running notification.
   * `fAsync`: OnAsyncCompletion follows once the bytes were handed to the network. `fMoreData` false ends the response.
   * Inside RQ_SEND_RESPONSE it does nothing: that send takes everything along. Before routing the bytes wait for the host (divergence).
   * ERROR_INVALID_PARAMETER: `fAsync` while another send has not completed. ERROR_CONNECTION_INVALID: the client has gone.
   */
  Flush(fAsync?: boolean, fMoreData?: boolean): SEND_RESULT
  /**
   * Sends the client to `pszUrl`: 302 and an empty body, or, with `fResetStatusCode` false, the status as it is and a page that says where the
   * document has moved. What was buffered is dropped. A URL without scheme and host gets those of the request, and its folder if it does not
   * begin with a slash. `fIncludeParameters` adds the query of the request. Return RQ_NOTIFICATION_FINISH_REQUEST
   * afterwards. No effect once the headers were sent. ERROR_INVALID_PARAMETER: no header value.
   */
  Redirect(pszUrl: string, fResetStatusCode?: boolean, fIncludeParameters?: boolean): HRESULT
  /** Adds body: position -1 at the end, 0 in front of what is buffered. The memory is not copied. ERROR_CONNECTION_INVALID: the body has left. */
  WriteEntityChunkByReference(pDataChunk: HTTP_DATA_CHUNK | null, lInsertPosition?: number): HRESULT
  /**
   * Adds body at the end. Buffered, it is copied, and more than the handler's responseBufferLimit (4194304 bytes) is flushed; unbuffered, it is flushed at once, with
   * `fAsync` and `fMoreData` as for Flush, and `fAsync` copies nothing.
   * ERROR_INVALID_PARAMETER: null or unknown chunk; ERROR_ARITHMETIC_OVERFLOW: more than 65535 chunks; ERROR_CONNECTION_INVALID: the body has left.
   */
  WriteEntityChunks(pEntityChunks: readonly HTTP_DATA_CHUNK[] | null, fAsync?: boolean, fMoreData?: boolean): SEND_RESULT
  /** From now on every WriteEntityChunks flushes, except inside RQ_SEND_RESPONSE. */
  DisableBuffering(): void
  GetStatus(): HTTP_RESPONSE_STATUS
  /** A text for the error page of the server; `fHtmlEncode`: it is no HTML yet. ERROR_INVALID_PARAMETER: no text, or with NUL. */
  SetErrorDescription(pszDescription: string, fHtmlEncode?: boolean): HRESULT
  /** The text as an error page shows it; empty when there is none. */
  GetErrorDescription(): string
  /** For internal use of IIS only: ERROR_NOT_SUPPORTED. */
  GetHeaderChanges(dwOldChangeNumber: number): HRESULT
  /** Closes the connection at once, with a reset. */
  CloseConnection(): void
}

/** A routine of a module's own for the end of an asynchronous operation. [PFN_ASYNC_COMPLETION] */
export type PFN_ASYNC_COMPLETION = (pHttpContext: IHttpContext3, pCompletionInfo: IHttpCompletionInfo, pvCompletionContext: unknown) => REQUEST_NOTIFICATION_STATUS

/** Windows 8: a routine for the end of a send, in place of OnAsyncCompletion. Not supported with one (divergence). [httpserv.h] */
export interface IHttpResponse2 extends IHttpResponse {
  /** With a routine: ERROR_NOT_SUPPORTED. */
  WriteEntityChunks(
    pEntityChunks: readonly HTTP_DATA_CHUNK[] | null, fAsync?: boolean, fMoreData?: boolean, pfnCompletion?: PFN_ASYNC_COMPLETION | null, pvCompletionContext?: unknown
  ): SEND_RESULT
  /** With a routine: ERROR_NOT_SUPPORTED. */
  Flush(fAsync?: boolean, fMoreData?: boolean, pfnCompletion?: PFN_ASYNC_COMPLETION | null, pvCompletionContext?: unknown): SEND_RESULT
}

/** Windows 10: pushes of HTTP/2. [httpserv.h] */
export interface IHttpResponse3 extends IHttpResponse2 {
  /** Always ERROR_NOT_SUPPORTED: browsers have given pushes up. */
  PushPromise(pszMethod: string, pszPath: string, pszQuery: string | null, pHeaderNames: readonly string[], pHeaderValues: readonly string[]): HRESULT
}

/** Windows 10 and later: trailers, and control of HTTP/2. [httpserv.h] */
export interface IHttpResponse4 extends IHttpResponse3 {
  /** Always ERROR_NOT_SUPPORTED. */
  SetTrailer(pszTrailerName: string, pszTrailerValue: string): HRESULT
  /** Always null: there are none. */
  GetTrailer(pszTrailerName: string): string | null
  /** Always ERROR_NOT_SUPPORTED. */
  DeleteTrailer(pszTrailerName: string): HRESULT
  /** Always ERROR_NOT_SUPPORTED; CloseConnection resets the stream. */
  ResetStream(errorCode: number): HRESULT
  /** Over HTTP/1 the same as SetNeedDisconnect. */
  SetNeedGoAway(): void
}
