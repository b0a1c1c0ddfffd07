// One call of HttpFilterProc under lintFilter: the structure in the filter's hands, and what came back.

import {
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN, SF_STATUS_REQ_HANDLED_NOTIFICATION,
  SF_STATUS_REQ_NEXT_NOTIFICATION, SF_STATUS_REQ_READ_NEXT
} from '../constants.ts'
import type { HTTP_FILTER_CONTEXT } from '../structures.ts'
import type { Find, WatchedSession } from './watched-session.ts'

const STATUSES = new Set<unknown>([
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN, SF_STATUS_REQ_HANDLED_NOTIFICATION,
  SF_STATUS_REQ_NEXT_NOTIFICATION, SF_STATUS_REQ_READ_NEXT
])
const FINISHED = new Set<unknown>([SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN])
const GOES_ON = new Set<unknown>([SF_STATUS_REQ_NEXT_NOTIFICATION, SF_STATUS_REQ_HANDLED_NOTIFICATION])
/** Once the answer is out, nothing is answered twice. */
const BEFORE_SENDING = new Set(['SF_NOTIFY_PREPROC_HEADERS', 'SF_NOTIFY_URL_MAP', 'SF_NOTIFY_AUTHENTICATION', 'SF_NOTIFY_ACCESS_DENIED', 'SF_NOTIFY_AUTH_COMPLETE'])

export class WatchedCall {
  readonly notification: string
  /** pvNotification in the filter's hands. */
  readonly structure: object | null
  readonly #session: WatchedSession
  readonly #find: Find
  readonly #usesBefore: number
  #used = false
  #over = false

  constructor(session: WatchedSession, notification: string, structure: object | null, find: Find) {
    this.notification = notification
    this.#session = session
    this.#find = find
    this.structure = structure === null ? null : this.#watch(structure)
    session.enter(notification)
    this.#usesBefore = session.uses
  }

  get pfc(): HTTP_FILTER_CONTEXT { return this.#session.pfc }
  /** The filter looked at the structure, or used its context. */
  get touched(): boolean { return this.#used || this.#session.uses > this.#usesBefore }

  leave(status: unknown): void {
    const { notification } = this
    this.#over = true
    if (!STATUSES.has(status)) this.#find('no-status', notification)
    if (BEFORE_SENDING.has(notification)) {
      if (this.#session.answered && GOES_ON.has(status)) this.#find('two-answers', notification)
      if (!this.#session.answered && FINISHED.has(status)) this.#find('no-answer', notification)
    }
    if (notification === 'SF_NOTIFY_AUTHENTICATION' && (FINISHED.has(status) || status === SF_STATUS_REQ_ERROR)) this.#find('guards-logon-only', notification)
    this.#session.leave(notification, FINISHED.has(status) || status === SF_STATUS_REQ_ERROR)
  }

  #watch(structure: object): object {
    const use = (): void => {
      this.#used = true
      if (this.#over) this.#find('structure-kept', this.notification)
    }
    return new Proxy(structure, {
      // The receiver is the structure itself: its members may be accessors over private state.
      get(target, key) {
        use()
        return Reflect.get(target, key, target)
      },
      set(target, key, value) {
        use()
        return Reflect.set(target, key, value, target)
      }
    })
  }
}
