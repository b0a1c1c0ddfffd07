import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import {
  ERROR_ARITHMETIC_OVERFLOW, ERROR_CONNECTION_INVALID, ERROR_INVALID_DATA, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK, type HRESULT
} from '@isapi-bridge/win32'
import { STATUS_CODES } from 'node:http'
import {
  HttpDataChunkFromMemory, HttpDataChunkFromStream, type HTTP_DATA_CHUNK, type HTTP_RESPONSE_STATUS, type IHttpResponse, type SEND_RESULT
} from '../http-response.ts'
import { isHeaderValue, isToken } from './message.ts'

/** Where status and headers are kept: in memory until the host has its own response, there afterwards. */
export interface ResponseStore {
  status: number
  reason: string
  get(name: string): string | readonly string[] | undefined
  set(name: string, value: string | readonly string[]): void
  remove(name: string): void
  names(): string[]
}

export class MemoryStore implements ResponseStore {
  status = 200
  reason = ''
  #headers: Map<string, { readonly name: string; readonly value: string | readonly string[] }> | null = null

  get(name: string): string | readonly string[] | undefined { return this.#headers?.get(name.toLowerCase())?.value }
  set(name: string, value: string | readonly string[]): void {
    this.#headers ??= new Map()
    this.#headers.set(name.toLowerCase(), { name, value })
  }

  remove(name: string): void { this.#headers?.delete(name.toLowerCase()) }
  names(): string[] { return this.#headers === null ? [] : [...this.#headers.values()].map((header) => header.name) }
}

/** What a response asks of its request. */
export interface ResponseOwner {
  /** Raises SEND_RESPONSE. */
  raiseSend(headers: boolean): void
  /** Module and notification that run now. */
  currentCall(): { readonly module: string; readonly notification: number } | null
  /** A redirect target made absolute, on request with the query of the request. */
  redirectTarget(url: string, includeQuery: boolean): string
}

/** A body as routes make it. */
export type HostPayload = string | Buffer | NodeJS.ReadableStream | ReadableStream

const MAX_CHUNKS = 65_535
const MAX_REASON = 512
const OK: SEND_RESULT = { hr: S_OK, pcbSent: 0, pfCompletionExpected: false }
const failed = (hr: HRESULT): SEND_RESULT => ({ hr, pcbSent: 0, pfCompletionExpected: false })

export class HttpResponse implements IHttpResponse {
  store: ResponseStore = new MemoryStore()
  /** Status and headers are fixed: they were sent, or wait to be. */
  headersSent = false
  needDisconnect = false
  subStatus = 0
  #error: HRESULT = S_OK
  #setBy: { readonly module: string; readonly notification: number } | null = null
  #trySkip = false
  #statusSet = false
  #chunks: HTTP_DATA_CHUNK[] = []
  /** The body that a route made, untouched as long as nobody writes beside it. */
  #payload: HostPayload | null = null
  readonly #owner: ResponseOwner

  constructor(owner: ResponseOwner) {
    this.#owner = owner
  }

  /** The host has taken the body for the last time. */
  complete = false

  /** Some body waits. */
  get hasBody(): boolean { return this.#chunks.length > 0 || this.#payload !== null }
  get error(): HRESULT { return this.#error }

  /** The host has its own response now: what was set so far goes there. */
  attach(store: ResponseStore): void {
    const old = this.store
    this.store = store
    if (this.#statusSet || old.status !== 200) {
      store.status = old.status
      store.reason = old.reason
    }
    for (const name of old.names()) {
      const value = old.get(name)
      if (value !== undefined) store.set(name, value)
    }
  }

  /** The body that waits, in the form that a host sends best; it is gone from here afterwards. */
  takeBody(): HostPayload | null {
    const payload = this.#payload
    this.#payload = null
    if (payload !== null) return payload
    const chunks = this.#chunks
    this.#chunks = []
    if (chunks.length === 0) return null
    const [first] = chunks
    if (chunks.length === 1 && first?.DataChunkType === HttpDataChunkFromStream) return first.FromStream.pStream
    if (chunks.every((chunk) => chunk.DataChunkType === HttpDataChunkFromMemory)) {
      return Buffer.concat(chunks.map((chunk) => (chunk.DataChunkType === HttpDataChunkFromMemory ? chunk.FromMemory.pBuffer : new Uint8Array())))
    }
    this.store.remove('content-length') // that of one part, if it was set
    return Readable.from(joinChunks(chunks), { objectMode: false })
  }

  /** The route's body takes its place behind what modules wrote before. */
  adoptPayload(payload: HostPayload): void {
    if (this.#chunks.length === 0) this.#payload = payload
    else this.#chunks.push(chunkOf(payload))
  }

  SetStatus(statusCode: number, pszReason: string, subStatus = 0, hrErrorToReport: HRESULT = S_OK, fTrySkipCustomErrors = false): HRESULT {
    if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 999) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (typeof pszReason !== 'string' || pszReason.length > MAX_REASON || !isHeaderValue(pszReason)) return HRESULT_FROM_WIN32(ERROR_INVALID_DATA)
    if (this.headersSent) return S_OK
    this.store.status = statusCode
    this.store.reason = pszReason
    this.subStatus = subStatus
    this.#error = hrErrorToReport
    this.#trySkip = fTrySkipCustomErrors
    this.#statusSet = true
    if (statusCode >= 400) this.#setBy = this.#owner.currentCall()
    return S_OK
  }

  /** The status of a child's answer, with all that belongs to it. */
  takeStatus(child: HttpResponse): void {
    const { pStatusCode, ppszReason, pSubStatus, phrErrorToReport, pfTrySkipCustomErrors } = child.GetStatus()
    this.SetStatus(pStatusCode, ppszReason, pSubStatus, phrErrorToReport, pfTrySkipCustomErrors)
  }

  GetStatus(): HTTP_RESPONSE_STATUS {
    return {
      pStatusCode: this.store.status,
      pSubStatus: this.subStatus,
      ppszReason: this.store.reason || (STATUS_CODES[this.store.status] ?? ''),
      phrErrorToReport: this.#error,
      ppszModule: this.#setBy?.module ?? null,
      pdwNotification: this.#setBy?.notification ?? 0,
      pfTrySkipCustomErrors: this.#trySkip
    }
  }

  SetHeader(pszHeaderName: string, pszHeaderValue: string, fReplace: boolean): HRESULT {
    const bad = this.#checkHeader(pszHeaderName, pszHeaderValue)
    if (bad !== null) return bad
    if (this.headersSent) return S_OK
    const old = fReplace ? null : this.GetHeader(pszHeaderName)
    this.store.set(pszHeaderName, old === null || old === '' ? pszHeaderValue : `${old}, ${pszHeaderValue}`)
    return S_OK
  }

  /** Ours: one more header of this name, kept apart on the wire. */
  appendHeader(name: string, value: string): HRESULT {
    const bad = this.#checkHeader(name, value)
    if (bad !== null) return bad
    if (this.headersSent) return S_OK
    const old = this.store.get(name)
    this.store.set(name, old === undefined ? value : [...(typeof old === 'string' ? [old] : old), value])
    return S_OK
  }

  DeleteHeader(pszHeaderName: string): HRESULT {
    if (!this.headersSent) this.store.remove(pszHeaderName)
    return S_OK
  }

  GetHeader(pszHeaderName: string): string | null {
    const value = this.store.get(pszHeaderName)
    if (value === undefined) return null
    return typeof value === 'string' ? value : value.join(', ')
  }

  Clear(): void {
    if (this.headersSent) return
    this.#dropBody()
    this.ClearHeaders()
    this.store.status = 200
    this.store.reason = ''
    this.subStatus = 0
    this.#error = S_OK
    this.#setBy = null
  }

  ClearHeaders(): void {
    if (this.headersSent) return
    for (const name of this.store.names()) this.store.remove(name)
  }

  WriteEntityChunkByReference(pDataChunk: HTTP_DATA_CHUNK | null, lInsertPosition = -1): HRESULT {
    if (pDataChunk === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (this.complete) return HRESULT_FROM_WIN32(ERROR_CONNECTION_INVALID)
    this.#settlePayload()
    if (this.#chunks.length >= MAX_CHUNKS) return HRESULT_FROM_WIN32(ERROR_ARITHMETIC_OVERFLOW)
    if (lInsertPosition < 0) this.#chunks.push(pDataChunk)
    else this.#chunks.splice(lInsertPosition, 0, pDataChunk)
    return S_OK
  }

  WriteEntityChunks(pEntityChunks: readonly HTTP_DATA_CHUNK[] | null, _fAsync = false, _fMoreData = true): SEND_RESULT {
    if (pEntityChunks === null || pEntityChunks.some((chunk) => chunk === null)) return failed(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
    if (this.complete) return failed(HRESULT_FROM_WIN32(ERROR_CONNECTION_INVALID))
    this.#settlePayload()
    if (this.#chunks.length + pEntityChunks.length > MAX_CHUNKS) return failed(HRESULT_FROM_WIN32(ERROR_ARITHMETIC_OVERFLOW))
    let sent = 0
    for (const chunk of pEntityChunks) {
      if (chunk.DataChunkType !== HttpDataChunkFromMemory) {
        this.#chunks.push(chunk)
        continue
      }
      sent += chunk.FromMemory.pBuffer.byteLength
      this.#chunks.push({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Uint8Array.from(chunk.FromMemory.pBuffer) } })
    }
    return { ...OK, pcbSent: sent }
  }

  Flush(_fAsync = false, _fMoreData = true): SEND_RESULT {
    this.#owner.raiseSend(!this.headersSent)
    this.headersSent = true
    return OK
  }

  Redirect(pszUrl: string, fResetStatusCode = true, fIncludeParameters = false): HRESULT {
    if (typeof pszUrl !== 'string' || !isHeaderValue(pszUrl)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (this.headersSent) return S_OK
    this.#dropBody()
    if (fResetStatusCode) this.SetStatus(302, 'Redirect')
    return this.SetHeader('Location', this.#owner.redirectTarget(pszUrl, fIncludeParameters), true)
  }

  SetNeedDisconnect(): void { this.needDisconnect = true }
  GetHeadersSuppressed(): boolean { return false }

  /** Somebody writes beside the route's body: it becomes a chunk like others. */
  #settlePayload(): void {
    if (this.#payload === null) return
    this.#chunks.push(chunkOf(this.#payload))
    this.#payload = null
  }

  #dropBody(): void {
    this.#settlePayload()
    for (const chunk of this.#chunks) if (chunk.DataChunkType === HttpDataChunkFromStream) chunk.FromStream.pStream.destroy()
    this.#chunks = []
  }

  #checkHeader(name: string, value: string): HRESULT | null {
    if (typeof name !== 'string' || !isToken(name) || typeof value !== 'string') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    return isHeaderValue(value) ? null : HRESULT_FROM_WIN32(ERROR_INVALID_DATA)
  }
}

function chunkOf(payload: HostPayload): HTTP_DATA_CHUNK {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(payload) } }
  return { DataChunkType: HttpDataChunkFromStream, FromStream: { pStream: toReadable(payload) } }
}

/** A stream of whatever kind as one of Node's. */
export function toReadable(stream: NodeJS.ReadableStream | ReadableStream): Readable {
  if (stream instanceof Readable) return stream
  return 'getReader' in stream ? Readable.fromWeb(stream) : new Readable().wrap(stream)
}

async function * joinChunks(chunks: readonly HTTP_DATA_CHUNK[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk.DataChunkType === HttpDataChunkFromMemory) yield chunk.FromMemory.pBuffer
    else yield * chunk.FromStream.pStream
  }
}
