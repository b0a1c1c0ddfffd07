// Reading the entity of one request: every read passes RQ_READ_ENTITY here, whoever reads.

import {
  ERROR_CONNECTION_INVALID, ERROR_HANDLE_EOF, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, ERROR_NOT_SUPPORTED, FAILED, HRESULT_FROM_WIN32,
  S_OK, type HRESULT
} from '@isapi-bridge/win32'
import { ModuleContractError } from '../errors.ts'
import type { READ_ENTITY_RESULT } from '../http-request.ts'
import type { Call } from '../pipeline/plan.ts'
import { BROKEN, EntityBytes, NOT_YET, type NoBytes } from './entity-bytes.ts'
import type { HttpContext } from './context.ts'
import type { RequestMessage } from './message.ts'
import { ReadEntityProvider } from './providers.ts'
import { raiseRead } from './raise.ts'

const refused = (hr: HRESULT): READ_ENTITY_RESULT => ({ hr, pcbBytesReceived: 0, pfCompletionPending: false })
const INVALID = refused(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
const UNSUPPORTED = refused(HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED))
const PENDING: READ_ENTITY_RESULT = { hr: S_OK, pcbBytesReceived: 0, pfCompletionPending: true }
const NOTHING = new Uint8Array(0)
const reasonOf = (none: NoBytes): HRESULT => HRESULT_FROM_WIN32(none === BROKEN ? ERROR_CONNECTION_INVALID : ERROR_HANDLE_EOF)

/** What RQ_READ_ENTITY has left of a read. */
interface Read {
  readonly hr: HRESULT
  readonly bytes: Uint8Array
}

export class RequestEntity {
  readonly bytes: EntityBytes
  readonly #context: HttpContext
  #changed = false
  /** A read is under way, or its RQ_READ_ENTITY is. */
  #busy = false
  /** Who waits for the read that is under way. */
  #next: (() => void) | null = null
  /** What the route has read, for those who come after it. */
  #kept: Uint8Array[] | null = null
  #keptSize = 0
  #keptLimit = 0

  constructor(context: HttpContext, message: () => RequestMessage) {
    this.#context = context
    this.bytes = new EntityBytes(message)
  }

