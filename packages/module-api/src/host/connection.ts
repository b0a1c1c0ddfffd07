import { ConnectionContextContainer } from '../pipeline/containers.ts'
import { allocate } from '../pipeline/memory.ts'
import type { IHttpConnection } from '../http-connection.ts'
import type { IHttpConnectionModuleContextContainer } from '../stored-context.ts'
import type { ConnectionPort } from './message.ts'
import type { RawLink } from './raw-link.ts'
import { readTls, type TlsFacts } from './tls-facts.ts'

let nextConnection = 1

/**
 * One client connection. Its contexts are cleaned once the client has gone and the closing step of its last request is done.
 */
export class HttpConnection implements IHttpConnection {
  readonly id: number = nextConnection++
  readonly port: ConnectionPort
  /** Where modules see its bytes. */
  raw: RawLink | null = null
  readonly #container: ConnectionContextContainer
  readonly #report: (error: unknown) => void
  #tls: TlsFacts | null = null
  #open = 0
  #closed = false
  /** Work that waits until the request before it is through (only where requests are serial). */
  readonly #waiting: (() => void)[] = []
  /** Requests that no response tells of the end of the connection. */
  readonly #watching = new Set<() => void>()

  constructor(port: ConnectionPort, report: (error: unknown) => void) {
    this.port = port
    this.#report = report
    this.#container = new ConnectionContextContainer(report)
  }

  IsConnected(): boolean { return !this.#closed && this.port.connected !== false }
  AllocateMemory(cbAllocation: number): Uint8Array | null { return allocate(cbAllocation) }
  GetModuleContextContainer(): IHttpConnectionModuleContextContainer { return this.#container }

  /** Facts of TLS, read at the first need and kept: a closed socket tells nothing. */
  get tls(): TlsFacts | null {
    if (this.port.tls !== undefined) this.#tls ??= readTls(this.port.tls)
    return this.#tls
  }

  /** A request begins; `serial` makes it wait for the closing step of the one before. */
  enter(serial: boolean, start: () => void): void {
    if (serial && this.#open > 0) {
      this.#waiting.push(start)
      return
    }
    this.#open++
    start()
  }

  /** A request, its closing step included, is through. */
  leave(): void {
    this.#open--
    this.raw?.end()
    const next = this.IsConnected() ? this.#waiting.shift() : undefined
    if (next !== undefined) {
      this.#open++
      next()
    }
    this.#cleanWhenIdle()
  }

  /** The client has gone. Requests that wait will never run. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#waiting.length = 0
    this.raw?.close()
    this.#container.disconnect()
    for (const gone of this.#watching) gone()
    this.#watching.clear()
    this.#cleanWhenIdle()
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

  #cleanWhenIdle(): void {
    if (this.#closed && this.#open === 0) this.#container.cleanup(this.#report)
  }
}
