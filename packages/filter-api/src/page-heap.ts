// Page-heap mode of the JavaScript heap: a block is a proxy, and a use of it that is not allowed throws where it happens.

import { FilterContractError } from './errors.ts'
import type { DamagedBlock, HeapBlock } from './heap-block.ts'

/** A use of a block that was not allowed. */
export interface HeapFault extends DamagedBlock {
  /** Its stack shows who did it; for damage done through `block.buffer`, who took that. */
  readonly error: FilterContractError
}

/** Bytes of signature behind a block in page-heap mode. */
export const PAGE = 4096

interface Watched {
  readonly view: Uint8Array
  readonly guard: BlockGuard
}

/** Made with the first block: nobody else pays for the mode. */
let watched: WeakMap<object, Watched> | null = null

/**
 * The memory of a block from AllocMem in page-heap mode; everything else as it is. For hosts, which hand bytes of a filter to functions
 * that reject a proxy. A block whose session is over throws.
 */
export function plainBytes<T>(buffer: T): T | Uint8Array {
  if (watched === null || typeof buffer !== 'object' || buffer === null) return buffer
  const known = watched.get(buffer)
  if (known === undefined) return buffer
  known.guard.mustLive('used', plainBytes)
  return known.view
}

type Method = (this: unknown, ...args: unknown[]) => unknown
/** The function that the stack of an error leaves out, with all above it. */
type Frame = (...args: never[]) => unknown

/** The number that a key is, if it is one; else null. */
function indexOf(key: string | symbol): number | null {
  if (typeof key === 'symbol' || key.charCodeAt(0) > 57) return null // the digits and the minus come before
  const index = Number(key)
  return String(index) === key ? index : null
}

/** Where a method ends to write that says so itself; the language cuts off one and refuses the other. */
function endOfWrite(key: string | symbol, args: readonly unknown[]): number {
  if (key === 'fill') return Number(args[2] ?? 0)
  return key === 'set' ? Number((args[0] as ArrayLike<number> | undefined)?.length ?? 0) + Number(args[1] ?? 0) : 0 // or nonsense, which the method refuses
}

export class BlockGuard implements ProxyHandler<Uint8Array> {
  readonly #block: HeapBlock
  readonly #onFault: (fault: HeapFault) => void
  readonly #methods = new Map<string | symbol, Method>()
  #released = false
  /** Made when `buffer` is first taken: what is written through it passes no trap. */
  #taken: FilterContractError | null = null

  constructor(block: HeapBlock, onFault: (fault: HeapFault) => void) {
    this.#block = block
    this.#onFault = onFault
  }

  /** A part of the block, as the filter gets it. */
  watch(view: Uint8Array): Uint8Array {
    const proxy = new Proxy(view, this)
    watched ??= new WeakMap()
    watched.set(proxy, { view, guard: this })
    return proxy
  }

  /** Damage done through `buffer`, which nothing stops. */
  check(): void {
    if (this.#taken === null) return
    const damage = this.#block.takeDamage()
    if (damage !== null) this.#onFault({ ...damage, error: this.#taken })
  }

  /** Every use from now on is a fault. */
  release(): void {
    this.check()
    this.#released = true
  }

  mustLive(what: string, above: Frame): void {
    if (this.#released) this.#fault(`${what} after its session`, above)
  }

  get(view: Uint8Array, key: string | symbol): unknown {
    const index = indexOf(key)
    if (index !== null) {
      this.#mustHold(view, index, 'read', this.get)
      return view[index]
    }
    const value: unknown = Reflect.get(view, key, view)
    if (key === 'buffer') {
      this.mustLive('read', this.get)
      this.#taken ??= this.#error('modified through `buffer`, which was taken here', this.get)
    }
    return typeof value === 'function' && key !== 'constructor' ? this.#method(key, value as Method) : value
  }

  set(view: Uint8Array, key: string | symbol, value: unknown): boolean {
    const index = indexOf(key)
    if (index === null) return Reflect.set(view, key, value, view)
    this.#mustHold(view, index, 'written', this.set)
    view[index] = value as number // turned into one, as in every typed array
    return true
  }

  #mustHold(view: Uint8Array, index: number, what: string, above: Frame): void {
    if (this.#released) this.#fault(`${what} at index ${index} after its session`, above)
    if (view[index] === undefined) this.#fault(`${what} at index ${index} of ${view.length}`, above)
  }

  /** Methods of a typed array do not work on a proxy. */
  #method(key: string | symbol, method: Method): Method {
    const known = this.#methods.get(key)
    if (known !== undefined) return known
    const call = (receiver: unknown, args: unknown[]): unknown => this.#call(receiver, key, method, args, watching)
    const watching: Method = function (...args) { return call(this, args) }
    this.#methods.set(key, watching)
    return watching
  }

  #call(receiver: unknown, key: string | symbol, method: Method, args: unknown[], above: Frame): unknown {
    this.mustLive('used', above)
    const view = plainBytes(receiver)
    if (!(view instanceof Uint8Array)) return Reflect.apply(method, view, args)
    const end = endOfWrite(key, args)
    if (end > view.length) this.#fault(`written by ${String(key)} to index ${end - 1} of ${view.length}`, above)
    const result = Reflect.apply(method, view, args.map(plainBytes))
    if (result === view) return receiver
    return result instanceof Uint8Array && result.buffer === view.buffer ? this.watch(result) : result
  }

  #fault(what: string, above: Frame): never {
    const error = this.#error(what, above)
    this.#onFault({ message: `${this.#block.name} ${what}`, size: this.#block.size, origin: this.#block.origin, error })
    throw error
  }

  #error(what: string, above: Frame): FilterContractError {
    const error = new FilterContractError('ERR_FILTER_HEAP_FAULT', `${this.#block.name} ${what}.`)
    Error.captureStackTrace(error, above)
    return error
  }
}
