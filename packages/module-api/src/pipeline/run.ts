// One request on its way through the plan. Synchronous until a module pends; the numbers are those of ARCHITECTURE.md, "A request".

import { S_OK } from '@isapi-bridge/win32'
import { RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import type { ICustomNotificationProvider, IHttpEventProvider, IMapPathProvider } from '../event-providers.ts'
import type { NEXT_NOTIFICATION, NOTIFY_RESULT } from '../http-context.ts'
import { seesCalls } from '../trace.ts'
import { Calls } from './calls.ts'
import type { Completions } from './completions.ts'
import { isCalledFrom, nextCall, type Outlook, type Place } from './look-ahead.ts'
import { SUSPENDED } from './pending.ts'
import { isCustom, isNested, type Call, type Plan, type Step } from './plan.ts'
import type { RunOwner } from './run-owner.ts'
import { PRE_BEGIN_REQUEST } from './stages.ts'

type Resume = () => void

const NO_CALLS: readonly Call[] = []
const endsRequest = (call: Call, status: REQUEST_NOTIFICATION_STATUS): boolean => status === RQ_NOTIFICATION_FINISH_REQUEST && !isNested(call)

export class RequestRun implements Outlook {
  readonly plan: Plan
  readonly calls: Calls
  readonly #owner: RunOwner
  #cursor = 0
  #call = 0
  #limit = 0
  #resume: Resume | null = null
  #finished = false
  /** Deterministic notifications that this request does not have. */
  #leftOut = 0
  /** Where the request is, for traces: a stage, or what comes before and after the stages. */
  stageName: string = PRE_BEGIN_REQUEST

  /** @param depth how many calls of the parent are on the stack, or pending, around a child request */
  constructor(plan: Plan, owner: RunOwner, depth: number) {
    this.plan = plan
    this.#owner = owner
    this.calls = new Calls(this, owner, depth)
  }

  /** A module said FINISH_REQUEST, or the core denied the request: only LOG and END are left. */
  get finished(): boolean { return this.#finished }
  get completions(): Completions { return this.calls.completions }
  /** The call that is on the stack, or pending. */
  get running(): Call | null { return this.calls.running }
  /** A module waits for its completion. */
  get pends(): boolean { return this.calls.pends }
  /** The event of this notification is under way: its handlers run or wait. Not its post-event. */
  isIn(notification: number): boolean {
    const step = this.plan.steps[this.#cursor]
    return step !== undefined && step.notification === notification && !step.post && step.core === null
  }

  /** All deterministic notifications are through. */
  get ended(): boolean { return this.#cursor >= this.plan.limits.end }

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
    if (this.pends) { // the client has left while LOG or END waits: both callers are served afterwards
      const other = this.#resume
      this.#limit = Math.max(this.#limit, limit)
      this.#resume = () => { other?.(); resume() }
      return false
    }
    this.#limit = limit
    while (true) {
      // Fidelity: module.finish.skips-to-log — RELEASE and UPDATE are skipped too.
      if (this.#finished && this.#cursor < limits.log) {
        if (seesCalls(this.#owner.trace)) this.#traceSkipped()
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
      const call = this.callsOf(step)[this.#call]
      if (call === undefined) {
        this.#cursor++
        this.#call = 0
        continue
      }
      this.#call++
      const status = this.calls.notify(call, this.#owner.providerOf(call.notification, call.post), true, null)
      if (status === SUSPENDED) {
        this.#resume = resume
        return false
      }
      this.#apply(status)
    }
  }

  /** What the end of the request leaves out. */
  #traceSkipped(): void {
    const { steps, limits } = this.plan
    for (let index = this.#cursor; index < limits.log; index++) {
      const step = steps[index] as Step // index is below the first step of LOG_REQUEST
      this.stageName = step.stage
      for (const { module, name, post } of index === this.#cursor ? step.calls.slice(this.#call) : step.calls) {
        if (module.disguise === null) this.calls.skip('module', module.name, name, post, 'finished')
      }
    }
  }

  /** The calls of a step, for this request. */
  callsOf(step: Step): readonly Call[] {
    if ((this.#leftOut & step.notification) !== 0) return NO_CALLS
    if (step.notification !== RQ_EXECUTE_REQUEST_HANDLER || step.post) return step.calls
    // Fidelity: module.handled.stops-handlers
    return this.#owner.handled ? NO_CALLS : this.#owner.executors(step.calls)
  }

  /** IHttpContext::GetNextNotification. */
  takeNext(status: REQUEST_NOTIFICATION_STATUS): NEXT_NOTIFICATION | null {
    const { running } = this
    if (running === null || status === RQ_NOTIFICATION_PENDING || isNested(running)) return null
    const next = nextCall(this, this.#placeAfter(running, status), this.#limit)
    // Fidelity: execution.next-module-host
    if (next === null || next.call.module.host !== running.module.host) return null
    const instance = this.calls.instanceOf(next.call)
    if (instance === null) return null
    const { call, step, after } = next
    if (endsRequest(running, status)) this.#finished = true
    this.#cursor = after.cursor
    this.#call = after.call
    this.stageName = step.stage
    this.calls.goOnAs(running, call)
    return { pdwNotification: call.notification, pfIsPostNotification: call.post, ppModuleInfo: instance, ppRequestOutput: this.#owner.providerOf(call.notification, call.post) }
  }

  /** IHttpContext::GetIsLastNotification. */
  isLast(status: REQUEST_NOTIFICATION_STATUS): boolean {
    const { running } = this
    // Fidelity: execution.last-notification — the page says the opposite.
    return running === null || !isCalledFrom(this, this.#placeAfter(running, status), running.module)
  }

  /** Where the run goes on once `running` has returned `status`. */
  #placeAfter(running: Call, status: REQUEST_NOTIFICATION_STATUS): Place {
    const { log } = this.plan.limits
    return (this.#finished || endsRequest(running, status)) && this.#cursor < log ? { cursor: log, call: 0 } : { cursor: this.#cursor, call: this.#call }
  }

  /** Raises a nested notification that has to be answered at once. Returns false when a handler finished the request. */
  raiseNow(calls: readonly Call[], provider: IHttpEventProvider): boolean {
    for (const call of calls) {
      const status = this.calls.notify(call, provider, false, null)
      if (status === RQ_NOTIFICATION_FINISH_REQUEST) return false
    }
    return true
  }

  /** Raises the last SEND_RESPONSE. True: it is through. False: a promise is waited for, and `resume` will be called once. */
  raiseLastSend(calls: readonly Call[], provider: IHttpEventProvider, resume: Resume, from = 0): boolean {
    for (let index = from; index < calls.length; index++) {
      const status = this.calls.notify(calls[index] as Call, provider, true, (settled) => { // index is below length
        if (settled === RQ_NOTIFICATION_FINISH_REQUEST || this.raiseLastSend(calls, provider, resume, index + 1)) resume()
      })
      if (status === SUSPENDED) return false
      if (status === RQ_NOTIFICATION_FINISH_REQUEST) return true
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
      const status = this.calls.notify(custom[index] as Call, provider, mayPend, (settled) => {
        if (settled === RQ_NOTIFICATION_FINISH_REQUEST) this.#finished = true
        // A raiser that did not wait gets nothing more: its notification is over.
        else if (raiser === this.running && this.#raiseCustomFrom(index + 1, provider, raiser)) return
        this.completions.completeOperation(raiser, 0, this.completions.outcome)
      })
      if (status === SUSPENDED) return true
      if (status === RQ_NOTIFICATION_FINISH_REQUEST) {
        this.#finished = true
        break
      }
    }
    return false
  }

  isDisabled(call: Call): boolean { return this.calls.isDisabled(call) }

  /** The client has gone, or somebody else has answered: a pending module is completed, and only LOG and END are left. */
  abort(): void {
    this.#finished = true
    this.completions.abort()
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
      const status = this.calls.notify(call, provider, true, (settled) => {
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

  /** The deterministic notification that waited is through. */
  settleStep(status: REQUEST_NOTIFICATION_STATUS): void {
    this.#apply(status)
    const resume = this.#resume
    this.#resume = null
    if (resume !== null && this.advance(this.#limit, resume)) resume()
  }

  /** Fidelity: module.finish.log-and-end-not-starved — from LOG on, to be finished skips nothing. */
  #apply(status: number): void {
    if (status === RQ_NOTIFICATION_FINISH_REQUEST) this.#finished = true
  }
}
