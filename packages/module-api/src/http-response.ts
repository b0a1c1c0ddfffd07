// Mirrors httpserv.h: the response as modules see it, with the data chunks of http.h.

import type { Readable } from 'node:stream'
import type { HRESULT } from '@isapi-bridge/win32'

/** HTTP_DATA_CHUNK_TYPE: bytes in memory. [http.h] */
export const HttpDataChunkFromMemory = 0
/** Ours, not in http.h: a Node stream that is read when the response goes out. Negative, so that it never meets a real value. */
export const HttpDataChunkFromStream = -1

/** A piece of response body. [http.h] */
export type HTTP_DATA_CHUNK =
  | { readonly DataChunkType: typeof HttpDataChunkFromMemory; readonly FromMemory: { readonly pBuffer: Uint8Array } }
  | { readonly DataChunkType: typeof HttpDataChunkFromStream; readonly FromStream: { readonly pStream: Readable } }

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
  readonly pfTrySkipCustomErrors: boolean
}

/** Outcome of a call that sends. */
export interface SEND_RESULT {
  readonly hr: HRESULT
  /** Bytes of body handed over by this call. */
  readonly pcbSent: number
  /** True: an asynchronous completion follows, return RQ_NOTIFICATION_PENDING. */
  readonly pfCompletionExpected: boolean
}

/** The response; buffered until it is flushed or the request ends. [IHttpResponse] */
export interface IHttpResponse {
  /**
   * Sets the status. The server remembers which module set an error status, and in which notification.
   * ERROR_INVALID_PARAMETER: code outside 100…999. ERROR_INVALID_DATA: reason longer than 512 characters, or with a control character other than tab.
   */
  SetStatus(statusCode: number, pszReason: string, subStatus?: number, hrErrorToReport?: HRESULT, fTrySkipCustomErrors?: boolean): HRESULT
  GetStatus(): HTTP_RESPONSE_STATUS
  /** As IHttpRequest.SetHeader, on the response. */
  SetHeader(pszHeaderName: string, pszHeaderValue: string, fReplace: boolean): HRESULT
  /** Always S_OK, also when there is no such header. */
  DeleteHeader(pszHeaderName: string): HRESULT
  /** Value of a response header, or null. */
  GetHeader(pszHeaderName: string): string | null
  /** Drops body, headers and status; nothing happens once they were sent. */
  Clear(): void
  /** Drops all headers that modules or handlers set. */
  ClearHeaders(): void
  /** Adds body: position -1 at the end, 0 in front of what is buffered. The memory is not copied. ERROR_CONNECTION_INVALID: the body has left. */
  WriteEntityChunkByReference(pDataChunk: HTTP_DATA_CHUNK | null, lInsertPosition?: number): HRESULT
  /** Adds body at the end, copied. ERROR_INVALID_PARAMETER: null chunk; ERROR_ARITHMETIC_OVERFLOW: more than 65535 chunks. */
  WriteEntityChunks(pEntityChunks: readonly HTTP_DATA_CHUNK[] | null, fAsync?: boolean, fMoreData?: boolean): SEND_RESULT
  /**
   * Sends what is there: raises RQ_SEND_RESPONSE inside the running notification and fixes status and headers.
   * The bytes leave when the host has the response at hand (divergence).
   */
  Flush(fAsync?: boolean, fMoreData?: boolean): SEND_RESULT
  /** 302 to `pszUrl` and an empty body; return RQ_NOTIFICATION_FINISH_REQUEST afterwards. No effect once the headers were sent. */
  Redirect(pszUrl: string, fResetStatusCode?: boolean, fIncludeParameters?: boolean): HRESULT
  /** Close the connection after this response. */
  SetNeedDisconnect(): void
  /** Whether status and headers stay at home. */
  GetHeadersSuppressed(): boolean
}
