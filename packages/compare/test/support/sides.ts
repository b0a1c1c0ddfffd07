// Sides for tests: plain servers with sockets, and pipelines in this process.

import { createServer, type RequestListener } from 'node:http'
import { createServer as createRawServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { bridgeFilter } from '@isapi-bridge/bridge'
import type { Filter } from '@isapi-bridge/filter-api'
import { CHttpModule, createModuleFactory, type ModuleEntry } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { compare, createLogObserver, openSource, runningServer, withoutOrigin, type CompareOptions, type Report, type Side } from '@isapi-bridge/compare'

/** A file that goes with the test. */
export function file(name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-compare-test-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A server of Node, by its URL. */
export async function plainServer(listener: RequestListener): Promise<Side> {
  const server = createServer(listener)
  onTestFinished(() => { server.closeAllConnections(); server.close() })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return runningServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) // it listens on a port
}

/** A server that does with its sockets what it likes. */
export async function rawServer(listener: (socket: Socket, head: string) => void): Promise<Side> {
  const sockets = new Set<Socket>()
  const server = createRawServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => { listener(socket, bytes.toString('latin1')) })
  })
  onTestFinished(() => { for (const socket of sockets) socket.destroy(); server.close() })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return runningServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) // it listens on a port
}

/** A pipeline in this process; each start is a server of its own. */
export function pipelineSide(name: string, modules: readonly ModuleEntry[], routes: (app: FastifyInstance) => void = (app) => { app.get('/*', (request) => ({ url: request.url })) }): Side {
  return {
    name, local: true,
    async start() {
      const observer = createLogObserver()
      const app = fastify({ forceCloseConnections: true })
      await app.register(integratedPipeline, { modules: [...modules, observer.entry] })
      routes(app)
      await app.listen({ host: '127.0.0.1', port: 0 })
      const origin = new URL(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`) // it listens on a port
      return { originOf: () => origin, takeLogRecord: () => observer.take(), normalise: (text) => withoutOrigin(text, origin), close: () => app.close() }
    }
  }
}

export function filterEntry(name: string, flags: number, HttpFilterProc: Filter['HttpFilterProc']): ModuleEntry {
  return { name, module: bridgeFilter({ GetFilterVersion(pVer) { pVer.dwFlags = flags; return true }, HttpFilterProc }, { name }) }
}

export function moduleEntry(name: string, notifications: number, Module: new () => CHttpModule): ModuleEntry {
  return { name, module: (_version, info) => info.SetRequestNotifications(createModuleFactory(Module), notifications, 0) }
}

/** Compares two sides on the lines of a list, or of a file. */
export async function run(a: Side, b: Side, urls: string, options: Partial<CompareOptions> = {}, name: string = 'urls.txt'): Promise<Report> {
  return compare({ a, b, sources: [await openSource(file(name, urls), null, name)], ...options })
}
