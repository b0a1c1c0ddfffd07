// One listener for each port. It picks the site by local address and Host, as HTTP.sys does, and the application by the path.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import { readFileSync } from 'node:fs'
import { createServer as createNetServer, type AddressInfo, type Server as NetServer } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { urlOf } from '../config/bindings.ts'
import type { LimitsConfig, TlsConfig } from '../config/config.ts'
import { CliError, codeOf, messageOf } from '../errors.ts'
import type { BindingSetup } from '../setup.ts'
import { shorten } from './load-file.ts'
import type { SiteStack } from './site-stack.ts'

/** A site that is served; a changed one gets another stack. */
export interface ServedSite {
  stack: SiteStack
}

/** A server that does not listen yet. */
export function makeServer(tls: readonly { readonly tls: TlsConfig; readonly host: string }[], limits: LimitsConfig): Server {
  const server = tls.length === 0 ? createServer() : createTlsServer(tlsOptions(tls))
  server.keepAliveTimeout = limits.keepAliveTimeout ?? DEFAULT_KEEP_ALIVE
  if (limits.requestTimeout !== undefined) server.requestTimeout = limits.requestTimeout
  return server
}

/** Certificates of bindings, each with its host name. */
export function tlsOf(bindings: readonly BindingSetup[]): { readonly tls: TlsConfig; readonly host: string }[] {
  return bindings.flatMap(({ tls, host }) => (tls === null ? [] : [{ tls, host }]))
}

interface Route { readonly binding: BindingSetup; readonly served: ServedSite }

const ANY = '*'
const DEFAULT_KEEP_ALIVE = 72_000

export class Listeners {
  readonly #ports: readonly PortListener[]

