// The record of a request: what the recorder keeps, what stands on each line of a recording, and what pages, exports and replays are made of.
//
// It is plain JSON. A reader must refuse a `version` that it does not know, and must ignore members that it does not know: new ones may come without a
// new version. Times in milliseconds are relative to `startedAt` of the request, with three decimals. `seq` counts whatever happened in one request:
// sorted by it, calls (start at `seq`, end at `endSeq`), server events and child requests fall into the order in which they happened, and nest.

import type { SkipReason, TraceChange } from '@isapi-bridge/module-api'

/** The form that this package writes. */
export const RECORD_VERSION = 1

/** Name and value, in the order and the case in which they were sent. A header that was sent twice stands here twice. */
export type RecordedHeader = readonly [name: string, value: string]

/** Stands in the place of a value that was taken out. */
export const REDACTED = '[redacted]'

/** One call of a filter or a module, or one that did not happen. */
export interface RecordedEvent {
  readonly seq: number
  /** 0 while it runs; `seq` for a call that did not happen. */
  readonly endSeq: number
  /** When it began, in milliseconds. */
  readonly at: number
  /** Id of the request that it belongs to: that of the record, or of a child. */
  readonly request: number
  readonly stage: string
  readonly post: boolean
  readonly kind: 'filter' | 'module'
  readonly name: string
  readonly notification: string
  /** Null while it runs, and for a call that did not happen. */
  readonly status: string | null
  /** Microseconds. */
  readonly us: number
  /** How many other calls of this request were on the stack. */
  readonly depth: number
  /** Level of the child request; 0 for the request itself. */
  readonly child: number
  /** What was different afterwards, nested calls included. */
  readonly changes: readonly TraceChange[]
  /** Why it was not called; null: it was. */
  readonly skipped: SkipReason | null
  /** With `port`: the flag of the ports that the filter registered for. */
  readonly skipDetail?: string
  /** When OnAsyncCompletion was called for it. */
  readonly completions: readonly { readonly seq: number; readonly at: number }[]
}

/** A field of an event, as text: a number in decimal, a Boolean as true or false, bytes in hexadecimal digits. */
export interface RecordedField { readonly name: string; readonly value: string }

/** An event of the server (MODULE_SET_RESPONSE_ERROR_STATUS, HANDLER_CHANGED …) or of a module (RaiseTraceEvent, QuickTrace). */
export interface RecordedServerEvent {
  readonly seq: number
  readonly at: number
  readonly request: number
  readonly name: string
  /** GUID of the provider, in braces. */
  readonly provider: string
  readonly area: number
  /** The number of the event in its area. */
  readonly event: number
  /** 0 always, 1 critical, 2 error, 3 warning, 4 information, 5 verbose. */
  readonly level: number
  readonly fields: readonly RecordedField[]
}

/** A request that a module executed inside of the recorded one. */
export interface RecordedChild {
  readonly seq: number
  /** 0 while it runs. */
  readonly endSeq: number
  readonly id: number
  /** Id of the request that executed it. */
  readonly parent: number
  readonly at: number
  readonly ms: number
  readonly level: number
  readonly method: string
  readonly url: string
  readonly status: number
  readonly subStatus: number
}

/** The beginning of a body. */
export interface RecordedBody {
  readonly base64: string
  /** Bytes that came, of which base64 may hold fewer. */
  readonly length: number
  /** Something is missing: it was longer than the recorder keeps, began before it listened, or never came to its end. */
  readonly cut: boolean
}

/** One end of a connection. */
export interface RecordedAddress { readonly address: string; readonly port: number }

/** Which condition of which rule made the recorder keep the request. */
export interface RecordedFailure {
  /** Path pattern of the rule. */
  readonly rule: string
  readonly reason: 'STATUS_CODE' | 'TIME_TAKEN' | 'VERBOSITY'
  /** Status at that moment, `404` or `404.2`; empty: nobody had set one. */
  readonly triggerStatus: string
  /** What the rule wants to see: bits of the areas of the provider WWW Server, and the least important level. */
  readonly areas: number
  readonly verbosity: number
}

