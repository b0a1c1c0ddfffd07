// The handlers of raw data on one connection: which request a block belongs to, who sees it, and what becomes of the connection.

import { ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { ModuleContractError, show } from '../errors.ts'
import type { Plan } from '../pipeline/plan.ts'
import type { RawBlock, RawChannel, RawDataResult, RawReadBlock } from '../raw-data.ts'
import type { HttpConnection } from './connection.ts'
import type { HttpContext } from './context.ts'
import type { RequestMessage } from './message.ts'
import type { Pipeline } from './pipeline.ts'

/** What a host does for the raw data of one connection. */
export interface RawWire {
  /** Nothing of the response has left yet. */
  readonly untouched: boolean
  /** Bytes of a module, which all handlers have seen. */
  write(bytes: Uint8Array): void
  /** What the server sends from now on, up to the end of its response, goes nowhere. */
  discardResponse(): void
  /** No module writes to this response any more. */
  settle(): void
  /** Ends the connection when what was written has left. */
  close(): void
  reset(): void
}

type Raw = NonNullable<Plan['raw']>

/** A request that has not been parsed. */
function nothingYet(): RequestMessage {
  return { method: 'GET', url: '/', headers: {}, rawHeaders: [], httpVersionMajor: 1, httpVersionMinor: 1 }
}

class Block implements RawReadBlock {
  readonly #link: RawLink
  bytes: Uint8Array
  nextSize = 0

  constructor(link: RawLink, bytes: Uint8Array) {
    this.#link = link
    this.bytes = bytes
  }

  get context(): HttpContext { return this.#link.context }
  get parsed(): boolean { return this.#link.open }
}

export class RawLink implements RawChannel {
  readonly reads: boolean
  readonly sends: boolean
  /** At most so many bytes belong into the next block that is read; 0: any. */
  nextSize = 0
  /** The method of the request that the response under way answers. */
  method = 'GET'
  readonly #pipeline: Pipeline
  readonly #connection: HttpConnection
  readonly #raw: Raw
  readonly #wire: RawWire
  #request: HttpContext | null = null
  #standIn: HttpContext | null = null
  /** onRequestEnded of all modules is through. */
  #settled = false
  #held = 0
  #timer: NodeJS.Timeout | null = null

  constructor(pipeline: Pipeline, connection: HttpConnection, raw: Raw, wire: RawWire) {
    this.#pipeline = pipeline
    this.#connection = connection
    this.#raw = raw
    this.#wire = wire
    this.reads = raw.reads.length > 0
    this.sends = raw.sends.length > 0
  }

  /** The request under way, or what stands for the next one. */
  get context(): HttpContext { return this.#request ?? (this.#standIn ??= this.#pipeline.createStandIn(nothingYet(), this.#connection)) }
  /** A request is under way. */
  get open(): boolean { return this.#request !== null }
  /** … and may still be written to. */
  get writable(): boolean { return this.#request !== null && !this.#settled }
  get untouched(): boolean { return this.#wire.untouched }

  /** Whether a context is the one that blocks belong to now. */
  owns(context: HttpContext): boolean { return context === (this.#request ?? this.#standIn) }

  begin(request: HttpContext): void {
    this.dropStandIn()
    this.#request = request
    this.#settled = false
    this.method = request.GetRequest().GetHttpMethod()
  }

  /** onRequestEnded of all modules is through. */
  settle(): void {
    if (this.#request === null || this.#settled) return
    this.#settled = true
    this.#wire.settle()
  }

  /** The closing step of the request is through. */
  end(): void {
    this.settle()
    this.#request = null
  }

  /** A response that belongs to no request is through. */
  dropStandIn(): void {
    this.#standIn?.discard()
    this.#standIn = null
  }

  /** The connection is over. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.dropStandIn()
  }

  /** Bytes of the client; what the parser gets of them. */
  read(bytes: Uint8Array): Uint8Array | null {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.nextSize = 0
    const block = new Block(this, bytes)
    for (const handlers of this.#raw.reads) {
      const result = this.#call(handlers.onRead, handlers, block)
      if (result === 'more') this.#wait(block, bytes.byteLength)
      else if (result !== 'continue') this.#end(result)
      if (result !== 'continue') return null
      if (block.bytes.byteLength === 0) break
    }
    this.#held = 0
    return block.bytes
  }

  /** Bytes of a response; what leaves of them. */
  send(bytes: Uint8Array): Uint8Array | null {
    const block = new Block(this, bytes)
    for (const handlers of this.#raw.sends) {
      const result = this.#call(handlers.onSend, handlers, block)
      if (result === 'close' || result === 'reset') {
        this.#end(result)
        return null
      }
      if (block.bytes.byteLength === 0) break
    }
    return block.bytes
  }

  write(bytes: Uint8Array): HRESULT {
    if (this.#settled && this.#request !== null) return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
    const allowed = this.send(bytes)
    if (allowed !== null && allowed.byteLength > 0) this.#wire.write(allowed)
    return S_OK
  }

  discardResponse(): void { this.#wire.discardResponse() }

  #call<B extends RawBlock>(handler: ((block: B) => RawDataResult) | undefined, owner: object, block: B): RawDataResult {
    if (handler === undefined) return 'continue'
    try {
      return handler.call(owner, block)
    } catch (error) {
      this.#pipeline.report(new ModuleContractError('ERR_MODULE_RAW_DATA', `A handler of raw data threw: ${show(error)}.`, error))
      return 'reset'
    }
  }

  #wait({ nextSize }: Block, size: number): void {
    this.#held += size
    if (this.#held > this.#pipeline.rawReadLimit) {
      this.#pipeline.report(new ModuleContractError('ERR_MODULE_RAW_DATA', `A handler of raw data asked for more after ${this.#held} bytes.`))
      this.#end('reset')
      return
    }
    this.nextSize = nextSize
    // Fidelity: filter.read-raw.times-out
    this.#timer = setTimeout(() => { this.#end('close') }, this.#pipeline.rawReadTimeout)
  }

  #end(how: 'close' | 'reset'): void {
    if (how === 'close') this.#wire.close()
    else this.#wire.reset()
  }
}
