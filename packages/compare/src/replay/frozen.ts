// One clock and one source of chance for both sides: what a filter or module makes of the time, or draws by lot, is the same on both.
//
// While a comparison runs in this process, the globals below tell the moment of the request in place of the time, and what they draw comes from a stream that begins
// anew with each request. Timers go on as always. Node itself keeps the true clock (its Date header), and so do threads, child processes and the file system.

import crypto, { createCipheriv, type Cipher } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { CompareError } from '../errors.ts'

/** When, and for which request, both sides are asked. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly time: number
  /** The same on the clock of `performance.now()`. */
  readonly ticks: number
  readonly number: number
}

/**
 * Milliseconds for which the clock stands still; then it goes on from there, or whoever waits for a time to come would wait forever.
 * Web Page Replay does the same after a number of looks at the clock; here the number of looks is what differs between a filter and its module.
 */
const STILL = 1000

// As they are before anybody replaces them.
const RealDate = Date
const realNow = Date.now
const realTicks = performance.now.bind(performance)
const { hrtime } = process
const { bigint: realHrtime } = hrtime
const { random: realRandom } = Math
const { randomBytes, randomFill, randomFillSync, randomInt, randomUUID, webcrypto } = crypto
const getRandomValues = webcrypto.getRandomValues.bind(webcrypto)

/** The true time, whatever the globals tell. */
export function trueTime(): number { return realNow() }

/** Null: nothing is replaced. Functions that somebody has kept from then on go back to the true ones. */
let frozen: { moment: Moment; began: number; chance: Cipher } | null = null

/** How long the clock has gone on. */
function since(began: number): number { return Math.max(0, realTicks() - began - STILL) }

function now(): number { return frozen === null ? realNow() : Math.floor(frozen.moment.time + since(frozen.began)) }
function ticks(): number { return frozen === null ? realTicks() : frozen.moment.ticks + since(frozen.began) }
function nanoseconds(): bigint { return frozen === null ? realHrtime() : BigInt(Math.round(ticks() * 1e6)) }

const FrozenDate: DateConstructor = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date, // what a constructor gives
  apply: () => new RealDate(now()).toString()
})

