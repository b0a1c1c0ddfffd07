// Writes failed requests as files of Failed Request Tracing: one for each, in a folder for each site. Requests never wait for it.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, TraceError } from '../errors.ts'
import type { RecordedLine, RecordedRequest } from '../record.ts'
import { frebXsl } from './stylesheet.ts'
import { frebXml, type FrebOptions } from './xml.ts'

/** The attributes of `<traceFailedRequestsLogging>`, and what IIS has no name for. */
export interface FailedRequestLogOptions extends FrebOptions {
  /** Default false, as in IIS: whatever the rules say, no file is written. */
  readonly enabled?: boolean
  /** Folder that has `W3SVC<site>` in it; folders are made. */
  readonly directory: string
  /** Files of one site; the oldest go. Default 50. */
  readonly maxLogFiles?: number
  /** Requests that wait for the disk; what comes then is left out. Default 100. */
  readonly maxPending?: number
  /** Told of what goes wrong, once until it works again. Default: nobody is. */
  readonly report?: (error: TraceError) => void
}

export interface FailedRequestLog {
  /** Writes a request that failed; all other records are passed by. False: nothing will be written. Never throws. */
  write(record: RecordedLine): boolean
  /** Resolves when all that was taken is written, or lost. Never rejects. */
  flush(): Promise<void>
}

const FILE = /^fr(\d{6})\.xml$/
const LAST = 999_999
const MODE = 0o600

/** One folder of a site: what is in it, and where to go on. */
interface Folder { readonly path: string; readonly numbers: number[] }

class Log implements FailedRequestLog {
  readonly #options: FailedRequestLogOptions
  readonly #folders = new Map<number, Folder>()
  readonly #waiting: RecordedRequest[] = []
  #writing: Promise<void> | null = null
  #told = false

  constructor(options: FailedRequestLogOptions) {
    for (const name of ['maxLogFiles', 'maxLogFileSizeKB', 'maxPending'] as const) {
      const value = options[name]
      if (value !== undefined && (!Number.isSafeInteger(value) || value < 1)) throw new TraceError('ERR_TRACE_OPTIONS', `\`${name}\` of the log of failed requests must be a whole number above 0.`)
    }
    this.#options = options
  }

  write(record: RecordedLine): boolean {
    if (this.#options.enabled !== true || record.type !== 'request' || record.failure === null) return false
    if (this.#waiting.length >= (this.#options.maxPending ?? 100)) {
      this.#tell(new TraceError('ERR_TRACE_BUSY', `Failed requests come faster than ${this.#options.directory} takes them.`))
      return false
    }
    this.#waiting.push(record)
    this.#writing ??= this.#drain()
    return true
  }

  async flush(): Promise<void> { while (this.#writing !== null) await this.#writing }

  async #drain(): Promise<void> {
    await Promise.resolve()
    for (let record = this.#waiting.shift(); record !== undefined; record = this.#waiting.shift()) {
      try {
        await this.#writeOne(record)
        this.#told = false
      } catch (error) {
        this.#folders.delete(record.site.id) // look again
        this.#tell(new TraceError('ERR_TRACE_WRITE', `Failed requests cannot be written to ${this.#options.directory}: ${messageOf(error)}.`, error))
      }
    }
    this.#writing = null
  }

  #tell(error: TraceError): void {
    if (this.#told) return
    this.#told = true
    this.#options.report?.(error)
  }

  async #writeOne(record: RecordedRequest): Promise<void> {
    const { path, numbers } = await this.#folderOf(record.site.id)
    const number = (numbers.at(-1) ?? 0) % LAST + 1
    await writeFile(join(path, nameOf(number)), frebXml(record, this.#options), { mode: MODE })
    numbers.push(number)
    while (numbers.length > (this.#options.maxLogFiles ?? 50)) await rm(join(path, nameOf(numbers.shift() ?? 0)), { force: true })
  }

  async #folderOf(site: number): Promise<Folder> {
    const known = this.#folders.get(site)
    if (known !== undefined) return known
    const path = join(this.#options.directory, `W3SVC${site}`)
    await mkdir(path, { recursive: true })
    const names = await readdir(path)
    if (!names.includes('freb.xsl')) await writeFile(join(path, 'freb.xsl'), frebXsl())
    const numbers = names.flatMap((name) => FILE.exec(name)?.[1] ?? []).map(Number).sort((one, other) => one - other)
    const folder: Folder = { path, numbers }
    this.#folders.set(site, folder)
    return folder
  }
}

function nameOf(number: number): string { return `fr${String(number).padStart(6, '0')}.xml` }

/** Makes a log of failed requests; give its `write` to `onRecord` of a recorder with rules. Throws a TraceError for options that cannot be. */
export function createFailedRequestLog(options: FailedRequestLogOptions): FailedRequestLog { return new Log(options) }
