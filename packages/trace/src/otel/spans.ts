// Spans are made while things happen, from the channels; the names are those of OpenTelemetry's conventions for HTTP servers.

import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Attributes, type Context, type Span, type TextMapGetter, type Tracer, type TracerProvider } from '@opentelemetry/api'
import {
  notificationChannel, requestChannel, type NotificationTrace, type NotificationTraceMessage, type OutcomeTrace, type ReceivedTrace, type RequestTrace, type RequestTraceMessage
} from '@isapi-bridge/module-api'
import { Redactor, type RedactOptions } from '../redact.ts'
import { pathOf } from '../rules.ts'

export interface OpenTelemetryOptions {
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider
  /** Spans of calls inside those of requests. Default true. */
  readonly calls?: boolean
  /** What calls changed, as an event `change` of their span. Default true. */
  readonly changes?: boolean
  /** Credentials in URLs and changes are taken out; false: they are not. Default: they are. */
  readonly redact?: RedactOptions | false
  /** Requests to leave out, by their URL. */
  readonly ignore?: (url: string) => boolean
}

/** A span that runs, and the context that those inside it have. */
interface Running { readonly span: Span; readonly within: Context }

const NAME = '@isapi-bridge/trace'

/** Headers as the propagator asks for them; of several with one name the first counts. */
const GETTER: TextMapGetter<readonly string[]> = {
  keys: (raw) => raw.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase()),
  get(raw, key) {
    for (let index = 0; index + 1 < raw.length; index += 2) if (raw[index]?.toLowerCase() === key.toLowerCase()) return raw[index + 1]
    return undefined
  }
}

/** TABLE: methods that the conventions know; others are `_OTHER`, so that nobody can make names without end. */
const METHODS: ReadonlySet<string> = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE'])

class Spans {
  readonly #options: OpenTelemetryOptions
  readonly #tracer: Tracer
  readonly #redactor: Redactor | null
  readonly #requests = new Map<RequestTrace, Running>()
  readonly #calls = new Map<NotificationTrace, Running>()
  /** The calls that are on the stack of a request, the innermost last. */
  readonly #stacks = new Map<RequestTrace, NotificationTrace[]>()

  constructor(options: OpenTelemetryOptions) {
    this.#options = options
    this.#tracer = (options.tracerProvider ?? trace.getTracerProvider()).getTracer(NAME)
    this.#redactor = options.redact === false ? null : new Redactor(options.redact)
  }

  readonly onRequest = (message: unknown): void => {
    const given = message as RequestTraceMessage // the channel carries nothing else
    if (given.phase === 'start') this.#startRequest(given.request, given.received)
    else this.#endRequest(given.request, given.outcome)
  }

  readonly onCall = (message: unknown): void => {
    const { phase, event } = message as NotificationTraceMessage // the channel carries nothing else
    if (phase === 'start') this.#startCall(event)
    else if (phase === 'completion') this.#calls.get(event)?.span.addEvent('completion')
    else if (phase === 'end') this.#endCall(event)
  }

  /** What still runs ends without an outcome. */
  close(): void {
    for (const { span } of [...this.#calls.values(), ...this.#requests.values()]) span.end()
    this.#calls.clear()
    this.#requests.clear()
    this.#stacks.clear()
  }

  #startRequest(request: RequestTrace, received: ReceivedTrace): void {
    if (this.#options.ignore?.(request.url) === true) return
    const outer = request.parent === null ? propagation.extract(ROOT_CONTEXT, received.rawHeaders, GETTER) : this.#innermost(request.parent)
    if (outer === null) return // its parent is left out
    const known = METHODS.has(request.method)
    const span = this.#tracer.startSpan(known ? request.method : 'HTTP', {
      kind: request.parent === null ? SpanKind.SERVER : SpanKind.INTERNAL, startTime: request.startedAt, attributes: this.#attributesOf(request, received, known)
    }, outer)
    this.#requests.set(request, { span, within: trace.setSpan(outer, span) })
  }

