import {
  E_INVALIDARG, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_LOGON_FAILURE, ERROR_NOT_FOUND, ERROR_NOT_SUPPORTED, ERROR_PATH_NOT_FOUND, ERROR_STACK_OVERFLOW, FAILED,
  HRESULT_FROM_WIN32, S_OK, type HRESULT
} from '@isapi-bridge/win32'
import {
  CLONE_FLAG_BASICS, CLONE_FLAG_ENTITY, CLONE_FLAG_HEADERS, CLONE_FLAG_NO_DAV, CLONE_FLAG_NO_PRECONDITION, EXECUTE_FLAG_NO_HEADERS,
  HTTP_SEND_RESPONSE_FLAG_DISCONNECT, RQ_MAP_REQUEST_HANDLER, type REQUEST_NOTIFICATION_STATUS
} from '../constants.ts'
import { ModuleContractError } from '../errors.ts'
import type { ContextExtras } from '../context-extras.ts'
import type { EXECUTE_RESULT, EXECUTION_STATS, IHttpContext, NEXT_NOTIFICATION, ServerVariableForm } from '../http-context.ts'
import type { IHttpConnection } from '../http-connection.ts'
import type { IHttpEventProvider, IMapPathProvider } from '../event-providers.ts'
import type { IHttpUser } from '../http-user.ts'
import type { IScriptMapInfo } from '../script-map.ts'
import type { IHttpModuleContextContainer } from '../stored-context.ts'
import type { LogRecord } from '../log-record.ts'
import { ModuleContextContainer } from '../pipeline/containers.ts'
import type { Call } from '../pipeline/plan.ts'
import { RequestRun, type RunOwner } from '../pipeline/run.ts'
import { PRE_BEGIN_REQUEST, SEND_RESPONSE } from '../pipeline/stages.ts'
import { handlerChannel, notificationChannel, requestChannel, type NotificationTrace, type RequestTrace } from '../trace.ts'
import { readCredentials, type BasicCredentials } from './basic-credentials.ts'
import type { HttpConnection } from './connection.ts'
import { cloneMessage, createLogRecord } from './copies.ts'
import { RequestHandler } from './request-handler.ts'
import type { RequestMessage } from './message.ts'
import { isInside, physicalPathOf } from './paths.ts'
import type { Pipeline, SiteFacts } from './pipeline.ts'
import { AuthenticationProvider, EventProvider, MapHandlerProvider, MapPathProvider, SendResponseProvider } from './providers.ts'
import { HttpRequest } from './request.ts'
import { HttpResponse, type ResponseOwner } from './response.ts'
import { findVariable, readVariable, type VariableSource } from './server-variables.ts'
import { canonicalTarget, RequestUrl } from './url.ts'
import { AnonymousUser } from './user.ts'

/** Levels of child requests below the request of a client. */
const MAX_CHILD_LEVEL = 10
/** Mappings inside mappings; beyond that somebody recurses without end. */
const MAX_MAP_DEPTH = 16
const KNOWN_CLONE_FLAGS = 0x7f
const ANONYMOUS = new AnonymousUser()
let nextRequest = 1

/** One request, or child request: everything that modules reach from IHttpContext. */
export class HttpContext implements IHttpContext, RunOwner, ResponseOwner, ContextExtras {
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
  #user: IHttpUser | null = null
  #logonCredentials: BasicCredentials | null = null
  #beforeHeaders: (() => void)[] | null = null
  #variables: Map<string, string> | null = null
  #log: LogRecord | null = null
  #provider: EventProvider | null = null
  /** The URL path that was mapped, and where to. */
  #mapped: { readonly path: string; readonly physical: string } | null = null
  #mapDepth = 0
  #handler: RequestHandler | null = null
  #handled = false
  #aborted = false
  #ended = false
  #executed = false
  #executeFlags = 0
  #released = false
  /** Clones of this context that have not been given back. */
  #clones = 0
  /** Child requests that run. */
  #running: Set<HttpContext> | null = null
  /** What the host does when this child request is given up, because the client of its parent has left. */
  whenAborted: (() => void) | null = null

