// Writes records to disk: one JSON object a line, in files of bounded size and number. Requests never wait for it.

import { constants } from 'node:fs'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, TraceError } from './errors.ts'

export interface RecordingFileOptions {
  /** The file that is written to; older ones are called `.1`, `.2` … behind its name. Folders are made. */
  readonly path: string
  /** Bytes of one file; then the next is begun. A line longer than that has a file for itself. Default 64 Mi. */
  readonly maxBytes?: number
  /** Files that are kept, the one that is written to included. Default 5. */
  readonly maxFiles?: number
  /** Bytes that wait for the disk; what comes then is left out and counted. Default 16 Mi. */
  readonly maxPending?: number
  /** Told of what goes wrong, once until it works again. Default: nobody is. */
  readonly report?: (error: TraceError) => void
}

export interface RecordingFile {
  /** Takes a record, of a request or of another kind,; false: it was left out. Never throws. */
  write(record: object): boolean
  /** Records that were left out, because the disk was full, away or too slow. */
  readonly lost: number
  /** Resolves when all that was taken is written, or lost. Never rejects. */
  flush(): Promise<void>
  /** Writes what waits, and closes the file. Never rejects. */
  close(): Promise<void>
}

const MEBI = 1024 * 1024
/** Bytes that are given to the disk at a time. */
const BATCH = MEBI
/** Only for us: a recording tells what users do. */
const MODE = 0o600

class RotatingFile implements RecordingFile {
  readonly #path: string
  readonly #maxBytes: number
  readonly #maxFiles: number
  readonly #maxPending: number
  readonly #report: (error: TraceError) => void
  #waiting: Buffer[] = []
  #pending = 0
  #handle: FileHandle | null = null
  #size = 0
  #writing: Promise<void> | null = null
  #closed = false
  readonly #told = new Set<TraceError['code']>()
  /** A write has failed: nobody knows how the last line ends. */
  #torn = false
  lost = 0

  constructor({ path, maxBytes = 64 * MEBI, maxFiles = 5, maxPending = 16 * MEBI, report = () => {} }: RecordingFileOptions) {
    for (const [name, value] of Object.entries({ maxBytes, maxFiles, maxPending })) {
      if (!Number.isSafeInteger(value) || value < 1) throw new TraceError('ERR_TRACE_OPTIONS', `\`${name}\` of the recording must be a whole number above 0.`)
    }
    this.#path = path
    this.#maxBytes = maxBytes
    this.#maxFiles = maxFiles
    this.#maxPending = maxPending
    this.#report = report
  }

  write(record: object): boolean {
    if (this.#closed) return this.#lose(1)
    const line = Buffer.from(`${JSON.stringify(record)}\n`)
    if (this.#pending + line.byteLength > this.#maxPending) {
      this.#tell('ERR_TRACE_BUSY', `More than ${this.#maxPending} bytes of the recording ${this.#path} wait for the disk.`)
      return this.#lose(1)
    }
    this.#waiting.push(line)
    this.#pending += line.byteLength
    this.#writing ??= this.#drain()
    return true
  }

  async flush(): Promise<void> { while (this.#writing !== null) await this.#writing }

  async close(): Promise<void> {
    this.#closed = true
    await this.flush()
    await this.#release()
  }

  #lose(count: number): false {
    this.lost += count
    return false
  }

  #tell(code: TraceError['code'], what: string, cause?: unknown): void {
    if (this.#told.has(code)) return
    this.#told.add(code)
    this.#report(new TraceError(code, what, cause))
  }

  async #drain(): Promise<void> {
    await Promise.resolve() // what is written in one turn goes out together
    while (this.#waiting.length > 0) {
      const lines = this.#take()
      const bytes = Buffer.concat(lines)
      try {
        await this.#append(bytes)
        this.#told.clear()
      } catch (error) {
        this.#lose(lines.length)
        this.#torn = true
        this.#tell('ERR_TRACE_WRITE', `The recording ${this.#path} cannot be written: ${messageOf(error)}.`, error)
        await this.#release()
      }
      this.#pending -= bytes.byteLength
    }
    this.#writing = null
  }

  /** As many lines as fit one write and the file; at least one. */
  #take(): Buffer[] {
    let size = 0
    const room = Math.min(BATCH, this.#maxBytes - (this.#size < this.#maxBytes ? this.#size : 0))
    let count = 0
    for (const { byteLength } of this.#waiting) {
      if (count > 0 && size + byteLength > room) break
      size += byteLength
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #append(bytes: Buffer): Promise<void> {
    if (this.#handle === null) await this.#open()
    if (this.#size > 0 && this.#size + bytes.byteLength > this.#maxBytes) await this.#rotate()
    const all = this.#torn ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes
    let written = 0
    while (written < all.byteLength) {
      const { bytesWritten } = await (this.#handle as FileHandle).write(all, written) // opened above
      written += bytesWritten
      this.#size += bytesWritten
    }
    this.#torn = false
  }

  async #open(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true })
    this.#handle = await open(this.#path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, MODE)
    this.#size = (await this.#handle.stat()).size
    if (this.#size > 0) this.#torn = true // of the run before
  }

  async #rotate(): Promise<void> {
    await this.#release()
    await rm(this.#nameOf(this.#maxFiles - 1), { force: true })
    for (let index = this.#maxFiles - 2; index >= 0; index--) {
      await rename(this.#nameOf(index), this.#nameOf(index + 1)).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error // errors of fs have a code
      })
    }
    await this.#open()
  }

  #nameOf(index: number): string { return index === 0 ? this.#path : `${this.#path}.${index}` }

  async #release(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    this.#size = 0
    await handle?.close().catch(() => {}) // the bytes are out, or were reported
  }
}

/** Opens a recording for writing, at the first record. Throws a TraceError for options that cannot be. */
export function createRecordingFile(options: RecordingFileOptions): RecordingFile { return new RotatingFile(options) }
