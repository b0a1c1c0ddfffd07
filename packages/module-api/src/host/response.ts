import { STATUS_CODES } from 'node:http'
import {
  ERROR_ARITHMETIC_OVERFLOW, ERROR_CONNECTION_INVALID, ERROR_INVALID_DATA, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_OPERATION_ABORTED,
  HRESULT_FROM_WIN32, S_OK, type HRESULT
} from '@isapi-bridge/win32'
import { HttpHeaderServer, type HTTP_HEADER_ID } from '../http-header-id.ts'
import {
  HttpDataChunkFromMemory, type HTTP_DATA_CHUNK, type HTTP_RESPONSE, type HTTP_RESPONSE_STATUS, type IHttpResponse4, type PFN_ASYNC_COMPLETION, type SEND_RESULT
} from '../http-response.ts'
import { isDword } from '../pipeline/values.ts'
import { HttpCachePolicy } from './cache-policy.ts'
import { escapeHtml } from './html.ts'
import { RESPONSE_HEADERS } from './known-headers.ts'
import { isHeaderValue, isToken } from './message.ts'
import { movedPage, rawResponseOf } from './response-forms.ts'
import { isChunk, ResponseBody, sizeOfAll, type HostPayload } from './response-body.ts'
import { MemoryStore, type OperationDone, type ResponseStore, type ResponseWire, type WireFacts, type WireSource } from './response-store.ts'

/** What a response asks of its request. */
export interface ResponseOwner {
  /**
   * Raises SEND_RESPONSE. `headers`: this send carries them. `more`: it is not the last one. False: a promise is waited for, and `resume` will be
   * called once; nobody waits where it is null.
   */
  raiseSend(headers: boolean, more: boolean, resume: (() => void) | null): boolean
  /** Module and notification that run now. */
  currentCall(): { readonly module: string; readonly notification: number } | null
  /** The status has been set. */
  statusSet(): void
  /** This method was called when status and headers had left. */
  changedLate(method: string): void
  /** A redirect target made absolute, on request with the query of the request. */
  redirectTarget(url: string, includeQuery: boolean): string
  /** An asynchronous operation of the running notification begins. */
  beginOperation(): OperationDone
  /** The client is there. */
  isConnected(): boolean
  /** Resets the connection; false when that has to be done where the response goes out. */
  resetConnection(): boolean
  readonly httpVersion: HTTP_RESPONSE['Version']
  /** More than so many buffered bytes are flushed. */
  readonly bufferLimit: number
}

const MAX_CHUNKS = 65_535
const MAX_REASON = 512
const NOT_SUPPORTED = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
/** HANDLER_HTTPSYS_UNFRIENDLY. */
const DEFAULT_KERNEL_REASON = 9

const OK: SEND_RESULT = { hr: S_OK, pcbSent: 0, pfCompletionExpected: false }
const EXPECTED: SEND_RESULT = { hr: S_OK, pcbSent: 0, pfCompletionExpected: true }
const failed = (hr: HRESULT): SEND_RESULT => ({ hr, pcbSent: 0, pfCompletionExpected: false })

export class HttpResponse implements IHttpResponse4, WireFacts {
  store: ResponseStore = new MemoryStore()
  /** Status and headers are fixed: they were sent, or wait to be. */
  headersSent = false
  needDisconnect = false
  subStatus = 0
  suppressed = false
  /** The body has left for the last time: nothing follows. */
  complete = false
  /** The answer came from a child that ran without custom errors: it stays as it is. */
  plainErrors = false
  /** Why the kernel cache may not have it; 0: it may. */
  kernelCacheReason = 0
  #error: HRESULT = S_OK
  #exception: object | null = null
  #setBy: { readonly module: string; readonly notification: number } | null = null
  #trySkip = false
  #statusSet = false
  #description = ''
  #buffering = true
  /** SEND_RESPONSE runs. */
  #sending = false
  #resetWanted = false
  #policy: HttpCachePolicy | null = null
  #source: WireSource | null = null
  #wire: ResponseWire | null = null
  /** Ends the asynchronous send that is under way. */
  #operation: OperationDone | null = null
  readonly #body = new ResponseBody()
  readonly #owner: ResponseOwner

  constructor(owner: ResponseOwner) {
    this.#owner = owner
  }

  // --- for hosts