const frozenHrtime = Object.assign((before?: [number, number]): [number, number] => {
  if (frozen === null) return hrtime(before)
  const all = nanoseconds() - (before === undefined ? 0n : BigInt(before[0]) * 1_000_000_000n + BigInt(before[1]))
  const rest = ((all % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  return [Number((all - rest) / 1_000_000_000n), Number(rest)]
}, { bigint: nanoseconds })

/** The next bytes of the stream. */
function draw(size: number): Buffer { return frozen?.chance.update(Buffer.alloc(size)) ?? randomBytes(size) }
function fill<Type extends ArrayBufferView>(view: Type, from: number, to: number): Type {
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(draw(to - from), from)
  return view
}
/** Of 64 bits, which is even enough. */
function below(limit: number): number { return Number(draw(8).readBigUInt64LE() % BigInt(limit)) }

type Callback = (error: null, value: unknown) => void

/** TABLE: what is replaced, and by what. Of arguments that cannot be the true function says what is wrong. */
const REPLACEMENTS: readonly (readonly [owner: object, name: string, value: unknown])[] = [
  [globalThis, 'Date', FrozenDate],
  [RealDate, 'now', now],
  [RealDate.prototype, 'constructor', FrozenDate],
  [performance, 'now', ticks],
  [process, 'hrtime', frozenHrtime],
  [Math, 'random', () => (frozen === null ? realRandom() : draw(6).readUIntLE(0, 6) / 2 ** 48)],
  [crypto, 'randomBytes', (size: number, callback?: Callback) => {
    if (frozen === null || !Number.isSafeInteger(size) || size < 0) return Reflect.apply(randomBytes, crypto, callback === undefined ? [size] : [size, callback]) as unknown
    return later(draw(size), callback)
  }],
  [crypto, 'randomFillSync', (view: NodeJS.ArrayBufferView, from?: number, size?: number) => {
    const plain = plainPart(view, from, size)
    return plain === null ? Reflect.apply(randomFillSync, crypto, [view, from, size]) as unknown : fill(plain.view, plain.from, plain.to)
  }],
  [crypto, 'randomFill', (view: NodeJS.ArrayBufferView, ...rest: unknown[]) => {
    const callback = rest.at(-1)
    const plain = typeof callback === 'function' ? plainPart(view, ...rest.slice(0, -1)) : null
    if (plain === null) Reflect.apply(randomFill, crypto, [view, ...rest])
    else later(fill(plain.view, plain.from, plain.to), callback as Callback) // looked at above
  }],
  [crypto, 'randomInt', (...args: unknown[]) => {
    const callback = typeof args.at(-1) === 'function' ? args.at(-1) as Callback : undefined // looked at
    const [first, second] = callback === undefined ? args : args.slice(0, -1)
    const [least, limit] = second === undefined ? [0, first] : [first, second]
    if (frozen === null || !Number.isSafeInteger(least) || !Number.isSafeInteger(limit) || Number(limit) <= Number(least)) return Reflect.apply(randomInt, crypto, args) as unknown
    return later(Number(least) + below(Number(limit) - Number(least)), callback)
  }],
  [crypto, 'randomUUID', uuid],
  [webcrypto, 'randomUUID', uuid],
  [webcrypto, 'getRandomValues', (view: NodeJS.ArrayBufferView) => {
    const plain = view.byteLength > 65_536 ? null : plainPart(view)
    return plain === null ? Reflect.apply(getRandomValues, webcrypto, [view]) as unknown : fill(plain.view, plain.from, plain.to)
  }]
]

function later(value: unknown, callback: Callback | undefined): unknown {
  if (callback === undefined) return value
  process.nextTick(callback, null, value)
  return undefined
}

/** Null: the true function says what is wrong, or nothing is replaced. Places are counted in elements. */
function plainPart(view: unknown, from: unknown = 0, size?: unknown): { readonly view: ArrayBufferView; readonly from: number; readonly to: number } | null {
  if (frozen === null || !ArrayBuffer.isView(view)) return null
  const width = 'BYTES_PER_ELEMENT' in view && typeof view.BYTES_PER_ELEMENT === 'number' ? view.BYTES_PER_ELEMENT : 1
  const start = Number(from) * width
  const end = size === undefined ? view.byteLength : start + Number(size) * width
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start && end <= view.byteLength ? { view, from: start, to: end } : null
}

function uuid(options?: object): string {
  if (frozen === null) return randomUUID(options)
  const bytes = draw(16)
  bytes[6] = (bytes[6] ?? 0) & 0x0F | 0x40
  bytes[8] = (bytes[8] ?? 0) & 0x3F | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The clock and the chance of this process, held by one comparison at a time. */
export class FrozenWorld {
  /** Nobody outside can tell what is drawn; a side may keep it. */
  readonly #key = randomBytes(32)
  readonly #before: (readonly [owner: object, name: string, was: PropertyDescriptor | undefined])[] = []
  #count = 0

  /** @throws CompareError when another comparison holds them */
  constructor() {
    if (frozen !== null) throw new CompareError('ERR_COMPARE_SIDE', 'Another comparison of this process has stopped the clock.', 'Wait for its end, or set `freeze: false` for one of them.')
    this.begin(this.moment(null), false)
    for (const [owner, name, value] of REPLACEMENTS) {
      const was = Object.getOwnPropertyDescriptor(owner, name)
      this.#before.push([owner, name, was])
      Object.defineProperty(owner, name, { configurable: true, writable: true, enumerable: was?.enumerable ?? false, value })
    }
    syncBuiltinESMExports()
  }

  /** @param time when the request was made; null: nobody knows, so it is now */
  moment(time: number | null): Moment { return { time: time ?? realNow(), ticks: realTicks(), number: this.#count++ } }

  /**
   * From now on it is that moment.
   * @param again the second run of a side draws something else: what the sides draw in different ways must still be seen to be chance
   */
  begin(moment: Moment, again: boolean): void {
    const start = Buffer.alloc(16)
    start.writeUIntBE(moment.number, 0, 6)
    start.writeUInt8(again ? 1 : 0, 6)
    frozen = { moment, began: realTicks(), chance: createCipheriv('aes-256-ctr', this.#key, start) }
  }

  end(): void {
    frozen = null
    for (const [owner, name, was] of this.#before.splice(0)) {
      if (was === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, was)
    }
    syncBuiltinESMExports()
  }
}
