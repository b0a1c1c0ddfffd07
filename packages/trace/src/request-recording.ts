// The record of one request, while it grows.

import type { HandlerTraceMessage, NotificationTrace, NotificationTraceMessage, OutcomeTrace, ReceivedTrace, RequestTrace, TraceEventMessage } from '@isapi-bridge/module-api'
import { BodyTap } from './body-tap.ts'
import { handlerEvent, readEvent } from './read-event.ts'
import { RECORD_VERSION, type RecordedChild, type RecordedEvent, type RecordedFailure, type RecordedHeader, type RecordedRequest, type RecordedServerEvent } from './record.ts'
import type { Redactor } from './redact.ts'
import { formatStatus, type RuleWatch } from './rules.ts'

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] }
type Event = Mutable<RecordedEvent> & { completions: { seq: number; at: number }[] }

/** What a recording is made with. */
export interface RecordingSettings {
  readonly redactor: Redactor | null
  /** Bytes of a body. 0: none. */
  readonly bodies: number
  readonly skipped: boolean
  /** Characters of one record, roughly; what comes then is only counted. */
  readonly maxLength: number
}

/** A rough length of what an entry adds to the record, apart from its texts. */
const ENTRY = 260

const round = (ms: number): number => Math.round(ms * 1000) / 1000

function pairs(raw: readonly string[]): RecordedHeader[] {
  const headers: RecordedHeader[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) headers.push([raw[index] ?? '', raw[index + 1] ?? ''])
  return headers
}

export class RequestRecording {
  readonly request: RequestTrace
  readonly #settings: RecordingSettings
  readonly #watch: RuleWatch | null
  readonly #began: number
  readonly #received: ReceivedTrace
  readonly #headers: readonly RecordedHeader[]
  readonly #body: BodyTap | null
  readonly #order: number
  readonly #events: Event[] = []
  readonly #serverEvents: RecordedServerEvent[] = []
  readonly #children: Mutable<RecordedChild>[] = []
  readonly #open = new Map<NotificationTrace, Event>()
  #outcome: OutcomeTrace | null = null
  #failure: RecordedFailure | null = null
  #seq = 0
  #dropped = 0
  #length = 1000
  /** As it was last asked for; nothing has happened since. */
  #record: RecordedRequest | null = null

