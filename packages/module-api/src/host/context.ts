import { randomUUID } from 'node:crypto'
import {
  ERROR_INVALID_HANDLE, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_LOGON_FAILURE, ERROR_NOT_SUPPORTED, ERROR_STACK_OVERFLOW,
  HRESULT_FROM_WIN32, NO_ERROR, S_OK, type HRESULT
} from '@isapi-bridge/win32'
import {
  HTTP_SEND_RESPONSE_FLAG_DISCONNECT, HTTP_SEND_RESPONSE_FLAG_MORE_DATA, PRIORITY_ALIAS_HIGH, RQ_MAP_REQUEST_HANDLER, RQ_SEND_RESPONSE, type REQUEST_NOTIFICATION_STATUS
} from '../constants.ts'
import { ModuleContractError } from '../errors.ts'
import type { ContextExtras } from '../context-extras.ts'
import type { EXECUTE_RESULT, EXECUTION_STATS, IHttpContext, IHttpContext4, NEXT_NOTIFICATION, NOTIFY_RESULT, PostCompletionRoutine, ServerVariableForm } from '../http-context.ts'
import type { IHttpConnection } from '../http-connection.ts'
import type { READ_ENTITY_RESULT } from '../http-request.ts'
import type { ICustomNotificationProvider, IHttpEventProvider, IMapPathProvider } from '../event-providers.ts'
import type { HTTP_LOG_FIELDS_DATA } from '../http-log-data.ts'
import type { IHttpUser } from '../http-user.ts'
import type { IScriptMapInfo } from '../script-map.ts'
import type { IHttpModuleContextContainer, INamedContextContainer } from '../stored-context.ts'
import type { LogRecord } from '../log-record.ts'
import type { RawChannel } from '../raw-data.ts'
import { ModuleContextContainer, NamedContextContainer } from '../pipeline/containers.ts'
import { allocate } from '../pipeline/memory.ts'
import type { Call } from '../pipeline/plan.ts'
import { PRIORITIES } from '../pipeline/registry.ts'
import { RequestRun } from '../pipeline/run.ts'
import type { RunOwner } from '../pipeline/run-owner.ts'
import { CLOSING, PRE_BEGIN_REQUEST, SEND_RESPONSE } from '../pipeline/stages.ts'
import { handlerChannel, notificationChannel, requestChannel, traceEventChannel, type NotificationTrace, type RequestTrace } from '../trace.ts'
import { readCredentials, type BasicCredentials } from './basic-credentials.ts'
import { ChildRequests } from './child-requests.ts'
import type { HttpApplication } from './application.ts'
import type { HttpConnection } from './connection.ts'
import { ContextObjects } from './context-objects.ts'
import { createLogRecord, outcomeOf } from './copies.ts'
import type { HttpFileInfo } from './file-info.ts'
import { DEFAULT_BUFFER_LIMIT } from './handler-mapping.ts'
import { fromLogData, toLogData } from './log-data.ts'
import { PathMapping } from './mapping.ts'
import type { MetadataInfo } from './metadata.ts'
import { redirectTarget } from './redirect-target.ts'
import { RequestHandler } from './request-handler.ts'
import type { RequestMessage } from './message.ts'
import type { Pipeline, SiteFacts } from './pipeline.ts'
import { AuthenticationProvider, EventProvider, MapHandlerProvider, SendResponseProvider, type MapPathProvider, type ReadEntityProvider, type SendOwner } from './providers.ts'
import { HttpRequest, type RequestOwner } from './request.ts'
import { HttpResponse, type ResponseOwner } from './response.ts'
import type { OperationDone } from './response-store.ts'
import type { VariableSource } from './server-variables.ts'
import { findVariable, isFixedVariable, readVariable } from './read-variable.ts'
import type { HttpSite } from './site.ts'
import { ticksOf } from './ticks.ts'
import { TraceContext, traceFor, traceStatus } from './trace-context.ts'
import { FACTORY_FAILED, SET_REQUEST_HEADER } from './trace-events.ts'
import type { TraceSubscriptions } from './trace-subscriptions.ts'
import type { HttpUrlInfo } from './url-info.ts'
import { AnonymousUser } from './user.ts'

const ANONYMOUS = new AnonymousUser()
/** Calls of modules inside calls of modules. */
const MAX_DEPTH = 64
let nextRequest = 1

