// A site on each of the hosts: the bare pipeline in memory, Fastify under inject, Fastify over sockets.

import { Agent, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import {
  HttpDataChunkFromMemory, HttpDataChunkFromStream, createMemoryHost, extrasOf, type ClosingSteps, type ConnectionPort, type IHttpContext, type ModuleEntry,
  type PipelineOptions
} from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { ERROR_HANDLE_EOF, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import fastify from 'fastify'
import { onTestFinished } from 'vitest'

export interface Ask {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as plain text unless the headers say otherwise. */
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly reason: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
  /** The server closes the connection after it. */
  readonly closed: boolean
}

/** One client on one connection. */
export interface Client {
  /** Asks, and waits for the answer and the closing step. */
  ask(request: string | Ask): Promise<Answer>
  /** Closes the connection, and waits until the server has noticed. */
  leave(): Promise<void>
}

export interface Site {
  connect(): Client
  /** One request on a connection of its own. */
  ask(request: string | Ask): Promise<Answer>
  /** What was reported. */
  readonly reports: readonly Error[]
  close(): Promise<void>
}

export interface SiteOptions extends Omit<PipelineOptions, 'report'> {
  /** What the routes answer, given the body of the request, by path, in one piece or as a stream. Default: `/hello`. */
  readonly routes?: Readonly<Record<string, (body: string) => string | Readable>>
  /** The connection, in memory only. */
  readonly port?: ConnectionPort
}

export type OpenSite = (options: SiteOptions) => Promise<Site>

const HELLO: NonNullable<SiteOptions['routes']> = { '/hello': () => 'hello' }

/** Counts closing steps, as the last module of the list. */
class ClosingWatch {
  #count = 0
  #waiting: readonly { readonly count: number; readonly resolve: () => void }[] = []

  readonly entry: ModuleEntry = {
    name: 'closing watch',
    module: (_version, info) => info.setClosingSteps({ onLogLine: () => { this.#step() } } satisfies ClosingSteps) ?? S_OK
  }

  get count(): number { return this.#count }

  /** Resolved once so many closing steps are through. */
  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = [...this.#waiting, { count, resolve }]
      this.#wake()
    })
  }

  #step(): void {
    this.#count++
    setImmediate(() => { this.#wake() }) // what comes after the log line is through by then
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = waiting.filter(({ count }) => count > this.#count)
    for (const { count, resolve } of waiting) if (count <= this.#count) resolve()
  }
}

export const openInMemory: OpenSite = async ({ routes = HELLO, ...options }) => {
  const reports: Error[] = []
  const host = createMemoryHost({
    ...options,
    report: (error) => { reports.push(error) },
    async route(context) {
      const route = routes[context.GetScriptName()]
      if (route === undefined) return false
      const body = await readAll(context)
      if (body === null) return true
      const answer = route(body)
      context.GetResponse().WriteEntityChunks([
        typeof answer === 'string'
          ? { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(answer) } }
          : { DataChunkType: HttpDataChunkFromStream, FromStream: { pStream: answer } }
      ])
      return true
    }
  })
  let open = true
  const close = async (): Promise<void> => {
    if (open) await host.close()
    open = false
  }
  onTestFinished(close)
  const connect = (): Client => {
    const connection = host.connect()
    return {
      ask: (request) => connection.request(typeof request === 'string' ? { url: request } : { ...request, headers: headersOf(request) }),
      async leave() { connection.close() }
    }
  }
  return siteOf(connect, reports, close)
}

const openUnderInject: OpenSite = async (options) => {
  const { app, reports, watch, close } = await openFastify(options)
  const connect = (): Client => ({
    async ask(request) {
      const asked = typeof request === 'string' ? { url: request } : request
      const { url, method = 'GET', body } = asked
      const before = watch.count
      const response = await app.inject({ url, method: method as 'GET', headers: { host: 'site.test', ...headersOf(asked) }, ...(body === undefined ? {} : { payload: body }) })
      await watch.reached(before + 1)
      return {
        status: response.statusCode, reason: response.statusMessage, headers: response.headers as Answer['headers'],
        body: response.body, closed: response.headers.connection === 'close'
      }
    },
    async leave() {}
  })
  return siteOf(connect, reports, close)
}

export const openOverSockets: OpenSite = async (options) => {
  const { app, reports, watch, close } = await openFastify(options)
  const ports = new Set<number | undefined>()
  app.server.on('connection', (socket) => {
    const { remotePort } = socket
    ports.add(remotePort)
    socket.once('close', () => { setImmediate(() => { ports.delete(remotePort) }) })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const connect = (): Client => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const used = new Set<number | undefined>()
    return {
      async ask(request) {
        const asked = typeof request === 'string' ? { url: request } : request
        const { url, method = 'GET', body } = asked
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
        const before = watch.count
        const answer = await new Promise<Answer>((resolve, reject) => {
          const message = httpRequest({ port, host: '127.0.0.1', path: url, method, agent, headers: { host: 'site.test', ...length, ...headersOf(asked) } }, (response) => {
            const chunks: Buffer[] = []
            response.on('data', (chunk: Buffer) => { chunks.push(chunk) })
            response.on('error', reject)
            response.on('end', () => {
              resolve({
                status: response.statusCode ?? 0, reason: response.statusMessage ?? '', headers: response.headers,
                body: Buffer.concat(chunks).toString('latin1'), closed: response.headers.connection === 'close'
              })
            })
          })
          message.on('error', reject)
          message.on('socket', (socket) => {
            if (socket.connecting) socket.once('connect', () => { used.add(socket.localPort) })
          })
          message.end(body)
        })
        await watch.reached(before + 1)
        return answer
      },
      async leave() {
        agent.destroy()
        while ([...used].some((each) => ports.has(each))) await new Promise((resolve) => { setImmediate(resolve) })
      }
    }
  }
  return siteOf(connect, reports, close)
}

async function openFastify({ routes = HELLO, modules, port, ...options }: SiteOptions) {
  if (port !== undefined) throw new Error('`port` is for openInMemory only.')
  const reports: Error[] = []
  const watch = new ClosingWatch()
  const app = fastify({ forceCloseConnections: true })
  await app.register(integratedPipeline, { ...options, modules: [...modules, watch.entry], report: (error) => { reports.push(error) } })
  for (const [path, route] of Object.entries(routes)) app.all(path, (request) => route(typeof request.body === 'string' ? request.body : ''))
  await app.ready()
  let open = true
  const close = async (): Promise<void> => {
    if (open) await app.close()
    open = false
  }
  onTestFinished(close)
  return { app, reports, watch, close }
}

function headersOf({ headers = {}, body }: Ask): Readonly<Record<string, string>> {
  return body === undefined ? headers : { 'content-type': 'text/plain', ...headers }
}

/** What a route of the memory host does in place of Fastify's parser; null: it cannot be read. */
async function readAll(context: IHttpContext): Promise<string | null> {
  const extras = extrasOf(context)
  const buffer = Buffer.alloc(65_536)
  let body = ''
  while (context.GetRequest().GetRemainingEntityBytes() > 0) {
    const { hr, pcbBytesReceived } = await extras.readEntity(buffer)
    if (hr === HRESULT_FROM_WIN32(ERROR_HANDLE_EOF)) break
    if (hr !== S_OK) return null
    body += buffer.toString('utf8', 0, pcbBytesReceived)
  }
  return body
}

function siteOf(connect: () => Client, reports: readonly Error[], close: () => Promise<void>): Site {
  return {
    connect, reports, close,
    async ask(request) {
      const client = connect()
      const answer = await client.ask(request)
      await client.leave()
      return answer
    }
  }
}

/** Every host, for describe.each. */
export const HOSTS: readonly (readonly [string, OpenSite])[] = [
  ['in memory', openInMemory],
  ['under inject', openUnderInject],
  ['over sockets', openOverSockets]
]

/** Hosts on which one connection carries several requests. */
export const CONNECTION_HOSTS: readonly (readonly [string, OpenSite])[] = HOSTS.filter(([name]) => name !== 'under inject')
