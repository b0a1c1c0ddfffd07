// Keeps the traces of the last requests. It only listens to the channels.

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import {
  connectionChannel, requestChannel, sessionChannel, watchedHandlerChannel, watchedNotificationChannel, watchedTraceEventChannel, type ConnectionTraceMessage, type HandlerTraceMessage, type NotificationTraceMessage, type RequestTrace,
  type RequestTraceMessage, type SessionTraceMessage, type TraceChange, type TraceEventMessage
} from '@isapi-bridge/module-api'
import { ConnectionLanes, type HeapFaultMessage } from './connection-lanes.ts'
import type { RecordedConnection, RecordedLine, RecordedRequest } from './record.ts'
import { Redactor, type RedactOptions } from './redact.ts'
import { RequestRecording, type RecordingSettings } from './request-recording.ts'
import { CaptureRules, pathOf, type CaptureRule } from './rules.ts'

export interface TraceRecorderOptions {
  /** How many requests are kept. Default 100. */
  readonly limit?: number
  /** Characters that all kept requests take together as JSON, roughly; the oldest go. Default 32 Mi. */
  readonly maxLength?: number
  /** The same for one request: of what comes then only the number is kept. Default 1 Mi. */
  readonly maxRequestLength?: number
  /** How many connections are kept. Default 100. */
  readonly connections?: number
  /** Calls that did not happen are kept as well. Default true. */
  readonly skipped?: boolean
  /** Bytes of each request's body that are kept. Default 0: no bodies. */
  readonly bodies?: number
  /** Which requests have failed. Throws a RangeError for what cannot be read. */
  readonly rules?: readonly CaptureRule[]
  /** `failed`: only what a rule asks for; `all`: rules only say why. Default `failed` where there are rules. */
  readonly keep?: 'all' | 'failed'
  /** Credentials are taken out; false: they are not. Default: they are. */
  readonly redact?: RedactOptions | false
  /** Only requests to these sites, by their ids. Default: to all. */
  readonly sites?: readonly number[]
  /** Requests to leave out, by their URL. */
  readonly ignore?: (url: string) => boolean
}

export interface TraceRecorder {
  /** The kept requests, oldest first; those that still run included. */
  list(): RecordedRequest[]
  /** One of them. */
  get(id: number): RecordedRequest | null
  /** The kept connections, oldest first. */
  connections(): RecordedConnection[]
  /** Calls `listener` with each request that ends and is kept, and each connection that has gone. The returned function ends that. */
  onRecord(listener: (record: RecordedLine) => void): () => void
  /** Forgets what is kept; what runs goes on. */
  clear(): void
  /** Stops listening. What was kept stays. */
  stop(): void
}

const MEBI = 1024 * 1024
/** The longest that setTimeout can wait. */
const MAX_TIMER = 0x7fff_ffff

function rootOf(request: RequestTrace): RequestTrace {
  let root = request
  while (root.parent !== null) root = root.parent
  return root
}

class Recorder implements TraceRecorder {
  readonly #options: TraceRecorderOptions
  readonly #settings: RecordingSettings
  readonly #limit: number
  readonly #maxLength: number
  readonly #rules: CaptureRules | null
  readonly #keepsAll: boolean
  readonly #lanes: ConnectionLanes
  readonly #running = new Map<number, RequestRecording>()
  /** Finished ones; the end of a session may still come. */
  readonly #kept = new Map<number, RequestRecording>()
  #length = 0
  /** When the timer goes off; Infinity: there is none. */
  #wake = Infinity
  #timer: NodeJS.Timeout | undefined = undefined
  readonly #listeners = new Set<(record: RecordedLine) => void>()
  readonly #subscriptions: readonly (readonly [name: string | symbol, listener: (message: unknown) => void])[]

