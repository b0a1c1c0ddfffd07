// The hosts that the same test runs on: the memory host, Fastify through inject, Fastify over a socket.

import type { AddressInfo } from 'node:net'
import { fastify, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { createMemoryHost, type ModuleEntry, type PipelineOptions } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { onTestFinished } from 'vitest'
import { RawClient } from './raw-client.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A running server with the route `/route`, which answers "route". */
export interface TestHost {
  readonly name: string
  /** What the pipeline reported. */
  readonly errors: Error[]
  request(url: string): Promise<Answer>
  /** A request whose client leaves as soon as the promise settles; resolves when the client has left. */
  leaveAfter(url: string, when: Promise<unknown>): Promise<void>
  close(): Promise<void>
}

interface HostOptions extends Partial<PipelineOptions> {
  readonly onRoute?: () => void
  /** The caller closes it; otherwise it ends with the test. */
  readonly kept?: boolean
}

export type StartHost = (modules: readonly ModuleEntry[], options?: HostOptions) => Promise<TestHost>

const memory: StartHost = async (modules, { onRoute, kept = false, ...options } = {}) => {
  const errors: Error[] = []
  const host = createMemoryHost({
    modules, ...options, report: (error) => { errors.push(error) },
    route(context) {
      if (context.GetScriptName() !== '/route') return false
      onRoute?.()
      context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from('route') } }])
      return true
    }
  })
  if (!kept) onTestFinished(() => host.close())
  return {
    name: 'memory',
    errors,
    close: () => host.close(),
    request: (url) => host.request(url),
    async leaveAfter(url, when) {
      const client = new AbortController()
      const answer = host.request({ url, signal: client.signal })
      await when
      client.abort()
      await answer
    }
  }
}

/** A Fastify application with the pipeline, closed after the test unless the caller keeps it. */
export async function startApp(
  modules: readonly ModuleEntry[], build: (app: FastifyInstance) => void = () => {},
  options: Partial<PipelineOptions> & { readonly server?: FastifyServerOptions; readonly kept?: boolean } = {}
): Promise<{ readonly app: FastifyInstance; readonly errors: Error[] }> {
  const errors: Error[] = []
  const { server, kept = false, ...rest } = options
  const app = fastify({ ...server }) as FastifyInstance
  if (!kept) onTestFinished(async () => { await app.close() })
  await app.register(integratedPipeline, { modules, report: (error) => { errors.push(error) }, ...rest })
  build(app)
  await app.ready()
  return { app, errors }
}

/** Starts listening; the port. */
export async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

/** A client of an application that listens; gone after the test. */
export async function clientOf(port: number): Promise<RawClient> {
  const client = await RawClient.connect(port)
  onTestFinished(() => { client.leave() })
  return client
}

const withRoute: StartHost = async (modules, { onRoute, ...options } = {}) => {
  const { app, errors } = await startApp(modules, (instance) => {
    instance.get('/route', () => {
      onRoute?.()
      return 'route'
    })
  }, options)
  return {
    name: 'inject',
    errors,
    close: async () => { await app.close() },
    async request(url) {
      const { statusCode, headers, body } = await app.inject(url)
      return { status: statusCode, headers, body }
    },
    async leaveAfter(url, when) {
      const client = new AbortController()
      const answer = app.inject({ url, signal: client.signal }).then(() => {}, () => {})
      await when
      client.abort()
      await answer
    }
  }
}

const overSocket: StartHost = async (modules, { onRoute, ...options } = {}) => {
  const { app, errors } = await startApp(modules, (instance) => {
    instance.get('/route', () => {
      onRoute?.()
      return 'route'
    })
  }, options)
  const port = await listen(app)
  return {
    name: 'socket',
    errors,
    close: async () => { await app.close() },
    async request(url) {
      const client = await clientOf(port)
      client.get(url)
      const answer = await client.answer()
      client.leave()
      return answer
    },
    async leaveAfter(url, when) {
      const client = await clientOf(port)
      client.get(url)
      await when
      client.leave()
      await client.closed()
    }
  }
}

export const HOSTS: readonly (readonly [name: string, start: StartHost])[] = [['memory', memory], ['inject', withRoute], ['socket', overSocket]]

/** A promise and its ends. */
export function deferred<T = void>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void; readonly reject: (error: unknown) => void } {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((accept, refuse) => { resolve = accept; reject = refuse })
  return { promise, resolve, reject }
}

/** Waits, turn by turn of the event loop, until something has happened. */
export async function until(happened: () => boolean): Promise<void> {
  const start = Date.now()
  while (!happened()) {
    if (Date.now() - start > 4000) throw new Error('It did not happen.')
    await new Promise((resolve) => { setImmediate(resolve) })
  }
}
