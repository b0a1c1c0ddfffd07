// A server with one compiled filter, on a real connection, and a client that keeps his.

import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { bridgeFilter } from '@isapi-bridge/bridge'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { HttpLoggingModule } from '@isapi-bridge/module-api/modules'
import { loadWasmFilter, type EventLogEntry, type WasmFilterOptions } from '@isapi-bridge/wasm'

export const NATIVE: string = fileURLToPath(new URL('../../native/', import.meta.url))
export const PREBUILT: string = fileURLToPath(new URL('../../wasm/', import.meta.url))

export interface Answer { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }

export interface Site {
  readonly events: readonly EventLogEntry[]
  /** A request on the one connection of this client. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Ends the server. Gives a column of its log. */
  log(field: string): Promise<string[]>
}

export interface SiteOptions extends Pick<WasmFilterOptions, 'registry'> {
  /** Files beside the filter. Default: those beside its source. */
  readonly beside?: Readonly<Record<string, string>>
  /** Modules behind the filter. */
  readonly modules?: readonly ModuleEntry[]
  readonly routes?: (app: FastifyInstance) => void
  /** Gets what it writes to the event log. */
  readonly events?: EventLogEntry[]
}

/** Files that an administrator puts beside the DLL. */
function besideSource(name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(join(NATIVE, name)).filter((file) => /\.(?:ini|txt)$/.test(file)).map((file) => [file, readFileSync(join(NATIVE, name, file), 'latin1')]))
}

export async function serve(name: string, { beside = besideSource(name), modules = [], registry = {}, routes = () => {}, events = [] }: SiteOptions = {}): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-examples-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  for (const [file, text] of Object.entries(beside)) writeFileSync(join(folder, file), text, 'latin1')
  copyFileSync(join(PREBUILT, `${name}.wasm`), join(folder, `${name}.wasm`))
  const filter = await loadWasmFilter(join(folder, `${name}.wasm`), { drive: { [`C:\\filters\\${name}`]: folder }, registry, eventLog: (entry) => { events.push(entry) } })
  const app = Fastify()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const end = async (): Promise<void> => { agent.destroy(); await app.close() }
  onTestFinished(end)
  await app.register(integratedPipeline, {
    modules: [bridgeFilter(filter, { name }), ...modules, HttpLoggingModule({ directory: join(folder, 'logs'), fields: ['cs-uri-stem', 'c-ip', 'cs-username', 'sc-status'] })]
  })
  routes(app)
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    events,
    get: (path, headers = {}) => new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: (app.server.address() as AddressInfo).port, path, headers, agent }, (response) => { // it listens on a port
        response.setEncoding('utf8').toArray().then((chunks) => { resolve({ status: response.statusCode ?? 0, headers: response.headers, body: chunks.join('') }) }, reject)
      }).on('error', reject).end()
    }),
    async log(field) {
      await end()
      const text = readdirSync(join(folder, 'logs')).map((file) => readFileSync(join(folder, 'logs', file), 'utf8')).join('')
      const index = /^#Fields: (.*)$/m.exec(text)?.[1]?.trim().split(' ').indexOf(field) ?? -1
      return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(' ')[index] ?? '')
    }
  }
}
