// What ends an instance: traps, aborts, exhaustion. And when there were too many of them.

import { Buffer } from 'node:buffer'
import { WasmError } from '../errors.ts'
import { AccessViolation, type LinearMemory } from './memory.ts'
import { readableType } from './readable-name.ts'
import { thrownInto } from './uncatchable.ts'
import { wasm } from './web-assembly.ts'

/** A filter broke down. Its instance is gone with all that it kept in memory; the next call gets a new one. */
export class WasmFault extends WasmError {
  override readonly name = 'WasmFault'
  /** The functions of the C source that were running, innermost first. */
  readonly frames: readonly string[]

  constructor(filter: string, where: string, why: string, frames: readonly string[], cause: unknown, kind: 'Filter' | 'Module' = 'Filter') {
    super('ERR_WASM_FAULT', `${kind} "${filter}" broke down in ${where}: ${why}${frames.length === 0 ? '' : `${why.includes(', which ') ? ',' : ''} in ${frames[0]}`}.`, cause, cause instanceof NullWritten ? NullWritten.remedy : undefined)
    this.frames = frames
    this.stack = `${this.name}: ${this.message}${frames.map((frame) => `\n    at ${frame}`).join('')}`
  }
}

/** DllMain has returned FALSE. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted'
  /** For whoever loads it. */
  toWasmError(name: string, kind: 'Filter' | 'Module'): WasmError { return new WasmError('ERR_WASM_START', `${kind} "${name}" cannot be started: DllMain has returned FALSE.`) }
}

/** The filter has called exit. */
export class GuestExit extends Error {
  override readonly name = 'GuestExit'
  constructor(code: number) { super(`it called exit(${code})`) }
}

/** The filter has called a function that is not there. */
export class MissingFunction extends Error {
  override readonly name = 'MissingFunction'
  constructor(name: string) { super(`it called ${name}, which is not there`) }
}

/** The filter waits for ever. */
export class NeverReturns extends Error {
  override readonly name = 'NeverReturns'
  constructor(call: string) { super(`it called ${call}, which never returns`) }
}

/** The filter has written through NULL, which is noticed when it returns. */
export class NullWritten extends Error {
  static readonly remedy = 'Which function it was is not known: compile it with --null-checks, and the use of NULL itself ends the call; the instance is replaced, with all that it kept in memory.'
  override readonly name = 'NullWritten'
  constructor() { super('Access violation at 0x00000000, it wrote through NULL') }
}

/** A C++ exception that the filter has not caught. Its stack is that of the throw. */
class UncaughtException extends Error {
  override readonly name = 'UncaughtException'
  constructor(type: string, text: string | null, thrown: Error | null) {
    super(`a C++ exception left it, thrown as ${type}${text === null || text === '' ? '' : ` "${text}"`}`)
    if (thrown !== null) this.stack = thrown.stack ?? ''
  }
}

/** An instance that may have thrown. */
interface Thrower {
  readonly memory: LinearMemory
  /** Where it has thrown last. */
  readonly thrown: Error | null
  has(name: string): boolean
  entry(name: string): (...values: number[]) => number
}

const LONGEST_REASON = 200

/** What has come out of an instance, which can still say what it has thrown. */
export function cameOutOf(guest: Thrower, error: unknown): unknown {
  if (!(error instanceof wasm.Exception) || !guest.has('isapi_thrown')) return error
  try {
    const [type, text] = [0, 1].map((which) => guest.memory.string(guest.entry('isapi_thrown')(which)))
    return type === null || type === undefined ? error : new UncaughtException(readableType(type), text === null || text === undefined ? null : Buffer.from(text.slice(0, LONGEST_REASON), 'latin1').toString('utf8'), guest.thrown)
  } catch {
    return error // its memory is damaged
  }
}

/** The filter was in one call for longer than `limits.time`. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime'
  constructor(milliseconds: number) { super(`it has not returned within ${milliseconds} ms`) }
}

/** TABLE: what V8 calls a trap, and what to call it. */
const TRAPS: readonly (readonly [RegExp, string])[] = [
  [/unreachable/, 'it was aborted'],
  [/memory access out of bounds/, 'access violation'],
  [/table index is out of bounds|indirect call|signature mismatch/, 'it called something that is no function of that type'],
  [/divide by zero/, 'integer division by zero'],
  [/remainder by zero/, 'integer division by zero'],
  [/divide result unrepresentable/, 'integer overflow'],
  [/float unrepresentable/, 'a number that fits no integer'],
  [/offset" is out of range|offset is out of bounds|Invalid typed array length/, 'access violation'],
  [/Maximum call stack|stack overflow/i, 'stack overflow']
]

/** Functions of the run-time that say how it ended; the frames before them are the filter's. */
const ABORTING = /^(?:abort|__abort|exit|_Exit|__wasi_proc_exit|std::(?:__)?terminate\(.*|Sleep|SleepEx|__sanitizer_cov_trace_pc|__cxa_pure_virtual|_invalid_parameter(?:_noinfo)?|__cxa_(?:re)?throw|std::.*__throw_.*|(?:CFileException::Throw|AfxThrow)\w+(?:\(.*)?|isapi_\w+)$/

/**
 * The fault for what came out of an instance.
 * @param stackIsFull the stack of the filter has run out of its room
 */
export function faultOf(filter: string, where: string, thrown: unknown, stackIsFull: boolean, kind: 'Filter' | 'Module' = 'Filter'): WasmFault {
  const error = thrownInto(thrown)
  if (error instanceof WasmFault) return error
  return new WasmFault(filter, where, stackIsFull ? 'stack overflow' : reasonOf(error), framesOf(error), error, kind)
}

function reasonOf(error: unknown): string {
  if (error instanceof wasm.Exception) return 'a C++ exception left it'
  if (!(error instanceof Error)) return String(error)
  if (error instanceof GuestExit || error instanceof MissingFunction || error instanceof OutOfTime || error instanceof NeverReturns || error instanceof NullWritten || error instanceof AccessViolation || error instanceof UncaughtException) return error.message
  const row = TRAPS.find(([form]) => form.test(error.message))
  return row?.[1] ?? error.message
}

/** The functions of WebAssembly in a stack: the name section gives their names. */
export function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? error.stack ?? '' : ''
  const frames: string[] = []
  for (const line of stack.split('\n')) {
    const [, name, index] = /^\s+at (?:async )?(?:(.+?) )?\(?wasm:\/\/[^)]*?wasm-function\[(\d+)\]/.exec(line) ?? []
    if (index === undefined) continue
    const plain = (name ?? `function ${index}`).replace(/^(?:out\.wasm\.|[\w-]+\.(?=\S))/, '') // newer linkers name the file in front
    if (!ABORTING.test(plain)) frames.push(plain)
  }
  return frames
}

/** When a filter that breaks down again and again is given up. */
export interface RapidFail {
  /** Breakdowns; 0: never. */
  readonly faults: number
  /** Within these minutes. */
  readonly minutes: number
}

export class FaultCounter {
  readonly #limit: RapidFail
  #times: number[] = []
  disabled = false

  constructor(limit: RapidFail) { this.#limit = limit }

  /** Counts one; true: this was one too many. */
  count(now: number): boolean {
    const { faults, minutes } = this.#limit
    if (faults === 0 || this.disabled) return false
    this.#times = [...this.#times.filter((time) => now - time < minutes * 60_000), now]
    this.disabled = this.#times.length >= faults
    return this.disabled
  }
}
