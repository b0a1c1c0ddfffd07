// The sessions of one server where they are not its connections.

import type { IncomingMessage } from 'node:http'
import { ModuleContractError, show } from '../errors.ts'
import type { NetSession } from '../host/net-session.ts'
import type { Pipeline } from '../host/pipeline.ts'
import { isThenable } from '../pipeline/values.ts'
import type { NetSessionSettings } from './net-session-options.ts'

export class NetSessions {
  readonly #pipeline: Pipeline
  readonly #settings: NetSessionSettings
  readonly #kept = new Map<string, NetSession>()
  /** Those without a request, the longest of them first, and when their time is over. */
  readonly #idle = new Map<string, number>()
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(pipeline: Pipeline, settings: NetSessionSettings) {
    this.#pipeline = pipeline
    this.#settings = settings
  }

  /** The session of a request that is about to enter it; throws where nobody can say which. */
  of(raw: IncomingMessage, encrypted: boolean): NetSession {
    const key = this.#keyOf(raw)
    return (key === '' ? null : this.#keptFor(`${encrypted ? 'encrypted' : 'plain'} ${key}`)) ?? this.#pipeline.createSession()
  }

  /** The server has stopped. */
  closeAll(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const sessions = [...this.#kept.values()]
    this.#kept.clear()
    this.#idle.clear()
    for (const session of sessions) session.end()
  }

  #keyOf(raw: IncomingMessage): string {
    const { kind } = this.#settings
    if (kind === 'request') return ''
    let key: unknown
    try {
      key = kind(raw)
    } catch (error) {
      throw new ModuleContractError('ERR_MODULE_NET_SESSION', `\`netSession\` threw: ${show(error)}.`, error)
    }
    if (typeof key === 'string') return key
    if (key === null) return ''
    if (isThenable(key)) Promise.resolve(key).catch(() => {}) // its error would be nobody's
    throw new ModuleContractError('ERR_MODULE_NET_SESSION', `\`netSession\` gave ${isThenable(key) ? 'a promise' : typeof key} as the key of a request.`)
  }

  /** Null: there is no room. */
  #keptFor(key: string): NetSession | null {
    const known = this.#kept.get(key)
    if (known !== undefined) {
      this.#idle.delete(key)
      return known
    }
    if (this.#closed) return null
    while (this.#kept.size >= this.#settings.limit) {
      const [oldest] = this.#idle.keys()
      if (oldest === undefined) {
        this.#pipeline.reportOnce('net sessions', () => new ModuleContractError('ERR_MODULE_NET_SESSION', `All ${this.#settings.limit} net sessions are in use; a request with a new key had one for itself. Raise \`netSessionLimit\` if clients come back.`))
        return null
      }
      this.#end(oldest)
    }
    const session = this.#pipeline.createSession(() => { this.#rest(key, session) })
    this.#kept.set(key, session)
    return session
  }

  /** No request of it is under way. */
  #rest(key: string, session: NetSession): void {
    if (this.#kept.get(key) !== session) return
    this.#idle.set(key, performance.now() + this.#settings.idleTimeout)
    if (this.#timer === null) this.#wait(this.#settings.idleTimeout)
  }

  /** One timer for all: whoever rests first is through first. */
  #wait(ms: number): void {
    this.#timer = setTimeout(() => { this.#endIdle() }, ms)
    this.#timer.unref()
  }

  #endIdle(): void {
    this.#timer = null
    for (const [key, until] of this.#idle) {
      const left = until - performance.now()
      if (left > 0) {
        if (this.#timer === null && !this.#closed) this.#wait(Math.ceil(left))
        return
      }
      this.#end(key)
    }
  }

  #end(key: string): void {
    const session = this.#kept.get(key)
    this.#idle.delete(key)
    this.#kept.delete(key)
    session?.end()
  }
}
