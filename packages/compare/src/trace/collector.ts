// The trace of the one request that is under way in this process.

import { notificationChannel, requestChannel, type NotificationTrace, type NotificationTraceMessage, type RequestTrace, type RequestTraceMessage, type TraceChange } from '@isapi-bridge/module-api'
import type { RecordedEvent } from '@isapi-bridge/trace'

/** What a comparison needs of a call. `changes` are those that it made itself: what the calls inside it changed stands with them. */
export type TraceCall = Pick<RecordedEvent, 'stage' | 'post' | 'kind' | 'name' | 'notification' | 'status' | 'depth' | 'child' | 'changes' | 'skipped'>

/** Milliseconds that the closing step may take after the answer. */
const CLOSING = 5000

/** Listens while comparisons run. One request of a client at a time: whose trace it is would not be known otherwise. */
export class TraceCollector {
  #root: RequestTrace | null = null
  #ended = false
  #events: NotificationTrace[] = []
  #wake: (() => void) | null = null

  readonly #onRequest = (message: unknown): void => {
    const { phase, request } = message as RequestTraceMessage // the channel carries nothing else
    if (request.parent !== null) return
    if (phase === 'start' && this.#root === null) this.#root = request
    if (phase === 'end' && request === this.#root) {
      this.#ended = true
      this.#wake?.()
    }
  }

  readonly #onNotification = (message: unknown): void => {
    const { phase, event } = message as NotificationTraceMessage // the channel carries nothing else
    if (phase !== 'start' && phase !== 'skip') return // the same object is filled in
    let root = event.request
    if (root === null) return // before a request: of the connection
    while (root.parent !== null) root = root.parent
    if (root === this.#root && !this.#ended) this.#events.push(event)
  }

  constructor() {
    requestChannel.subscribe(this.#onRequest)
    notificationChannel.subscribe(this.#onNotification)
  }

  /** A request is about to be sent. */
  begin(): void {
    this.#root = null
    this.#ended = false
    this.#events = []
  }

  /** Its answer is here: waits for the closing step. Null: it never entered a pipeline. */
  async end(): Promise<readonly TraceCall[] | null> {
    if (this.#root === null) return null
    if (!this.#ended) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        timer = setTimeout(resolve, CLOSING)
      })
      clearTimeout(timer)
      this.#wake = null
    }
    return toCalls(this.#events)
  }

  stop(): void {
    requestChannel.unsubscribe(this.#onRequest)
    notificationChannel.unsubscribe(this.#onNotification)
  }
}

/** Events in order of start, each with its own changes. */
function toCalls(events: readonly NotificationTrace[]): TraceCall[] {
  return events.map((event, index) => {
    const { stage, post, kind, name, notification, status, depth, child, skipped } = event
    return { stage, post, kind, name, notification, status, depth, child, skipped, changes: ownChanges(events, index) }
  })
}

/** A change that a call inside left in the same state is that call's. */
function ownChanges(events: readonly NotificationTrace[], index: number): readonly TraceChange[] {
  const event = events[index]
  if (event === undefined || event.changes.length === 0) return []
  const inside = new Set<string>()
  for (let next = index + 1; next < events.length; next++) {
    const other = events[next]
    if (other === undefined || (other.request === event.request && other.depth <= event.depth)) break
    if (other.request === event.request) for (const change of other.changes) inside.add(`${keyOf(change)}\0${change.after ?? '\0'}`)
  }
  return event.changes.filter((change) => !inside.has(`${keyOf(change)}\0${change.after ?? '\0'}`))
}

/** Subject and name of a change, as one text. */
export function keyOf({ what, name }: Pick<TraceChange, 'what' | 'name'>): string { return name === '' ? what : `${what} ${name}` }
