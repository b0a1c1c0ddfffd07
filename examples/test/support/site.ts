// A server with one compiled filter or module, on a real connection, and a client that keeps his.

import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
import { loadWasmFilter, loadWasmModule, type EventLogEntry, type WasmFilterOptions } from '@isapi-bridge/wasm'

export const NATIVE: string = fileURLToPath(new URL('../../native/', import.meta.url))
export const NATIVE_MODULES: string = fileURLToPath(new URL('../../native-modules/', import.meta.url))
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
  /** Files beside it. Default: those beside its source. */
  readonly beside?: Readonly<Record<string, string>>
  /** Modules behind it. */
  readonly modules?: readonly ModuleEntry[]
  readonly routes?: (app: FastifyInstance) => void
  /** Gets what it writes to the event log. */
  readonly events?: EventLogEntry[]
}

/** Files that an administrator puts beside the DLL. */
function besideSource(name: string): Readonly<Record<string, string>> {
  const folder = join(isModule(name) ? NATIVE_MODULES : NATIVE, name)
  return Object.fromEntries(readdirSync(folder).filter((file) => /\.(?:ini|txt)$/.test(file)).map((file) => [file, readFileSync(join(folder, file), 'latin1')]))
}

function isModule(name: string): boolean { return existsSync(join(NATIVE_MODULES, name)) }

/** The file as an entry of the list. */
async function entryOf(name: string, folder: string, { registry = {}, events = [] }: SiteOptions): Promise<ModuleEntry> {
  const file = join(folder, `${name}.wasm`)
  const options = { registry, eventLog: (entry: EventLogEntry): void => { events.push(entry) } }
  if (isModule(name)) return { name, module: (await loadWasmModule(file, { drive: { [`C:\\modules\\${name}`]: folder }, ...options })).RegisterModule }
  return bridgeFilter(await loadWasmFilter(file, { drive: { [`C:\\filters\\${name}`]: folder }, ...options }), { name })
}

export async function serve(name: string, options: SiteOptions = {}): Promise<Site> {
  const { beside = besideSource(name), modules = [], routes = () => {}, events = [] } = options
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-examples-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  for (const [file, text] of Object.entries(beside)) writeFileSync(join(folder, file), text, 'latin1')
  copyFileSync(join(PREBUILT, `${name}.wasm`), join(folder, `${name}.wasm`))
  const entry = await entryOf(name, folder, { ...options, events })
  const app = Fastify()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const end = async (): Promise<void> => { agent.destroy(); await app.close() }
  onTestFinished(end)
  await app.register(integratedPipeline, {
    modules: [entry, ...modules, HttpLoggingModule({ directory: join(folder, 'logs'), fields: ['cs-uri-stem', 'c-ip', 'cs-username', 'sc-status'] })]
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