/**
 * One request, or child request: everything that modules reach from IHttpContext. What only some requests use lives in facets, made at the
 * first need: `children`, `mapping` and `objects`.
 */
export class HttpContext implements IHttpContext4, RunOwner, ResponseOwner, SendOwner, RequestOwner, ContextExtras {
  readonly pipeline: Pipeline
  readonly connection: HttpConnection | null
  readonly request: HttpRequest
  readonly response: HttpResponse
  readonly run: RequestRun
  readonly parent: HttpContext | null
  readonly level: number
  readonly trace: RequestTrace | null
  readonly #container = new ModuleContextContainer()
  readonly #startedAt = performance.now()
  readonly #bytesBefore: number
  #named: NamedContextContainer | null = null
  #user: IHttpUser | null = null
  /** Users whose references the server has taken over, in the order in which they were set. */
  #users: IHttpUser[] | null = null
  #logonCredentials: BasicCredentials | null = null
  #beforeHeaders: (() => void)[] | null = null
  #variables: Map<string, string> | null = null
  #log: LogRecord | null = null
  /** Fields that SetLogData replaced. */
  #logged: Partial<LogRecord> | null = null
  #provider: EventProvider | null = null
  #mapping: PathMapping | null = null
  #children: ChildRequests | null = null
  #objects: ContextObjects | null = null
  #handler: RequestHandler | null = null
  #traceContext: TraceContext | null = null
  #activityId: string | null = null
  /** Name of the global module that runs before BEGIN_REQUEST, for trace events. */
  preBeginModule = ''
  #handled = false
  #aborted = false
  #ended = false
  /** What the host does when this child request is given up, because the client of its parent has left. */
  whenAborted: (() => void) | null = null

  /** @param routed the host has routed the request already: its URL is taken as the router took it */
  constructor(pipeline: Pipeline, message: RequestMessage, connection: HttpConnection | null, parent: HttpContext | null = null, routed = false) {
    this.pipeline = pipeline
    this.connection = connection
    this.parent = parent
    this.level = parent === null ? 0 : parent.level + 1
    this.request = new HttpRequest(message, connection?.port ?? null, pipeline.site.id, pipeline.urlRules, this, routed)
    this.response = new HttpResponse(this)
    this.run = new RequestRun(pipeline.plan, this, parent === null ? 0 : Math.max(parent.run.calls.depth, this.level))
    this.#bytesBefore = connection?.port.bytesWritten ?? 0
    this.trace = notificationChannel.hasSubscribers || requestChannel.hasSubscribers || handlerChannel.hasSubscribers || traceEventChannel.hasSubscribers
      ? { id: nextRequest++, connection: connection?.id ?? 0, method: this.request.GetHttpMethod(), url: this.request.url.target, level: this.level, parent: parent?.trace ?? null, startedAt: Date.now(), status: 0, ms: 0 }
      : null
  }

