// One listener for each port. It picks the site by local address and Host, as HTTP.sys does, and the application by the path.

import dns from 'node:dns/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createNetServer, isIP, type AddressInfo, type Server as NetServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { urlOf } from '../config/bindings.ts'
import type { LimitsConfig } from '../config/config.ts'
import { CliError, codeOf } from '../errors.ts'
import type { BindingSetup } from '../setup.ts'
import { makeServer, tlsOf } from './make-server.ts'
import type { SiteStack } from './site-stack.ts'

/** A site that is served; a changed one gets another stack. */
export interface ServedSite {
  stack: SiteStack
}

interface Route { readonly binding: BindingSetup; readonly served: ServedSite }

const ANY = '*'

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
  readonly #limits: LimitsConfig
  /** One for each address that listens: a server that hands requests to the sites of the port, or, where a site has it for itself, one that hands connections to that site. */
  readonly #servers: (Server | NetServer)[] = []
  /** Names that stand in the place of an address, and what they mean here. */
  readonly #names = new Map<string, readonly string[]>()

  constructor(address: string, routes: readonly Route[], limits: LimitsConfig) {
    this.#address = address
    this.#routes = routes
    this.#limits = limits
  }

  async listen(): Promise<{ url: string; site: string }[]> {
    let port = this.#routes[0]?.binding.port ?? 0
    let failed: unknown = null
    try {
      for (const { binding } of this.#routes) if (!isAny(binding.address) && isIP(binding.address) === 0) this.#names.set(binding.address, await addressesOf(binding.address))
      for (const host of this.#address === ANY ? ['::'] : this.#names.get(this.#address) ?? [this.#address]) {
        try {
          port = await this.#listenOn(host, port)
        } catch (error) {
          // A name may have addresses that this machine lacks, such as ::1 without IPv6.
          if (!this.#names.has(this.#address) || !LACKING.has(codeOf(error))) throw error
          failed = error
        }
      }
      if (this.#servers.length === 0) throw failed
    } catch (error) {
      throw explain(error, this.#address, port)
    }
    return this.#routes.map(({ binding, served }) => ({ url: urlOf(binding, port), site: served.stack.site.name }))
  }

  /** Gives the port, which is another one where it was 0. */
  async #listenOn(host: string, port: number): Promise<number> {
    const server = this.#makeServer()
    await listen(server, host, port).catch((error: unknown) => {
      if (host === '::' && codeOf(error) === 'EAFNOSUPPORT') return listen(server, '0.0.0.0', port) // there is no IPv6
      throw error
    })
    this.#servers.push(server)
    return (server.address() as AddressInfo).port // it listens on a port
  }

  #makeServer(): Server | NetServer {
    const [own] = this.#routes.length === 1 ? this.#routes : []
    const server = own === undefined || own.served.stack.server === null
      ? makeServer(tlsOf(this.#routes.map(({ binding }) => binding)), this.#limits).on('request', (request, response) => { this.#dispatch(request, response) })
      : createNetServer({ allowHalfOpen: true, noDelay: true }, (socket) => { own.served.stack.accept(socket) }) // options as those of http
    if (this.#limits.maxConnections !== undefined) server.maxConnections = this.#limits.maxConnections
    return server
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => new Promise<void>((resolve) => { server.close(() => { resolve() }) })))
  }

  closeIdle(): void { for (const server of this.#servers) if ('closeIdleConnections' in server) server.closeIdleConnections() }
  cut(): void { for (const server of this.#servers) if ('closeAllConnections' in server) server.closeAllConnections() }

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
      const here = binding.address === address || this.#names.get(binding.address)?.includes(address) === true
      if ((!here && !isAny(binding.address)) || (binding.host !== '' && binding.host !== host)) continue
      const score = (here ? 2 : 0) + (binding.host === '' ? 0 : 1)
      if (score > rank) [best, rank] = [route, score]
    }
    return best?.served ?? null
  }
}

/** Errors of addresses that this machine does not have. */
const LACKING: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

async function addressesOf(name: string): Promise<string[]> {
  return [...new Set((await dns.lookup(name, { all: true })).map(({ address }) => address))]
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

function explain(error: unknown, address: string, port: number): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE': return new CliError('ERR_CLI_LISTEN', `Port ${port} is in use.`, `Stop what listens there, or choose another one, such as --port ${port >= 65_535 ? 8081 : port + 1}.`, error)
    case 'EACCES': return new CliError('ERR_CLI_LISTEN', `This user may not listen on port ${port}.`, 'Choose one from 1024 (`iis.ports` maps those of an IIS file), or give the process the right to.', error)
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EAI_AGAIN':
    case 'ENOTFOUND': return new CliError('ERR_CLI_LISTEN', `This machine has no address ${address}.`, 'Name one that it has, or `*`.', error)
    default: return error
  }
}
