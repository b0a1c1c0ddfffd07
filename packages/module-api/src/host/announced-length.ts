// Content-Length while SEND_RESPONSE runs. The host adds its own when the response leaves; modules want to read it before.

import type { ResponseBody } from './response-body.ts'
import type { ResponseStore } from './response-store.ts'

const NAME = 'Content-Length'
const isLength = (name: string): boolean => name.length === NAME.length && name.toLowerCase() === 'content-length'

/** Stands before a store, and shows a header there that the store does not have: taking it out of the host's response again would cost. */
export class AnnouncedLength implements ResponseStore {
  /** The store itself. */
  readonly store: ResponseStore
  readonly #body: ResponseBody
  /** Null: it is what the store says. */
  #value: string | null = null

  constructor(store: ResponseStore, body: ResponseBody) {
    this.store = store
    this.#body = body
    this.reset()
  }

  /** The body has changed. What a module has said about its length, or deleted, stands. */
  update(): void { if (this.#value !== null) this.reset() }

  /** The head is as at the beginning, the body is empty. */
  reset(): void {
    const { length } = this.#body
    this.#value = length === null ? null : String(length)
  }

  get status(): number { return this.store.status }
  set status(value: number) { this.store.status = value }
  get reason(): string { return this.store.reason }
  set reason(value: string) { this.store.reason = value }

  get(name: string): string | readonly string[] | undefined { return this.#value !== null && isLength(name) ? this.#value : this.store.get(name) }
  set(name: string, value: string | readonly string[]): void {
    if (isLength(name)) this.#value = null
    this.store.set(name, value)
  }

  remove(name: string): void {
    if (this.#value !== null && isLength(name)) this.#value = null
    else this.store.remove(name)
  }

  names(): string[] { return this.#value === null ? this.store.names() : [...this.store.names(), NAME] }
}

/** The header belongs to the response, and nobody has set it. */
export function lacksLength(store: ResponseStore, method: string, hasBody: boolean): boolean {
  return store.status !== 204 && store.status !== 304 && (hasBody || method !== 'HEAD') && store.get(NAME) === undefined
}
