// One request on its way through the plan. Synchronous until a module pends; the numbers are those of ARCHITECTURE.md, "A request".

import {
  ERROR_INVALID_PARAMETER, ERROR_OPERATION_ABORTED, ERROR_TIMEOUT, ERROR_UNHANDLED_EXCEPTION, FAILED, HRESULT_FROM_WIN32, S_OK, hresultToHex, type HRESULT
} from '@isapi-bridge/win32'
import { RQ_CUSTOM_NOTIFICATION, RQ_END_REQUEST, RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { ModuleContractError, show } from '../errors.ts'
import type { ICustomNotificationProvider, IHttpCompletionInfo, IHttpEventProvider, IMapPathProvider } from '../event-providers.ts'
import { CHttpModule, type IModuleAllocator, type NotificationResult } from '../http-module.ts'
import type { EXECUTION_STATS, IHttpContext, NEXT_NOTIFICATION, NOTIFY_RESULT } from '../http-context.ts'
import { notificationChannel, type NotificationTrace, type RequestTrace } from '../trace.ts'
import { ExecutionClock } from './execution-clock.ts'
import { isCalledFrom, nextCall, type Outlook, type Place } from './look-ahead.ts'
import { allocate } from './memory.ts'
import type { Call, Plan, Step } from './plan.ts'
import { PRE_BEGIN_REQUEST } from './stages.ts'
import { isDword } from './values.ts'

/** What a run asks of the request that it belongs to. */
export interface RunOwner extends IHttpContext {
  readonly trace: RequestTrace | null
  readonly level: number
  /** How long a notification may wait for its completion, in ms; 0: as long as it likes. */
  readonly handlerTimeout: number
  /** A child request runs: who waits for it is not idle. */
  readonly waitsForChild: boolean
  /** Somebody has answered in the place of the handler. */
  readonly handled: boolean
  /** The provider of a deterministic notification. */
  providerOf(notification: number, post: boolean): IHttpEventProvider
  /** The server's own mapping: the provider to raise RQ_MAP_PATH with, or null when this URL has been mapped already. */
  beginMapping(): IMapPathProvider | null
  endMapping(provider: IMapPathProvider): void
  /** After AUTHENTICATE_REQUEST; false when the request is denied. */
  checkUser(): boolean
  /** Who executes the request, of all that registered for it. */
  executors(all: readonly Call[]): readonly Call[]
  /** Before EXECUTE_REQUEST_HANDLER; false when there is no handler, and the request is refused. */
  beginHandler(): boolean
  /** A factory gave no module. */
  factoryFailed(hr: HRESULT, module: string): void
  /** Turns a broken module into a 500. */
  fail(hr: HRESULT, module: string): void
  report(error: Error): void
}

type Resume = () => void
/** What handlers get: of a custom notification, the object of whoever raises it. */
type Provider = IHttpEventProvider | ICustomNotificationProvider
type Settle = (status: REQUEST_NOTIFICATION_STATUS) => void

/** A notification that waits for its completion. */
interface Pending {
  call: Call
  readonly provider: Provider
  readonly record: NotificationTrace | null
  /** Settled by a promise, not by completions. */
  readonly promised: boolean
  /** A completion has been queued. */
  posted: boolean
  /** Finished operations that wait until the completion before them has been heard. */
  later: IHttpCompletionInfo[] | null
  timer: NodeJS.Timeout | null
  /** It still waits. */
  open: boolean
  /** Of a custom notification: who raised it. */
  readonly raiser: Call | null
  /** What follows; null: a deterministic step, which simply goes on. */
  readonly settle: Settle | null
}

const STATUS_NAMES = ['RQ_NOTIFICATION_CONTINUE', 'RQ_NOTIFICATION_PENDING', 'RQ_NOTIFICATION_FINISH_REQUEST'] as const
const ALLOCATOR: IModuleAllocator = { AllocateMemory: allocate }
/** Internal: the notification waits. */
const SUSPENDED = -1

/** A completion: of IndicateCompletion, or one that OnAsyncCompletion is to hear of. */
type Completion = REQUEST_NOTIFICATION_STATUS | IHttpCompletionInfo
const canComplete = (pending: Pending): boolean => !pending.promised && !pending.posted
const ABORTED: IHttpCompletionInfo = { GetCompletionBytes: () => 0, GetCompletionStatus: () => HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED) }

