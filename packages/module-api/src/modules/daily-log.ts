// A log of one file a day, or of several when they are limited in size. Lines of one turn of the event loop are written together, and at once: so
// they are in order, on disk a moment after the request, and none is on its way when the server stops.

import { appendFileSync, mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ModuleContractError } from '../errors.ts'

export class DailyLog {
  readonly #directory: string
  readonly #head: (timestamp: string) => string
  readonly #truncateSize: number
  #day = ''
  /** Of the file among those of its day. */
  #number = 0
  /** This server has begun the file. */
  #begun = false
  /** When the first of the queued lines was added. */
  #since = ''
  #failing = false
  #lines: string[] = []
  #immediate: NodeJS.Immediate | undefined
  #report: ((error: Error) => void) | undefined

  /**
   * @param head what is written where this server begins a file, or takes one up again
   * @param truncateSize bytes after which the day goes on in its next file
   */
  constructor(directory: string, head: (timestamp: string) => string, truncateSize: number) {
    this.#directory = resolve(directory)
    this.#head = head
    this.#truncateSize = truncateSize
  }

  /**
   * Queues a line, with its end.
   * @param timestamp ISO 8601 in UTC; its day chooses the file
   * @param report is told when the lines of this turn cannot be written
   */
  add(line: string, timestamp: string, report: (error: Error) => void): void {
    const day = timestamp.slice(2, 10).replaceAll('-', '')
    if (day !== this.#day) {
      this.flush()
      this.#day = day
      this.#number = 0
      this.#begun = false
    }
    if (this.#lines.length === 0) {
      this.#report = report
      this.#since = timestamp
      this.#immediate = setImmediate(() => { this.flush() })
    }
    this.#lines.push(line)
  }

  /** Writes what is queued. */
  flush(): void {
    if (this.#lines.length === 0) return
    clearImmediate(this.#immediate)
    const text = this.#lines.join('')
    this.#lines = []
    try {
      this.#choose(Buffer.byteLength(text))
      if (!this.#begun) mkdirSync(this.#directory, { recursive: true })
      appendFileSync(this.#path, this.#begun ? text : this.#head(this.#since) + text)
      this.#begun = true
      this.#failing = false
    } catch (error) {
      this.#fail(error)
    }
    this.#report = undefined
  }

  /** Goes on to the first file of the day that has room for the bytes, or that is not there: somebody may have moved it away. */
  #choose(bytes: number): void {
    for (;;) {
      const size = statSync(this.#path, { throwIfNoEntry: false })?.size
      this.#begun &&= size !== undefined
      if (!size) return
      const head = this.#begun ? 0 : Buffer.byteLength(this.#head(this.#since))
      if (size + head + bytes <= this.#truncateSize) return
      this.#number++
      this.#begun = false
    }
  }

  get #name(): string { return `u_ex${this.#day}${this.#number === 0 ? '' : `_${this.#number}`}.log` }
  get #path(): string { return join(this.#directory, this.#name) }

  /** Once, until a line could be written again. */
  #fail(error: unknown): void {
    if (this.#failing) return
    this.#failing = true
    const why = error instanceof Error ? error.message : String(error)
    this.#report?.(new ModuleContractError('ERR_MODULE_LOG',
      `The folder "${this.#directory}" does not take the log file ${this.#name} (${why}); lines are dropped until it does. ` +
      'Give this process the right to write there, or choose another `directory`.', error))
  }
}
