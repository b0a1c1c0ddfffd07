// What the page gets: the list in short, one request as a whole, one connection with its requests.

import { createHash } from 'node:crypto'
import { compactView, type CompactRow } from '../freb/compact.ts'
import type { RecordedConnection, RecordedRequest } from '../record.ts'
import { curlOf } from './curl.ts'
import { explain, type Explanation } from './explain.ts'

/** A request as a line of the list. */
export interface RequestSummary {
  /** For permalinks: ids begin anew with each process, this does not come back. */
  readonly key: string
  readonly id: number
  readonly connection: number
  readonly method: string
  readonly url: string
  readonly status: number
  readonly subStatus: number
  /** Null while it runs. */
  readonly ms: number | null
  readonly startedAt: string
  readonly aborted: boolean
  readonly user: string
  /** Calls that happened, and those that did not. */
  readonly calls: number
  readonly skipped: number
  readonly children: number
  /** Calls that changed something. */
  readonly changed: number
  /** Filters and modules that were called. */
  readonly names: readonly string[]
}

/** A request as a whole. */
export interface RequestDetail extends RecordedRequest {
  readonly key: string
  /** For a shell. */
  readonly curl: string
  /** For each event, in the same order; null: it was called. */
  readonly explanations: readonly (Explanation | null)[]
  /** As the viewer of Failed Request Tracing has it. */
  readonly compact: readonly CompactRow[]
}

/** A connection, with those of its requests that are still kept. */
export interface ConnectionDetail {
  readonly id: number
  /** Null: nothing more is known of it. */
  readonly connection: RecordedConnection | null
  readonly requests: readonly RequestSummary[]
}

export function keyOf({ id, startedAt }: RecordedRequest): string { return `${id}-${Date.parse(startedAt).toString(36)}` }

/** Of records that a recorder gives again and again; somebody asks once a second. */
const summaries = new WeakMap<RecordedRequest, RequestSummary>()

export function summaryOf(request: RecordedRequest): RequestSummary {
  let summary = summaries.get(request)
  if (summary === undefined) summaries.set(request, summary = summarize(request))
  return summary
}

function summarize(request: RecordedRequest): RequestSummary {
  const { id, connection, method, url, status, subStatus, ms, startedAt, aborted, user, events, children } = request
  const called = events.filter(({ skipped }) => skipped === null)
  return {
    key: keyOf(request), id, connection, method, url, status, subStatus, ms, startedAt, aborted, user,
    calls: called.length,
    skipped: events.length - called.length,
    children: children.length,
    changed: called.filter(({ changes }) => changes.length > 0).length,
    names: [...new Set(called.map(({ name }) => name))].sort()
  }
}

export function detailOf(request: RecordedRequest): RequestDetail {
  return { ...request, key: keyOf(request), curl: curlOf(request), explanations: request.events.map((_event, index) => explain(request.events, index)), compact: compactView(request) }
}

export function connectionOf(id: number, requests: readonly RecordedRequest[], connections: readonly RecordedConnection[]): ConnectionDetail | null {
  const connection = connections.find((one) => one.id === id) ?? null
  const own = requests.filter((request) => request.connection === id)
  return connection === null && own.length === 0 ? null : { id, connection, requests: own.map(summaryOf) }
}

/** Changes when the text does. */
export function tagOf(text: string): string { return `"${createHash('sha1').update(text).digest('base64url')}"` }
