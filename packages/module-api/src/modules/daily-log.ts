// A log of one file a day. Lines of one turn of the event loop are written together, and at once: so they are in order, on disk a moment after
// the request, and none is on its way when the server stops.

import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ModuleContractError } from '../errors.ts'

export class DailyLog {
  readonly #directory: string
  readonly #head: (timestamp: string) => string
  #file = ''
  /** This server has begun the file. */
  #begun = false
  #failing = false
  #lines: string[] = []
  #immediate: NodeJS.Immediate | undefined
  #report: ((error: Error) => void) | undefined

  /** @param head what is written where this server begins a file, or takes one up again */
  constructor(directory: string, head: (timestamp: string) => string) {
    this.#directory = resolve(directory)
    this.#head = head
  }

  /**
   * Queues a line, with its end.
   * @param timestamp ISO 8601 in UTC; its day chooses the file
   * @param report is told when the lines of this turn cannot be written
   */
  add(line: string, timestamp: string, report: (error: Error) => void): void {
    const file = `u_ex${timestamp.slice(2, 10).replaceAll('-', '')}.log`
    if (file !== this.#file) {
      this.flush()
      this.#file = file
      this.#begun = false
    }
    if (this.#lines.length === 0) {
      this.#report = report
      this.#immediate = setImmediate(() => { this.flush() })
      this.#begun &&= existsSync(join(this.#directory, file)) // somebody may have moved it away
      if (!this.#begun) this.#lines.push(this.#head(timestamp))
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
      if (!this.#begun) mkdirSync(this.#directory, { recursive: true })
      appendFileSync(join(this.#directory, this.#file), text)
      this.#begun = true
      this.#failing = false
    } catch (error) {
      this.#fail(error)
    }
    this.#report = undefined
  }

  /** Once, until a line could be written again. */
  #fail(error: unknown): void {
    if (this.#failing) return
    this.#failing = true
    const why = error instanceof Error ? error.message : String(error)
    this.#report?.(new ModuleContractError('ERR_MODULE_LOG',
      `The folder "${this.#directory}" does not take the log file ${this.#file} (${why}); lines are dropped until it does. ` +
      'Give this process the right to write there, or choose another `directory`.', error))
  }
}