  constructor(sites: readonly ServedSite[], limits: LimitsConfig) {
    const ports = new Map<string, Route[]>()
    for (const served of sites) {
      for (const binding of served.stack.site.bindings) {
        // Each binding to a free port has one of its own.
        const key = binding.port === 0 ? `0 ${ports.size}` : String(binding.port)
        ports.set(key, [...ports.get(key) ?? [], { binding, served }])
      }
    }
    this.#ports = [...ports.values()].flatMap((routes) => {
      if (routes.some(({ binding }) => isAny(binding.address))) return [new PortListener(ANY, routes, limits)]
      return [...new Set(routes.map(({ binding }) => binding.address))].map((address) => new PortListener(address, routes.filter(({ binding }) => binding.address === address), limits))
    })
  }

  async listen(): Promise<{ url: string; site: string }[]> {
    const urls: { url: string; site: string }[] = []
    for (const port of this.#ports) urls.push(...await port.listen())
    return urls
  }

  async close(): Promise<void> { await Promise.all(this.#ports.map((port) => port.close())) }
  closeIdle(): void { for (const port of this.#ports) port.closeIdle() }
  cut(): void { for (const port of this.#ports) port.cut() }
}

function isAny(address: string): boolean { return address === ANY || address === '0.0.0.0' || address === '::' }

class PortListener {
  readonly #address: string
  readonly #routes: readonly Route[]
  /** What listens: a server that hands requests to the sites of the port, or, where a site has it for itself, one that hands connections to that site. */
  readonly #server: Server | NetServer

  constructor(address: string, routes: readonly Route[], limits: LimitsConfig) {
    this.#address = address
    this.#routes = routes
    const [own] = routes.length === 1 ? routes : []
    if (own?.served.stack.server === null || own === undefined) {
      this.#server = makeServer(tlsOf(routes.map(({ binding }) => binding)), limits).on('request', (request, response) => { this.#dispatch(request, response) })
    } else {
      this.#server = createNetServer({ allowHalfOpen: true, noDelay: true }, (socket) => { own.served.stack.accept(socket) }) // as those of http
    }
    if (limits.maxConnections !== undefined) this.#server.maxConnections = limits.maxConnections
  }

  async listen(): Promise<{ url: string; site: string }[]> {
    const port = this.#routes[0]?.binding.port ?? 0
    const host = this.#address === ANY ? '::' : this.#address
    try {
      await listen(this.#server, host, port).catch((error: unknown) => {
        if (host === '::' && codeOf(error) === 'EAFNOSUPPORT') return listen(this.#server, '0.0.0.0', port) // there is no IPv6
        throw error
      })
    } catch (error) {
      throw explain(error, this.#address, port)
    }
    const actual = (this.#server.address() as AddressInfo).port // it listens on a port
    return this.#routes.map(({ binding, served }) => ({ url: urlOf(binding, actual), site: served.stack.site.name }))
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#server.listening) this.#server.close(() => { resolve() })
      else resolve()
    })
  }

  closeIdle(): void { if ('closeIdleConnections' in this.#server) this.#server.closeIdleConnections() }
  cut(): void { if ('closeAllConnections' in this.#server) this.#server.closeAllConnections() }

  #dispatch(request: IncomingMessage, response: ServerResponse): void {
    const served = this.#find(request)
    if (served === null) {
      // As HTTP.sys answers a host name that no site has.
      response.writeHead(400, { 'content-type': 'text/html', 'connection': 'close' }).end('<h1>Bad Request (Invalid Hostname)</h1>')
      return
    }
    const { stack } = served
    stack.handle(applicationOf(stack, request.url ?? '/'), request, response)
  }

  /** Address and host name, address alone, host name alone, neither. */
  #find(request: IncomingMessage): ServedSite | null {
    const address = (request.socket.localAddress ?? '').replace(/^::ffff:/, '')
    const host = hostOf(request)
    let best: Route | null = null
    let rank = -1
    for (const route of this.#routes) {
      const { binding } = route
      const here = binding.address === address
      if ((!here && !isAny(binding.address)) || (binding.host !== '' && binding.host !== host)) continue
      const score = (here ? 2 : 0) + (binding.host === '' ? 0 : 1)
      if (score > rank) [best, rank] = [route, score]
    }
    return best?.served ?? null
  }
}

/** The host name that the client asks for; an absolute target counts before the header. */
function hostOf({ url = '', headers }: IncomingMessage): string {
  const [, absolute] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? []
  return (absolute ?? headers.host ?? '').replace(/^.*@/, '').replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
}

/** The application with the longest path that holds the target. */
function applicationOf({ applications }: SiteStack, target: string): FastifyInstance {
  const [root] = applications
  if (root === undefined) throw new Error('A site has an application.')
  if (applications.length === 1) return root.app
  const path = comparable(target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, ''))
  let best = root
  for (const candidate of applications) {
    const inside = candidate.path === '/' || path === comparable(candidate.path) || path.startsWith(`${comparable(candidate.path)}/`)
    if (inside && candidate.path.length > best.path.length) best = candidate
  }
  return best.app
}

/** A path as the pipeline reads it: decoded, without dot segments, in one case. */
function comparable(path: string): string {
  const kept: string[] = []
  for (const part of path.split('/')) {
    let segment = part
    try {
      segment = decodeURIComponent(part)
    } catch {
      // The router refuses it.
    }
    if (segment === '..') kept.pop()
    else if (segment !== '.' && segment !== '') kept.push(segment.normalize('NFC').toUpperCase().toLowerCase())
  }
  return `/${kept.join('/')}`
}

function listen(server: NetServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function tlsOptions(entries: readonly { readonly tls: TlsConfig; readonly host: string }[]): ServerOptions {
  const contexts = entries.map(({ tls, host }) => ({ host, options: readTls(tls) }))
  const fallback = contexts.find(({ host }) => host === '') ?? contexts[0]
  const byName = new Map(contexts.filter(({ host }) => host !== '').map(({ host, options }) => [host, createSecureContext(options)]))
  return { ...fallback?.options, SNICallback: (name, done) => { done(null, byName.get(name.toLowerCase())) } }
}

function readTls({ cert, key, passphrase }: TlsConfig): { cert: Buffer; key: Buffer; passphrase?: string } {
  const read = (file: string): Buffer => {
    try {
      return readFileSync(file)
    } catch (error) {
      throw new CliError('ERR_CLI_CONFIG', `The file ${shorten(file)} of \`tls\` cannot be read: ${messageOf(error)}.`, 'Correct the path.', error)
    }
  }
  const options = { cert: read(cert), key: read(key), ...(passphrase !== undefined && { passphrase }) }
  try {
    createSecureContext(options)
  } catch (error) {
    throw new CliError('ERR_CLI_CONFIG', `${shorten(cert)} and ${shorten(key)} of \`tls\` cannot be used: ${messageOf(error)}.`, 'Both must be in PEM and belong together.', error)
  }
  return options
}

function explain(error: unknown, address: string, port: number): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE': return new CliError('ERR_CLI_LISTEN', `Port ${port} is in use.`, `Stop what listens there, or choose another one, such as --port ${port >= 65_535 ? 8081 : port + 1}.`, error)
    case 'EACCES': return new CliError('ERR_CLI_LISTEN', `This user may not listen on port ${port}.`, 'Choose one from 1024 (`iis.ports` maps those of an IIS file), or give the process the right to.', error)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': return new CliError('ERR_CLI_LISTEN', `This machine has no address ${address}.`, 'Name one that it has, or `*`.', error)
    default: return error
  }
}
