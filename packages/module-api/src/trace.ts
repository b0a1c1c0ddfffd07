// What everybody who wants to see the pipeline at work subscribes to. Without a subscriber nothing is made.

import { channel, type Channel } from 'node:diagnostics_channel'
import type { Readable } from 'node:stream'
import type { HTTP_TRACE_EVENT } from './http-trace.ts'

/** Facts about a request that its events share. */
export interface RequestTrace {
  readonly id: number
  /** Id of the connection; 0 when the host has none. */
  readonly connection: number
  /** As the request entered the pipeline: what was set on a clone before it was executed is in them. */
  method: string
  url: string
  /** 0 for the request of a client, 1 for its child requests, and so on. */
  readonly level: number
  readonly parent: RequestTrace | null
  readonly startedAt: number
  /** Who listens to the watched channels sets it when the request begins, if he wants to see what happens in it and in its children. */
  watched: boolean
  /** Filled in at the end. */
  status: number
  ms: number
}

/** What a change is about: the URL, the method, the physical path, the user, the status, a header, the bytes of the body that waits, a field of the log record that a module replaced, a header that stands ready for a denial (SF_REQ_ADD_HEADERS_ON_DENIAL), or a member of a filter's structure. */
export type TraceSubject = 'url' | 'method' | 'path' | 'user' | 'status' | 'request-header' | 'response-header' | 'body' | 'log' | 'denial-header' | 'structure'

/** One thing that was different after a call. What happened inside it, in nested calls, is included. Values are as they are: who keeps them takes credentials out. */
export interface TraceChange {
  readonly what: TraceSubject
  /** Of the header, in lower case, of the member, or of the field of LogRecord; empty where there is only one. */
  readonly name: string
  /** Null: it was not there. */
  readonly before: string | null
  /** Null: it is gone. */
  readonly after: string | null
}

/**
 * Why a filter or module was not called: the filter did not ask for this kind of port; it has disabled the notification; another one handled it; the
 * request was finished.
 */
export type SkipReason = 'port' | 'disabled' | 'handled' | 'finished'

/** One finished, or running, call of a module or a filter. The same object is published at the start and at the end. */
export interface NotificationTrace {
  /** Null: bytes of a connection that belong to no request, because none has been parsed yet, or the end of a connection without one. */
  readonly request: RequestTrace | null
  /** Id of the connection, as in RequestTrace; 0 when the host has none. */
  readonly connection: number
  /** Deterministic stage during which it happened, in IIS's trace vocabulary. */
  readonly stage: string
  readonly post: boolean
  readonly kind: 'filter' | 'module'
  readonly name: string
  readonly notification: string
  /** How many other calls of this request were on the stack. */
  readonly depth: number
  /** Level of child request: 0 for the request of a client. */
  readonly child: number
  /** In milliseconds of `performance.now()`; exact when the start has been published. */
  startedAt: number
  /** Name of the status that came back; null while it runs. */
  status: string | null
  /** Duration in microseconds. */
  us: number
  /** What it changed; complete when it has ended. */
  changes: readonly TraceChange[]
  /** Why it was not called; null: it was. */
  readonly skipped: SkipReason | null
  /** More about that, where there is: with `port` the flag of the ports that the filter registered for. */
  readonly skipDetail: string
}

/** One end of a connection, as traces show it. */
export interface TraceAddress { readonly address: string; readonly port: number }

/** What came in, before any module or filter of the pipeline has seen it. */
export interface ReceivedTrace {
  /** The target of the request line, as it was received. */
  readonly target: string
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
  readonly httpVersion: string
  readonly secure: boolean
  readonly client: TraceAddress
  readonly server: TraceAddress
  readonly site: { readonly id: number; readonly name: string }
  /** What its trace events share; in braces. */
  readonly activityId: string
  /** The stream that the body comes through; null where the host has none. Who reads from it takes the body away. */
  readonly entity: Readable | null
}

/** What became of it. */
export interface OutcomeTrace {
  readonly status: number
  readonly subStatus: number
  readonly reason: string
  /** Name and value. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly user: string
  readonly authType: string
  readonly physicalPath: string
  readonly bytesSent: number
  readonly bytesReceived: number
  /** The client left before the answer was complete. */
  readonly aborted: boolean
}

/** Message of `isapi-bridge:request`. The end comes after the closing step. */
export type RequestTraceMessage =
  | { readonly phase: 'start'; readonly request: RequestTrace; readonly received: ReceivedTrace }
  | { readonly phase: 'end'; readonly request: RequestTrace; readonly outcome: OutcomeTrace }

