// A host without a network: requests are method calls. For tests of modules, and the second host that the engine is tested on.

import type { IncomingHttpHeaders } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { S_OK } from '@isapi-bridge/win32'
import { HttpDataChunkFromMemory } from '../http-response.ts'
import type { IHttpContext } from '../http-context.ts'
import type { PlanRow } from '../registration.ts'
import type { HttpConnection } from './connection.ts'
import type { HttpContext } from './context.ts'
import { setMessageHeader, type ConnectionPort, type RequestMessage } from './message.ts'
import { Pipeline, type PipelineOptions } from './pipeline.ts'
import { toReadable, type HostPayload } from './response.ts'

export interface MemoryRequest {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Client leaves: the request is aborted when the signal says so. */
  readonly signal?: AbortSignal
}

export interface MemoryResponse {
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
  close(): void
}

const DEFAULT_PORT: ConnectionPort = { remoteAddress: '192.0.2.1', remotePort: 50_000, localAddress: '192.0.2.80', localPort: 80, encrypted: false }

function messageOf({ url, method, headers }: MemoryRequest): RequestMessage {
  const message: RequestMessage = { method: method ?? 'GET', url, headers: {} as IncomingHttpHeaders, rawHeaders: [], httpVersionMajor: 1, httpVersionMinor: 1 }
  for (const [name, value] of Object.entries({ Host: 'site.test', ...headers })) setMessageHeader(message, name, value)
  return message
}

async function bodyOf(body: HostPayload | null): Promise<Buffer> {
  if (body === null || typeof body === 'string') return Buffer.from(body ?? '')
  return Buffer.isBuffer(body) ? body : Buffer.concat(await toReadable(body).toArray() as Buffer[]) // our own streams carry bytes
}

/** A pipeline on the memory host. */
export function createMemoryHost(options: MemoryHostOptions): MemoryHost {
  const pipeline = new Pipeline(options, {
    executeChild(child, done) {
      void run(child).then(async () => {
        const parent = child.parent
        const body = await collect(child)
        if (parent !== null && !parent.response.headersSent && !child.keepsHeaders) {
          parent.response.takeStatus(child.response)
          for (const name of child.response.store.names()) parent.response.SetHeader(name, child.response.GetHeader(name) ?? '', true)
        }
        parent?.response.WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: body } })
        child.response.complete = true
        pipeline.close(child, () => { done(S_OK, body.byteLength) })
      })
    }
  })
  const { limits } = pipeline.plan

  /** The body that waits. Of one that breaks off nothing is left, and the connection closes: the request ends nevertheless. */
  const collect = (context: HttpContext): Promise<Buffer> => bodyOf(context.response.takeBody()).catch((error: unknown) => {
    pipeline.report(error instanceof Error ? error : new Error(String(error)))
    context.response.needDisconnect = true
    return Buffer.alloc(0)
  })
  const advance = (context: HttpContext, limit: number): Promise<void> => new Promise((resolve) => { if (context.run.advance(limit, resolve)) resolve() })

  /** The walk of a request, up to and including its final send. */
  async function run(context: HttpContext): Promise<void> {
    await new Promise<void>((resolve) => { if (pipeline.begin(context, resolve)) resolve() })
    await advance(context, limits.execute)
    if (!context.answered && (context.replacesRoute || !(await routed(context)))) {
      await advance(context, limits.executed)
      if (!context.answered && !context.response.hasBody && context.response.store.status === 200) context.response.SetStatus(404, 'Not Found')
    }
    context.run.skipTo(limits.executed) // the handler was somebody else
    await advance(context, limits.end)
    context.sendFinal()
  }

  /** A route that throws is a handler that continued with status 500. */
  async function routed(context: HttpContext): Promise<boolean> {
    try {
      return await options.route?.(context) ?? false
    } catch (error) {
      pipeline.report(error instanceof Error ? error : new Error(String(error)))
      context.response.Clear()
      context.response.SetStatus(500, 'Internal Server Error')
      return true
    }
  }

  async function serve(request: MemoryRequest, connection: HttpConnection): Promise<MemoryResponse> {
    const context = pipeline.createContext(messageOf(request), connection)
    if (context.request.url.path === null) return { status: 400, reason: 'Bad Request', headers: {}, body: '', closed: false } // before the pipeline, as a router does
    if (request.signal?.aborted === true) context.abort()
    request.signal?.addEventListener('abort', () => { context.abort() }, { once: true })
    await run(context)
    const { pStatusCode, ppszReason } = context.response.GetStatus()
    const body = await collect(context)
    context.response.complete = true
    await new Promise<void>((resolve) => { pipeline.close(context, resolve) })
    return {
      status: pStatusCode,
      reason: ppszReason || (STATUS_CODES[pStatusCode] ?? ''),
      headers: Object.fromEntries(context.response.store.names().map((name) => [name.toLowerCase(), context.response.store.get(name) ?? ''])),
      body: body.toString(),
      closed: context.response.needDisconnect
    }
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
    close: () => { pipeline.terminate() }
  }
}