const NO_CALLS: readonly Call[] = []
/** Raised by a module, which waits for it: it pends beside the notification of that module. */
const isCustom = (call: Call): boolean => call.notification === RQ_CUSTOM_NOTIFICATION
/** Inside a deterministic notification: no step of the plan. */
const isNested = (call: Call): boolean => call.notification > RQ_END_REQUEST
const endsRequest = (call: Call, status: REQUEST_NOTIFICATION_STATUS): boolean => status === RQ_NOTIFICATION_FINISH_REQUEST && !call.always && !isNested(call)

type Handler = (context: IHttpContext, provider: Provider) => NotificationResult

function isThenable(value: unknown): value is PromiseLike<REQUEST_NOTIFICATION_STATUS> {
  try {
    return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
  } catch {
    return true // its `then` throws: so does whoever awaits it
  }
}

export class RequestRun {
  readonly plan: Plan
  readonly #owner: RunOwner
  #instances: (CHttpModule | null)[] | null = null
  /** [events, postEvents] by module index, for DisableNotifications. */
  #disabled: Map<number, [number, number]> | null = null
  #cursor = 0
  #call = 0
  #limit = 0
  #resume: Resume | null = null
  #finished = false
  #aborted = false
  #pending: Pending | null = null
  /** A listener of a custom notification that said PENDING. */
  #listener: Pending | null = null
  /** The call that was given up because its completion did not come. */
  #expired: Call | null = null
  /** Deterministic notifications that this request does not have. */
  #leftOut = 0
  /** Of GetNextNotification: whose operations are now those of which call. */
  #taken: Map<Call, Call> | null = null
  /** Completion of the running handler that came before it returned. */
  #early: Completion | null = null
  #running: Call | null = null
  /** The running handler may return RQ_NOTIFICATION_PENDING. */
  #mayPend = false
  #depth: number
  #clock: ExecutionClock | null = null
  /** Where the request is, for traces: a stage, or what comes before and after the stages. */
  stageName: string = PRE_BEGIN_REQUEST

  /** @param depth how many calls of the parent are on the stack, or pending, around a child request */
  constructor(plan: Plan, owner: RunOwner, depth: number) {
    this.plan = plan
    this.#owner = owner
    this.#depth = depth
  }

