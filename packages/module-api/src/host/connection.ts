import { allocate } from '../pipeline/memory.ts'
import type { IHttpConnection } from '../http-connection.ts'
import type { IHttpConnectionModuleContextContainer } from '../stored-context.ts'
import type { ConnectionPort } from './message.ts'
import type { NetSession } from './net-session.ts'
import type { RawLink } from './raw-link.ts'
import { readTls, type TlsFacts } from './tls-facts.ts'
import { connectionChannel } from '../trace.ts'
import { publishConnection } from './trace-messages.ts'

let nextConnection = 1

const nothing = (): void => {}

/** One client connection, or what a request sees of it that runs in a session of its own: the same client, other contexts. */
export class HttpConnection implements IHttpConnection {
  readonly id: number
  readonly port: ConnectionPort
  /** Where modules see its bytes. */
  raw: RawLink | null = null
  readonly #session: NetSession
  /** The connection itself, where this is what one request sees of it. */
  readonly #real: HttpConnection | null
  #tls: TlsFacts | null = null
  #closed = false
  #unwatch: () => void = nothing
  /** Requests that no response tells of the end of the connection. */
  readonly #watching = new Set<() => void>()

  constructor(port: ConnectionPort, session: NetSession, real: HttpConnection | null = null) {
    this.id = real?.id ?? nextConnection++
    this.port = port
    this.#session = session
    this.#real = real
  }

  /** What a request sees of this connection that runs in another session; to be closed after the request. */
  under(session: NetSession): HttpConnection {
    const seen = new HttpConnection(this.port, session, this)
    seen.#unwatch = this.watch(() => { seen.close() })
    return seen
  }

  IsConnected(): boolean { return this.#real === null ? !this.#closed && this.port.connected !== false : this.#real.IsConnected() }
  AllocateMemory(cbAllocation: number): Uint8Array | null { return allocate(cbAllocation) }
  GetModuleContextContainer(): IHttpConnectionModuleContextContainer { return this.#session.container }

  /** Facts of TLS, read at the first need and kept: a closed socket tells nothing. */
  get tls(): TlsFacts | null {
    if (this.#real !== null) return this.#real.tls
    if (this.port.tls !== undefined) this.#tls ??= readTls(this.port.tls)
    return this.#tls
  }

  /** A request begins; `serial` makes it wait for the closing step of the one before. */
  enter(serial: boolean, start: () => void): void {
    this.#session.enter(this, serial, start)
  }

  /** A request, its closing step included, is through. */
  leave(): void {
    this.raw?.end()
    this.#session.leave()
  }

  /** The client has gone. Requests that wait will never run. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#unwatch()
    this.raw?.close()
    this.#session.gone(this)
    if (connectionChannel.hasSubscribers && this.#real === null) this.#session.whenCleaned(() => { publishConnection('close', this) })
    for (const gone of this.#watching) gone()
    this.#watching.clear()
  }

  /** Resets the connection, where the host can. */
  reset(): boolean {
    if (this.port.reset === undefined) return false
    this.port.reset()
    return true
  }

  /** Calls `gone` when the client leaves, unless the returned function is called first. */
  watch(gone: () => void): () => void {
    this.#watching.add(gone)
    return () => { this.#watching.delete(gone) }
  }
}
