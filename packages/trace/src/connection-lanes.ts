// Connections: their requests, and what filters keep on them.

import type { ConnectionTraceMessage, NotificationTrace, RequestTrace, SessionTraceMessage } from '@isapi-bridge/module-api'
import { RECORD_VERSION, type RecordedAddress, type RecordedConnection, type RecordedEvent, type RecordedSession, type RecordedStateStep } from './record.ts'

/** Message of `isapi-bridge:heap`, as far as it is read here. */
export interface HeapFaultMessage {
  readonly filter: string
  readonly notification: string
  readonly message: string
  readonly request: RequestTrace | null
}

/** Steps of one session that are kept; later ones push the second out, so that the first stays. */
const MAX_STEPS = 200
const MAX_REQUESTS = 10_000
/** Calls outside of requests. */
const MAX_CALLS = 1000

interface Session { readonly filter: string; readonly steps: RecordedStateStep[]; ended: boolean }

class Lane {
  readonly id: number
  readonly openedAt: number = Date.now()
  closedAt: number | null = null
  readonly client: RecordedAddress | null
  readonly secure: boolean
  readonly requests: number[] = []
  count = 0
  readonly sessions = new Map<string, Session>()
  readonly events: RecordedEvent[] = []

  constructor(id: number, client: RecordedAddress | null, secure: boolean) {
    this.id = id
    this.client = client
    this.secure = secure
  }

  toRecord(): RecordedConnection {
    const sessions = [...this.sessions.values()].map(({ filter, steps, ended }): RecordedSession => ({ filter, steps: [...steps], ended }))
    const { id, openedAt, closedAt, client, secure } = this
    return { type: 'connection', version: RECORD_VERSION, id, openedAt: new Date(openedAt).toISOString(), closedAt: closedAt === null ? null : new Date(closedAt).toISOString(), client, secure, requests: [...this.requests], sessions, events: [...this.events] }
  }
}

export class ConnectionLanes {
  readonly #limit: number
  readonly #lanes = new Map<number, Lane>()

  /** @param limit connections that are kept; those that have closed go first, the oldest before the others */
  constructor(limit: number) {
    this.#limit = limit
  }

  list(): RecordedConnection[] { return [...this.#lanes.values()].map((lane) => lane.toRecord()) }
  clear(): void { this.#lanes.clear() }

  /** A request has begun. Its place on its connection, from 1 on. */
  enter({ id, connection }: RequestTrace, client: RecordedAddress, secure: boolean): number {
    if (connection === 0) return 1
    const lane = this.#lane(connection, client, secure)
    if (lane.requests.length >= MAX_REQUESTS) lane.requests.shift()
    lane.requests.push(id)
    return ++lane.count
  }

  /** A connection has come or gone; the record of one that has. */
  connection({ phase, connection, client, secure }: ConnectionTraceMessage): RecordedConnection | null {
    const lane = phase === 'open' ? this.#lane(connection, client, secure) : this.#lanes.get(connection)
    if (lane === undefined || phase === 'open') return null
    lane.closedAt = Date.now()
    return lane.toRecord()
  }

  /** A filter has been called, or its session has ended. */
  session({ phase, connection, filter, notification, context, blocks, bytes, request }: SessionTraceMessage): void {
    const session = this.#session(connection, filter)
    if (session === null) return
    const last = session.steps.at(-1)
    if (phase === 'end') {
      session.ended = true
      this.#step(session, { time: new Date().toISOString(), request: 0, notification: '', context: null, blocks: 0, bytes: 0, fault: null })
    } else if (last?.context !== context || last.blocks !== blocks || last.bytes !== bytes) {
      this.#step(session, { time: new Date().toISOString(), request: request?.id ?? 0, notification, context, blocks, bytes, fault: null })
    }
  }

  /** The memory of a filter is damaged. */
  fault({ filter, notification, message, request }: HeapFaultMessage): void {
    const session = request === null ? null : this.#session(request.connection, filter)
    if (session === null) return
    const { context = null, blocks = 0, bytes = 0 } = session.steps.at(-1) ?? {}
    this.#step(session, { time: new Date().toISOString(), request: request?.id ?? 0, notification, context, blocks, bytes, fault: message })
  }

  /** A call outside of requests. */
  lateCall({ connection }: NotificationTrace, event: RecordedEvent): void {
    const events = this.#lanes.get(connection)?.events
    if (events === undefined) return
    if (events.length >= MAX_CALLS) events.shift()
    events.push(event)
  }

  #session(connection: number, filter: string): Session | null {
    const lane = this.#lanes.get(connection)
    if (lane === undefined) return null
    let session = lane.sessions.get(filter)
    if (session === undefined) lane.sessions.set(filter, session = { filter, steps: [], ended: false })
    return session
  }

  #step(session: Session, step: RecordedStateStep): void {
    if (session.steps.length >= MAX_STEPS) session.steps.splice(1, 1)
    session.steps.push(step)
  }

  #lane(id: number, client: RecordedAddress, secure: boolean): Lane {
    const known = this.#lanes.get(id)
    if (known !== undefined) return known
    const lane = new Lane(id, client, secure)
    this.#lanes.set(id, lane)
    if (this.#lanes.size > this.#limit) this.#drop()
    return lane
  }

  #drop(): void {
    for (const { id, closedAt } of this.#lanes.values()) {
      if (closedAt === null) continue
      this.#lanes.delete(id)
      return
    }
    const [oldest] = this.#lanes.keys()
    if (oldest !== undefined) this.#lanes.delete(oldest)
  }
}