  /** Some body waits. */
  get hasBody(): boolean { return this.#body.present }
  /** There is something to answer with: a body, or what was flushed. */
  get hasAnswer(): boolean { return this.headersSent || this.hasBody }
  /** It is flushed: whatever follows goes the same way. */
  get onWire(): boolean { return this.#wire !== null }
  get error(): HRESULT { return this.#error }

  /** The host has its own response now: what was set so far goes there, and what was flushed leaves. */
  attach(store: ResponseStore, source: WireSource | null = null): void {
    const old = this.store
    this.store = store
    this.#source = source
    if (this.#statusSet || old.status !== 200 || this.headersSent) {
      store.status = old.status
      store.reason = old.reason
    }
    for (const name of old.names()) {
      const value = old.get(name)
      if (value !== undefined) store.set(name, value)
    }
    if (this.#resetWanted) source?.reset()
    else if (this.headersSent && source !== null) this.#openWire(source).send(this.#body.takeHeld(), !this.complete, null)
  }

  /** The body that waits, in the form that a host sends best; it is gone from here afterwards. */
  takeBody(): HostPayload | null {
    const { payload, joined } = this.#body.take()
    if (joined) this.store.remove('content-length') // that of one part, if it was set
    return payload
  }

  adoptPayload(payload: HostPayload): void { this.#body.adopt(payload) }

  /** The send at the end of the request: with the headers, unless they were sent before. False: a promise is waited for, `resume` will be called once. */
  sendFinal(resume: () => void): boolean {
    if (this.complete) return true
    if ((!this.headersSent || this.hasBody) && !this.#raise(false, () => { this.headersSent = true; resume() })) {
      this.#body.guard()
      return false
    }
    this.headersSent = true
    return true
  }

  /** SEND_RESPONSE runs, or waits for a promise. */
  get sending(): boolean { return this.#sending }
  /** Nobody will read what waits. */
  dropBody(): void { this.#body.drop() }

  /** What is left of a flushed response, or all of one that `always` goes this way, leaves over the wire. False: the host has to send it. */
  endOnWire(always = false): boolean {
    const source = this.#source
    if (source === null || (this.#wire === null && !always && !this.suppressed)) return false
    if (this.complete) return true
    this.complete = true
    this.#openWire(source).send(this.#body.takeChunks(), false, null)
    return true
  }

  /** IHttpContext::CancelIo: what the network has not got yet is dropped. */
  cancelSend(): void {
    const operation = this.#operation
    if (operation === null) return
    this.#operation = null
    this.#wire?.cancel()
    setImmediate(() => { operation(0, HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)) })
  }

  /** What a child answered stays readable on its own response until it is released. */
  keepBody(pBuffer: Uint8Array): void {
    if (pBuffer.byteLength > 0) this.#body.add({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer } })
  }

  /** The error behind a status that the host has set. */
  noteError(error: HRESULT): void { if (this.#error === S_OK) this.#error = error }

  /** The status of a child's answer, with all that belongs to it. */
  takeStatus(child: HttpResponse): void {
    if (this.headersSent) return
    const { pStatusCode, ppszReason, pSubStatus, phrErrorToReport, ppException, pfTrySkipCustomErrors } = child.GetStatus()
    this.#description = child.#description
    this.SetStatus(pStatusCode, ppszReason, pSubStatus, phrErrorToReport, ppException, pfTrySkipCustomErrors)
  }

  // --- status

  SetStatus(statusCode: number, pszReason: string, subStatus = 0, hrErrorToReport: HRESULT = S_OK, pException: object | null = null, fTrySkipCustomErrors = false): HRESULT {
    // An interim status would leave the client waiting for the real one.
    if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 999) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (!Number.isInteger(subStatus) || subStatus < 0 || subStatus > 65_535) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (typeof pszReason !== 'string' || pszReason.length > MAX_REASON || !isHeaderValue(pszReason)) return HRESULT_FROM_WIN32(ERROR_INVALID_DATA)
    if (this.#isLate('SetStatus')) return S_OK
    this.store.status = statusCode
    this.store.reason = pszReason
    this.subStatus = subStatus
    this.#error = hrErrorToReport
    this.#exception = pException
    this.#trySkip = fTrySkipCustomErrors
    this.#statusSet = true
    this.#setBy = statusCode >= 400 ? this.#owner.currentCall() : null
    this.#owner.statusSet()
    return S_OK
  }

  GetStatus(): HTTP_RESPONSE_STATUS {
    return {
      pStatusCode: this.store.status,
      pSubStatus: this.subStatus,
      ppszReason: this.store.reason || (STATUS_CODES[this.store.status] ?? ''),
      phrErrorToReport: this.#error,
      ppszModule: this.#setBy?.module ?? null,
      pdwNotification: this.#setBy?.notification ?? 0,
      ppException: this.#exception,
      pfTrySkipCustomErrors: this.#trySkip
    }
  }

  SetErrorDescription(pszDescription: string, fHtmlEncode = true): HRESULT {
    if (typeof pszDescription !== 'string' || pszDescription.includes('\0')) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#description = fHtmlEncode ? escapeHtml(pszDescription) : pszDescription
    return S_OK
  }

  GetErrorDescription(): string { return this.#description }

  // --- headers

  SetHeader(header: string | HTTP_HEADER_ID, pszHeaderValue: string, fReplace: boolean): HRESULT {
    const name = nameOf(header)
    const bad = checkHeader(name, pszHeaderValue)
    if (bad !== null) return bad
    if (this.#isLate('SetHeader')) return S_OK
    // Fidelity: response.set-cookie-lines
    if (!fReplace && name.toLowerCase() === 'set-cookie') return this.appendHeader(name, pszHeaderValue)
    // Fidelity: response.server-header
    const old = fReplace && header !== HttpHeaderServer ? null : this.GetHeader(name)
    this.store.set(name, old === null || old === '' ? pszHeaderValue : `${old}, ${pszHeaderValue}`)
    return S_OK
  }

  /** Ours: one more header of this name, kept apart on the wire. */
  appendHeader(name: string, value: string): HRESULT {
    const bad = checkHeader(name, value)
    if (bad !== null) return bad
    if (this.#isLate('SetHeader')) return S_OK
    const old = this.store.get(name)
    this.store.set(name, old === undefined ? value : [...(typeof old === 'string' ? [old] : old), value])
    return S_OK
  }

  DeleteHeader(header: string | HTTP_HEADER_ID): HRESULT {
    if (!this.#isLate('DeleteHeader')) this.store.remove(nameOf(header))
    return S_OK
  }

  GetHeader(header: string | HTTP_HEADER_ID): string | null {
    const value = this.store.get(nameOf(header))
    if (value === undefined) return null
    return typeof value === 'string' ? value : value.join(', ')
  }

  GetHeaderChanges(_dwOldChangeNumber: number): HRESULT { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) }
  GetRawHttpResponse(): HTTP_RESPONSE { return rawResponseOf(this, this.#owner.httpVersion, this.#body.chunks()) }

  ClearHeaders(): void {
    if (this.headersSent) return
    for (const name of this.store.names()) this.store.remove(name)
  }

  SuppressHeaders(): void { if (!this.#isLate('SuppressHeaders')) this.suppressed = true }
  GetHeadersSuppressed(): boolean { return this.suppressed }

  Clear(): void {
    if (this.headersSent) return
    this.#body.drop()
    this.ClearHeaders()
    this.store.status = 200
    this.store.reason = ''
    this.subStatus = 0
    this.#error = S_OK
    this.#exception = null
    this.#setBy = null
    this.#trySkip = false
    this.#description = ''
    this.plainErrors = false
  }

  Redirect(pszUrl: string, fResetStatusCode = true, fIncludeParameters = false): HRESULT {
    if (typeof pszUrl !== 'string' || !isHeaderValue(pszUrl)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (this.headersSent) return S_OK
    this.#body.drop()
    const target = this.#owner.redirectTarget(pszUrl, fIncludeParameters)
    if (fResetStatusCode) {
      this.SetStatus(302, 'Redirect')
    } else {
      this.SetHeader('Content-Type', 'text/html', true)
      this.#body.add({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: movedPage(target) } })
    }
    return this.SetHeader('Location', target, true)
  }

  // --- caching and connection

  GetCachePolicy(): HttpCachePolicy { return this.#policy ??= new HttpCachePolicy() }
  DisableKernelCache(reason: number = DEFAULT_KERNEL_REASON): void { this.kernelCacheReason = reason }
  GetKernelCacheEnabled(): boolean { return this.kernelCacheReason === 0 }
  SetNeedDisconnect(): void { this.needDisconnect = true }

  ResetConnection(): void {
    if (this.#owner.resetConnection()) return
    if (this.#source === null) this.#resetWanted = true
    else this.#source.reset()
  }

  CloseConnection(): void { this.ResetConnection() }

  // --- body

  WriteEntityChunkByReference(pDataChunk: HTTP_DATA_CHUNK | null, lInsertPosition = -1): HRESULT {
    const bad = isDword(lInsertPosition) ? this.#checkChunks([pDataChunk]) : HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (bad !== null) return bad
    if (pDataChunk !== null) this.#body.insert(pDataChunk, lInsertPosition)
    return S_OK
  }

  WriteEntityChunks(pEntityChunks: readonly HTTP_DATA_CHUNK[] | null, fAsync = false, fMoreData = true, pfnCompletion: PFN_ASYNC_COMPLETION | null = null): SEND_RESULT {
    if (pfnCompletion !== null) return failed(NOT_SUPPORTED)
    const bad = !Array.isArray(pEntityChunks) ? HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER) : this.#checkChunks(pEntityChunks)
    if (bad !== null || pEntityChunks === null) return failed(bad ?? S_OK)
    const flushes = !this.#buffering && !this.#sending // Fidelity: response.buffered-in-send
    if (flushes && fAsync && this.#operation !== null) return failed(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
    for (const chunk of pEntityChunks) {
      this.#body.add(chunk.DataChunkType !== HttpDataChunkFromMemory || (flushes && fAsync)
        ? chunk
        : { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Uint8Array.from(chunk.FromMemory.pBuffer) } })
    }
    if (flushes) return this.#flush(fAsync, fMoreData)
    const full = !this.#sending && this.#body.size > this.#owner.bufferLimit
    return full ? this.#flush(fAsync && this.#operation === null, true) : { ...OK, pcbSent: sizeOfAll(pEntityChunks) }
  }

  DisableBuffering(): void { this.#buffering = false }

  // --- later versions: nothing of them has a meaning here yet

  PushPromise(): HRESULT { return NOT_SUPPORTED }
  SetTrailer(): HRESULT { return NOT_SUPPORTED }
  GetTrailer(): string | null { return null }
  DeleteTrailer(): HRESULT { return NOT_SUPPORTED }
  ResetStream(): HRESULT { return NOT_SUPPORTED }
  SetNeedGoAway(): void { this.SetNeedDisconnect() }

  Flush(fAsync = false, fMoreData = true, pfnCompletion: PFN_ASYNC_COMPLETION | null = null): SEND_RESULT {
    if (pfnCompletion !== null) return failed(NOT_SUPPORTED)
    if (this.complete || this.#sending) return OK
    if (fAsync && this.#operation !== null) return failed(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
    return this.#flush(fAsync, fMoreData)
  }

  #flush(async: boolean, more: boolean): SEND_RESULT {
    if (!this.#owner.isConnected()) return failed(HRESULT_FROM_WIN32(ERROR_CONNECTION_INVALID))
    this.#raise(more, null)
    this.headersSent = true
    if (!more) this.complete = true
    const bytes = sizeOfAll(this.#body.chunks()) // a route's own body included
    const done = async ? this.#beginOperation() : null
    if (this.#source === null) {
      this.#body.hold()
      if (done !== null) setImmediate(() => { done(bytes, S_OK) }) // the host comes when the pipeline goes on
    } else {
      this.#openWire(this.#source).send(this.#body.takeChunks(), more, done)
    }
    return async ? EXPECTED : { ...OK, pcbSent: bytes }
  }

  #beginOperation(): OperationDone {
    const operation = this.#owner.beginOperation()
    this.#operation = operation
    return (bytes, hr) => {
      if (this.#operation !== operation) return // cancelled
      this.#operation = null
      operation(bytes, hr)
    }
  }

  /** Status and headers have left: what a module wants to change comes too late, and it is told so. Clear and Redirect are documented to do nothing then. */
  #isLate(method: string): boolean {
    if (this.headersSent) this.#owner.changedLate(method)
    return this.headersSent
  }

  #raise(more: boolean, resume: (() => void) | null): boolean {
    this.#sending = true
    const through = this.#owner.raiseSend(!this.headersSent && !this.suppressed, more, resume === null ? null : () => { this.#sending = false; resume() })
    if (through) this.#sending = false
    return through
  }

  #openWire(source: WireSource): ResponseWire {
    if (this.#wire !== null) return this.#wire
    this.#wire = source.openWire(this)
    this.store = MemoryStore.copyOf(this.store) // what left stands, whatever routes and error handlers ask of the host afterwards
    return this.#wire
  }

  #checkChunks(chunks: readonly (HTTP_DATA_CHUNK | null)[]): HRESULT | null {
    for (const chunk of chunks) if (!isChunk(chunk)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (this.complete) return HRESULT_FROM_WIN32(ERROR_CONNECTION_INVALID)
    return this.#body.count + chunks.length > MAX_CHUNKS ? HRESULT_FROM_WIN32(ERROR_ARITHMETIC_OVERFLOW) : null
  }
}

/** The name of a header; empty where a number has none. */
function nameOf(header: string | HTTP_HEADER_ID): string {
  if (typeof header === 'number') return RESPONSE_HEADERS[header] ?? ''
  return typeof header === 'string' ? header : ''
}

function checkHeader(name: string, value: string): HRESULT | null {
  if (typeof name !== 'string' || !isToken(name) || typeof value !== 'string') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
  return isHeaderValue(value) ? null : HRESULT_FROM_WIN32(ERROR_INVALID_DATA)
}
