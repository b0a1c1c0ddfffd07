// Where the command writes, and how it speaks of errors.

import type { EventEmitter } from 'node:events'
import { codeOf, messageOf } from '../errors.ts'
import type { LogEntry } from '../site/events.ts'

/** Where a command writes. Tests give their own. */
export interface Output {
  out(line: string): void
  err(line: string): void
  /** Whether `out` may be coloured. */
  readonly colour: boolean
  /** Somebody looks on while it works. */
  readonly terminal?: boolean
}

/** Who tells a command that goes on: SIGINT and SIGTERM end it, SIGHUP reads its configuration again. */
export type Signals = EventEmitter

/** The process's own: colour only for a terminal, and never against NO_COLOR. */
export function processOutput(): Output {
  process.stdout.on('error', endWhenNobodyReads)
  return {
    out(line) { process.stdout.write(`${line}\n`) },
    err(line) { process.stderr.write(`${line}\n`) },
    colour: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '',
    terminal: process.stderr.isTTY === true
  }
}

/** `… | head` has read enough: the command ends without a word. A server goes on, and says nothing there any more. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  if (process.listenerCount('SIGTERM') === 0) process.exit()
}

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], green: [32, 39] } as const

/** A text in a colour, or as it is. */
export function paint(output: Output, style: keyof typeof CODES, text: string): string {
  const [start, end] = CODES[style]
  return output.colour ? `\u001B[${start}m${text}\u001B[${end}m` : text
}

/** An error for people: what, where, what to do. The stack only when somebody asks. */
export function complain(output: Output, error: unknown, verbose: boolean): void {
  output.err(`isapi-bridge: ${messageOf(error).trim()}`)
  if (verbose) output.err(stackOf(error))
}

/** An entry of the event log. */
export function logEntry(output: Output, { event, level, text, error }: LogEntry, verbose: boolean): void {
  const when = new Date().toISOString()
  output.err(`${when} ${level}${event === null ? '' : ` event ${event.id}`}: ${oneLine(text)}`)
  if (!(error instanceof Error)) return
  if (verbose) output.err(stackOf(error))
  else if (error.cause instanceof Error && error.cause.name === 'WasmFault') for (const line of cStackOf(error.cause)) output.err(line)
  else if (codeOf(error) === 'ERR_BRIDGE_HEAP' && error.cause !== undefined) output.err(stackOf(error.cause)) // page-heap mode was asked for, and this is its answer
}

/** What a filter or a client had a hand in is one line of the log, and cannot look like another one. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.trim().replaceAll(/\r\n|[\n\r\u2028\u2029]/g, ' | ').replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, '?')
}

/** The functions of the C source, which are few; the message stands above them already. */
function cStackOf({ stack = '' }: Error): string[] { return stack.split('\n').filter((line) => /^\s+at /.test(line)) }

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return `${error.stack ?? error.message}${cause === undefined ? '' : `\nbecause of ${stackOf(cause)}`}`
}
