// The pipeline as a host uses it: one for a site. A host supplies messages, connections and a way to run child requests.

import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { ERROR_INVALID_DATA, FAILED, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { ModuleContractError, show, threw, toError } from '../errors.ts'
import { GlobalNotifier } from '../pipeline/global-notifier.ts'
import { inTime, isLate } from '../pipeline/in-time.ts'
import { compilePlan, describePlan, type Plan } from '../pipeline/plan.ts'
import { loadModules } from '../pipeline/registry.ts'
import { CLOSING } from '../pipeline/stages.ts'
import type { ClosingSteps, ModuleEntry, PlanRow } from '../registration.ts'
import { HttpConnection } from './connection.ts'
import { HttpContext } from './context.ts'
import { ApplicationProvider, StopListeningProvider } from './global-providers.ts'
import type { ConfigurationSources } from './configuration/sources.ts'
import { readHandlers, type HandlerMapping } from './handler-mapping.ts'
import { HandlerTable } from './handler-table.ts'
import { giveEntity } from './child-entity.ts'
import type { ConnectionPort, RequestMessage } from './message.ts'
import { NetSession } from './net-session.ts'
import { raisePreBegin } from './pre-begin.ts'
import { resolveModules } from './resolve-modules.ts'
import { Server } from './server.ts'
import { SiteObjects } from './site-objects.ts'
import type { TraceHub } from './trace-hub.ts'
import { publishConnection, publishReceived } from './trace-messages.ts'
import { DEFAULT_URL_RULES, type UrlRules } from './url.ts'
import { SitePaths, type VirtualDirectory } from './virtual-directories.ts'

/** A site. */
export interface SiteFacts {
  /** Number of the site: INSTANCE_ID. */
  readonly id: number
  readonly name: string
  /** Folder that URL paths map into. */
  readonly root: string
  /** URL paths with folders of their own. */
  readonly virtualDirectories?: readonly VirtualDirectory[] | undefined
  /** URL path of the application that this pipeline is of, where a site has several. Default `/`. */
  readonly application?: string | undefined
}

export interface PipelineOptions {
  /** RegisterModule functions, in the order of a `<modules>` list. */
  readonly modules: readonly ModuleEntry[]
  /** Default: site 1, "Default Web Site", folder `wwwroot` of the working directory. */
  readonly site?: Partial<SiteFacts> | undefined
  /** Further folders that a filter or module may map URLs into. */
  readonly filterRoots?: readonly string[] | undefined
  /** Requests that nobody authenticated run as the anonymous user. Default true; false denies them (401.2). */
  readonly anonymousAuthentication?: boolean | undefined
  /**
   * Handler mappings, the first that takes path and method counts. Default: a route that matches is the handler; what none matches is executed by every
   * module that registered for RQ_EXECUTE_REQUEST_HANDLER, which GetScriptMap shows as a mapping `StaticFile` for every path and method.
   */
  readonly handlers?: readonly HandlerMapping[] | undefined
  readonly appPoolName?: string | undefined
  /**
   * Configuration files and schemas that IHttpServer.GetAdminManager reads. Called when a module first asks, and again after NotifyConfigurationChange.
   * Default: none, and no section is there.
   */
  readonly configuration?: (() => ConfigurationSources) | undefined
  /** What IHttpServer.IsCommandLineLaunch tells: false for a server that some service supervises, as IIS does its worker processes. Default true. */
  readonly commandLineLaunch?: boolean | undefined
  /** So many hits of a URL within `frequentHitTimePeriod` make IsFrequentlyHit true. Default 2. */
  readonly frequentHitThreshold?: number | undefined
  /** Milliseconds. Default 10 000. */
  readonly frequentHitTimePeriod?: number | undefined
  /** Bytes of a body that are read before the first module runs, so that ReadEntityBody without `fAsync` finds them. Default 0; IIS has 49152. */
  readonly uploadReadAheadSize?: number | undefined
  /** Largest body that is kept in memory for child requests and for modules behind Fastify's own reading. Default 1 MiB. */
  readonly entityBufferLimit?: number | undefined
  /**
   * Longest time in ms that a notification may wait for its completion, or for its promise; a request whose module waits longer is ended
   * with 500. Neither does the end of the server wait longer for GL_STOP_LISTENING and GL_APPLICATION_STOP, nor that of a connection for a filter. Default: no limit, as in IIS. Who waits for a child request is not counted, the child's own modules are.
   */
  readonly handlerTimeout?: number | undefined
  /** Longest time in ms that a handler of raw data waits for more of the client. Default 120 000, as long as IIS keeps a silent connection. */
  readonly rawReadTimeout?: number | undefined
  /** Bytes that it may take while it does. Default 1 MiB. */
  readonly rawReadLimit?: number | undefined
  /** A module asks for another process (RecycleProcess, RecycleApplication, ReportUnhealthy): close the server, and let what supervises it start one. Default: a report. */
  readonly recycle?: ((reason: string) => void) | undefined
  /** Receives what goes wrong in modules. Default: a process warning. */
  readonly report?: ((error: Error) => void) | undefined
}

/** What a host does for the pipeline. */
export interface PipelineHost {
  readonly urlRules?: UrlRules
  /** Why no module may register for raw data. Left out: modules may. */
  readonly rawDataRefusal?: string | null
  /** Runs a child request through the whole server; `done` once its response has been merged into the parent. */
  executeChild(child: HttpContext, done: (hr: HRESULT, bytes: number) => void): void
}

/** Times of hits that are kept for each URL. */
const MAX_HIT_THRESHOLD = 1000
/** IIS 7: what RegisterModule gets as server version. */
const SERVER_VERSION = 7
/** Node's timers know no more. */
const MAX_TIMEOUT = 0x7fff_ffff

function checkOptions(options: PipelineOptions): void {
  const bad = (what: string): never => { throw new ModuleContractError('ERR_MODULE_OPTIONS', what) }
  if (!Array.isArray(options.modules)) bad('`modules` must be an array of RegisterModule functions.')
  const id = options.site?.id
  if (id !== undefined && (!Number.isInteger(id) || id < 1)) bad(`\`site.id\` is ${id}; it must be a whole number from 1.`)
  const application = options.site?.application ?? '/'
  if (!/^\/(?:.*[^/])?$/.test(application)) bad(`\`site.application\` is ${show(application)}; it must be a URL path without a final slash.`)
  const { frequentHitThreshold: threshold = 2, frequentHitTimePeriod: period = 10_000 } = options
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > MAX_HIT_THRESHOLD) bad(`\`frequentHitThreshold\` is ${threshold}; it must be a whole number from 1 to ${MAX_HIT_THRESHOLD}.`)
  if (!(period > 0)) bad(`\`frequentHitTimePeriod\` is ${period}; it must be a number of milliseconds.`)
  for (const option of ['uploadReadAheadSize', 'entityBufferLimit', 'rawReadLimit'] as const) {
    const size = options[option]
    if (size !== undefined && !(Number.isInteger(size) && size >= 0)) bad(`\`${option}\` is ${size}; it must be a whole number of bytes from 0.`)
  }
  const launch = options.commandLineLaunch
  if (launch !== undefined && typeof launch !== 'boolean') bad(`\`commandLineLaunch\` is ${show(launch)}; it must be true or false.`)
  for (const option of ['handlerTimeout', 'rawReadTimeout'] as const) {
    const limit = options[option]
    if (limit !== undefined && (!Number.isInteger(limit) || limit < 1 || limit > MAX_TIMEOUT)) bad(`\`${option}\` is ${show(limit)}; it must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT}, or be left out.`)
  }
  for (const root of options.filterRoots ?? []) if (typeof root !== 'string' || root === '') bad('`filterRoots` must list folders.')
}

