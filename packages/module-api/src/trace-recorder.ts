// Keeps the traces of the last requests. It only listens to the channels.

import { notificationChannel, requestChannel, type NotificationTrace, type NotificationTraceMessage, type RequestTrace, type RequestTraceMessage, type SkipReason, type TraceChange } from './trace.ts'

/** One call, as it is shown. */
export interface RecordedEvent {
  readonly stage: string
  readonly post: boolean
  readonly kind: 'filter' | 'module'
  readonly name: string
  readonly notification: string
  /** Null while it runs. */
  readonly status: string | null
  /** Microseconds. */
  readonly us: number
  readonly depth: number
  /** Level of the child request; 0 for the request itself. */
  readonly child: number
  /** What was different afterwards. */
  readonly changes: readonly TraceChange[]
  /** Why it was not called; null: it was. */
  readonly skipped: SkipReason | null
}

export interface RecordedRequest {
  readonly id: number
  readonly connection: number
  readonly method: string
  readonly url: string
  readonly status: number
  readonly ms: number
  readonly startedAt: string
  /** In the order in which they started; child requests stand inside the call that waits for them. */
  readonly events: readonly RecordedEvent[]
}

export interface TraceRecorderOptions {
  /** How many requests are kept. Default 100. */
  readonly limit?: number
  /** Calls that did not happen are kept as well. Default false. */
  readonly skipped?: boolean
  /** Requests to leave out, by their URL. */
  readonly ignore?: (url: string) => boolean
}

export interface TraceRecorder {
  /** The kept requests, oldest first; those that still run included. */
  list(): RecordedRequest[]
  /** Stops listening. */
  stop(): void
}

interface Entry { readonly request: RequestTrace; readonly events: NotificationTrace[] }

function show({ request, events }: Entry): RecordedRequest {
  return {
    id: request.id,
    connection: request.connection,
    method: request.method,
    url: request.url,
    status: request.status,
    ms: Math.round(request.ms * 1000) / 1000,
    startedAt: new Date(request.startedAt).toISOString(),
    events: events.map(({ stage, post, kind, name, notification, status, us, depth, child, changes, skipped }) =>
      ({ stage, post, kind, name, notification, status, us: Math.round(us * 10) / 10, depth, child, changes, skipped }))
  }
}

/** Starts recording. */
export function createTraceRecorder(options: TraceRecorderOptions = {}): TraceRecorder {
  const limit = options.limit ?? 100
  const ring: Entry[] = []
  const entries = new WeakMap<RequestTrace, Entry>()

  const onRequest = (message: unknown): void => {
    const { phase, request } = message as RequestTraceMessage // the channel carries nothing else
    if (phase === 'end' || request.parent !== null || options.ignore?.(request.url) === true) return
    const entry: Entry = { request, events: [] }
    entries.set(request, entry)
    ring.push(entry)
    if (ring.length > limit) ring.shift()
  }

  const onNotification = (message: unknown): void => {
    const { phase, event } = message as NotificationTraceMessage // the channel carries nothing else
    if (phase !== 'start' && (phase !== 'skip' || options.skipped !== true)) return // the same object is filled in
    let root = event.request
    if (root === null) return
    while (root.parent !== null) root = root.parent
    entries.get(root)?.events.push(event)
  }

  requestChannel.subscribe(onRequest)
  notificationChannel.subscribe(onNotification)
  return {
    list: () => ring.map(show),
    stop() {
      requestChannel.unsubscribe(onRequest)
      notificationChannel.unsubscribe(onNotification)
    }
  }
}