  /** A module said FINISH_REQUEST, or the core denied the request: only LOG and END are left. */
  get finished(): boolean { return this.#finished }
  /** The call that is on the stack, or pending. */
  get running(): Call | null { return this.#running ?? this.#listener?.call ?? this.#pending?.call ?? null }
  /** The call that can wait for an operation that is started now; null: nobody would hear of its end. */
  get operator(): Call | null {
    if (this.#running !== null) return this.#mayPend ? this.#running : null
    return this.#listener?.call ?? this.#pending?.call ?? null
  }

  /** A module waits for its completion. */
  get pends(): boolean { return this.#pending !== null }
  /** All deterministic notifications are through. */
  get ended(): boolean { return this.#cursor >= this.plan.limits.end }
  get depth(): number { return this.#depth }

  /** Leaves out what comes before `limit`: the handler was somebody else. */
  skipTo(limit: number): void {
    if (this.#cursor >= limit) return
    this.#cursor = limit
    this.#call = 0
  }

  /** These notifications and their post-events do not happen in this request. */
  leaveOut(notifications: number): void { this.#leftOut |= notifications }

  /** Skips to LOG_REQUEST. */
  finish(): void { this.#finished = true }

  /**
   * Runs up to `limit`. True: it is reached (or the request finished before). False: something pends, and `resume` will be called
   * once, inline from the completion.
   */
  advance(limit: number, resume: Resume): boolean {
    const { steps, limits } = this.plan
    if (this.#pending !== null) { // the client has left while LOG or END waits: both callers are served afterwards
      const other = this.#resume
      this.#limit = Math.max(this.#limit, limit)
      this.#resume = () => { other?.(); resume() }
      return false
    }
    this.#limit = limit
    while (true) {
      // Fidelity: module.finish.skips-to-log — RELEASE and UPDATE are skipped too.
      if (this.#finished && this.#cursor < limits.log) {
        this.#cursor = limits.log
        this.#call = 0
      }
      const step = steps[this.#cursor]
      if (step === undefined || this.#cursor >= limit) return true
      this.stageName = step.stage
      if (step.core !== null) {
        this.#cursor++
        if (!this.#runCore(step.core, resume)) return false
        continue
      }
      const call = this.#callsOf(step)[this.#call]
      if (call === undefined) {
        this.#cursor++
        this.#call = 0
        continue
      }
      this.#call++
      const status = this.#notify(call, this.#owner.providerOf(call.notification, call.post), true, null)
      if (status === SUSPENDED) {
        this.#resume = resume
        return false
      }
      this.#apply(step, status)
    }
  }

  /** The calls of a step, for this request. */
  #callsOf(step: Step): readonly Call[] {
    if ((this.#leftOut & step.notification) !== 0) return NO_CALLS
    if (step.notification !== RQ_EXECUTE_REQUEST_HANDLER || step.post) return step.calls
    // Fidelity: module.handled.stops-handlers
    return this.#owner.handled ? NO_CALLS : this.#owner.executors(step.calls)
  }

  /** IHttpContext::GetNextNotification. */
  takeNext(status: REQUEST_NOTIFICATION_STATUS): NEXT_NOTIFICATION | null {
    const { running } = this
    if (running === null || status === RQ_NOTIFICATION_PENDING || isNested(running)) return null
    const next = nextCall(this.#outlook, this.#placeAfter(running, status), this.#limit)
    // Fidelity: execution.next-module-host
    if (next === null || next.call.module.host !== running.module.host) return null
    const instance = this.#instances?.[next.call.module.index] ?? null
    if (instance === null) return null
    const { call, step, after } = next
    if (endsRequest(running, status)) this.#finished = true
    this.#cursor = after.cursor
    this.#call = after.call
    this.stageName = step.stage
    if (this.plan.clock.wanted) this.#clock?.start(call)
    this.#taken ??= new Map()
    this.#taken.set(running, call)
    if (this.#running !== null) this.#running = call
    else if (this.#pending !== null) this.#pending.call = call
    return { pdwNotification: call.notification, pfIsPostNotification: call.post, ppModuleInfo: instance, ppRequestOutput: this.#owner.providerOf(call.notification, call.post) }
  }

  /** IHttpContext::GetIsLastNotification. */
  isLast(status: REQUEST_NOTIFICATION_STATUS): boolean {
    const { running } = this
    // Fidelity: execution.last-notification — the page says the opposite.
    return running === null || !isCalledFrom(this.#outlook, this.#placeAfter(running, status), running.module)
  }

  /** IHttpContext::GetCurrentExecutionStats. */
  stats(begin: number): EXECUTION_STATS {
    this.plan.clock.wanted = true
    return (this.#clock ??= new ExecutionClock()).stats(this.running, this.#pending !== null, begin)
  }

  get #outlook(): Outlook { return { steps: this.plan.steps, callsOf: (step) => this.#callsOf(step), isDisabled: (call) => this.#isDisabled(call) } }

  /** Where the run goes on once `running` has returned `status`. */
  #placeAfter(running: Call, status: REQUEST_NOTIFICATION_STATUS): Place {
    const { log } = this.plan.limits
    return (this.#finished || endsRequest(running, status)) && this.#cursor < log ? { cursor: log, call: 0 } : { cursor: this.#cursor, call: this.#call }
  }

  /** Raises a nested notification that has to be answered at once. Returns false when a handler finished the request. */
  raiseNow(calls: readonly Call[], provider: IHttpEventProvider): boolean {
    for (const call of calls) {
      const status = this.#notify(call, provider, false, null)
      if (status === RQ_NOTIFICATION_FINISH_REQUEST) return false
    }
    return true
  }

  /** Raises RQ_CUSTOM_NOTIFICATION. The raiser is completed afterwards, where a listener pends. */
  raiseCustom(provider: ICustomNotificationProvider): NOTIFY_RESULT {
    const pends = this.#raiseCustomFrom(0, provider, this.running)
    return { hr: S_OK, pfCompletionExpected: pends }
  }

  /** True: a listener pends. */
  #raiseCustomFrom(from: number, provider: ICustomNotificationProvider, raiser: Call | null): boolean {
    const { custom } = this.plan
    const mayPend = raiser !== null && (!isNested(raiser) || isCustom(raiser))
    for (let index = from; index < custom.length; index++) {
      const status = this.#notify(custom[index] as Call, provider, mayPend, (settled) => {
        if (settled === RQ_NOTIFICATION_FINISH_REQUEST) this.#finished = true
        // A raiser that did not wait gets nothing more: its notification is over.
        else if (raiser === this.running && this.#raiseCustomFrom(index + 1, provider, raiser)) return
        this.completeOperation(raiser, 0, this.#aborted ? ABORTED.GetCompletionStatus() : S_OK)
      })
      if (status === SUSPENDED) return true
      if (status === RQ_NOTIFICATION_FINISH_REQUEST) {
        this.#finished = true
        break
      }
    }
    return false
  }

  /** Modules of this request, made at the first need. False when a factory failed. */
  createInstances(): boolean {
    if (this.#instances !== null) return true
    this.#instances = new Array<CHttpModule | null>(this.plan.modules.length).fill(null)
    let ok = true
    for (const module of this.plan.modules) {
      if (module.factory === null) continue
      let made: unknown
      try {
        made = module.factory.GetHttpModule(ALLOCATOR)
      } catch (error) {
        made = HRESULT_FROM_WIN32(ERROR_UNHANDLED_EXCEPTION)
        this.#owner.report(new ModuleContractError('ERR_MODULE_FACTORY', `The factory of module "${module.name}" threw.`, error))
      }
      if (made instanceof CHttpModule) {
        this.#instances[module.index] = made
        continue
      }
      ok = false
      const hr = typeof made === 'number' && FAILED(made as HRESULT) ? (made as HRESULT) : HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER) // a foreign number is an HRESULT by contract
      this.#owner.report(new ModuleContractError('ERR_MODULE_FACTORY', `The factory of module "${module.name}" gave no module (${hresultToHex(hr)}).`))
      this.#owner.factoryFailed(hr, module.name)
      this.#owner.fail(hr, module.name)
      this.#finished = true
    }
    return ok
  }

  /** Every instance is disposed once. */
  dispose(): void {
    const instances = this.#instances
    this.#instances = [] // not null: nothing is made again
    for (const [index, instance] of instances?.entries() ?? []) {
      try {
        instance?.Dispose()
      } catch (error) {
        this.#owner.report(new ModuleContractError('ERR_MODULE_THREW', `Module "${this.plan.modules[index]?.name ?? ''}" threw from Dispose.`, error))
      }
    }
  }

  disable(events: number, postEvents: number): void {
    const module = this.running?.module
    if (module === undefined || !isDword(events) || !isDword(postEvents)) return
    this.#disabled ??= new Map()
    const masks = this.#disabled.get(module.index) ?? [0, 0]
    this.#disabled.set(module.index, [masks[0] | events, masks[1] | postEvents])
  }

  /** IHttpContext::IndicateCompletion. */
  indicate(status: REQUEST_NOTIFICATION_STATUS): void {
    if (status === RQ_NOTIFICATION_PENDING) return // it pends already
    if (status !== RQ_NOTIFICATION_CONTINUE && status !== RQ_NOTIFICATION_FINISH_REQUEST) {
      const call = this.running
      this.#owner.report(new ModuleContractError('ERR_MODULE_STATUS', `${call === null ? 'Somebody' : `Module "${call.module.name}"`} gave ${show(status)} to IndicateCompletion.`))
      status = RQ_NOTIFICATION_CONTINUE
    }
    const pending = this.#waiting
    if (pending !== null && canComplete(pending)) this.#complete(pending, status)
    else if (pending === null && this.#running !== null && this.#early === null) this.#early = status
    else this.#reportLate(null)
  }

  /** IHttpContext::PostCompletion. */
  post(bytes: number): HRESULT {
    if (!isDword(bytes)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const hr = this.#queue({ GetCompletionBytes: () => bytes, GetCompletionStatus: () => S_OK })
    if (FAILED(hr) && this.#expired !== null) this.#reportLate(null)
    return hr
  }

  /** A routine that was posted in `call` threw: that notification, if it still waits, will never be completed by it. */
  routineFailed(call: Call | null, error: unknown): void {
    const pending = this.#waiting
    if (pending !== null && pending.call === call && !pending.promised) this.#complete(pending, this.#fault(call, error))
    else this.#owner.report(new ModuleContractError('ERR_MODULE_THREW', 'A routine given to PostCompletion threw.', error))
  }

  /** An asynchronous operation that was started in `call` is done; nobody hears of it when that call does not wait any more. */
  completeOperation(call: Call | null, bytes: number, hr: HRESULT): void {
    if (call === null) return
    for (let taken = this.#taken?.get(call); taken !== undefined; taken = this.#taken?.get(call)) call = taken
    const info: IHttpCompletionInfo = { GetCompletionBytes: () => bytes, GetCompletionStatus: () => hr }
    const pending = this.#listener?.call === call ? this.#listener : this.#pending
    if (pending?.call === call) {
      if (pending.promised) setImmediate(() => { this.#tell(pending, info) })
      else if (pending.posted) (pending.later ??= []).push(info)
      else this.#deliver(pending, info)
    } else if (this.#running === call && this.#early === null) {
      this.#early = info
    }
  }

  /** The client has gone, or somebody else has answered: a pending module is completed, and only LOG and END are left. */
  abort(): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#finished = true
    for (const pending of [this.#listener, this.#pending]) {
      if (pending === null || (pending.promised && pending.call.always)) continue // a promise in LOG or END comes to its end by itself
      if (!pending.promised) this.#asyncCompletion(pending, ABORTED)
      if (pending.open) this.#complete(pending, RQ_NOTIFICATION_FINISH_REQUEST)
    }
  }

  /**
   * Whose completion comes, when one comes; it does not say so itself. A handler on the stack completes its own notification, unless that of its
   * module waits and no listener does; otherwise it is for the one that waits, a listener before its raiser.
   */
  get #waiting(): Pending | null {
    if (this.#running !== null && (this.#listener !== null || isCustom(this.#running))) return null
    const pending = this.#listener ?? this.#pending
    return this.#running === null || this.#running.module === pending?.call.module ? pending : null
  }

  /** Starts a trace record of this request; null when nobody listens. */
  record(kind: NotificationTrace['kind'], name: string, notification: string): NotificationTrace | null {
    const request = this.#owner.trace
    if (request === null) return null
    // A module that has no record of its own is no level of depth for what it records instead.
    const depth = this.#depth - (kind === 'filter' && this.#running !== null ? 1 : 0)
    const event: NotificationTrace = { request, stage: this.stageName, post: this.#running?.post ?? false, kind, name, notification, depth, child: this.#owner.level, startedAt: performance.now(), status: null, us: 0 }
    notificationChannel.publish({ phase: 'start', event })
    return event
  }

  #runCore(action: NonNullable<Step['core']>, resume: Resume): boolean {
    if (action === 'handle') {
      if (!this.#owner.beginHandler()) this.#finished = true
      return true
    }
    if (action === 'check-user') {
      if (!this.#owner.checkUser()) this.#finished = true
      return true
    }
    const provider = this.#owner.beginMapping()
    return provider === null ? true : this.#raisePending(this.plan.mapPath, 0, provider, resume)
  }

  /** The server's own MAP_PATH: the one nested notification that may pend. */
  #raisePending(calls: readonly Call[], from: number, provider: IMapPathProvider, resume: Resume): boolean {
    for (let index = from; index < calls.length; index++) {
      const call = calls[index] as Call
      const status = this.#notify(call, provider, true, (settled) => {
        if (settled === RQ_NOTIFICATION_FINISH_REQUEST) this.#finished = true
        const next = this.#finished ? calls.length : index + 1
        const then = this.#resume
        this.#resume = null
        if (then !== null && this.#raisePending(calls, next, provider, then) && this.advance(this.#limit, then)) then()
      })
      if (status === SUSPENDED) {
        this.#resume = resume
        return false
      }
      if (status === RQ_NOTIFICATION_FINISH_REQUEST) {
        this.#finished = true
        break
      }
    }
    this.#owner.endMapping(provider)
    return true
  }

  /** Calls one handler of one module: the one point that every notification of a module passes. */
  #notify(call: Call, provider: Provider, mayPend: boolean, settle: Settle | null): number {
    const instance = this.#instances?.[call.module.index]
    if (instance === null || instance === undefined || this.#isDisabled(call)) return RQ_NOTIFICATION_CONTINUE
    const outer = this.#running
    const outerEarly = this.#early
    const outerMayPend = this.#mayPend
    this.#running = call
    this.#early = null
    this.#mayPend = mayPend
    const record = notificationChannel.hasSubscribers && call.module.disguise === null
      ? this.record('module', call.module.name, call.name)
      : null
    if (this.plan.clock.wanted) (this.#clock ??= new ExecutionClock()).start(call)
    this.#depth++
    let result: NotificationResult
    try {
      // The tables say which handler takes which provider; TypeScript cannot follow a computed member.
      result = (instance[call.handler] as Handler).call(instance, this.#owner, provider)
    } catch (error) {
      result = this.#fault(call, error)
    }
    const early = this.#early
    call = this.#running ?? call // it may have taken the next one as well
    this.#running = outer
    this.#early = outerEarly
    this.#mayPend = outerMayPend
    this.#depth--
    if (early !== null && result !== RQ_NOTIFICATION_PENDING) this.#reportEarly(call)
    if (result !== RQ_NOTIFICATION_CONTINUE) result = this.#inspect(call, result, early, mayPend, provider, record, settle) as NotificationResult
    if (result as number !== SUSPENDED) {
      if (this.#listener !== null) this.#abandonListener(call)
      if (record !== null) this.#endRecord(record, result as REQUEST_NOTIFICATION_STATUS)
    }
    return result as number
  }

  /** `raiser` is through and did not wait for its listener: whoever completes next must not be taken for that one. */
  #abandonListener(raiser: Call): void {
    const listener = this.#listener
    if (listener === null || listener.raiser !== raiser) return
    this.#listener = null
    listener.open = false
    if (listener.timer !== null) clearTimeout(listener.timer)
    this.#owner.report(new ModuleContractError('ERR_MODULE_COMPLETION', `Module "${raiser.module.name}" did not wait for module "${listener.call.module.name}" in ${listener.call.handler}.`))
    if (listener.record !== null) this.#endRecord(listener.record, RQ_NOTIFICATION_CONTINUE)
  }

  /** Everything that is not CONTINUE. */
  #inspect(call: Call, result: NotificationResult, early: Completion | null, mayPend: boolean, provider: Provider, record: NotificationTrace | null, settle: Settle | null): number {
    if (result === RQ_NOTIFICATION_FINISH_REQUEST) return result
    const thenable = isThenable(result)
    if (result !== RQ_NOTIFICATION_PENDING && !thenable) {
      this.#owner.report(new ModuleContractError('ERR_MODULE_STATUS', `Module "${call.module.name}" returned ${show(result)} from ${call.handler}.`))
      return RQ_NOTIFICATION_CONTINUE
    }
    const late = this.#aborted && !call.always // the client left while the handler ran
    const second = this.#listener !== null && isCustom(call) && !thenable // completions could not be told apart
    if (!mayPend || second || (late && thenable)) {
      // Fidelity: module.send-response.cannot-pend
      if (thenable) Promise.resolve(result).catch((error: unknown) => { this.#fault(call, error) })
      if (!late) this.#owner.report(new ModuleContractError('ERR_MODULE_CANNOT_PEND', `Module "${call.module.name}" cannot pend in ${call.handler} here.`))
      return RQ_NOTIFICATION_CONTINUE
    }
    const pending: Pending = { call, provider, record, promised: thenable, posted: false, open: true, later: null, timer: null, raiser: isCustom(call) ? this.running : null, settle }
    if (thenable) {
      this.#wait(pending)
      this.#await(pending, result)
      return SUSPENDED
    }
    // Fidelity: module.completion.early — a completion that came before the handler returned is not lost.
    if (typeof early === 'number') return early
    this.#wait(pending)
    const info = early ?? (late ? ABORTED : null)
    if (info !== null) this.#deliver(pending, info)
    return SUSPENDED
  }

  /** Completes with what the promise gives. */
  #await(pending: Pending, result: PromiseLike<REQUEST_NOTIFICATION_STATUS>): void {
    const { call } = pending
    Promise.resolve(result).then( // a foreign thenable might call back at once
      (status) => { if (pending.open) this.#complete(pending, this.#checkSettled(call, status)); else this.#reportLate(call) },
      (error: unknown) => { if (pending.open) this.#complete(pending, this.#fault(call, error)); else this.#reportLate(call, error) }
    )
  }

  #wait(pending: Pending): void {
    if (!isCustom(pending.call)) this.#pending = pending
    else if (!pending.promised) this.#listener = pending
    const limit = this.#owner.handlerTimeout
    if (limit > 0) pending.timer = setTimeout(() => { this.#expire(pending, limit) }, limit).unref()
  }

  /** The completion did not come: the request ends without it. */
  #expire(pending: Pending, limit: number): void {
    if (pending.posted || this.#owner.waitsForChild) { // its completion is on its way; a child has limits of its own
      pending.timer?.refresh()
      return
    }
    const { call } = pending
    this.#expired = call
    this.#owner.report(new ModuleContractError('ERR_MODULE_TIMEOUT', `Module "${call.module.name}" did not complete ${call.handler} within ${limit} ms.`))
    this.#owner.fail(HRESULT_FROM_WIN32(ERROR_TIMEOUT), call.module.name)
    this.#complete(pending, RQ_NOTIFICATION_FINISH_REQUEST)
  }

  /** @param call who was to complete, where that is known */
  #reportLate(call: Call | null, cause?: unknown): void {
    const expired = this.#expired
    if (call !== null && call !== expired) return // completed by the end of the request: nobody is to blame
    this.#owner.report(new ModuleContractError('ERR_MODULE_COMPLETION', expired === null
      ? 'IndicateCompletion was called while nothing was pending, or a second time.'
      : `A completion came too late; module "${expired.module.name}" had been given up in ${expired.handler}.`, cause))
  }

  /** A completion without a pending notification. */
  #reportEarly(call: Call): void {
    this.#owner.report(new ModuleContractError('ERR_MODULE_COMPLETION', `Module "${call.module.name}" completed ${call.handler} and did not return RQ_NOTIFICATION_PENDING.`))
  }

  #checkSettled(call: Call, status: unknown): REQUEST_NOTIFICATION_STATUS {
    if (status === RQ_NOTIFICATION_CONTINUE || status === RQ_NOTIFICATION_FINISH_REQUEST) return status
    this.#owner.report(new ModuleContractError('ERR_MODULE_STATUS', `The promise of module "${call.module.name}" from ${call.handler} gave ${show(status)}.`))
    return RQ_NOTIFICATION_CONTINUE
  }

  #queue(info: IHttpCompletionInfo): HRESULT {
    const pending = this.#waiting
    if (pending !== null && canComplete(pending)) {
      this.#deliver(pending, info)
      return S_OK
    }
    if (pending === null && this.#running !== null && this.#early === null) {
      this.#early = info
      return S_OK
    }
    // Fidelity: module.completion.second-post
    return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
  }

  #deliver(pending: Pending, info: IHttpCompletionInfo): void {
    pending.posted = true
    setImmediate(() => { if (pending.open) this.#asyncCompletion(pending, info) })
  }

  #asyncCompletion(pending: Pending, info: IHttpCompletionInfo): void {
    const { call, provider } = pending
    const instance = this.#instances?.[call.module.index]
    pending.posted = false
    pending.timer?.refresh() // a sign of life
    if (pending.record !== null) notificationChannel.publish({ phase: 'completion', event: pending.record })
    let result: NotificationResult = RQ_NOTIFICATION_CONTINUE
    try {
      if (instance) result = instance.OnAsyncCompletion(this.#owner, call.notification, call.post, provider as IHttpEventProvider, info) // of a custom notification its own: the header's parameter has the base type
    } catch (error) {
      result = this.#fault(call, error)
    }
    if (!pending.open) return // IndicateCompletion inside went on already
    if (isThenable(result)) {
      this.#await(pending, result)
      return
    }
    if (result === RQ_NOTIFICATION_PENDING) {
      const next = pending.later?.shift()
      if (next !== undefined) this.#deliver(pending, next)
      return
    }
    this.#complete(pending, this.#checkSettled(call, result))
  }

  /** An operation of a handler that gave a promise is done: the module hears of it, and its promise decides. */
  #tell(pending: Pending, info: IHttpCompletionInfo): void {
    if (!pending.open) return
    const { call, provider } = pending
    const failed = (error: unknown): void => {
      const status = this.#fault(call, error)
      if (pending.open) this.#complete(pending, status)
    }
    pending.timer?.refresh()
    try {
      const result = this.#instances?.[call.module.index]?.OnAsyncCompletion(this.#owner, call.notification, call.post, provider as IHttpEventProvider, info) // as below
      if (isThenable(result)) Promise.resolve(result).catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  #complete(pending: Pending, status: REQUEST_NOTIFICATION_STATUS): void {
    pending.open = false
    if (this.#listener === pending) this.#listener = null
    else if (this.#pending === pending) this.#pending = null
    this.#abandonListener(pending.call)
    if (pending.timer !== null) clearTimeout(pending.timer)
    if (pending.record !== null) this.#endRecord(pending.record, status)
    const settled = this.#aborted ? RQ_NOTIFICATION_FINISH_REQUEST : status
    if (pending.settle === null) this.#settleStep(settled)
    else pending.settle(settled)
  }

  #settleStep(status: REQUEST_NOTIFICATION_STATUS): void {
    const step = this.plan.steps[this.#cursor]
    if (step !== undefined) this.#apply(step, status)
    const resume = this.#resume
    this.#resume = null
    if (resume !== null && this.advance(this.#limit, resume)) resume()
  }

  #apply(step: Step, status: number): void {
    if (status !== RQ_NOTIFICATION_FINISH_REQUEST || step.always) return // module.finish.log-and-end-not-starved
    this.#finished = true
  }

  /** What a module threw becomes an HRESULT, status 500 and the end of the request: here and nowhere else. */
  #fault(call: Call, error: unknown): REQUEST_NOTIFICATION_STATUS {
    this.#owner.report(new ModuleContractError('ERR_MODULE_THREW', `Module "${call.module.name}" threw from ${call.handler}: ${show(error)}.`, error))
    this.#owner.fail(HRESULT_FROM_WIN32(ERROR_UNHANDLED_EXCEPTION), call.module.name)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }

  #isDisabled(call: Call): boolean {
    const masks = this.#disabled?.get(call.module.index)
    if (masks === undefined) return false
    // Fidelity: module.disable.deterministic-only
    return call.notification <= 0x0000_0800 && (masks[call.post ? 1 : 0] & call.notification) !== 0
  }

  #endRecord(record: NotificationTrace, status: REQUEST_NOTIFICATION_STATUS): void {
    record.status = STATUS_NAMES[status]
    record.us = (performance.now() - record.startedAt) * 1000
    notificationChannel.publish({ phase: 'end', event: record })
  }
}
