// A response: its body, and how both leave. Its head is the base class.

import { ERROR_ARITHMETIC_OVERFLOW, ERROR_CONNECTION_INVALID, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_OPERATION_ABORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { ModuleContractError } from '../errors.ts'
import { HttpDataChunkFromMemory, type HTTP_DATA_CHUNK, type HTTP_RESPONSE, type IHttpResponse4, type PFN_ASYNC_COMPLETION, type SEND_RESULT } from '../http-response.ts'
import { isDword } from '../pipeline/values.ts'
import { AnnouncedLength, lacksLength } from './announced-length.ts'
import { measureFiles } from './file-chunks.ts'
import { isHeaderValue } from './message.ts'
import { raiseSend } from './raise.ts'
import { isChunk, ResponseBody, sizeOfAll, type HostPayload } from './response-body.ts'
import { redirectTarget } from './redirect-target.ts'
import { movedPage, rawResponseOf } from './response-forms.ts'
import { ResponseHead } from './response-head.ts'
import { MemoryStore, type OperationDone, type ResponseStore, type ResponseWire, type WireFacts, type WireSource } from './response-store.ts'

const MAX_CHUNKS = 65_535
const NOT_SUPPORTED = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)

const OK: SEND_RESULT = { hr: S_OK, pcbSent: 0, pfCompletionExpected: false }
const EXPECTED: SEND_RESULT = { hr: S_OK, pcbSent: 0, pfCompletionExpected: true }
const failed = (hr: HRESULT): SEND_RESULT => ({ hr, pcbSent: 0, pfCompletionExpected: false })

export class HttpResponse extends ResponseHead implements IHttpResponse4, WireFacts {
  needDisconnect = false
  /** The body has left for the last time: nothing follows. */
  complete = false
  #buffering = true
  /** SEND_RESPONSE runs. */
  #sending = false
  #resetWanted = false
  #source: WireSource | null = null
  #wire: ResponseWire | null = null
  /** Ends the asynchronous send that is under way. */
  #operation: OperationDone | null = null
  #beforeHeaders: (() => void)[] | null = null
  /** While the final SEND_RESPONSE runs and somebody could read it. */
  #length: AnnouncedLength | null = null
  readonly #body = new ResponseBody()

  // --- for hosts

