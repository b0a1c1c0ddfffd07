// From a record to the events of Failed Request Tracing, in the order in which things happened.

import type { TraceChange } from '@isapi-bridge/module-api'
import type { RecordedChild, RecordedEvent, RecordedField, RecordedHeader, RecordedRequest, RecordedServerEvent } from '../record.ts'
import { CATALOGUE, isCatalogued, WWW_SERVER, type CatalogueName } from './catalogue.ts'
import { filterStatusNumber, numberOf } from './texts.ts'

export interface FrebEvent {
  readonly name: string
  /** GUID, in braces. */
  readonly provider: string
  readonly area: number
  readonly number: number
  readonly level: number
  /** Milliseconds from the beginning of the request. */
  readonly at: number
  /** ContextId first. */
  readonly fields: readonly RecordedField[]
}

/** How a request is shown in a full URL, which always has its port. */
export function fullUrlOf({ secure, headers, server, url }: RecordedRequest): string {
  if (!url.startsWith('/')) return url
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? server?.address ?? ''
  const port = /:\d+$/.test(host) ? '' : `:${server?.port ?? (secure ? 443 : 80)}`
  return `${secure ? 'https' : 'http'}://${host}${port}${url}`
}

const text = (headers: readonly RecordedHeader[]): string => headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')

type Values = Readonly<Record<string, string | number | boolean>>
type Step = { readonly seq: number; readonly make: () => void }

/** What is changed in a call and is not in it: the caller's own. */
function ownChanges(event: RecordedEvent, events: readonly RecordedEvent[]): readonly TraceChange[] {
  const inner = events.filter((one) => one.seq > event.seq && one.endSeq < event.endSeq && one.endSeq > 0)
  const isInner = ({ what, name, after }: TraceChange): boolean => inner.some(({ changes }) => changes.some((change) => change.what === what && change.name === name && change.after === after))
  return inner.length === 0 ? event.changes : event.changes.filter((change) => !isInner(change))
}

class Story {
  readonly events: FrebEvent[] = []
  readonly #record: RecordedRequest
  /** As far as the story has come. */
  #url: string
  #user = ''
  #status = 200

