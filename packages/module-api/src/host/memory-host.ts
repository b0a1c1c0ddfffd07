// A host without a network: requests are method calls. For tests of modules, and the second host that the engine is tested on.

import type { IncomingHttpHeaders } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { Readable } from 'node:stream'
import { ERROR_OPERATION_ABORTED, E_FAIL, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { EXECUTE_FLAG_BUFFER_RESPONSE } from '../constants.ts'
import { toError } from '../errors.ts'
import { HttpDataChunkFromMemory, type HTTP_DATA_CHUNK } from '../http-response.ts'
import type { IHttpContext } from '../http-context.ts'
import type { PlanRow } from '../registration.ts'
import { mergeHead } from './child-requests.ts'
import type { HttpConnection } from './connection.ts'
import type { HttpContext } from './context.ts'
import { readableOf, setMessageHeader, type ConnectionPort, type RequestMessage } from './message.ts'
import { Pipeline, type PipelineOptions } from './pipeline.ts'
import { bytesOf, joinChunks, toReadable, type HostPayload } from './response-body.ts'
import type { OperationDone, ResponseWire, WireFacts, WireSource } from './response-store.ts'

export interface MemoryRequest {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Text and bytes bring their Content-Length; a stream is sent chunked unless `headers` name its length. */
  readonly body?: string | Uint8Array | Readable
  /** Client leaves: the request is aborted when the signal says so. */
  readonly signal?: AbortSignal
  /** Called for each send as it happens, so that a test sees what left when. */
  readonly onSend?: (send: MemorySend) => void
}

/** One send of a response. */
export interface MemorySend {
  /** The status, where this send carries it and the headers; else null. */
  readonly status: number | null
  readonly body: string
  /** False: the last one. */
  readonly more: boolean
}

export interface MemoryResponse {
  /** 0: status and headers stayed at home. */
  readonly status: number
  readonly reason: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
  /** The server closed the connection after this response. */
  readonly closed: boolean
}

/** One client connection; requests on it are answered in order. */
export interface MemoryConnection {
  request(request: MemoryRequest): Promise<MemoryResponse>
  /** The client goes away. */
  close(): void
}

export interface MemoryHostOptions extends PipelineOptions {
  /** What stands for the routes: answers through the response of the context and returns true, or returns false. */
  readonly route?: (context: IHttpContext) => boolean | Promise<boolean>
  readonly port?: ConnectionPort
}

export interface MemoryHost {
  readonly pipeline: Pipeline
  /** One request on a connection of its own, closed afterwards. */
  request(request: MemoryRequest | string): Promise<MemoryResponse>
  connect(port?: ConnectionPort): MemoryConnection
  plan(): PlanRow[]
  /**
   * Stops taking requests, waits for those under way, and ends the server; at once where nothing is under way and no module pends.
   * @param drain false: what is under way is aborted
   */
  close(drain?: boolean): Promise<void>
}

const DEFAULT_PORT: ConnectionPort = { remoteAddress: '192.0.2.1', remotePort: 50_000, localAddress: '192.0.2.80', localPort: 80, encrypted: false }

function messageOf({ url, method, headers, body }: MemoryRequest): RequestMessage {
  const message: RequestMessage = { method: method ?? 'GET', url, headers: {} as IncomingHttpHeaders, rawHeaders: [], httpVersionMajor: 1, httpVersionMinor: 1 }
  for (const [name, value] of Object.entries({ Host: 'site.test', ...headers })) setMessageHeader(message, name, value)
  if (body === undefined) return message
  const [entity, name, value] = body instanceof Readable
    ? [body, 'Transfer-Encoding', 'chunked'] as const
    : [readableOf(Buffer.from(body)), 'Content-Length', String(Buffer.byteLength(body))] as const
  message.entity = entity
  if (message.headers['content-length'] === undefined) setMessageHeader(message, name, value)
  return message
}

async function bodyOf(body: HostPayload | null): Promise<Buffer> {
  if (body === null || typeof body === 'string') return Buffer.from(body ?? '')
  return Buffer.isBuffer(body) ? body : Buffer.concat(await toReadable(body).toArray() as Buffer[]) // our own streams carry bytes
}

/** The way to the client: what it gets, in order. */
class MemoryWire implements ResponseWire, WireSource {
  readonly #context: HttpContext
  readonly #onSend: ((send: MemorySend) => void) | undefined
  readonly #parts: Buffer[] = []
  /** Where something was read that is not in memory, the rest waits for it. */
  #reading: Promise<void> | null = null
  #headers = true
  suppressed = false
  /** The client sees that the response is not whole. */
  broken = false
  /** The connection is gone: nothing leaves any more. */
  #gone = false

  constructor(context: HttpContext, onSend: ((send: MemorySend) => void) | undefined) {
    this.#context = context
    this.#onSend = onSend
  }

  openWire(facts: WireFacts): ResponseWire {
    this.suppressed = facts.suppressed
    return this
  }

  send(chunks: readonly HTTP_DATA_CHUNK[], more: boolean, done: OperationDone | null): void {
    const bytes = this.#reading === null ? bytesOf(chunks) : null
    if (bytes !== null) this.#leave(bytes, more, done)
    else this.#reading = this.#read(this.#reading, chunks, more, done)
  }

  cancel(): void { this.broken = true }
  reset(): void { this.broken = true }

  /** The body, once all of it has been read. */
  async body(): Promise<string> {
    await this.#reading
    return Buffer.concat(this.#parts).toString()
  }

  async #read(before: Promise<void> | null, chunks: readonly HTTP_DATA_CHUNK[], more: boolean, done: OperationDone | null): Promise<void> {
    await before
    const parts: Uint8Array[] = []
    try {
      for await (const part of joinChunks(chunks)) parts.push(part)
    } catch (error) { // the request ends nevertheless
      this.#context.report(toError(error))
      this.broken = this.#gone = true
    }
    this.#leave(Buffer.concat(parts), more, done)
  }

  #leave(bytes: Buffer, more: boolean, done: OperationDone | null): void {
    if (this.#gone) {
      if (done !== null) setImmediate(() => { done(0, HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)) })
      return
    }
    const status = this.#headers && !this.suppressed ? this.#context.response.store.status : null
    this.#headers = false
    this.#parts.push(bytes)
    this.#onSend?.({ status, body: bytes.toString(), more })
    if (done !== null) setImmediate(() => { done(bytes.byteLength, S_OK) })
  }
}