export class Pipeline {
  readonly plan: Plan
  readonly site: SiteFacts
  readonly server: Server
  /** What requests of this site share. */
  readonly objects: SiteObjects
  readonly urlRules: UrlRules
  readonly tracing: TraceHub
  readonly handlers: HandlerTable
  /** Where URL paths lie on disk. */
  readonly paths: SitePaths
  /** Folders that a mapped path may lie in. */
  readonly roots: readonly string[]
  readonly anonymous: boolean
  readonly handlerTimeout: number
  readonly computerName: string = hostname()
  readonly uploadReadAheadSize: number
  readonly entityBufferLimit: number
  readonly rawReadTimeout: number
  readonly rawReadLimit: number
  readonly report: (error: Error) => void
  readonly #reported = new Set<string>()
  readonly #contextThrew = (error: unknown): void => { this.report(threw('A stored context of a connection threw', error)) }
  readonly #host: PipelineHost
  readonly #events: GlobalNotifier
  #started = false

  constructor(options: PipelineOptions, host: PipelineHost) {
    checkOptions(options)
    this.#host = host
    const { report } = options
    this.report = (error) => {
      try {
        if (report === undefined) process.emitWarning(error)
        else report(error)
      } catch (failure) {
        process.emitWarning(toError(failure)) // nothing may end because a log does not work
      }
    }
    const application = options.site?.application ?? '/'
    this.site = { id: options.site?.id ?? 1, name: options.site?.name ?? 'Default Web Site', root: resolve(options.site?.root ?? 'wwwroot'), application }
    this.paths = new SitePaths(this.site.root, options.site?.virtualDirectories ?? [])
    this.roots = [this.site.root, ...this.paths.folders, ...(options.filterRoots ?? []).map((root) => resolve(root))]
    this.uploadReadAheadSize = options.uploadReadAheadSize ?? 0
    this.entityBufferLimit = options.entityBufferLimit ?? 1_048_576
    this.rawReadTimeout = options.rawReadTimeout ?? 120_000
    this.rawReadLimit = options.rawReadLimit ?? 1_048_576
    this.handlerTimeout = options.handlerTimeout ?? 0
    this.anonymous = options.anonymousAuthentication ?? true
    this.urlRules = host.urlRules ?? DEFAULT_URL_RULES
    this.objects = new SiteObjects({
      site: this.site, physicalPath: application === '/' ? this.site.root : this.paths.map(application) ?? this.site.root, roots: this.roots, report: this.report,
      hits: { threshold: options.frequentHitThreshold ?? 2, period: options.frequentHitTimePeriod ?? 10_000 }
    })
    this.server = new Server({ appPoolName: options.appPoolName ?? 'DefaultAppPool', commandLineLaunch: options.commandLineLaunch ?? true, handlerTimeout: this.handlerTimeout, objects: this.objects, rawDataRefusal: host.rawDataRefusal ?? null, report: this.report, configuration: options.configuration, recycle: options.recycle })
    const modules = loadModules(options.modules, SERVER_VERSION, this.server)
    this.#events = new GlobalNotifier(modules, this.report)
    resolveModules(modules, this.objects.site.rootApplication, this.server, this.#events)
    this.server.events = this.#events
    const maps = options.handlers === undefined ? null : readHandlers(options.handlers, modules.map(({ name }) => name), this.server.GetAppPoolName())
    this.plan = compilePlan(modules, this.anonymous, maps !== null)
    this.handlers = new HandlerTable(maps, this.plan)
    this.tracing = this.server.tracing
    this.tracing.start(this.plan.traceEvent)
  }

  /** @param session of its requests; default: one that ends with the connection */
  createConnection(port: ConnectionPort, session: NetSession = this.createSession()): HttpConnection {
    const connection = new HttpConnection(port, session)
    publishConnection('open', connection)
    return connection
  }

  /** @param idle called when no request is under way; the session goes on until its `end` is called */
  createSession(idle: (() => void) | null = null): NetSession { return new NetSession(this.#contextThrew, idle) }

  /** @param routed the host has routed the request already */
  createContext(message: RequestMessage, connection: HttpConnection | null, routed = false): HttpContext {
    const context = new HttpContext(this, message, connection, null, routed)
    connection?.raw?.begin(context)
    return context
  }

  /** What stands for the next request of a connection, of which nothing has been parsed; nothing runs on it. */
  createStandIn(message: RequestMessage, connection: HttpConnection): HttpContext {
    return new HttpContext(this, message, connection, null, false, false)
  }

  createChild(message: RequestMessage, parent: HttpContext): HttpContext {
    return new HttpContext(this, message, parent.connection, parent)
  }

  /** The plan, readable before the first request. */
  describe(): PlanRow[] { return describePlan(this.plan, this.handlers.rows()) }

  /** Reports something once for each key. */
  reportOnce(key: string, error: () => Error): void {
    if (this.#reported.has(key)) return
    this.#reported.add(key)
    this.report(error())
  }

  executeChild(child: HttpContext, done: (hr: HRESULT, bytes: number) => void): void {
    giveEntity(child, this.entityBufferLimit, (hr) => {
      if (FAILED(hr)) done(hr, 0)
      else this.#host.executeChild(child, done)
    })
  }

  /**
   * Steps 1 to 3 of a request: GL_PRE_BEGIN_REQUEST, module instances, then the plan up to the MAP_REQUEST_HANDLER event.
   * True: done. False: something pends, and `resume` is called later.
   */
  begin(context: HttpContext, resume: () => void): boolean {
    const { request } = context
    if (this.uploadReadAheadSize === 0 || !this.plan.reads || !request.hasEntity) return this.#begin(context, resume)
    const begin = (): void => { if (context.aborted || this.#begin(context, resume)) resume() }
    return request.entity.bytes.fill(this.uploadReadAheadSize, begin) ? this.#begin(context, resume) : false
  }

  /** In the place of `begin`: the request ends with 500 before a module has seen it, and is logged. */
  refuse(context: HttpContext, error: Error): void {
    if (context.trace !== null) publishReceived(context, context.trace)
    if (this.plan.instances) context.run.calls.createInstances()
    context.report(error)
    context.fail(HRESULT_FROM_WIN32(ERROR_INVALID_DATA), '')
    context.run.finish()
  }

  #begin(context: HttpContext, resume: () => void): boolean {
    if (context.trace !== null) publishReceived(context, context.trace)
    const goOn = (): boolean => {
      if (this.plan.instances) context.run.calls.createInstances()
      return context.run.advance(this.plan.limits.routing, resume)
    }
    const pending = raisePreBegin(this.plan.preBegin, context)
    if (pending === null) return goOn()
    void pending.then(() => { if (goOn()) resume() })
    return false
  }

  /** The closing step: what runs once the response is out or the client has gone. Nothing it meets keeps the rest from running. */
  close(context: HttpContext, done: () => void): void {
    if (context.level === 0 && this.plan.closing.length > 0) {
      context.run.stageName = CLOSING
      this.#closeFrom(context, 0, 0, done)
    } else {
      context.end()
      done()
    }
  }

  /** The passes of the closing step, from one entry of one pass on; waits where a step does. */
  #closeFrom(context: HttpContext, pass: number, from: number, done: () => void): void {
    const { closing, logs } = this.plan
    const passes = logs ? CLOSING_PASSES.length : 1
    for (let index = pass; index < passes; index++) {
      const step = CLOSING_PASSES[index] as ClosingPass
      for (let entry = index === pass ? from : 0; entry < closing.length; entry++) {
        const waits = this.#closingStep(closing[entry] as Plan['closing'][number], step, context)
        if (waits === undefined) continue
        void waits.then(() => { this.#closeFrom(context, index, entry + 1, done) })
        return
      }
      if (index > 0) continue
      context.connection?.raw?.settle()
      if (logs) context.requestLog.fill()
    }
    context.end()
    done()
  }

  /** The server is ready: GL_APPLICATION_START. No request is let in before it is through: null, or a promise that never rejects. */
  start(): Promise<void> | null {
    this.#started = true
    return this.#events.raise('OnGlobalApplicationStart', new ApplicationProvider(this.objects.site.rootApplication))
  }

  /**
   * The server takes no further requests: GL_STOP_LISTENING.
   * @param drain requests that are under way may come to their end
   */
  stopListening(drain: boolean): Promise<void> | null {
    return this.#started ? this.#events.raise('OnGlobalStopListening', new StopListeningProvider(drain), this.handlerTimeout) : null
  }

  /** The last request has ended: GL_APPLICATION_STOP, then Terminate of the factories, then of the global modules. */
  terminate(): Promise<void> | null {
    const stopping = this.#started ? this.#events.raise('OnGlobalApplicationStop', new ApplicationProvider(this.objects.site.rootApplication), this.handlerTimeout) : null
    if (stopping !== null) return stopping.then(() => { this.#end() })
    this.#end()
    return null
  }

  #end(): void {
    // Fidelity: global.shutdown-order
    const told = new Set<object | null>([null]) // several modules may share a factory
    for (const part of ['factory', 'globalModule'] as const) {
      for (const module of this.plan.modules) {
        if (!told.has(module[part])) this.#terminate(module.name, module[part])
        told.add(module[part])
      }
    }
    this.server.close()
  }

  #terminate(name: string, part: { Terminate(): void } | null): void {
    try {
      part?.Terminate()
    } catch (error) {
      this.report(threw(`Module "${name}" threw from Terminate`, error))
    }
  }

  /** Runs one step of one module; a promise (that never rejects) when it is asynchronous. */
  #closingStep({ module, steps }: Plan['closing'][number], pass: ClosingPass, context: HttpContext): Promise<void> | undefined {
    try {
      const result = pass(steps, context)
      return result === undefined ? undefined : inTime(result, this.handlerTimeout, () => context.takeCulprit(module.name), 'a closing step').catch((error: unknown) => { this.#closingFailed(module.name, error) })
    } catch (error) {
      this.#closingFailed(module.name, error)
      return undefined
    }
  }

  #closingFailed(name: string, error: unknown): void {
    this.report(error instanceof Error && isLate(error) ? error : new ModuleContractError('ERR_MODULE_CLOSING_STEP', `Module "${name}": ${show(error)}.`, error))
  }
}

type ClosingPass = (steps: ClosingSteps, context: HttpContext) => void | PromiseLike<void>

// Fidelity: filter.sequence.end-before-log — all requests' ends, then all edits of the record, then the line.
const CLOSING_PASSES: readonly ClosingPass[] = [
  (steps, context) => steps.onRequestEnded?.(context),
  (steps, context) => steps.onLogRecord?.(context, context.log),
  (steps, context) => steps.onLogLine?.(context, context.log)
]