  get mapping(): PathMapping { return this.#mapping ??= new PathMapping(this) }
  get children(): ChildRequests { return this.#children ??= new ChildRequests(this) }
  get objects(): ContextObjects { return this.#objects ??= new ContextObjects(this) }
  get traceSubscriptions(): TraceSubscriptions | null { return this.#traceContext?.subscriptions ?? null }
  /** The GUID that its trace events share with those of its children. */
  get activityId(): string { return this.parent?.activityId ?? (this.#activityId ??= `{${randomUUID().toUpperCase()}}`) }
  get site(): SiteFacts { return this.pipeline.site }
  /** The response is there without a route: finished, or handled by a module or a child. */
  get answered(): boolean { return this.run.finished || this.#handled }
  get handled(): boolean { return this.#handled }
  get aborted(): boolean { return this.#aborted }
  get ended(): boolean { return this.#ended }
  get isSecure(): boolean { return this.request.port?.encrypted === true }
  get handlerTimeout(): number { return this.pipeline.handlerTimeout }
  get waitsForChild(): boolean { return this.#children?.active === true }
  get rawUrl(): string { return this.request.url.target }
  get urlPath(): string { return this.request.url.path ?? '' }
  get handler(): RequestHandler { return this.#handler ??= new RequestHandler(this) }
  /** Not the route that matches is the handler. */
  get replacesRoute(): boolean { return this.pipeline.plan.maps && !this.handler.choice.routes }
  get roots(): readonly string[] { return this.pipeline.roots }
  get log(): LogRecord { return this.#log ??= createLogRecord(this) }

  // --- IHttpContext

  GetSite(): HttpSite { return this.pipeline.objects.site }
  GetApplication(): HttpApplication { return this.pipeline.objects.applicationOf(this.urlPath) }
  GetUrlInfo(): HttpUrlInfo { return this.objects.url }
  GetMetadata(): MetadataInfo { return this.objects.metadata }
  GetFileInfo(): HttpFileInfo | null { return this.objects.file }
  GetConnection(): IHttpConnection | null { return this.connection }
  GetRequest(): HttpRequest { return this.request }
  GetResponse(): HttpResponse { return this.response }
  GetResponseHeadersSent(): boolean { return this.response.headersSent }
  GetUser(): IHttpUser | null { return this.#user }
  GetOriginalUser(): IHttpUser | null { return this.#users?.[0] ?? this.#user }
  GetNamedContextContainer(): INamedContextContainer { return this.#named ??= new NamedContextContainer() }
  EnableFullDuplex(): void {}
  GetRequestStartTime(): number { return ticksOf(this.#startedAt) }
  GetRequestElapsedTime(): number { return Math.floor(this.elapsed) }
  GetModuleContextContainer(): IHttpModuleContextContainer { return this.#container }
  IndicateCompletion(notificationStatus: REQUEST_NOTIFICATION_STATUS): void { this.run.completions.indicate(notificationStatus) }
  DisableNotifications(dwNotifications: number, dwPostNotifications: number): void { this.run.calls.disable(dwNotifications, dwPostNotifications) }
  GetNextNotification(status: REQUEST_NOTIFICATION_STATUS): NEXT_NOTIFICATION | null { return this.run.takeNext(status) }
  GetIsLastNotification(status: REQUEST_NOTIFICATION_STATUS): boolean { return this.run.isLast(status) }
  GetCurrentExecutionStats(): EXECUTION_STATS { return this.run.calls.stats(this.#startedAt) }
  GetScriptMap(): IScriptMapInfo | null { return this.run.stageName === PRE_BEGIN_REQUEST ? null : this.handler.map }
  MapHandler(dwSiteId: number, _pszSiteName: string, pszUrl: string, pszVerb: string, fIgnoreWildcardMappings = false): IScriptMapInfo | HRESULT {
    return this.handler.find(dwSiteId, pszUrl, pszVerb, fIgnoreWildcardMappings)
  }

  GetExecuteFlags(): number { return this.#children?.executeFlags ?? 0 }
  AllocateRequestMemory(cbAllocation: number): Uint8Array | null { return this.#ended ? null : allocate(cbAllocation) }
  GetTraceContext(): TraceContext { return this.#traceContext ??= new TraceContext(this.pipeline.tracing, this) }
  GetPhysicalPath(): string { return this.mapping.physicalPath }
  MapPath(pszUrl: string): string | HRESULT { return this.mapping.map(pszUrl) }
  GetScriptName(): string { return this.urlPath }
  GetScriptTranslated(): string { return this.GetPhysicalPath() }
  SetRequestHandled(): void { this.#handled = true }
  CloneContext(dwCloneFlags: number): IHttpContext | HRESULT { return this.children.clone(dwCloneFlags) }
  ReleaseClonedContext(): HRESULT { return this.children.release() }

  CancelIo(): HRESULT {
    if (this.connection?.IsConnected() !== true || this.#aborted) return HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE)
    this.response.cancelSend()
    return S_OK
  }

  GetParentContext(): IHttpContext | null { return this.parent }
  GetRootContext(): IHttpContext | null { return this.parent === null ? null : this.parent.GetRootContext() ?? this.parent }

  PostCompletion(cbBytes: number, pfnCompletionRoutine?: PostCompletionRoutine, pvCompletionContext?: unknown): HRESULT {
    if (pfnCompletionRoutine === undefined) return this.run.completions.post(cbBytes)
    if (typeof pfnCompletionRoutine !== 'function' || this.#ended) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const call = this.run.running
    setImmediate(() => {
      try {
        pfnCompletionRoutine(NO_ERROR, cbBytes, pvCompletionContext ?? null)
      } catch (error) {
        this.run.completions.routineFailed(call, error)
      }
    })
    return S_OK
  }

  GetServerVariable(pszVariableName: string, form: ServerVariableForm = 'PCWSTR'): string | HRESULT {
    if (typeof pszVariableName !== 'string' || pszVariableName === '') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    return readVariable(pszVariableName, this, form === 'PCWSTR') ?? HRESULT_FROM_WIN32(ERROR_INVALID_INDEX)
  }

  SetServerVariable(pszVariableName: string, pszVariableValue: string): HRESULT {
    if (typeof pszVariableName !== 'string' || pszVariableName === '' || typeof pszVariableValue !== 'string' || isFixedVariable(pszVariableName)) {
      return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    }
    this.#variables ??= new Map()
    this.#variables.set(pszVariableName, pszVariableValue)
    return S_OK
  }

  InheritServerVariable(szName: string, fFailIfNotExist = false): HRESULT {
    if (this.parent === null || typeof szName !== 'string' || szName === '') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const value = this.parent.ownVariable(szName)
    if (value === null) return fFailIfNotExist ? HRESULT_FROM_WIN32(ERROR_INVALID_INDEX) : S_OK
    return this.SetServerVariable(szName, value)
  }

  NotifyCustomNotification(pCustomOutput: ICustomNotificationProvider | null): NOTIFY_RESULT {
    const refuse = (code: Parameters<typeof HRESULT_FROM_WIN32>[0]): NOTIFY_RESULT => ({ hr: HRESULT_FROM_WIN32(code), pfCompletionExpected: false })
    if (typeof pCustomOutput?.QueryNotificationType !== 'function' || this.#ended || this.run.stageName === CLOSING) return refuse(ERROR_INVALID_PARAMETER)
    if (this.run.stageName === PRE_BEGIN_REQUEST) return refuse(ERROR_NOT_SUPPORTED)
    if (this.run.calls.depth < MAX_DEPTH) return this.run.raiseCustom(pCustomOutput)
    this.report(new ModuleContractError('ERR_MODULE_CANNOT_PEND', `NotifyCustomNotification reached ${MAX_DEPTH} levels: listeners raise notifications without end.`))
    return refuse(ERROR_STACK_OVERFLOW)
  }

  ExecuteRequest(fAsync: boolean, pHttpContext: IHttpContext | null, dwExecuteFlags: number, pHttpUser: IHttpUser | null): EXECUTE_RESULT {
    return this.children.execute(fAsync, pHttpContext instanceof HttpContext ? pHttpContext : null, dwExecuteFlags, pHttpUser)
  }

  // --- RunOwner: what the engine asks

  providerOf(notification: number, post: boolean): IHttpEventProvider {
    // AUTHENTICATE_REQUEST hands out the provider that can set the user; its post-event does not.
    if (notification === 0x2 && !post) return new AuthenticationProvider((user) => { this.adoptUser(user) })
    if (notification === RQ_MAP_REQUEST_HANDLER && !post) return new MapHandlerProvider((map) => { this.handler.choose(map) })
    return this.#provider ??= new EventProvider()
  }

  beginMapping(): IMapPathProvider | null { return this.mapping.begin() }
  endMapping(provider: MapPathProvider): void { this.mapping.end(provider) }

  checkUser(): boolean {
    if (this.#user !== null) return true
    const { logonCredentials } = this
    if (logonCredentials !== null && logonCredentials.userName !== '') {
      this.report(new ModuleContractError('ERR_MODULE_NO_LOGON', `Nobody logged on "${logonCredentials.userName}".`))
      this.response.SetStatus(401, 'Unauthorized', 1, HRESULT_FROM_WIN32(ERROR_LOGON_FAILURE))
      return false
    }
    if (this.pipeline.anonymous) {
      this.#user = ANONYMOUS
      return true
    }
    this.response.SetStatus(401, 'Unauthorized', 2)
    return false
  }

  executors(all: readonly Call[]): readonly Call[] { return this.pipeline.plan.maps || this.#handler !== null ? this.handler.executors(all) : all }

  beginHandler(): boolean { return this.#handled || this.handler.begin() }

  factoryFailed(hr: HRESULT, module: string): void {
    if (this.pipeline.tracing.wanted) traceFor(this, FACTORY_FAILED, module, hr >>> 0)
  }

  fail(hr: HRESULT, _module: string): void {
    if (this.response.headersSent) return
    this.response.Clear()
    this.response.SetStatus(500, 'Internal Server Error', 0, hr)
  }

  report(error: Error): void { this.pipeline.report(error) }

  // --- ResponseOwner: what the response asks

  raiseSend(headers: boolean, more: boolean): void {
    const { sendResponse } = this.pipeline.plan
    if (headers && this.#beforeHeaders !== null) this.#runBeforeHeaders()
    if (sendResponse.length === 0) return
    this.run.calls.createInstances()
    const flags = (more ? HTTP_SEND_RESPONSE_FLAG_MORE_DATA : 0) | (this.response.needDisconnect ? HTTP_SEND_RESPONSE_FLAG_DISCONNECT : 0)
    const provider = new SendResponseProvider(headers, flags, this)
    this.run.raiseNow(sendResponse, provider)
    if ((provider.GetFlags() & HTTP_SEND_RESPONSE_FLAG_DISCONNECT) !== 0) this.response.needDisconnect = true
  }

  get httpVersion(): { readonly MajorVersion: number; readonly MinorVersion: number } {
    const { httpVersionMajor, httpVersionMinor } = this.request.message
    return { MajorVersion: httpVersionMajor, MinorVersion: httpVersionMinor }
  }

  /** Where no handler is mapped, every one has the default. */
  get bufferLimit(): number { return (this.pipeline.plan.maps ? this.GetScriptMap()?.GetResponseBufferLimit() : undefined) ?? DEFAULT_BUFFER_LIMIT }

  beginOperation(): OperationDone {
    const call = this.run.running
    return (bytes, hr) => { this.run.completions.completeOperation(call, bytes, hr) }
  }

  isConnected(): boolean { return !this.#aborted }

  resetConnection(): boolean {
    if (this.connection === null || this.level > 0) return false
    return this.connection.reset()
  }

  logData(): HTTP_LOG_FIELDS_DATA | null {
    return this.#mayLog ? toLogData({ ...this.log, ...outcomeOf(this), ...this.#logged }) : null
  }

  setLogData(data: HTTP_LOG_FIELDS_DATA): HRESULT {
    if (!this.#mayLog) return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
    const fields = fromLogData(data, this.log)
    if (fields === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#logged = fields
    return S_OK
  }

  /** The response is out: the record gets its outcome, and what modules said while it was sent. */
  fillLog(): void { Object.assign(this.log, outcomeOf(this), this.#logged) }

  /** Fidelity: module.send-response.log-data-priority — of SEND_RESPONSE these two come last. */
  get #mayLog(): boolean {
    const module = this.run.running?.module
    return module !== undefined && module.priorityOf('event', RQ_SEND_RESPONSE) <= PRIORITIES.indexOf(PRIORITY_ALIAS_HIGH)
  }

  // --- EntityOwner: what reading the entity asks

  raiseRead(provider: ReadEntityProvider): boolean {
    const { readEntity } = this.pipeline.plan
    if (readEntity.length === 0) return true
    this.run.calls.createInstances()
    const goesOn = this.run.raiseNow(readEntity, provider)
    if (!goesOn) this.run.finish()
    return goesOn
  }

  get connectionId(): number { return this.connection?.id ?? 0 }
  reportOnce(key: string, error: () => Error): void { this.pipeline.reportOnce(key, error) }

  currentCall(): { readonly module: string; readonly notification: number } | null {
    const call = this.run.running
    return call === null ? null : { module: call.module.name, notification: call.notification }
  }

  statusSet(): void {
    if (this.pipeline.tracing.wanted) traceStatus(this)
  }

  redirectTarget(url: string, includeQuery: boolean): string { return redirectTarget(this.request, this.isSecure, url, includeQuery) }

  headerSet(name: string, value: string, replace: boolean): void {
    if (this.pipeline.tracing.wanted) traceFor(this, SET_REQUEST_HEADER, name, value, replace)
  }

  // --- ContextExtras

  readEntity(pvBuffer: Uint8Array): Promise<READ_ENTITY_RESULT> { return this.request.entity.readAsync(pvBuffer) }
  rewriteUrl(target: string): HRESULT { return this.request.rewriteUrl(target) }

  setHttpVersion(version: string): HRESULT {
    const match = /^HTTP\/(\d)\.(\d)$/.exec(version)
    if (match === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.request.message.httpVersionMajor = Number(match[1])
    this.request.message.httpVersionMinor = Number(match[2])
    return S_OK
  }

  appendResponseHeader(name: string, value: string): HRESULT { return this.response.appendHeader(name, value) }
  variableSource(name: string): VariableSource | null { return findVariable(name, this)?.source ?? null }

  finishRequest(): void { this.run.finish() }

  beginTrace(kind: 'filter', name: string, notification: string): NotificationTrace | null {
    return notificationChannel.hasSubscribers ? this.run.calls.record(kind, name, notification) : null
  }

  endTrace(record: NotificationTrace, status: string): void {
    record.status = status
    record.us = (performance.now() - record.startedAt) * 1000
    notificationChannel.publish({ phase: 'end', event: record })
  }

  get rawChannel(): RawChannel | null {
    const raw = this.connection?.raw ?? null
    return raw?.owns(this) === true ? raw : null
  }

  get clientCredentials(): BasicCredentials | 'malformed' | null { return readCredentials(this.request.GetHeader('authorization')) }
  get logonCredentials(): BasicCredentials | null { return this.#logonCredentials ?? this.parent?.logonCredentials ?? null }
  set logonCredentials(credentials: BasicCredentials | null) { this.#logonCredentials = credentials }

  beforeHeaders(step: () => void): void {
    this.#beforeHeaders ??= []
    this.#beforeHeaders.push(step)
  }

  #runBeforeHeaders(): void {
    const steps = this.#beforeHeaders ?? []
    this.#beforeHeaders = null
    for (const step of steps) {
      try {
        step()
      } catch (error) {
        this.report(new ModuleContractError('ERR_MODULE_THREW', `A step before the headers threw: ${error instanceof Error ? error.message : String(error)}.`, error))
      }
    }
  }

  // --- for the pipeline and its hosts

  /** A variable that a module set. */
  ownVariable(name: string): string | null { return this.#variables?.get(name) ?? null }

  /** On a new clone: the variables that were set on its parent. */
  copyVariables(parent: HttpContext): void { this.#variables = parent.#variables === null ? null : new Map(parent.#variables) }

  /** Takes over a reference to the user, who is the user of the request from now on. */
  adoptUser(user: IHttpUser): void {
    this.#user = user
    this.#users ??= []
    this.#users.push(user)
  }

  /** The send at the end of the request: with the headers, unless they were sent before. */
  sendFinal(): void {
    if (this.#aborted) return
    this.run.stageName = SEND_RESPONSE.name
    this.response.sendFinal()
  }

  /** The client has gone before the answer was complete. */
  abort(): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#children?.abort() // first: a child ends before its parent
    this.run.abort()
    this.whenAborted?.()
  }

  /** Bytes that left over the connection since this request began; 0 where that is unknown. */
  get bytesSent(): number { return (this.connection?.port.bytesWritten ?? 0) - this.#bytesBefore }
  get elapsed(): number { return performance.now() - this.#startedAt }

  /** A clone that was never executed goes. */
  discard(): void {
    if (!this.#ended) this.#free()
  }

  /** Everything with the life of the request. */
  #free(): void {
    this.#children?.abort() // those that nobody waited for
    this.#ended = true
    this.request.release()
    this.run.calls.dispose()
    this.#children?.discardClones()
    const report = (error: unknown): void => { this.report(new ModuleContractError('ERR_MODULE_THREW', 'CleanupStoredContext of a request context threw.', error)) }
    this.#container.cleanup(report)
    this.#named?.cleanup(report)
    this.#objects?.release()
    for (const user of this.#users ?? []) this.#dereference(user)
  }

  #dereference(user: IHttpUser): void {
    try {
      user.DereferenceUser()
    } catch (error) {
      this.report(new ModuleContractError('ERR_MODULE_THREW', 'DereferenceUser of the user of a request threw.', error))
    }
  }

  /** The very end: instances and stored contexts go. */
  end(): void {
    if (this.#ended) return
    this.#free()
    if (this.trace !== null) {
      this.trace.status = this.response.store.status
      this.trace.ms = this.elapsed
      requestChannel.publish({ phase: 'end', request: this.trace })
    }
  }
}