/** A pipeline on the memory host. */
export function createMemoryHost(options: MemoryHostOptions): MemoryHost {
  const pipeline = new Pipeline(options, {
    executeChild(child, done) {
      void run(child).then(async () => {
        const { response, parent } = child
        const body = await bodyOf(response.takeBody())
        response.complete = true
        mergeHead(child, { status: response.store.status, headers: response.store.names().map((name) => [name, response.store.get(name) ?? ''] as const) })
        if (body.byteLength > 0) parent?.response.WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: body } })
        if ((child.GetExecuteFlags() & EXECUTE_FLAG_BUFFER_RESPONSE) !== 0) response.keepBody(body)
        pipeline.close(child, () => { done(S_OK, body.byteLength) })
      }).catch((error: unknown) => { // its body broke off
        pipeline.report(toError(error))
        child.response.complete = true
        pipeline.close(child, () => { done(E_FAIL, 0) })
      })
    }
  })
  const { limits } = pipeline.plan
  const running = new Set<HttpContext>()
  let starting = pipeline.start()
  void starting?.then(() => { starting = null })
  let closing: Promise<void> | null = null
  let drained: (() => void) | null = null
  const advance = (context: HttpContext, limit: number): Promise<void> => new Promise((resolve) => { if (context.run.advance(limit, resolve)) resolve() })

  /** The walk of a request, up to and including its final send. */
  async function run(context: HttpContext): Promise<void> {
    await new Promise<void>((resolve) => { if (pipeline.begin(context, resolve)) resolve() })
    await advance(context, limits.execute)
    if (!context.answered && (context.replacesRoute || !(await routed(context)))) {
      await advance(context, limits.executed)
      if (!context.answered && !context.response.hasAnswer && context.response.store.status === 200) context.response.SetStatus(404, 'Not Found', 0, context.missing)
    }
    context.run.skipTo(limits.executed) // the handler was somebody else
    await advance(context, limits.end)
    await new Promise<void>((resolve) => { if (context.sendFinal(resolve)) resolve() })
  }

  /** A route that throws is a handler that continued with status 500. */
  async function routed(context: HttpContext): Promise<boolean> {
    try {
      return await options.route?.(context) ?? false
    } catch (error) {
      pipeline.report(toError(error))
      context.response.Clear()
      context.response.SetStatus(500, 'Internal Server Error')
      return true
    }
  }

  async function serve(request: MemoryRequest, connection: HttpConnection): Promise<MemoryResponse> {
    if (starting !== null) await starting
    if (closing !== null) return { status: 503, reason: 'Service Unavailable', headers: {}, body: '', closed: true }
    const context = pipeline.createContext(messageOf(request), connection)
    if (context.request.url.path === null) return { status: 400, reason: 'Bad Request', headers: {}, body: '', closed: false } // before the pipeline, as a router does
    running.add(context)
    try {
      return await answer(request, context)
    } finally {
      running.delete(context)
      if (running.size === 0) drained?.()
    }
  }

  async function answer(request: MemoryRequest, context: HttpContext): Promise<MemoryResponse> {
    const wire = new MemoryWire(context, request.onSend)
    context.response.attach(context.response.store, wire)
    if (request.signal?.aborted === true) context.abort()
    request.signal?.addEventListener('abort', () => { context.abort() }, { once: true })
    await run(context)
    context.response.endOnWire(true)
    const { pStatusCode, ppszReason } = context.response.GetStatus()
    const body = await wire.body()
    await new Promise<void>((resolve) => { pipeline.close(context, resolve) })
    const { suppressed } = wire
    return {
      status: suppressed ? 0 : pStatusCode,
      reason: suppressed ? '' : ppszReason || (STATUS_CODES[pStatusCode] ?? ''),
      headers: suppressed ? {} : Object.fromEntries(context.response.store.names().map((name) => [name.toLowerCase(), context.response.store.get(name) ?? ''])),
      body,
      closed: context.response.needDisconnect || suppressed || wire.broken
    }
  }

  async function close(drain: boolean): Promise<void> {
    const stopping = pipeline.stopListening(drain)
    if (stopping !== null) await stopping
    if (!drain) for (const context of running) context.abort()
    if (running.size > 0) await new Promise<void>((resolve) => { drained = resolve })
    const ending = pipeline.terminate()
    if (ending !== null) await ending
  }

  function connect(port: ConnectionPort = options.port ?? DEFAULT_PORT): MemoryConnection {
    const connection = pipeline.createConnection(port)
    return {
      request: (request) => new Promise((resolve, reject) => {
        connection.enter(true, () => {
          serve(request, connection).then((response) => {
            connection.leave()
            if (response.closed) connection.close()
            resolve(response)
          }, reject)
        })
      }),
      close: () => { connection.close() }
    }
  }

  return {
    pipeline,
    connect,
    async request(request) {
      const connection = connect()
      const response = await connection.request(typeof request === 'string' ? { url: request } : request)
      connection.close()
      return response
    },
    plan: () => pipeline.describe(),
    close: (drain = true) => (closing ??= close(drain))
  }
}

