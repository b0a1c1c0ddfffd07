// Content-Length while SEND_RESPONSE runs. The host adds its own when the response leaves; modules want to read it before.

import type { ResponseBody } from './response-body.ts'
import type { ResponseStore } from './response-store.ts'

const NAME = 'Content-Length'

export class AnnouncedLength {
  readonly #store: ResponseStore
  readonly #body: ResponseBody
  #value: string | null = null

  constructor(store: ResponseStore, body: ResponseBody) {
    this.#store = store
    this.#body = body
    this.#say()
  }

  /** The body has changed. What a module has said about its length, or deleted, stands. */
  update(): void {
    if (this.#value !== null && this.#store.get(NAME) === this.#value) this.#say()
  }

  /** The head is as at the beginning, the body is empty. */
  reset(): void { this.#say() }

  /** SEND_RESPONSE is over: the host knows better, for it knows what really leaves. */
  withdraw(): void {
    if (this.#value !== null && this.#store.get(NAME) === this.#value) this.#store.remove(NAME)
  }

  #say(): void {
    const { length } = this.#body
    this.#value = length === null ? null : String(length)
    if (this.#value === null) this.#store.remove(NAME)
    else this.#store.set(NAME, this.#value)
  }
}

/** The header belongs to the response, and nobody has set it. */
export function lacksLength(store: ResponseStore, method: string, hasBody: boolean): boolean {
  return store.status !== 204 && store.status !== 304 && (hasBody || method !== 'HEAD') && store.get(NAME) === undefined
}