/** Message of `isapi-bridge:connection`: a client has come, or has gone and its contexts are cleaned. */
export interface ConnectionTraceMessage {
  readonly phase: 'open' | 'close'
  readonly connection: number
  readonly client: TraceAddress
  readonly secure: boolean
}

/** Message of `isapi-bridge:session`: what a filter keeps on a connection, after each of its calls and when it has been taken back. */
export interface SessionTraceMessage {
  readonly phase: 'call' | 'end'
  readonly connection: number
  readonly filter: string
  readonly notification: string
  /** What its context on the connection holds, in short; null: nothing. */
  readonly context: string | null
  /** Live blocks of memory, and their bytes. */
  readonly blocks: number
  readonly bytes: number
  readonly request: RequestTrace | null
}

/**
 * Message of `isapi-bridge:notification`. `completion`: OnAsyncCompletion of a call that pends is about to be called; there may be several, or none.
 * `skip`: somebody who had registered is not called, which `skipped` of the event explains; nothing else follows for it.
 */
export interface NotificationTraceMessage { readonly phase: 'start' | 'completion' | 'end' | 'skip'; readonly event: NotificationTrace }

/** Message of `isapi-bridge:handler`, with the fields of IIS's event HANDLER_CHANGED. */
export interface HandlerTraceMessage {
  readonly request: RequestTrace
  /** Empty for the first choice. */
  readonly OldHandlerName: string
  /** Empty when nothing takes the request. */
  readonly NewHandlerName: string
  readonly NewHandlerModules: string
  readonly NewHandlerScriptProcessor: string
  readonly NewHandlerType: string
}

/** Message of `isapi-bridge:trace-event`. */
export interface TraceEventMessage {
  /** Null: the event belongs to no request, or to one that began before anybody listened. */
  readonly request: RequestTrace | null
  readonly event: HTTP_TRACE_EVENT
}

/** A request enters and leaves the pipeline. */
export const requestChannel: Channel<unknown, RequestTraceMessage> = channel('isapi-bridge:request') as Channel<unknown, RequestTraceMessage>
/** A call of a module or a filter begins and ends. */
export const notificationChannel: Channel<unknown, NotificationTraceMessage> = channel('isapi-bridge:notification') as Channel<unknown, NotificationTraceMessage>
/** A request gets another handler: by the mappings, or by SetScriptMap. */
export const handlerChannel: Channel<unknown, HandlerTraceMessage> = channel('isapi-bridge:handler') as Channel<unknown, HandlerTraceMessage>
/** A module, or the server, raises a trace event. */
export const traceEventChannel: Channel<unknown, TraceEventMessage> = channel('isapi-bridge:trace-event') as Channel<unknown, TraceEventMessage>
/**
 * The same three for those who choose their requests: only of requests that are `watched`, and calls outside of any. What nobody watches costs next to
 * nothing, while a subscriber of the three above gets everything of everyone.
 */
export const watchedNotificationChannel: Channel<unknown, NotificationTraceMessage> = channel('isapi-bridge:watched-notification') as Channel<unknown, NotificationTraceMessage>
export const watchedHandlerChannel: Channel<unknown, HandlerTraceMessage> = channel('isapi-bridge:watched-handler') as Channel<unknown, HandlerTraceMessage>
export const watchedTraceEventChannel: Channel<unknown, TraceEventMessage> = channel('isapi-bridge:watched-trace-event') as Channel<unknown, TraceEventMessage>

/** Somebody wants to see the calls of a request; null: it began when nobody listened. */
export function seesCalls(request: RequestTrace | null): boolean { return request !== null && (request.watched || notificationChannel.hasSubscribers) }
/** Somebody wants to see calls that belong to no request. */
export function seesOtherCalls(): boolean { return notificationChannel.hasSubscribers || watchedNotificationChannel.hasSubscribers }
/** Somebody wants to see the events of a request. */
export function seesEvents(request: RequestTrace | null): boolean { return traceEventChannel.hasSubscribers || request?.watched === true }

/** @param outside it belongs to no request, or to one that is over */
export function publishCall(message: NotificationTraceMessage, outside: boolean): void {
  notificationChannel.publish(message)
  if (outside || message.event.request?.watched === true) watchedNotificationChannel.publish(message)
}

/** A client comes and goes. */
export const connectionChannel: Channel<unknown, ConnectionTraceMessage> = channel('isapi-bridge:connection') as Channel<unknown, ConnectionTraceMessage>
/** A filter has been called, in a request whose calls somebody sees, or its session has ended: what it keeps on the connection. */
export const sessionChannel: Channel<unknown, SessionTraceMessage> = channel('isapi-bridge:session') as Channel<unknown, SessionTraceMessage>
