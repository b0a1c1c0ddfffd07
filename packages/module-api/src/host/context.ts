import { randomUUID } from 'node:crypto'
import { ERROR_INVALID_HANDLE, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, NO_ERROR, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { RQ_AUTHENTICATE_REQUEST, RQ_MAP_REQUEST_HANDLER, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { ModuleContractError, threw } from '../errors.ts'
import type { ContextExtras } from '../context-extras.ts'
import type { EXECUTE_RESULT, EXECUTION_STATS, IHttpContext, IHttpContext4, NEXT_NOTIFICATION, NOTIFY_RESULT, PostCompletionRoutine, ServerVariableForm } from '../http-context.ts'
import type { IHttpConnection } from '../http-connection.ts'
import type { READ_ENTITY_RESULT } from '../http-request.ts'
import type { HTTP_DATA_CHUNK } from '../http-response.ts'
import type { ICustomNotificationProvider, IHttpEventProvider, IMapPathProvider } from '../event-providers.ts'
import type { IHttpUser } from '../http-user.ts'
import type { IScriptMapInfo } from '../script-map.ts'
import type { IHttpModuleContextContainer, INamedContextContainer } from '../stored-context.ts'
import type { LogRecord } from '../log-record.ts'
import type { RawChannel } from '../raw-data.ts'
import { ModuleContextContainer, NamedContextContainer } from '../pipeline/containers.ts'
import { allocate } from '../pipeline/memory.ts'
import type { Call } from '../pipeline/plan.ts'
import { RequestRun } from '../pipeline/run.ts'
import type { RunOwner } from '../pipeline/run-owner.ts'
import { PRE_BEGIN_REQUEST, SEND_RESPONSE } from '../pipeline/stages.ts'
import { handlerChannel, notificationChannel, requestChannel, seesCalls, seesEvents, traceEventChannel, type NotificationTrace, type RequestTrace, type SkipReason } from '../trace.ts'
import { publishEnd, type TraceFacts } from '../trace-facts.ts'
import { readCredentials, type BasicCredentials } from './basic-credentials.ts'
import { ChildRequests } from './child-requests.ts'
import type { HttpApplication } from './application.ts'
import type { HttpConnection } from './connection.ts'
import { ContextObjects } from './context-objects.ts'
import { ContextVariables } from './context-variables.ts'
import type { HttpFileInfo } from './file-info.ts'
import { DEFAULT_BUFFER_LIMIT } from './handler-mapping.ts'
import { PathMapping } from './mapping.ts'
import { scriptPathOf } from './path-info.ts'
import type { MetadataInfo } from './metadata.ts'
import { RequestHandler } from './request-handler.ts'
import type { RequestMessage } from './message.ts'
import type { Pipeline, SiteFacts } from './pipeline.ts'
import { AuthenticationProvider, EventProvider, MapHandlerProvider, type MapPathProvider } from './providers.ts'
import { raiseCustom } from './raise.ts'
import { HttpRequest } from './request.ts'
import { RequestLog } from './request-log.ts'
import { RequestUsers, mayBeAnonymous } from './request-users.ts'
import { HttpResponse } from './response.ts'
import type { VariableSource } from './server-variables.ts'
import { findVariable, readVariable } from './read-variable.ts'
import type { HttpSite } from './site.ts'
import { ticksOf } from './ticks.ts'
import { RequestFacts } from './request-facts.ts'
import { TraceContext, traceFor, traceUser } from './trace-context.ts'
import { FACTORY_FAILED, SET_REQUEST_HEADER, URL_CHANGED } from './trace-events.ts'
import { outcomeOf } from './trace-messages.ts'
import type { TraceSubscriptions } from './trace-subscriptions.ts'
import type { HttpUrlInfo } from './url-info.ts'
import { AnonymousUser } from './user.ts'

const ANONYMOUS = new AnonymousUser()
let nextRequest = 1

/**
 * One request, or child request: everything that modules reach from IHttpContext. What only some requests use lives in facets, made at the
 * first need: `children`, `handler`, `mapping`, `objects`, `requestLog`, users and variables.
 */
export class HttpContext implements IHttpContext4, RunOwner, ContextExtras {
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
  #users: RequestUsers | null = null
  #anonymous = false
  #logonCredentials: BasicCredentials | null = null
  #variables: ContextVariables | null = null
  #log: RequestLog | null = null
  #provider: EventProvider | null = null
  #mapping: PathMapping | null = null
  #children: ChildRequests | null = null
  #objects: ContextObjects | null = null
  #handler: RequestHandler | null = null
  #traceContext: TraceContext | null = null
  /** As traces saw it last. */
  #facts: RequestFacts | null = null
  #activityId: string | null = null
  waitsFor: string | null = null
  missing: HRESULT = S_OK
  /** Name of the global module that runs before BEGIN_REQUEST, for trace events. */
  preBeginModule = ''
  /** What a module gave to SetErrorStatus last. */
  eventError: HRESULT = S_OK
  #handled = false
  #aborted = false
  #ended = false
  /** What the host does when this child request is given up, because the client of its parent has left. */
  whenAborted: (() => void) | null = null

  /**
   * @param routed the host has routed the request already: its URL is taken as the router took it
   * @param parsed false: it stands for a request that has not been parsed, which no trace shows
   */
  constructor(pipeline: Pipeline, message: RequestMessage, connection: HttpConnection | null, parent: HttpContext | null = null, routed = false, parsed = true) {
    this.pipeline = pipeline
    this.connection = connection
    this.parent = parent
    this.level = parent === null ? 0 : parent.level + 1
    this.request = new HttpRequest(message, connection?.port ?? null, pipeline.site.id, pipeline.urlRules, this, routed)
    this.response = new HttpResponse(this)
    this.run = new RequestRun(pipeline.plan, this, parent === null ? 0 : Math.max(parent.run.calls.depth, this.level))
    this.#bytesBefore = connection?.port.bytesWritten ?? 0
    this.trace = parsed && (notificationChannel.hasSubscribers || requestChannel.hasSubscribers || handlerChannel.hasSubscribers || traceEventChannel.hasSubscribers)
      ? { id: nextRequest++, connection: connection?.id ?? 0, method: this.request.GetHttpMethod(), url: this.request.url.target, level: this.level, parent: parent?.trace ?? null, startedAt: Date.now(), watched: parent?.trace?.watched ?? false, status: 0, ms: 0 }
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
  /** Why the request failed, in the words of the status or of the module that ended it. */
  get failure(): HRESULT { return this.response.error === S_OK && this.run.finished ? this.eventError : this.response.error }
  get aborted(): boolean { return this.#aborted }
  get mayWait(): boolean { return this.run.calls.mayWait }
  get timeouts(): number { return this.run.calls.timeouts }
  get ended(): boolean { return this.#ended }
  get isSecure(): boolean { return this.request.port?.encrypted === true }
  get handlerTimeout(): number { return this.pipeline.handlerTimeout }
  get waitsForChild(): boolean { return this.#children?.active === true }
  get rawUrl(): string { return this.request.url.target }
  get urlPath(): string { return this.request.url.path ?? '' }
  get handler(): RequestHandler { return this.#handler ??= new RequestHandler(this) }
  /** Not the route that matches is the handler. */
  get replacesRoute(): boolean { return this.pipeline.plan.maps && !this.handler.choice.routes }
  /** What follows the name of the script in the URL path; null: they are one, or nobody knows yet. */
  get pathInfo(): string | null { return this.pipeline.plan.maps && this.run.stageName !== PRE_BEGIN_REQUEST ? this.handler.pathInfo : null }
  get roots(): readonly string[] { return this.pipeline.roots }
  get requestLog(): RequestLog { return this.#log ??= new RequestLog(this) }
  /** Of the log record; nothing where nobody asked for it. */
  replacedLogFields(): [field: string, value: string][] { return this.#log?.replaced() ?? [] }
  get log(): LogRecord { return this.requestLog.record }

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
  GetUser(): IHttpUser | null { return this.#users?.current ?? (this.#anonymous ? ANONYMOUS : null) }
  GetOriginalUser(): IHttpUser | null { return this.#users?.original ?? this.GetUser() }
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
  GetScriptName(): string {
    const { urlPath, pathInfo } = this
    return pathInfo === null ? urlPath : urlPath.slice(0, urlPath.length - pathInfo.length)
  }

  GetScriptTranslated(): string { return scriptPathOf(this.GetPhysicalPath(), this.pathInfo ?? '') }
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

  SetServerVariable(pszVariableName: string, pszVariableValue: string): HRESULT { return (this.#variables ??= new ContextVariables()).set(pszVariableName, pszVariableValue) }
  InheritServerVariable(szName: string, fFailIfNotExist = false): HRESULT { return (this.#variables ??= new ContextVariables()).inherit(this.parent, szName, fFailIfNotExist) }
  NotifyCustomNotification(pCustomOutput: ICustomNotificationProvider | null): NOTIFY_RESULT { return raiseCustom(this, pCustomOutput) }

  ExecuteRequest(fAsync: boolean, pHttpContext: IHttpContext | null, dwExecuteFlags: number, pHttpUser: IHttpUser | null): EXECUTE_RESULT {
    return this.children.execute(fAsync, pHttpContext instanceof HttpContext ? pHttpContext : null, dwExecuteFlags, pHttpUser)
  }

  // --- RunOwner: what the engine asks

  facts(): RequestFacts { return this.#facts = RequestFacts.of(this, this.#facts) }

  providerOf(notification: number, post: boolean): IHttpEventProvider {
    // Of the events only; post-events have nothing to set.
    if (notification === RQ_AUTHENTICATE_REQUEST && !post) return new AuthenticationProvider(this)
    if (notification === RQ_MAP_REQUEST_HANDLER && !post) return new MapHandlerProvider(this)
    return this.#provider ??= new EventProvider(this)
  }

  beginMapping(): IMapPathProvider | null { return this.mapping.begin() }
  endMapping(provider: MapPathProvider): void { this.mapping.end(provider) }

  checkUser(): boolean {
    if (this.GetUser() === null) this.#anonymous = mayBeAnonymous(this)
    return this.GetUser() !== null
  }

  executors(all: readonly Call[]): readonly Call[] { return this.pipeline.plan.maps || this.#handler !== null ? this.handler.executors(all) : all }

  beginHandler(): boolean { return this.#handled || this.handler.begin() }

  factoryFailed(hr: HRESULT, module: string): void {
    if (this.raisesEvents) traceFor(this, FACTORY_FAILED, module, hr >>> 0)
  }

  takeCulprit(module: string): string {
    const { waitsFor } = this
    this.waitsFor = null
    return `Module "${module}"${waitsFor === null ? '' : ` (${waitsFor})`}`
  }

  fail(hr: HRESULT, _module: string): void {
    if (this.response.headersSent) return
    this.response.Clear()
    this.response.SetStatus(500, 'Internal Server Error', 0, hr)
  }

  report(error: Error): void { this.pipeline.report(error) }

  // --- what request and response ask

  /** More buffered bytes than so many are flushed. Where no handler is mapped, every one has the default. */
  get bufferLimit(): number { return (this.pipeline.plan.maps ? this.GetScriptMap()?.GetResponseBufferLimit() : undefined) ?? DEFAULT_BUFFER_LIMIT }

  /** This method was called when status and headers of the response had left. */
  changedLate(method: string): void { if (this.run.running !== null) this.tooLate(method, 'status and headers had left') }

  /** Whether the event of this notification is under way; where not, a provider of it that somebody kept is not to change anything. */
  takesFrom(notification: number, method: string): boolean {
    if (this.run.isIn(notification)) return true
    // Of what had to be given up, a promise may come to its end later: nobody is to blame.
    if (!this.#aborted && this.timeouts === 0) this.tooLate(method, 'its notification was over')
    return false
  }

  tooLate(method: string, when: string): void {
    const call = this.run.running
    const who = call === null ? 'Somebody' : `Module "${call.module.name}" in ${call.name}`
    this.pipeline.reportOnce(`late ${who} ${when}`, () => new ModuleContractError('ERR_MODULE_TOO_LATE', `${who} called ${method} when ${when}.`))
  }

  /** A module has set a header of the request; an empty value: deleted. */
  headerSet(name: string, value: string, replace: boolean): void {
    if (this.raisesEvents) traceFor(this, SET_REQUEST_HEADER, name, value, replace)
  }

  /** The URL is another one now. */
  urlChanged(before: string): void {
    if (this.raisesEvents) traceFor(this, URL_CHANGED, before, this.request.url.target)
  }

  // --- ContextExtras

  readEntity(pvBuffer: Uint8Array): Promise<READ_ENTITY_RESULT> { return this.request.entity.readAsync(pvBuffer) }
  rewriteUrl(target: string): HRESULT { return this.request.rewriteUrl(target) }

  setHttpVersion(version: string): HRESULT { return this.request.setHttpVersion(version) }
  appendResponseHeader(name: string, value: string): HRESULT { return this.response.appendHeader(name, value) }
  variableSource(name: string): VariableSource | null { return findVariable(name, this)?.source ?? null }

  finishRequest(): void { this.run.finish() }

  get traced(): boolean { return seesCalls(this.trace) }
  /** Somebody listens to its events. */
  get raisesEvents(): boolean { return seesEvents(this.trace) || this.pipeline.tracing.heard }
  get connectionId(): number { return this.connection?.id ?? 0 }

  beginTrace(kind: 'filter', name: string, notification: string, structure: TraceFacts | null): NotificationTrace | null {
    return this.traced ? this.run.calls.record(kind, name, notification, structure) : null
  }

  endTrace(record: NotificationTrace, status: string, structure: TraceFacts | null = null): void { publishEnd(record, status, structure, this.facts()) }
  skipTrace(kind: 'filter', name: string, notification: string, post: boolean, reason: SkipReason, detail?: string): void { this.run.calls.skip(kind, name, notification, post, reason, detail) }

  get rawChannel(): RawChannel | null {
    const raw = this.connection?.raw ?? null
    return raw?.owns(this) === true ? raw : null
  }

  get clientCredentials(): BasicCredentials | 'malformed' | null { return readCredentials(this.request.GetHeader('authorization')) }
  get logonCredentials(): BasicCredentials | null { return this.#logonCredentials ?? this.parent?.logonCredentials ?? null }
  set logonCredentials(credentials: BasicCredentials | null) { this.#logonCredentials = credentials }

  replaceChunks(chunks: readonly HTTP_DATA_CHUNK[]): void { this.response.replaceChunks(chunks) }
  beforeHeaders(step: () => void): void { this.response.beforeHeaders(step) }

  // --- for the pipeline and its hosts

  /** A variable that a module set. */
  ownVariable(name: string): string | null { return this.#variables?.get(name) ?? null }

  /** On a new clone: the variables that were set on its parent. */
  copyVariables(parent: HttpContext): void { this.#variables = parent.#variables === null ? null : new ContextVariables(parent.#variables) }

  /**
   * Takes over a reference to the user, who is the user of the request from now on.
   * @param logon an authentication module found out who it is
   */
  adoptUser(user: IHttpUser, logon = false): void {
    if (this.#users === null) this.#users = new RequestUsers(user)
    else this.#users.adopt(user)
    if (this.raisesEvents) traceUser(this, user, logon)
  }

  /** The send at the end of the request: with the headers, unless they were sent before. False: a promise is waited for, `resume` will be called once. */
  sendFinal(resume: () => void): boolean {
    if (this.#aborted) return true
    this.run.stageName = SEND_RESPONSE.name
    return this.response.sendFinal(resume)
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
    const report = (error: unknown): void => { this.report(threw('CleanupStoredContext of a request context threw', error)) }
    this.#container.cleanup(report)
    this.#named?.cleanup(report)
    this.#objects?.release()
    this.#users?.release((error) => { this.report(error) })
  }

  /** The very end: instances and stored contexts go. */
  end(): void {
    if (this.#ended) return
    const outcome = outcomeOf(this)
    this.#free()
    if (this.trace === null) return
    this.trace.status = this.response.store.status
    this.trace.ms = this.elapsed
    if (outcome !== null) requestChannel.publish({ phase: 'end', request: this.trace, outcome })
  }
}