  /** Some body waits. */
  get hasBody(): boolean { return this.#body.present }
  /** Bytes of the body that waits; null: nobody knows before they are read. */
  get bodyLength(): number | null { return this.#body.length }
  /** There is something to answer with: a body, or what was flushed. */
  get hasAnswer(): boolean { return this.headersSent || this.hasBody }
  /** It is flushed: whatever follows goes the same way. */
  get onWire(): boolean { return this.#wire !== null }

  /** The host has its own response now: what was set so far goes there, and what was flushed leaves. */
  attach(store: ResponseStore, source: WireSource | null = null): void {
    this.moveTo(store)
    this.#source = source
    if (this.#resetWanted) source?.reset()
    else if (this.headersSent && source !== null) this.#openWire(source).send(this.#body.takeHeld(), !this.complete, null)
  }

  /** The body that waits, in the form that a host sends best; it is gone from here afterwards. */
  takeBody(): HostPayload | null {
    const { payload, length } = this.#body.take(this.store.get('content-length') !== undefined)
    if (length === null) this.store.remove('content-length') // that of one part, if it was set
    else if (length !== undefined) this.store.set('Content-Length', String(length))
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

  /** See ContextExtras. */
  replaceChunks(chunks: readonly HTTP_DATA_CHUNK[]): void {
    this.#body.replace(chunks)
    this.#length?.update()
  }

  GetRawHttpResponse(): HTTP_RESPONSE { return rawResponseOf(this, this.context.request.message, this.#body.chunks()) }

  Clear(): void {
    if (this.headersSent) return
    this.#body.drop()
    this.clearHead()
    this.#length?.reset()
  }

  Redirect(pszUrl: string, fResetStatusCode = true, fIncludeParameters = false): HRESULT {
    if (typeof pszUrl !== 'string' || !isHeaderValue(pszUrl)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (this.headersSent) return S_OK
    this.#body.drop()
    this.#length?.update()
    const target = redirectTarget(this.context.request, this.context.isSecure, pszUrl, fIncludeParameters)
    if (fResetStatusCode) {
      this.SetStatus(302, 'Redirect')
    } else {
      this.SetHeader('Content-Type', 'text/html', true)
      this.#body.add({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: movedPage(target) } })
      this.#length?.update()
    }
    return this.SetHeader('Location', target, true)
  }

  /** `step` runs once, right before the headers are sent and SEND_RESPONSE is raised for them. */
  beforeHeaders(step: () => void): void {
    this.#beforeHeaders ??= []
    this.#beforeHeaders.push(step)
  }

  // --- connection

  SetNeedDisconnect(): void { this.needDisconnect = true }

  ResetConnection(): void {
    const { connection, level } = this.context
    if (level === 0 && connection?.reset() === true) return
    if (this.#source === null) this.#resetWanted = true
    else this.#source.reset()
  }

  CloseConnection(): void { this.ResetConnection() }

  // --- body

  WriteEntityChunkByReference(pDataChunk: HTTP_DATA_CHUNK | null, lInsertPosition = -1): HRESULT {
    const chunks = isDword(lInsertPosition) ? this.#accept([pDataChunk]) : HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (typeof chunks === 'number') return chunks
    for (const chunk of chunks) this.#body.insert(chunk, lInsertPosition)
    this.#length?.update()
    return S_OK
  }

  WriteEntityChunks(pEntityChunks: readonly HTTP_DATA_CHUNK[] | null, fAsync = false, fMoreData = true, pfnCompletion: PFN_ASYNC_COMPLETION | null = null): SEND_RESULT {
    if (pfnCompletion !== null) return failed(NOT_SUPPORTED)
    const chunks = Array.isArray(pEntityChunks) ? this.#accept(pEntityChunks) : HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (typeof chunks === 'number') return failed(chunks)
    const flushes = !this.#buffering && !this.#sending // Fidelity: response.buffered-in-send
    if (flushes && fAsync && this.#operation !== null) return failed(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
    for (const chunk of chunks) {
      this.#body.add(chunk.DataChunkType !== HttpDataChunkFromMemory || (flushes && fAsync)
        ? chunk
        : { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Uint8Array.from(chunk.FromMemory.pBuffer) } })
    }
    if (flushes) return this.#flush(fAsync, fMoreData)
    this.#length?.update()
    const full = !this.#sending && this.#body.size > this.context.bufferLimit
    return full ? this.#flush(fAsync && this.#operation === null, true) : { ...OK, pcbSent: sizeOfAll(chunks) }
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
    if (this.context.aborted) return failed(HRESULT_FROM_WIN32(ERROR_CONNECTION_INVALID))
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
    const { run } = this.context
    const call = run.running
    const operation: OperationDone = (bytes, hr) => { run.completions.completeOperation(call, bytes, hr) }
    this.#operation = operation
    return (bytes, hr) => {
      if (this.#operation !== operation) return // cancelled
      this.#operation = null
      operation(bytes, hr)
    }
  }

  #raise(more: boolean, resume: (() => void) | null): boolean {
    const headers = !this.headersSent && !this.suppressed
    this.#sending = true
    if (headers && this.#beforeHeaders !== null) this.#runSteps(this.#beforeHeaders)
    if (headers && !more && this.context.pipeline.plan.sendResponse.length > 0 && lacksLength(this.store, this.context.request.GetHttpMethod(), this.hasBody)) {
      this.store = this.#length = new AnnouncedLength(this.store, this.#body)
    }
    const through = raiseSend(this.context, headers, more, resume === null ? null : () => { this.#raised(); resume() })
    if (through) this.#raised()
    return through
  }

  #raised(): void {
    this.#sending = false
    if (this.#length === null) return
    this.store = this.#length.store // the host knows the length better: it knows what really leaves
    this.#length = null
  }

  #runSteps(steps: readonly (() => void)[]): void {
    this.#beforeHeaders = null
    for (const step of steps) {
      try {
        step()
      } catch (error) {
        this.context.report(new ModuleContractError('ERR_MODULE_THREW', `A step before the headers threw: ${error instanceof Error ? error.message : String(error)}.`, error))
      }
    }
  }

  #openWire(source: WireSource): ResponseWire {
    if (this.#wire !== null) return this.#wire
    this.#wire = source.openWire(this)
    this.store = MemoryStore.copyOf(this.store) // what left stands, whatever routes and error handlers ask of the host afterwards
    return this.#wire
  }

  /** The chunks as they will be sent, or why they will not. */
  #accept(chunks: readonly (HTTP_DATA_CHUNK | null)[]): readonly HTTP_DATA_CHUNK[] | HRESULT {
    if (!chunks.every(isChunk)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (this.complete) return HRESULT_FROM_WIN32(ERROR_CONNECTION_INVALID)
    return this.#body.count + chunks.length > MAX_CHUNKS ? HRESULT_FROM_WIN32(ERROR_ARITHMETIC_OVERFLOW) : measureFiles(chunks)
  }
}
