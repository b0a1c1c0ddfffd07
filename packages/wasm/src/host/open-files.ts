// Files and folders that an instance has opened. They go with it: nobody else would close those of one that broke down.

import { closeSync } from 'node:fs'

export interface OpenFile {
  readonly fd: number
  readonly writable: boolean
  readonly append: boolean
  position: number
}
export interface OpenFolder { readonly names: readonly string[]; readonly path: string }

const FIRST = 4
/** As many as a C library of Windows opens: more would take those that the server needs for connections. */
const MOST = 512

export class OpenFiles {
  readonly #opened = new Map<number, OpenFile | OpenFolder>()
  #next = FIRST

  /** No more can be opened. */
  get isFull(): boolean { return this.#opened.size >= MOST }

  add(opened: OpenFile | OpenFolder): number {
    this.#opened.set(this.#next, opened)
    return this.#next++
  }

  at(fd: number): OpenFile | OpenFolder | null { return this.#opened.get(fd) ?? null }

  file(fd: number): OpenFile | null {
    const found = this.#opened.get(fd)
    return found !== undefined && 'fd' in found ? found : null
  }

  /** False: it is not open. */
  close(fd: number): boolean {
    const found = this.#opened.get(fd)
    if (found === undefined) return false
    this.#opened.delete(fd)
    if ('fd' in found) closeSync(found.fd)
    return true
  }

  closeAll(): void {
    for (const fd of this.#opened.keys()) {
      try {
        this.close(fd)
      } catch {} // what could not be written is lost with the instance
    }
  }
}