/** One request of a client, with everything that happened in it. */
export interface RecordedRequest {
  readonly type: 'request'
  readonly version: typeof RECORD_VERSION
  /** Unique among the requests of one server process. */
  readonly id: number
  /** 0: the host knows none. */
  readonly connection: number
  /** Which request of its connection it was, from 1 on: replayed in this order, over one connection. */
  readonly order: number
  /** GUID in braces, which its server events carry; empty when there was none. */
  readonly activityId: string
  /** ISO 8601, in UTC. */
  readonly startedAt: string
  /** Null while it runs. */
  readonly ms: number | null
  /** The client left before the answer was complete. */
  readonly aborted: boolean

  readonly method: string
  /** The target of the request line, as it was received. */
  readonly url: string
  /** `1.0` or `1.1`. */
  readonly httpVersion: string
  readonly secure: boolean
  /** As received, before any filter or module saw them. */
  readonly headers: readonly RecordedHeader[]
  /** Null: there was none, or the recorder was not asked for bodies. */
  readonly body: RecordedBody | null

  readonly status: number
  readonly subStatus: number
  readonly reason: string
  /** As they left filters and modules; what the HTTP layer adds (Date, Connection) is not here. */
  readonly responseHeaders: readonly RecordedHeader[]
  /** Empty: anonymous, or none. */
  readonly user: string
  /** Empty: none. */
  readonly authType: string
  /** On the connection, headers included; 0 where the host does not count them. */
  readonly bytesSent: number
  /** Request line, headers and body, as far as they were read. */
  readonly bytesReceived: number
  readonly client: RecordedAddress | null
  readonly server: RecordedAddress | null
  readonly site: { readonly id: number; readonly name: string }
  /** What its URL was mapped to; empty: nobody asked. */
  readonly physicalPath: string

  /** Null: no rule asked for it; it was kept because all are. */
  readonly failure: RecordedFailure | null
  /** In the order in which they started. */
  readonly events: readonly RecordedEvent[]
  readonly serverEvents: readonly RecordedServerEvent[]
  readonly children: readonly RecordedChild[]
  /** Events that were left out, because the record had grown to its bound. */
  readonly dropped: number
}

/** What a filter kept on a connection after one of its calls. */
export interface RecordedStateStep {
  /** ISO 8601, in UTC. */
  readonly time: string
  /** Id of the request; 0: none was under way. */
  readonly request: number
  readonly notification: string
  /** What pFilterContext holds, in short; null: nothing. */
  readonly context: string | null
  /** Live blocks of AllocMem, and their bytes. */
  readonly blocks: number
  readonly bytes: number
  /** The heap was damaged: the message. */
  readonly fault: string | null
}

/** One filter on one connection. */
export interface RecordedSession {
  readonly filter: string
  /** Only what differed from the step before. */
  readonly steps: readonly RecordedStateStep[]
  /** SF_NOTIFY_END_OF_NET_SESSION is over, or the filter wants none, and its memory has been taken back. */
  readonly ended: boolean
}

/** One connection of a client. */
export interface RecordedConnection {
  readonly type: 'connection'
  readonly version: typeof RECORD_VERSION
  readonly id: number
  readonly openedAt: string
  /** Null: it is open. */
  readonly closedAt: string | null
  readonly client: RecordedAddress | null
  readonly secure: boolean
  /** Ids of its requests, in their order; those that the recorder has dropped included. */
  readonly requests: readonly number[]
  readonly sessions: readonly RecordedSession[]
  /** Calls outside of requests: SF_NOTIFY_READ_RAW_DATA before one is parsed; SF_NOTIFY_END_OF_NET_SESSION, which stands with the last request too, as long as it is kept. */
  readonly events: readonly RecordedEvent[]
}

/** One line of a recording. */
export type RecordedLine = RecordedRequest | RecordedConnection
