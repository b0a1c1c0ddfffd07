// What lintFilter knows of one session: the context that the filter sees, its blocks of AllocMem, how far the request is.

import { SF_NOTIFY_END_OF_NET_SESSION, SF_REQ_SEND_RESPONSE_HEADER } from '../constants.ts'
import type { HTTP_FILTER_CONTEXT } from '../structures.ts'
import type { LintRuleName } from './lint-rules.ts'

export type Find = (rule: LintRuleName, notification: string | null) => void

/** What freed memory is filled with, so that who still reads it can see it. */
const FREED = 0xDD
/** From here on the headers are on their way. */
const SENDING = new Set(['SF_NOTIFY_SEND_RESPONSE', 'SF_NOTIFY_SEND_RAW_DATA', 'SF_NOTIFY_END_OF_REQUEST', 'SF_NOTIFY_LOG', 'SF_NOTIFY_END_OF_NET_SESSION'])
/** A new request, or nothing of the old one left. */
const STARTS_OVER = new Set(['SF_NOTIFY_PREPROC_HEADERS', 'SF_NOTIFY_LOG', 'SF_NOTIFY_END_OF_NET_SESSION'])
const URL_MAP = 'SF_NOTIFY_URL_MAP'
const MAPPING = /^(?:UNICODE_)?PATH_(?:INFO|TRANSLATED)$/

export class WatchedSession {
  /** The context in the filter's hands: the real one, with watched callbacks. */
  readonly pfc: HTTP_FILTER_CONTEXT
  readonly #real: HTTP_FILTER_CONTEXT
  readonly #find: Find
  readonly #hearsEnd: boolean
  readonly #blocks: Uint8Array[] = []
  readonly #freed: FreedMemory
  /** The calls on the stack, the innermost last. */
  readonly #running: string[] = []
  #uses = 0
  #answered = false

  constructor(pfc: HTTP_FILTER_CONTEXT, flags: number, freed: FreedMemory, find: Find) {
    this.#real = pfc
    this.#freed = freed
    this.#find = find
    this.#hearsEnd = (flags & SF_NOTIFY_END_OF_NET_SESSION) !== 0
    this.pfc = this.#watch()
  }

  /** How often callbacks and the context have been used. */
  get uses(): number { return this.#uses }
  /** The filter has sent an answer of its own to the request. */
  get answered(): boolean { return this.#answered }

  enter(notification: string): void {
    if (STARTS_OVER.has(notification)) this.#answered = false
    this.#running.push(notification)
  }

  /** @param ends the filter has ended the request with this call: what comes next belongs to another, or is the end of this one */
  leave(notification: string, ends: boolean): void {
    this.#running.splice(this.#running.lastIndexOf(notification), 1)
    if (ends && this.#running.length === 0) this.#answered = false
    if (this.#real.pFilterContext !== null && !this.#hearsEnd) this.#find('context-without-end', notification)
    if (notification !== 'SF_NOTIFY_END_OF_NET_SESSION') return
    if (this.#real.pFilterContext !== null) this.#find('context-not-cleared', notification)
    this.#free()
  }

  get #notification(): string | null { return this.#running.at(-1) ?? null }
  /** A mapping runs that another mapping of this filter has caused. */
  get #mapsInside(): boolean { return this.#notification === URL_MAP && this.#running.indexOf(URL_MAP) < this.#running.length - 1 }

  #watch(): HTTP_FILTER_CONTEXT {
    const real = this.#real
    const use = (): void => { this.#uses++ }
    return {
      cbSize: real.cbSize,
      Revision: real.Revision,
      ServerContext: real.ServerContext,
      ulReserved: real.ulReserved,
      fIsSecurePort: real.fIsSecurePort,
      get pFilterContext() {
        use()
        return real.pFilterContext
      },
      set pFilterContext(value) {
        use()
        real.pFilterContext = value
      },
      GetServerVariable: (pfc, name, buffer, size) => {
        use()
        if (this.#mapsInside && MAPPING.test(name)) this.#find('recursive-mapping', URL_MAP)
        return real.GetServerVariable(pfc, name, buffer, size)
      },
      AddResponseHeaders: (pfc, headers) => {
        use()
        const notification = this.#notification
        if (this.#answered || (notification !== null && SENDING.has(notification))) this.#find('headers-too-late', notification)
        return real.AddResponseHeaders(pfc, headers)
      },
      WriteClient: (pfc, buffer, bytes) => {
        use()
        return real.WriteClient(pfc, buffer, bytes)
      },
      AllocMem: (pfc, size) => {
        use()
        const block = real.AllocMem(pfc, size)
        if (block !== null && this.#hearsEnd) this.#blocks.push(block)
        return block
      },
      ServerSupportFunction: (pfc, request, ...data) => {
        use()
        const done = real.ServerSupportFunction(pfc, request, ...data)
        if (done && request === SF_REQ_SEND_RESPONSE_HEADER) this.#answered = true
        return done
      }
    }
  }

  /** The session is over: its memory is marked, and kept in sight. */
  #free(): void {
    for (const block of this.#blocks) {
      block.fill(FREED)
      this.#freed.add(block)
    }
    this.#blocks.length = 0
  }
}

/** How many blocks are kept in sight: the last ones. */
const IN_SIGHT = 256

/** Memory of sessions that are over. Nobody should write to it any more. */
export class FreedMemory {
  readonly #blocks: Uint8Array[] = []

  add(block: Uint8Array): void {
    this.#blocks.push(block)
    if (this.#blocks.length > IN_SIGHT) this.#blocks.shift()
  }

  /** Somebody has written to a block. */
  isTouched(): boolean { return this.#blocks.some((block) => block.some((byte) => byte !== FREED)) }
}