  constructor(options: TraceRecorderOptions) {
    this.#options = options
    this.#limit = options.limit ?? 100
    this.#maxLength = options.maxLength ?? 32 * MEBI
    this.#rules = options.rules === undefined ? null : new CaptureRules(options.rules)
    this.#keepsAll = options.keep === undefined ? this.#rules === null : options.keep === 'all'
    this.#lanes = new ConnectionLanes(options.connections ?? 100)
    this.#settings = {
      redactor: options.redact === false ? null : new Redactor(options.redact), bodies: options.bodies ?? 0, skipped: options.skipped ?? true, maxLength: options.maxRequestLength ?? MEBI
    }
    // The channels carry these messages and nothing else.
    this.#subscriptions = [
      [requestChannel.name, (message) => { this.#request(message as RequestTraceMessage) }],
      [watchedNotificationChannel.name, (message) => { this.#call(message as NotificationTraceMessage) }],
      [watchedTraceEventChannel.name, (message) => { this.#event(message as TraceEventMessage) }],
      [watchedHandlerChannel.name, (message) => { this.#of((message as HandlerTraceMessage).request)?.handler(message as HandlerTraceMessage) }],
      [connectionChannel.name, (message) => { this.#connection(message as ConnectionTraceMessage) }],
      [sessionChannel.name, (message) => { this.#lanes.session(message as SessionTraceMessage) }],
      // The bridge's own; it is no dependency of this package.
      ['isapi-bridge:heap', (message) => { this.#lanes.fault(message as HeapFaultMessage) }]
    ]
    for (const [name, listener] of this.#subscriptions) subscribe(name, listener)
  }

  list(): RecordedRequest[] { return [...this.#kept.values(), ...this.#running.values()].sort((one, other) => one.request.id - other.request.id).map((recording) => recording.toRecord()) }
  get(id: number): RecordedRequest | null { return (this.#kept.get(id) ?? this.#running.get(id))?.toRecord() ?? null }
  connections(): RecordedConnection[] { return this.#lanes.list() }

  onRecord(listener: (record: RecordedLine) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  clear(): void {
    this.#kept.clear()
    this.#lanes.clear()
    this.#length = 0
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#wake = -Infinity // for good
    for (const [name, listener] of this.#subscriptions) unsubscribe(name, listener)
  }

  #of(request: RequestTrace | null): RequestRecording | undefined { return request === null ? undefined : this.#running.get(rootOf(request).id) }

  #request(message: RequestTraceMessage): void {
    const { request } = message
    if (request.parent !== null) {
      const recording = this.#of(request)
      if (message.phase === 'start') recording?.childStarted(request)
      else recording?.childEnded(request, message.outcome)
    } else if (message.phase === 'end') {
      this.#end(request, message.outcome)
    } else {
      const { received } = message
      const order = this.#lanes.enter(request, received.client, received.secure)
      if (this.#options.ignore?.(request.url) === true || this.#options.sites?.includes(received.site.id) === false) return
      const watch = this.#rules?.watch(pathOf(received.target)) ?? null
      if (watch === null && !this.#keepsAll) return // no rule can ever want it
      request.watched = true
      const recording = new RequestRecording(request, received, order, this.#settings, watch)
      this.#running.set(request.id, recording)
      this.#wakeAt(recording.deadline)
    }
  }

  #end(request: RequestTrace, outcome: Extract<RequestTraceMessage, { phase: 'end' }>['outcome']): void {
    const recording = this.#running.get(request.id)
    if (recording === undefined) return
    this.#running.delete(request.id)
    recording.end(outcome)
    if (!this.#keepsAll && recording.failure === null) return
    this.#kept.set(request.id, recording)
    this.#length += recording.length
    this.#shrink()
    this.#tell(() => recording.toRecord())
  }

  /** One timer for all, which keeps no process alive. */
  #wakeAt(deadline: number): void {
    if (deadline >= this.#wake) return
    clearTimeout(this.#timer)
    this.#wake = deadline
    // A timer that goes off a little early would find nothing: a request must have taken longer than the time.
    this.#timer = setTimeout(() => { this.#lookAtTime() }, Math.min(Math.max(0, deadline - performance.now()) + 2, MAX_TIMER)).unref()
  }

  #lookAtTime(): void {
    this.#wake = Infinity
    const now = performance.now()
    let next = Infinity
    for (const recording of this.#running.values()) {
      if (recording.deadline < now) recording.overdue()
      next = Math.min(next, recording.deadline)
    }
    this.#wakeAt(next)
  }

  #shrink(): void {
    for (const [id, { length }] of this.#kept) {
      if (this.#kept.size <= this.#limit && this.#length <= this.#maxLength) return
      this.#kept.delete(id)
      this.#length -= length
    }
  }

  #call(message: NotificationTraceMessage): void {
    const { event } = message
    const running = this.#of(event.request)
    if (running !== undefined) {
      running.call(message)
      return
    }
    // The end of a session, whose last request has ended; or bytes that belong to no request.
    const kept = event.request === null ? undefined : this.#kept.get(rootOf(event.request).id)
    if (kept !== undefined) {
      const before = kept.length
      kept.call(message)
      this.#length += kept.length - before
    }
    if (message.phase === 'end') this.#lanes.lateCall(event, lateEvent(event, this.#settings.redactor?.changes(event.changes) ?? event.changes))
  }

  #event(message: TraceEventMessage): void { this.#of(message.request)?.serverEvent(message) }

  #connection(message: ConnectionTraceMessage): void {
    const record = this.#lanes.connection(message)
    if (record !== null) this.#tell(() => record)
  }

  #tell(record: () => RecordedLine): void {
    if (this.#listeners.size === 0) return
    const made = record()
    for (const listener of this.#listeners) listener(made)
  }
}

/** A call that stands with the connection: it belongs to no time of a request. */
function lateEvent({ request, stage, post, kind, name, notification, status, us, depth, child, skipped }: NotificationTraceMessage['event'], changes: readonly TraceChange[]): RecordedConnection['events'][number] {
  return { seq: 0, endSeq: 0, at: 0, request: request?.id ?? 0, stage, post, kind, name, notification, status, us: Math.round(us * 10) / 10, depth, child, changes, skipped, completions: [] }
}

/** Starts recording. */
export function createTraceRecorder(options: TraceRecorderOptions = {}): TraceRecorder { return new Recorder(options) }