  #attributesOf(request: RequestTrace, { target, secure, httpVersion, client, server, site, rawHeaders }: ReceivedTrace, known: boolean): Attributes {
    const query = target.indexOf('?')
    const text = (value: string): string => this.#redactor?.text(value) ?? value
    return {
      'http.request.method': known ? request.method : '_OTHER', ...(known ? {} : { 'http.request.method_original': request.method }),
      'url.scheme': secure ? 'https' : 'http', 'url.path': text(pathOf(target)), ...(query < 0 ? {} : { 'url.query': text(target.slice(query)).slice(1) }),
      'network.protocol.name': 'http', 'network.protocol.version': httpVersion,
      'server.address': GETTER.get(rawHeaders, 'host')?.toString().replace(/:\d+$/, '') ?? server.address, 'server.port': server.port, 'client.address': client.address, 'network.peer.address': client.address, 'network.peer.port': client.port,
      'user_agent.original': GETTER.get(rawHeaders, 'user-agent')?.toString() ?? '', 'isapi.site.id': site.id, 'isapi.connection.id': request.connection, 'isapi.child.level': request.level
    }
  }

  #endRequest(request: RequestTrace, { status, subStatus, user, bytesSent, aborted }: OutcomeTrace): void {
    const { span } = this.#requests.get(request) ?? {}
    if (span === undefined) return
    this.#requests.delete(request)
    this.#stacks.delete(request)
    span.setAttributes({ 'http.response.status_code': status, 'isapi.response.sub_status': subStatus, 'http.response.size': bytesSent, ...(user === '' ? {} : { 'enduser.id': user }) })
    if (status >= 500 || aborted) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', aborted ? 'aborted' : String(status))
    span.end(request.startedAt + request.ms)
  }

  #startCall(event: NotificationTrace): void {
    const { request } = event
    const outer = this.#innermost(request)
    if (request === null || outer === null) return // it has ended, or is left out
    const { kind, name, notification, stage, post, depth } = event
    const span = this.#tracer.startSpan(`${name} ${notification}`, {
      kind: SpanKind.INTERNAL, attributes: { 'isapi.kind': kind, 'isapi.name': name, 'isapi.notification': notification, 'isapi.stage': stage, 'isapi.post': post, 'isapi.depth': depth }
    }, outer)
    this.#calls.set(event, { span, within: trace.setSpan(outer, span) })
    const stack = this.#stacks.get(request)
    if (stack === undefined) this.#stacks.set(request, [event])
    else stack.push(event)
  }

  #endCall(event: NotificationTrace): void {
    const { span } = this.#calls.get(event) ?? {}
    if (span === undefined) return
    this.#calls.delete(event)
    const stack = event.request === null ? undefined : this.#stacks.get(event.request)
    const index = stack?.lastIndexOf(event) ?? -1
    if (index >= 0) stack?.splice(index, 1)
    span.setAttribute('isapi.status', event.status ?? '')
    if (event.status === 'SF_STATUS_REQ_ERROR') span.setStatus({ code: SpanStatusCode.ERROR })
    if (this.#options.changes !== false) {
      for (const { what, name, before, after } of this.#redactor?.changes(event.changes) ?? event.changes) {
        span.addEvent('change', { 'isapi.change.what': what, 'isapi.change.name': name, ...(before === null ? {} : { 'isapi.change.before': before }), ...(after === null ? {} : { 'isapi.change.after': after }) })
      }
    }
    span.end()
  }

  /** The context for what happens in a request now; null: there is none. */
  #innermost(request: RequestTrace | null): Context | null {
    if (request === null) return null
    const call = this.#stacks.get(request)?.at(-1)
    return (call === undefined ? undefined : this.#calls.get(call)?.within) ?? this.#requests.get(request)?.within ?? null
  }
}

/** Starts to make spans; the returned function ends that. What the client sends of a trace (`traceparent`) is taken up, by the propagator that the program has set. */
export function traceToOpenTelemetry(options: OpenTelemetryOptions = {}): () => void {
  const spans = new Spans(options)
  requestChannel.subscribe(spans.onRequest)
  if (options.calls !== false) notificationChannel.subscribe(spans.onCall)
  return () => {
    requestChannel.unsubscribe(spans.onRequest)
    notificationChannel.unsubscribe(spans.onCall)
    spans.close()
  }
}
