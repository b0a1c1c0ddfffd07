// What all filters share in one request: who switched what off, and how far the answer is.

import { SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_SECURE_PORT, type HeaderLine, type HeaderPort, type NotificationType } from '@isapi-bridge/filter-api'
import {
  HttpDataChunkFromMemory, type ContextExtras, type IHttpConnection, type IHttpContext, type IHttpResponse, type IHttpStoredContext
} from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, FAILED, HRESULT_FROM_WIN32, NO_ERROR, S_OK, type WIN32_ERROR } from '@isapi-bridge/win32'
import type { BridgedFilter } from './bridged-filter.ts'
import { ChunkReader, saysChunked } from './chunk-reader.ts'
import { RequestHeaders, ResponseHeaders } from './header-ports.ts'
import { headerBlock } from './raw-answer.ts'
import { answerFor } from './status-map.ts'

const MAX_REASON = 512

/** Raises SEND_RESPONSE for an answer that a filter makes while the server's own is about to leave. */
export interface AnswerSender {
  sendAnswer(request: FilterRequest): void
}

/** A filter that sends, which the filters of lower order do not see. */
export interface RawSender {
  readonly sender: BridgedFilter | null
  /** It does so in SEND_RAW_DATA, and does not see it itself. */
  readonly inside: boolean
}

const NOBODY: RawSender = { sender: null, inside: false }

/** One request, or child request: a stored context of the request, under the id of the chain. */
export class FilterRequest implements IHttpStoredContext {
  readonly context: IHttpContext
  readonly extras: ContextExtras
  readonly connection: IHttpConnection | null
  /** The client's request: this one, unless it is a child. */
  readonly client: FilterRequest
  /** The port bit that a filter must have. */
  readonly portFlag: number
  /** What stands ready for a denial, for traces; null: nothing, or nobody looks. */
  denialHeaders: HeaderLine[] | null = null
  /** False: bytes of the request have come, and nobody has parsed them. */
  readonly parsed: boolean
  /** Calls on the stack that are traced without a request. */
  tracing = 0
  /** SET_NEXT_READ_SIZE. */
  nextReadSize = 0
  /** A filter has ended the request. */
  finished = false
  /** No filter sees it. */
  refused = false
  /** Set when SEND_RESPONSE, or the ACCESS_DENIED before it, has begun: from now on headers are added with its own functions. */
  sender: AnswerSender | null = null
  /** An answer made since then has had its SEND_RESPONSE: it counts as sent, though the send that is under way takes it along. */
  sentInside = false
  /** The answer is out. */
  closing = false
  /** Mappings on the stack. */
  mappings = 0
  /** The filter that read a server variable last: a mapping inside the mapping of a filter happens for it. */
  reader: BridgedFilter | null = null
  /** A filter has sent SEND_RESPONSE_HEADER. */
  #answered = false
  /** … and may go on with WriteClient. */
  #open = false
  /** … with a body that it frames by itself. */
  #chunks: ChunkReader | null = null
  #raised = 0
  /** Who has answered, or sends at the moment. */
  #sending: RawSender = NOBODY
  /** Bytes have left past the response. */
  #wroteRaw = false
  /** What filters did before the request was parsed: it is done again with the request that is. */
  #early: ((request: FilterRequest) => void)[] | null = null
  /** The last provider; those before it, where there were others. */
  #met: object | null = null
  #metBefore: Set<object> | null = null
  #disabled: number[] | null = null
  #added: HeaderLine[] | null = null
  #requestHeaders: RequestHeaders | null = null
  #responseHeaders: ResponseHeaders | null = null

  constructor(context: IHttpContext, extras: ContextExtras, client: FilterRequest | null, parsed: boolean) {
    this.context = context
    this.extras = extras
    this.connection = context.GetConnection()
    this.client = client ?? this
    this.parsed = parsed
    this.portFlag = extras.isSecure ? SF_NOTIFY_SECURE_PORT : SF_NOTIFY_NONSECURE_PORT
  }

