// Server objects that several requests share, each with a container that dies with it.

import { ModuleContextContainer } from '../pipeline/containers.ts'
import type { IHttpModuleContextContainer } from '../stored-context.ts'

export type ReportCleanup = (error: unknown) => void

/** Ends with its last reference: its cache holds one, and so does each request that uses it. */
export abstract class SharedObject {
  readonly #report: ReportCleanup
  #container: ModuleContextContainer | null = null
  #references = 1

  constructor(report: ReportCleanup) {
    this.#report = report
  }

  get alive(): boolean { return this.#references > 0 }

  GetModuleContextContainer(): IHttpModuleContextContainer {
    if (this.#container === null) {
      this.#container = new ModuleContextContainer()
      if (!this.alive) this.#container.cleanup(this.#report)
    }
    return this.#container
  }

  reference(): void {
    if (this.alive) this.#references++
  }

  release(): void {
    if (!this.alive) return
    this.#references--
    if (this.#references === 0) this.end()
  }

  /** The cache gives it up. */
  retire(): void { this.release() }

  /** Nobody uses it any more. */
  protected end(): void { this.#container?.cleanup(this.#report) }
}

/** Objects by key; the one that was asked for least recently goes first. */
export class ObjectCache<T extends SharedObject> {
  readonly #limit: number
  readonly #entries = new Map<string, T>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string): T | null {
    const found = this.#entries.get(key)
    if (found === undefined) return null
    this.#entries.delete(key)
    if (!found.alive) return null // somebody gave back more references than he had
    this.#entries.set(key, found)
    return found
  }

  add(key: string, object: T): T {
    this.drop(key)
    this.#entries.set(key, object)
    if (this.#entries.size > this.#limit) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.drop(oldest)
    }
    return object
  }

  drop(key: string): void {
    const found = this.#entries.get(key)
    if (found === undefined) return
    this.#entries.delete(key)
    found.retire()
  }

  /** Drops all whose key is meant. */
  dropWhere(isMeant: (key: string) => boolean): void {
    for (const key of this.#entries.keys()) if (isMeant(key)) this.drop(key)
  }
}