  /** @param routed the host has routed the request already: its URL is taken as the router took it */
  constructor(pipeline: Pipeline, message: RequestMessage, connection: HttpConnection | null, parent: HttpContext | null = null, routed = false) {
    this.pipeline = pipeline
    this.connection = connection
    this.parent = parent
    this.level = parent === null ? 0 : parent.level + 1
    this.request = new HttpRequest(message, connection?.port ?? null, pipeline.site.id, pipeline.urlRules, routed)
    this.response = new HttpResponse(this)
    this.run = new RequestRun(pipeline.plan, this, parent === null ? 0 : Math.max(parent.run.depth, this.level))
    this.#bytesBefore = connection?.port.bytesWritten ?? 0
    this.trace = notificationChannel.hasSubscribers || requestChannel.hasSubscribers || handlerChannel.hasSubscribers
      ? { id: nextRequest++, connection: connection?.id ?? 0, method: this.request.GetHttpMethod(), url: this.request.url.target, level: this.level, parent: parent?.trace ?? null, startedAt: Date.now(), status: 0, ms: 0 }
      : null
  }

  get site(): SiteFacts { return this.pipeline.site }
  /** The response is there without a route: finished, or handled by a module or a child. */
  get answered(): boolean { return this.run.finished || this.#handled }
  get handled(): boolean { return this.#handled }
  get aborted(): boolean { return this.#aborted }
  get ended(): boolean { return this.#ended }
  get isSecure(): boolean { return this.request.port?.encrypted === true }
  get rawUrl(): string { return this.request.url.target }
  get urlPath(): string { return this.request.url.path ?? '' }
  get handler(): RequestHandler { return this.#handler ??= new RequestHandler(this) }
  /** Not the route that matches is the handler. */
  get replacesRoute(): boolean { return this.pipeline.plan.maps && !this.handler.choice.routes }
  get roots(): readonly string[] { return this.pipeline.roots }
  get log(): LogRecord { return this.#log ??= createLogRecord(this) }

  // --- IHttpContext

  GetConnection(): IHttpConnection | null { return this.connection }
  GetRequest(): HttpRequest { return this.request }
  GetResponse(): HttpResponse { return this.response }
  GetResponseHeadersSent(): boolean { return this.response.headersSent }
  GetUser(): IHttpUser | null { return this.#user }
  GetModuleContextContainer(): IHttpModuleContextContainer { return this.#container }
  IndicateCompletion(notificationStatus: REQUEST_NOTIFICATION_STATUS): void { this.run.indicate(notificationStatus) }
  PostCompletion(cbBytes: number): HRESULT { return this.run.post(cbBytes) }
  DisableNotifications(dwNotifications: number, dwPostNotifications: number): void { this.run.disable(dwNotifications, dwPostNotifications) }
  GetNextNotification(status: REQUEST_NOTIFICATION_STATUS): NEXT_NOTIFICATION | null { return this.run.takeNext(status) }
  GetIsLastNotification(status: REQUEST_NOTIFICATION_STATUS): boolean { return this.run.isLast(status) }
  GetCurrentExecutionStats(): EXECUTION_STATS { return this.run.stats(this.#startedAt) }
  GetScriptMap(): IScriptMapInfo | null { return this.run.stageName === PRE_BEGIN_REQUEST ? null : this.handler.map }
  GetExecuteFlags(): number { return this.#executeFlags }
  AllocateRequestMemory(cbAllocation: number): Uint8Array { return new Uint8Array(cbAllocation) }
  GetScriptName(): string { return this.urlPath }
  GetScriptTranslated(): string { return this.GetPhysicalPath() }
  SetRequestHandled(): void { this.#handled = true }
  GetParentContext(): IHttpContext | null { return this.parent }
  GetRootContext(): IHttpContext | null { return this.parent === null ? null : this.parent.GetRootContext() ?? this.parent }

  GetServerVariable(pszVariableName: string, form: ServerVariableForm = 'PCWSTR'): string | HRESULT {
    if (typeof pszVariableName !== 'string' || pszVariableName === '') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    return readVariable(pszVariableName, this, form === 'PCWSTR') ?? HRESULT_FROM_WIN32(ERROR_INVALID_INDEX)
  }

  SetServerVariable(pszVariableName: string, pszVariableValue: string): HRESULT {
    if (typeof pszVariableName !== 'string' || pszVariableName === '' || typeof pszVariableValue !== 'string') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#variables ??= new Map()
    this.#variables.set(pszVariableName, pszVariableValue)
    return S_OK
  }

  GetPhysicalPath(): string {
    const path = this.urlPath
    if (this.#mapped?.path === path) return this.#mapped.physical
    return physicalPathOf(this.site.root, path) ?? ''
  }

  MapPath(pszUrl: string): string | HRESULT {
    if (typeof pszUrl !== 'string') return E_INVALIDARG
    if (this.#mapDepth >= MAX_MAP_DEPTH) {
      this.report(new ModuleContractError('ERR_MODULE_CANNOT_PEND', `Mapping "${pszUrl}" reached ${MAX_MAP_DEPTH} levels: a handler of MAP_PATH maps again without end (reading PATH_INFO or PATH_TRANSLATED does that).`))
      return HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW)
    }
    const provider = new MapPathProvider(pszUrl, physicalPathOf(this.site.root, pszUrl) ?? '')
    if (this.pipeline.plan.mapPath.length > 0) this.run.createInstances()
    this.#mapDepth++
    const goesOn = this.run.raiseNow(this.pipeline.plan.mapPath, provider)
    this.#mapDepth--
    if (!goesOn) this.run.finish()
    const path = this.#keepInside(provider)
    return path === '' ? HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND) : path
  }

  MapHandler(dwSiteId: number, _pszSiteName: string, pszUrl: string, pszVerb: string, fIgnoreWildcardMappings = false): IScriptMapInfo | HRESULT {
    if (dwSiteId !== this.site.id || typeof pszUrl !== 'string' || !pszUrl.startsWith('/') || typeof pszVerb !== 'string' || pszVerb === '') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const { urlRules, handlers } = this.pipeline
    const { path } = new RequestUrl(canonicalTarget(pszUrl, urlRules), urlRules)
    if (path === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const physicalPath = (): string => {
      const mapped = this.MapPath(path)
      return typeof mapped === 'string' ? mapped : ''
    }
    return handlers.choose(pszVerb, path, physicalPath, fIgnoreWildcardMappings).map ?? HRESULT_FROM_WIN32(ERROR_NOT_FOUND)
  }

  CloneContext(dwCloneFlags: number): IHttpContext | HRESULT {
    if (this.#ended || (dwCloneFlags & ~KNOWN_CLONE_FLAGS) !== 0) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#clones++
    const has = (flag: number): boolean => (dwCloneFlags & flag) !== 0
    const message = cloneMessage(this.request.message, {
      basics: has(CLONE_FLAG_BASICS), headers: has(CLONE_FLAG_HEADERS), entity: has(CLONE_FLAG_ENTITY),
      preconditions: !has(CLONE_FLAG_NO_PRECONDITION), dav: !has(CLONE_FLAG_NO_DAV)
    })
    return new HttpContext(this.pipeline, message, this.connection, this)
  }

  ExecuteRequest(fAsync: boolean, pHttpContext: IHttpContext | null, dwExecuteFlags: number, pHttpUser: IHttpUser | null): EXECUTE_RESULT {
    const refuse = (hr: HRESULT): EXECUTE_RESULT => ({ hr, pfCompletionExpected: false })
    if (!fAsync || !(pHttpContext instanceof HttpContext) || pHttpContext.parent !== this) return refuse(HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED))
    if (pHttpContext.#executed || pHttpContext.#released || this.#ended) return refuse(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
    if (pHttpContext.level > MAX_CHILD_LEVEL) return refuse(HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW))
    const child = pHttpContext
    child.#executed = true
    child.#executeFlags = dwExecuteFlags
    child.#user = pHttpUser
    const call = this.run.running
    this.#running ??= new Set()
    this.#running.add(child)
    this.pipeline.executeChild(child, (hr, bytes) => {
      this.#running?.delete(child)
      if (!FAILED(hr)) this.#handled = true
      this.run.completeOperation(call, bytes, hr)
    })
    return { hr: S_OK, pfCompletionExpected: true }
  }

  ReleaseClonedContext(): HRESULT {
    // Fidelity: child.release-reverse-order, child.release-after-parent
    if (this.parent === null || this.#released || this.parent.#ended || this.parent.#released || this.#clones > 0) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#released = true
    this.parent.#clones--
    return S_OK
  }

  // --- RunOwner: what the engine asks

  providerOf(notification: number, post: boolean): IHttpEventProvider {
    // AUTHENTICATE_REQUEST hands out the provider that can set the user; its post-event does not.
    if (notification === 0x2 && !post) return new AuthenticationProvider((user) => { this.#user = user })
    if (notification === RQ_MAP_REQUEST_HANDLER && !post) return new MapHandlerProvider((map) => { this.handler.choose(map) })
    return this.#provider ??= new EventProvider()
  }

  beginMapping(): IMapPathProvider | null {
    const path = this.urlPath
    if (this.#mapped?.path === path) return null
    this.run.createInstances()
    return new MapPathProvider(path, physicalPathOf(this.site.root, path) ?? '')
  }

  endMapping(provider: MapPathProvider): void {
    this.#mapped = { path: provider.GetUrl(), physical: this.#keepInside(provider) }
  }

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

  fail(hr: HRESULT, _module: string): void {
    if (this.response.headersSent) return
    this.response.Clear()
    this.response.SetStatus(500, 'Internal Server Error', 0, hr)
  }

  report(error: Error): void { this.pipeline.report(error) }

  // --- ResponseOwner: what the response asks

  raiseSend(headers: boolean): void {
    const { sendResponse } = this.pipeline.plan
    if (headers && this.#beforeHeaders !== null) this.#runBeforeHeaders()
    if (sendResponse.length === 0) return
    this.run.createInstances()
    const provider = new SendResponseProvider(headers)
    this.run.raiseNow(sendResponse, provider)
    if ((provider.GetFlags() & HTTP_SEND_RESPONSE_FLAG_DISCONNECT) !== 0) this.response.needDisconnect = true
  }

  currentCall(): { readonly module: string; readonly notification: number } | null {
    const call = this.run.running
    return call === null ? null : { module: call.module.name, notification: call.notification }
  }

  redirectTarget(url: string, includeQuery: boolean): string {
    const query = includeQuery && this.request.url.query !== '' ? `${url.includes('?') ? '&' : '?'}${this.request.url.query}` : ''
    const host = this.request.GetHeader('host')
    return (url.startsWith('/') && !url.startsWith('//') && host !== null ? `${this.isSecure ? 'https' : 'http'}://${host}${url}` : url) + query
  }

  // --- ContextExtras

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
    return notificationChannel.hasSubscribers ? this.run.record(kind, name, notification) : null
  }

  endTrace(record: NotificationTrace, status: string): void {
    record.status = status
    record.us = (performance.now() - record.startedAt) * 1000
    notificationChannel.publish({ phase: 'end', event: record })
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

  /** The send at the end of the request: with the headers, unless they were sent before. */
  sendFinal(): void {
    if (this.#aborted) return
    this.run.stageName = SEND_RESPONSE.name
    if (!this.response.headersSent) this.raiseSend(true)
    else if (this.response.hasBody) this.raiseSend(false)
    this.response.headersSent = true
  }

  /** The client has gone before the answer was complete. */
  abort(): void {
    if (this.#aborted) return
    this.#aborted = true
    this.run.abort()
    for (const child of this.#running ?? []) child.abort()
    this.whenAborted?.()
  }

  /** Bytes that left over the connection since this request began; 0 where that is unknown. */
  get bytesSent(): number { return (this.connection?.port.bytesWritten ?? 0) - this.#bytesBefore }
  get elapsed(): number { return performance.now() - this.#startedAt }

  /** The very end: instances and stored contexts go. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.run.dispose()
    this.#container.cleanup((error) => { this.report(new ModuleContractError('ERR_MODULE_THREW', 'CleanupStoredContext of a request context threw.', error)) })
    if (this.trace !== null) {
      this.trace.status = this.response.store.status
      this.trace.ms = this.elapsed
      requestChannel.publish({ phase: 'end', request: this.trace })
    }
  }

  /** Flags of this child say that its status and headers stay behind. */
  get keepsHeaders(): boolean { return (this.#executeFlags & EXECUTE_FLAG_NO_HEADERS) !== 0 }

  /** A path that somebody chose must lie in one of the roots; the server's own does. */
  #keepInside(provider: MapPathProvider): string {
    const path = provider.GetPhysicalPath()
    if (!provider.changed || isInside(this.pipeline.roots, path)) return path
    this.report(new ModuleContractError('ERR_MODULE_PATH_OUTSIDE', `"${provider.GetUrl()}" was mapped to "${path}", which is outside ${this.pipeline.roots.join(', ')}.`))
    return ''
  }
}