  constructor(record: RecordedRequest, appPoolId: string) {
    this.#record = record
    this.#url = record.url
    const { site, connection, method, client, server, headers, body } = record
    this.#add('GENERAL_REQUEST_START', 0, { SiteId: site.id, AppPoolId: appPoolId, ConnId: connection, RawConnId: connection, RequestURL: fullUrlOf(record), RequestVerb: method })
    if (client !== null && server !== null) this.#add('GENERAL_ENDPOINT_INFORMATION', 0, { RemoteAddress: client.address, RemotePort: client.port, LocalAddress: server.address, LocalPort: server.port })
    this.#add('GENERAL_REQUEST_HEADERS', 0, { Headers: text(headers) })
    if (body !== null) this.#add('GENERAL_REQUEST_ENTITY', 0, { Buffer: Buffer.from(body.base64, 'base64').toString('latin1') })
    for (const { make } of this.#steps(appPoolId).sort((one, other) => one.seq - other.seq)) make()
    if (record.ms === null) return
    this.#add('GENERAL_RESPONSE_HEADERS', record.ms, { Headers: text(record.responseHeaders) })
    this.#add('GENERAL_REQUEST_END', record.ms, { BytesSent: record.bytesSent, BytesReceived: record.bytesReceived, HttpStatus: record.status, HttpSubStatus: record.subStatus })
  }

  #steps(appPoolId: string): Step[] {
    const { events, serverEvents, children } = this.#record
    const steps: Step[] = serverEvents.map((event) => ({ seq: event.seq, make: () => { this.#serverEvent(event) } }))
    for (const child of children) {
      steps.push({ seq: child.seq, make: () => { this.#childStart(child, appPoolId) } })
      if (child.endSeq > 0) steps.push({ seq: child.endSeq, make: () => { this.#childEnd(child) } })
    }
    for (const event of events) {
      if (event.skipped !== null || event.stage === 'CONNECTION_CLOSE') continue
      const isFilter = event.kind === 'filter'
      steps.push({ seq: event.seq, make: () => { if (isFilter) this.#filterStart(event); else this.#moduleStart(event) } })
      if (event.endSeq > 0) steps.push({ seq: event.endSeq, make: () => { if (isFilter) this.#filterEnd(event); else this.#moduleEnd(event) } })
      for (const { seq, at } of event.completions) steps.push({ seq, make: () => { this.#moduleCompletion(event, at) } })
    }
    return steps
  }

  #serverEvent({ name, provider, area, event, level, at, fields }: RecordedServerEvent): void {
    const rest = fields.filter((field) => field.name !== 'ContextId')
    if (name === 'MODULE_SET_RESPONSE_ERROR_STATUS' || name === 'MODULE_SET_RESPONSE_SUCCESS_STATUS') this.#status = Number(fields.find((field) => field.name === 'HttpStatus')?.value ?? this.#status)
    this.events.push({ name, provider, area, number: event, level, at, fields: [this.#context, ...rest] })
  }

  #childStart({ method, url, level, at }: RecordedChild, AppPoolId: string): void {
    const { site, connection } = this.#record
    const RequestURL = fullUrlOf({ ...this.#record, url })
    this.#add('GENERAL_CHILD_REQUEST_START', at, { SiteId: site.id, RequestURL, RequestVerb: method, RecursiveLevel: level })
    this.#add('GENERAL_REQUEST_START', at, { SiteId: site.id, AppPoolId, ConnId: connection, RawConnId: connection, RequestURL, RequestVerb: method })
  }

  // Bytes of a child are part of those of its parent.
  #childEnd({ at, ms, status, subStatus }: RecordedChild): void {
    this.#add('GENERAL_REQUEST_END', at + ms, { BytesSent: 0, BytesReceived: 0, HttpStatus: status, HttpSubStatus: subStatus })
    this.#add('GENERAL_CHILD_REQUEST_END', at + ms, { BytesSent: 0, HttpStatus: status, HttpSubStatus: subStatus })
  }

  // Global modules before BEGIN_REQUEST have events of the server.
  #moduleStart({ name, notification, post, at }: RecordedEvent): void {
    const Notification = numberOf(notification)
    if (Notification !== null) this.#add('NOTIFY_MODULE_START', at, { ModuleName: name, Notification: Notification >>> 0, fIsPostNotification: post })
  }

  #moduleEnd({ name, notification, post, status, at, us }: RecordedEvent): void {
    const Notification = numberOf(notification)
    const NotificationStatus = status === 'RQ_NOTIFICATION_FINISH_REQUEST' ? 2 : 0
    if (Notification !== null) this.#add('NOTIFY_MODULE_END', at + us / 1000, { ModuleName: name, Notification: Notification >>> 0, fIsPostNotificationEvent: post, NotificationStatus })
  }

  #moduleCompletion({ name, notification, post }: RecordedEvent, at: number): void {
    const Notification = numberOf(notification)
    if (Notification !== null) this.#add('NOTIFY_MODULE_COMPLETION', at, { ModuleName: name, Notification: Notification >>> 0, fIsPostNotificationEvent: post, CompletionBytes: 0, ErrorCode: 0 })
  }

  #filterStart(event: RecordedEvent): void {
    const { at, name, notification } = event
    this.#add('FILTER_START', at, { FilterName: name })
    this.#pair(notification, 'START', at, this.#startValues(event))
  }

  #filterEnd(event: RecordedEvent): void {
    const at = event.at + event.us / 1000
    for (const { what, name, before, after } of ownChanges(event, this.#record.events)) {
      if (what === 'url') this.#url = after ?? this.#url
      if (what === 'request-header') this.#add(before === null ? 'FILTER_ADD_REQ_HEADER' : 'FILTER_SET_REQ_HEADER', at, { HeaderName: name, HeaderValue: after ?? '' })
      if (what === 'response-header') this.#add(before === null ? 'FILTER_ADD_RESP_HEADER' : 'FILTER_SET_RESP_HEADER', at, { HeaderName: name, HeaderValue: after ?? '' })
    }
    if (event.status === 'SF_STATUS_REQ_ERROR') this.#add('FILTER_ERROR', at, { ErrorCode: 0 })
    this.#pair(event.notification, 'END', at, this.#endValues(event))
    this.#add('FILTER_END', at, { NotificationStatus: filterStatusNumber(event.status) ?? event.status ?? '' })
  }

  /** READ_RAW_DATA and END_OF_NET_SESSION have no events of their own. */
  #pair(notification: string, end: 'START' | 'END', at: number, values: Values): void {
    const name = `FILTER_${notification.replace('SF_NOTIFY_', '')}_${end}`
    if (isCatalogued(name)) this.#add(name, at, values)
  }

  #startValues({ notification, changes }: RecordedEvent): Values {
    const before = (name: string, otherwise: string): string => changes.find((change) => change.name === name)?.before ?? otherwise
    switch (notification) {
      case 'SF_NOTIFY_URL_MAP': return { OrigURL: this.#url, OrigPath: before('pszPhysicalPath', this.#record.physicalPath), ...MAP_REST }
      case 'SF_NOTIFY_AUTHENTICATION': return { OrigUserName: before('pszUser', this.#user) }
      case 'SF_NOTIFY_SEND_RESPONSE': return { HttpStatus: this.#status }
      case 'SF_NOTIFY_ACCESS_DENIED': return { RequestedURL: this.#url, PhysicalPath: this.#record.physicalPath, DenialReason: 0 }
      case 'SF_NOTIFY_LOG': return this.#logValues('Orig', before)
      default: return {}
    }
  }

  #endValues({ notification, changes }: RecordedEvent): Values {
    const after = (name: string, otherwise: string): string => changes.find((change) => change.name === name)?.after ?? otherwise
    switch (notification) {
      case 'SF_NOTIFY_URL_MAP': return { FinalURL: this.#url, FinalPath: after('pszPhysicalPath', this.#record.physicalPath), ...MAP_REST }
      case 'SF_NOTIFY_AUTHENTICATION':
        this.#user = after('pszUser', this.#user)
        return { FinalUserName: this.#user, PasswordChanged: changes.some(({ name }) => name === 'pszPassword') }
      case 'SF_NOTIFY_LOG': return this.#logValues('Final', after)
      default: return {}
    }
  }

  #logValues(form: 'Orig' | 'Final', value: (name: string, otherwise: string) => string): Values {
    const { client, server, user, method, status } = this.#record
    const query = this.#url.indexOf('?')
    return {
      [`${form}ClientHostName`]: value('pszClientHostName', client?.address ?? ''), [`${form}ClientUserName`]: value('pszClientUserName', user), [`${form}ServerName`]: value('pszServerName', server?.address ?? ''),
      [`${form}Operation`]: value('pszOperation', method), [`${form}Target`]: value('pszTarget', query < 0 ? this.#url : this.#url.slice(0, query)),
      [`${form}Parameters`]: value('pszParameters', query < 0 ? '' : this.#url.slice(query + 1)), [`${form}HttpStatus`]: value('dwHttpStatus', String(status)), [`${form}Win32Status`]: value('dwWin32Status', '0')
    }
  }

  get #context(): RecordedField { return { name: 'ContextId', value: this.#record.activityId } }

  #add(name: CatalogueName, at: number, values: Values): void {
    const { area, number, level } = CATALOGUE[name]
    const fields = Object.entries(values).map(([field, value]) => ({ name: field, value: String(value) }))
    this.events.push({ name, provider: WWW_SERVER.guid, area, number, level, at, fields: [this.#context, ...fields] })
  }
}

/** What this server knows nothing of. */
const MAP_REST: Values = { AccessPerms: 0, MatchingPath: 0, MatchingURL: 0, ScriptMapEntry: '' }

/** The events of a request, in the order in which they happened. */
export function frebEvents(record: RecordedRequest, appPoolId = 'DefaultAppPool'): FrebEvent[] { return new Story(record, appPoolId).events }
