import { ConnectionContextContainer } from '../pipeline/containers.ts'

/** A request that waits for the one before. */
interface Waiting {
  readonly connection: { IsConnected(): boolean }
  readonly start: () => void
}

/**
 * What modules keep of a client between its requests: the contexts of a connection, cleaned once the session is over and the closing step of its last
 * request is done. A connection has one of its own, unless the option `netSession` gives its requests others.
 */
export class NetSession {
  readonly container: ConnectionContextContainer
  readonly #report: (error: unknown) => void
  /** No request is under way any more. Set: whoever set it ends the session, and not the client that goes. */
  readonly #idle: (() => void) | null
  #open = 0
  #over = false
  #waiting: Waiting[] = []
  #cleaned = false
  #then: (() => void) | null = null

  constructor(report: (error: unknown) => void, idle: (() => void) | null = null) {
    this.#report = report
    this.#idle = idle
    this.container = new ConnectionContextContainer(report)
  }

  /** A request begins; `serial` makes it wait for the closing step of the one before, as those of several connections always do. */
  enter(connection: Waiting['connection'], serial: boolean, start: () => void): void {
    if ((serial || this.#idle !== null) && this.#open > 0) {
      this.#waiting.push({ connection, start })
      return
    }
    this.#open++
    start()
  }

  /** A request, its closing step included, is through. */
  leave(): void {
    this.#open--
    let next = this.#waiting.shift()
    while (next !== undefined && !next.connection.IsConnected()) next = this.#waiting.shift()
    if (next !== undefined) {
      this.#open++
      next.start()
    } else if (this.#open === 0) {
      if (this.#over) this.#clean()
      else this.#idle?.()
    }
  }

  /** A client has gone. Its requests that wait will never run. */
  gone(connection: Waiting['connection']): void {
    if (this.#waiting.length > 0) this.#waiting = this.#waiting.filter((waiting) => waiting.connection !== connection)
    if (this.#idle === null) this.end()
  }

  /** It is over; requests under way come to their end first, and those that wait for them. */
  end(): void {
    if (this.#over) return
    this.#over = true
    this.container.disconnect()
    if (this.#open === 0) this.#clean()
  }

  /** Calls `then` once the contexts are cleaned; at once where that does not depend on the client that has gone. */
  whenCleaned(then: () => void): void {
    if (this.#cleaned || this.#idle !== null) then()
    else this.#then = then
  }

  #clean(): void {
    this.container.cleanup(this.#report)
    this.#cleaned = true
    this.#then?.()
    this.#then = null
  }
}