  /** A module has read or inserted something: the stream of the host no longer is the body. */
  get touched(): boolean { return this.#changed || this.bytes.opened }

  /** IHttpRequest::ReadEntityBody. */
  read(pvBuffer: Uint8Array, fAsync: boolean): READ_ENTITY_RESULT {
    if (!this.#mayRead(pvBuffer)) return INVALID
    const taken = this.bytes.take(pvBuffer.byteLength)
    if (taken !== NOT_YET) return this.#deliver(pvBuffer, taken)
    const call = this.#context.run.running
    if (!fAsync) {
      this.#warn(call)
      return UNSUPPORTED
    }
    this.#await(pvBuffer, ({ hr, pcbBytesReceived }) => { this.#context.run.completions.completeOperation(call, pcbBytesReceived, hr) })
    return PENDING
  }

  /** Ours: the same for a handler that returns a promise. */
  readAsync(pvBuffer: Uint8Array): Promise<READ_ENTITY_RESULT> {
    if (!this.#mayRead(pvBuffer)) return Promise.resolve(INVALID)
    const taken = this.bytes.take(pvBuffer.byteLength)
    if (taken !== NOT_YET) return Promise.resolve(this.#deliver(pvBuffer, taken))
    return new Promise((resolve) => { this.#await(pvBuffer, resolve) })
  }

  /** IHttpRequest::InsertEntityBody. */
  insert(pvBuffer: Uint8Array): HRESULT {
    if (!(pvBuffer instanceof Uint8Array) || this.#context.ended) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#changed = true
    this.bytes.insert(pvBuffer)
    return S_OK
  }

  /** The next bytes for the route, at once or later; no bytes and S_OK: read again. */
  pull(limit: number, then: (read: Read) => void): void {
    if (this.#busy) {
      this.#next = () => { this.pull(limit, then) }
      return
    }
    const taken = this.bytes.take(limit)
    if (taken === NOT_YET) {
      this.bytes.wait(() => { this.pull(limit, then) })
      return
    }
    if (typeof taken === 'number') {
      this.#raise(NOTHING, 0)
      then({ hr: reasonOf(taken), bytes: NOTHING })
      return
    }
    this.#keep(taken)
    then(this.bytes.tookRead ? { hr: S_OK, bytes: taken } : this.#raise(taken, taken.byteLength))
  }

  /** From now on what the route reads is kept, up to this size, for modules that come after it. */
  keep(limit: number): void {
    this.#kept = []
    this.#keptLimit = limit
  }

  /** Modules can read again what was kept. */
  restore(): void {
    const kept = this.#kept
    this.#kept = null
    if (kept !== null && this.#keptSize > 0) this.insert(Buffer.concat(kept))
  }

  /** Reads what is left, without RQ_READ_ENTITY, and leaves it there; ERROR_NOT_ENOUGH_MEMORY beyond `limit`. Calls back at once or later. */
  collect(limit: number, then: (hr: HRESULT, bytes: Uint8Array) => void): void {
    const collected = (): void => {
      if (this.bytes.size > limit) then(HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY), NOTHING)
      else if (this.bytes.state === BROKEN) then(HRESULT_FROM_WIN32(ERROR_CONNECTION_INVALID), NOTHING)
      else then(S_OK, this.bytes.copy())
    }
    if (this.bytes.remaining > limit) then(HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY), NOTHING)
    else if (this.bytes.fill(limit + 1, collected)) collected()
  }

  #mayRead(pvBuffer: Uint8Array): boolean {
    // Fidelity: entity.read.one-at-a-time
    return pvBuffer instanceof Uint8Array && pvBuffer.byteLength > 0 && !this.#busy && !this.#context.ended
  }

  /** Waits for bytes, the end or a break. */
  #await(pvBuffer: Uint8Array, then: (result: READ_ENTITY_RESULT) => void): void {
    this.#busy = true
    const look = (): void => {
      const taken = this.#context.ended ? BROKEN : this.bytes.take(pvBuffer.byteLength)
      if (taken === NOT_YET) {
        this.bytes.wait(look)
        return
      }
      this.#busy = false
      then(this.#deliver(pvBuffer, taken))
      this.#goOn()
    }
    this.bytes.wait(look)
  }

  #goOn(): void {
    const next = this.#next
    if (next === null || this.#busy) return
    this.#next = null
    next()
  }

  /** One read of a module is through: its bytes go to the caller's buffer. */
  #deliver(pvBuffer: Uint8Array, taken: Uint8Array | NoBytes): READ_ENTITY_RESULT {
    if (typeof taken === 'number') {
      // Fidelity: entity.read-entity.every-read — the read that gives nothing too; what is set then is dropped (divergence).
      this.#raise(NOTHING, 0)
      return refused(reasonOf(taken))
    }
    pvBuffer.set(taken)
    if (this.bytes.tookRead) return { hr: S_OK, pcbBytesReceived: taken.byteLength, pfCompletionPending: false }
    const { hr, bytes } = this.#raise(pvBuffer, taken.byteLength)
    if (FAILED(hr)) return refused(hr)
    const fitting = bytes.subarray(0, pvBuffer.byteLength)
    if (fitting.byteOffset !== pvBuffer.byteOffset || fitting.buffer !== pvBuffer.buffer) pvBuffer.set(fitting)
    // What does not fit belongs to the next read; copied, as the buffer is the handler's.
    if (bytes.byteLength > fitting.byteLength) this.bytes.insert(bytes.slice(fitting.byteLength), true)
    return { hr: S_OK, pcbBytesReceived: fitting.byteLength, pfCompletionPending: false }
  }

  /** Raises RQ_READ_ENTITY over the first `size` bytes of a buffer. */
  #raise(buffer: Uint8Array, size: number): Read {
    const provider = new ReadEntityProvider(buffer, size)
    this.#busy = true
    const goesOn = this.#context.ended || raiseRead(this.#context, provider)
    this.#busy = false
    if (provider.changed) this.#changed = true
    return { hr: goesOn || !FAILED(provider.error) ? S_OK : provider.error, bytes: provider.bytes }
  }

  #keep(taken: Uint8Array): void {
    if (this.#kept === null) return
    this.#keptSize += taken.byteLength
    if (this.#keptSize > this.#keptLimit) this.#kept = null
    else this.#kept.push(taken.slice()) // handlers may write into it
  }

  #warn(call: Call | null): void {
    const who = call === null ? 'Somebody' : `Module "${call.module.name}" in ${call.name}`
    this.#context.pipeline.reportOnce(`read ${who}`, () => new ModuleContractError('ERR_MODULE_SYNC_READ', `${who} called ReadEntityBody with fAsync false before the body had arrived, and nothing can block here.`))
  }
}