  /** The answer is a filter's own. */
  get answered(): boolean { return this.#answered }
  get requestHeaders(): HeaderPort { return this.#requestHeaders ??= new RequestHeaders(this.context, this.extras) }
  get responseHeaders(): HeaderPort { return this.#responseHeaders ??= new ResponseHeaders(this.context, this.extras) }

  /** Nothing is held that the request does not own. */
  CleanupStoredContext(): void {}

  /** True for the first module that comes with a notification that is raised once in a request. */
  isFirst(flag: NotificationType): boolean {
    if ((this.#raised & flag) !== 0) return false
    this.#raised |= flag
    return true
  }

  /** The same for a notification that is raised often: each occurrence has a provider of its own. */
  isFirstWith(provider: object): boolean {
    if (this.#met === provider || this.#metBefore?.has(provider) === true) return false
    if (this.#met !== null) (this.#metBefore ??= new Set()).add(this.#met)
    this.#met = provider
    return true
  }

  /** The pipeline has not waited: the client has left, or the time for an answer was over. @param timeouts those from before */
  isGivenUp(timeouts: number): boolean { return this.extras.aborted || this.extras.timeouts !== timeouts }

  isDisabled(filter: BridgedFilter, flag: number): boolean {
    return ((this.client.#disabled?.[filter.index] ?? 0) & flag) !== 0
  }

  disable(filter: BridgedFilter, mask: number): void {
    const disabled = this.client.#disabled ??= []
    disabled[filter.index] = (disabled[filter.index] ?? 0) | mask
  }

  /** The request that filters have seen bytes of is the one that was parsed. */
  continueFrom(early: FilterRequest): void {
    this.#disabled = early.#disabled
    this.#wroteRaw = early.#wroteRaw
    for (const again of early.#early ?? []) again(this)
  }

  /** Remembers what has no request to act on yet; true when it has none. */
  #postpone(step: (request: FilterRequest) => void): boolean {
    if (this.parsed) return false
    this.#early ??= []
    this.#early.push(step)
    return true
  }

  // --- raw data

  /** Whose blocks pass. */
  get rawSender(): RawSender { return this.#sending }

  takeNextReadSize(): number {
    const size = this.nextReadSize
    this.nextReadSize = 0
    return size
  }

  /** Answers an error that there is no request for; false when that cannot be done any more. */
  failRaw(error: WIN32_ERROR): boolean {
    const channel = this.extras.rawChannel
    if (this.parsed || channel?.untouched !== true) return false
    const { statusCode, reason } = answerFor(error, null)
    channel.write(headerBlock(`${statusCode} ${reason}`, [['Content-Length', '0'], ['Connection', 'close']]))
    return true
  }

  #writeRaw(bytes: Uint8Array, caller: RawSender): WIN32_ERROR {
    const channel = this.extras.rawChannel
    if (channel === null) return ERROR_NOT_SUPPORTED
    if (bytes.byteLength === 0) return NO_ERROR
    const outer = this.#sending
    this.#sending = caller
    const hr = channel.write(bytes)
    this.#sending = outer
    if (FAILED(hr)) return ERROR_NOT_SUPPORTED
    this.#wroteRaw = true
    return NO_ERROR
  }

  /** An answer in whose place the server has none: there is no request yet, or everything of it was swallowed. */
  #answerRaw(status: string, lines: readonly HeaderLine[], caller: RawSender): WIN32_ERROR {
    if (this.extras.rawChannel?.untouched !== true) return ERROR_NOT_SUPPORTED
    this.#answered = true
    return this.#writeRaw(headerBlock(status, [...this.#added ?? [], ...lines]), caller)
  }

  // --- the answer

  addHeaders(lines: readonly HeaderLine[]): WIN32_ERROR {
    // Fidelity: filter.add-response-headers.too-late
    if (this.sender !== null || this.#isOut) return ERROR_INVALID_PARAMETER
    const added = this.#added ??= []
    for (const line of lines) added.push(line) // as arguments there may be too many
    if (!this.#postpone((request) => { request.addHeaders(lines) })) this.#append(lines)
    return NO_ERROR
  }

  /** They stand in the 401 with which the request ends, if it does, whoever denies it. */
  addHeadersOnDenial(lines: readonly HeaderLine[]): WIN32_ERROR {
    if (this.closing) return ERROR_INVALID_PARAMETER // Fidelity: filter.denial-headers.too-late
    if (this.extras.traced) this.denialHeaders = [...this.denialHeaders ?? [], ...lines]
    if (this.#postpone((request) => { request.addHeadersOnDenial(lines) })) return NO_ERROR
    const denied = (): void => { if (!this.sentInside && this.context.GetResponse().GetStatus().pStatusCode === 401) this.#append(lines) }
    if (this.sender !== null) denied() // in ACCESS_DENIED
    else this.extras.beforeHeaders(denied)
    return NO_ERROR
  }

  /** The filter's own answer: its headers leave, which every SEND_RESPONSE filter sees before this returns. */
  beginAnswer(status: string | null, lines: readonly HeaderLine[], caller: RawSender): WIN32_ERROR {
    if (this.#answered) return ERROR_INVALID_PARAMETER // Fidelity: filter.send-response-header.once
    const reason = status?.slice(4) ?? 'OK'
    if (reason.length > MAX_REASON) return ERROR_INVALID_PARAMETER
    if (!this.parsed || this.closing || caller.inside) return this.#answerRaw(status ?? '200 OK', lines, caller)
    if (this.context.GetResponseHeadersSent()) return ERROR_NOT_SUPPORTED
    const response = this.#startOver()
    // Fidelity: filter.status.no-custom-error — what a filter sends is what the client gets.
    response.SetStatus(Number(status?.slice(0, 3) ?? 200), reason, 0, S_OK, null, true)
    this.#append(lines)
    this.#answered = true
    this.#open = true
    if (saysChunked(lines)) this.#chunks = new ChunkReader()
    this.#sending = { sender: caller.sender, inside: false } // Fidelity: filter.send-raw.own-answer
    if (this.sender === null) {
      response.Flush(false, true)
    } else { // Fidelity: filter.send-response.own-response-inside; a flush inside a send does nothing
      this.sender.sendAnswer(this)
      this.sentInside = true
    }
    return NO_ERROR
  }

  /** Of its own answer; else past the response, as they are. */
  write(bytes: Uint8Array, caller: RawSender): WIN32_ERROR {
    if (!this.#open || this.closing || caller.inside) return this.#writeRaw(Buffer.from(bytes), caller) // the caller's memory is its own again
    const parts = this.#chunks?.read(bytes) ?? [bytes] // Fidelity: filter.send-response-header.chunked
    this.context.GetResponse().WriteEntityChunks(parts.map((pBuffer) => ({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer } })), false, true)
    return NO_ERROR
  }

  /** Ends the request as the filter left it; false when it left no answer. The server adds none of its own, but an error that stood is told. */
  finish(disconnect: boolean): boolean {
    this.#end(disconnect)
    if (this.#answered || this.context.GetResponseHeadersSent()) return true
    const channel = this.#wroteRaw ? this.extras.rawChannel : null
    if (channel !== null) {
      channel.discardResponse()
      return true
    }
    const { pStatusCode, ppszReason, pSubStatus, phrErrorToReport } = this.context.GetResponse().GetStatus()
    const response = this.#startOver()
    // Fidelity: filter.status.finished-keeps-error
    if (pStatusCode >= 400) response.SetStatus(pStatusCode, ppszReason, pSubStatus, phrErrorToReport)
    return false
  }

  /** Ends the request with the server's answer to an error. */
  fail(error: WIN32_ERROR, notification: NotificationType | null): void {
    const answer = answerFor(error, notification)
    this.#open = false
    // Headers that left cannot be taken back: the client is to see that the answer is broken.
    this.#end(this.#isOut)
    if (!this.#isOut) this.#startOver().SetStatus(answer.statusCode, answer.reason, answer.subStatus, HRESULT_FROM_WIN32(error))
  }

  /** Ends the request before any filter is asked, and none will be. */
  refuse(statusCode: number, reason: string): void {
    this.refused = true
    this.#end(false)
    this.#startOver().SetStatus(statusCode, reason)
  }

  get #isOut(): boolean { return this.sentInside || this.context.GetResponseHeadersSent() }

  #end(disconnect: boolean): void {
    this.finished = true
    if (disconnect) this.client.context.GetResponse().SetNeedDisconnect()
    this.extras.finishRequest()
  }

  /** Drops what stands in the response, except for what AddResponseHeaders promised. */
  #startOver(): IHttpResponse {
    const response = this.context.GetResponse()
    response.Clear()
    if (this.#added !== null) this.#append(this.#added)
    return response
  }

  #append(lines: readonly HeaderLine[]): void {
    for (const [name, value] of lines) this.extras.appendResponseHeader(name, value)
  }
}