  constructor(request: RequestTrace, received: ReceivedTrace, order: number, settings: RecordingSettings, watch: RuleWatch | null) {
    this.request = request
    this.#settings = settings
    this.#watch = watch
    this.#order = order
    this.#began = performance.now()
    const headers = pairs(received.rawHeaders)
    this.#headers = settings.redactor?.headers(headers) ?? headers
    this.#body = settings.bodies > 0 && received.entity !== null ? new BodyTap(received.entity, settings.bodies) : null
    this.#received = { ...received, target: this.#text(received.target), rawHeaders: [], entity: null }
    for (const [name, value] of this.#headers) this.#length += name.length + value.length + 8
  }

  /** Characters of its JSON, roughly. */
  get length(): number { return this.#length }
  get failure(): RecordedFailure | null { return this.#failure }
  /** When a rule finds that it takes too long, in milliseconds of `performance.now()`; Infinity: none ever does. */
  get deadline(): number { return this.#failure === null && this.#watch !== null ? this.#began + this.#watch.timeTaken : Infinity }

  /** Some time has passed, and it still runs. */
  overdue(): void {
    this.#failure ??= this.#watch?.time(this.#now(), '') ?? null
    this.#record = null
  }

  call({ phase, event }: NotificationTraceMessage): void {
    this.#record = null
    if (phase === 'start') this.#start(event)
    else if (phase === 'skip') this.#skip(event)
    else if (phase === 'completion') this.#open.get(event)?.completions.push({ seq: ++this.#seq, at: this.#now() })
    else this.#finish(event)
    this.#watch?.time(this.#now(), '')
  }

  serverEvent({ event, request }: TraceEventMessage): void {
    const read = readEvent(event, this.#settings.redactor)
    this.#watch?.event(read.level, triggerOf(read))
    if (!this.#isFull()) this.#add({ seq: ++this.#seq, at: this.#now(), request: (request ?? this.request).id, ...read })
  }

  handler(message: HandlerTraceMessage): void {
    if (!this.#isFull()) this.#add({ seq: ++this.#seq, at: this.#now(), request: message.request.id, ...handlerEvent(message) })
  }

  childStarted(child: RequestTrace): void {
    if (this.#isFull()) return
    const { id, level, method, parent } = child
    this.#children.push({ seq: ++this.#seq, endSeq: 0, id, parent: parent?.id ?? this.request.id, at: this.#now(), ms: 0, level, method, url: this.#text(child.url), status: 0, subStatus: 0 })
    this.#length += ENTRY + child.url.length
  }

  childEnded({ id, ms }: RequestTrace, { status, subStatus }: OutcomeTrace): void {
    const child = this.#children.find((one) => one.id === id)
    if (child !== undefined) Object.assign(child, { endSeq: ++this.#seq, ms: round(ms), status, subStatus })
  }

  /** The request is over; calls for the end of the session may still follow. */
  end(outcome: OutcomeTrace): void {
    const headers = this.#settings.redactor?.headers(outcome.headers) ?? outcome.headers
    this.#outcome = { ...outcome, headers, physicalPath: this.#text(outcome.physicalPath) }
    for (const [name, value] of headers) this.#length += name.length + value.length + 8
    this.#failure = this.#watch?.end(this.request.ms, outcome.status, outcome.subStatus) ?? null
    const body = this.#takeBody()
    this.#length += body?.base64.length ?? 0
  }

  /** The record as it is now; the same object as long as nothing happens to a request that is over. */
  toRecord(): RecordedRequest { return this.#outcome === null ? this.#make() : (this.#record ??= this.#make()) }

  #make(): RecordedRequest {
    const { request, received, outcome } = { request: this.request, received: this.#received, outcome: this.#outcome }
    return {
      type: 'request', version: RECORD_VERSION, id: request.id, connection: request.connection, order: this.#order, activityId: received.activityId,
      startedAt: new Date(request.startedAt).toISOString(), ms: outcome === null ? null : round(request.ms), aborted: outcome?.aborted ?? false,
      method: request.method, url: received.target, httpVersion: received.httpVersion, secure: received.secure, headers: this.#headers, body: this.#takeBody(),
      status: outcome?.status ?? 0, subStatus: outcome?.subStatus ?? 0, reason: outcome?.reason ?? '', responseHeaders: outcome?.headers ?? [],
      user: outcome?.user ?? '', authType: outcome?.authType ?? '', bytesSent: outcome?.bytesSent ?? 0, bytesReceived: outcome?.bytesReceived ?? 0,
      client: received.client, server: received.server, site: received.site, physicalPath: outcome?.physicalPath ?? '',
      failure: this.#failure, events: this.#events.map((event) => ({ ...event })), serverEvents: [...this.#serverEvents], children: this.#children.map((child) => ({ ...child })), dropped: this.#dropped
    }
  }

  #start(event: NotificationTrace): void {
    if (this.#isFull()) return
    const entry = this.#entry(event)
    this.#open.set(event, entry)
    this.#events.push(entry)
  }

  #skip(event: NotificationTrace): void {
    if (!this.#settings.skipped || this.#isFull()) return
    const entry = this.#entry(event)
    entry.endSeq = entry.seq
    this.#events.push(entry)
  }

  #finish(event: NotificationTrace): void {
    const entry = this.#open.get(event)
    if (entry === undefined) return
    this.#open.delete(event)
    entry.endSeq = ++this.#seq
    entry.status = event.status
    entry.us = Math.round(event.us * 10) / 10
    entry.changes = this.#settings.redactor?.changes(event.changes) ?? event.changes
    for (const { before, after } of entry.changes) this.#length += 60 + (before?.length ?? 0) + (after?.length ?? 0)
  }

  #entry({ request, stage, post, kind, name, notification, depth, child, skipped, skipDetail }: NotificationTrace): Event {
    this.#length += ENTRY
    return { seq: ++this.#seq, endSeq: 0, at: this.#now(), request: (request ?? this.request).id, stage, post, kind, name, notification, status: null, us: 0, depth, child, changes: [], skipped, ...(skipDetail !== '' && { skipDetail }), completions: [] }
  }

  #add(event: RecordedServerEvent): void {
    this.#serverEvents.push(event)
    this.#length += ENTRY
    for (const { name, value } of event.fields) this.#length += name.length + value.length
  }

  #isFull(): boolean {
    if (this.#length < this.#settings.maxLength) return false
    this.#dropped++
    return true
  }

  #takeBody(): ReturnType<BodyTap['take']> {
    const header = (of: string): string => this.#headers.find(([name]) => name.toLowerCase() === of)?.[1] ?? ''
    const type = header('content-type')
    return this.#body?.take(header('transfer-encoding') !== '' || Number(header('content-length')) > 0, (bytes) => this.#settings.redactor?.body(bytes, type) ?? bytes) ?? null
  }

  #text(text: string): string { return this.#settings.redactor?.text(text) ?? text }
  #now(): number { return round(performance.now() - this.#began) }
}

/** The status that an event tells of. */
function triggerOf({ fields }: Pick<RecordedServerEvent, 'fields'>): string {
  const [status = 0, subStatus = 0] = ['HttpStatus', 'HttpSubStatus'].map((of) => Number(fields.find(({ name }) => name === of)?.value ?? 0))
  return formatStatus(status, subStatus)
}
