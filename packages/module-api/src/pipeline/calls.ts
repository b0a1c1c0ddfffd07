// The modules of one request and the calls of their handlers: what is on the stack, and what each call leaves behind.

import { ERROR_UNHANDLED_EXCEPTION, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { ModuleContractError, threw } from '../errors.ts'
import type { EXECUTION_STATS, IHttpContext } from '../http-context.ts'
import type { CHttpModule, NotificationResult } from '../http-module.ts'
import { publishStart, stopClock, type TraceFacts } from '../trace-facts.ts'
import { publishCall, seesCalls, type NotificationTrace, type SkipReason } from '../trace.ts'
import { Completions } from './completions.ts'
import { ExecutionClock } from './execution-clock.ts'
import { disposeInstances, fillInstances, type Instances } from './instances.ts'
import { SUSPENDED, type Completion, type Provider, type Settle } from './pending.ts'
import { isSend, type Call } from './plan.ts'
import type { RunOwner } from './run-owner.ts'
import type { RequestRun } from './run.ts'
import { isDword } from './values.ts'

type Handler = (context: IHttpContext, provider: Provider) => NotificationResult

const STATUS_NAMES = ['RQ_NOTIFICATION_CONTINUE', 'RQ_NOTIFICATION_PENDING', 'RQ_NOTIFICATION_FINISH_REQUEST'] as const
/** After the end: nothing is made again. */
const GONE: Instances = []

export class Calls {
  readonly owner: RunOwner
  readonly #run: RequestRun
  #instances: Instances | null = null
  /** [events, postEvents] by module index, for DisableNotifications. */
  #disabled: Map<number, [number, number]> | null = null
  #completions: Completions | null = null
  #clock: ExecutionClock | null = null
  #depth: number
  #inPreBegin = false
  /** The call on the stack. */
  onStack: Call | null = null
  /** Its completion, when that came before it returned. */
  early: Completion | null = null
  /** It may return RQ_NOTIFICATION_PENDING. */
  #mayPend = false
  /** Calls that were given up because their completion did not come in time. */
  timeouts = 0

  constructor(run: RequestRun, owner: RunOwner, depth: number) {
    this.#run = run
    this.owner = owner
    this.#depth = depth
  }

  get completions(): Completions { return this.#completions ??= new Completions(this.#run, this) }
  /** The call that is on the stack, or pending. */
  get running(): Call | null { return this.onStack ?? this.#completions?.call ?? null }
  /** The call that can wait for an operation that is started now; null: nobody would hear of its end. */
  get operator(): Call | null {
    const call = this.onStack === null || this.#mayPend ? this.running : null
    return call === null || isSend(call) ? null : call
  }

  /** A promise of the handler on the stack would be waited for. */
  get mayWait(): boolean { return this.#mayPend }
  /** A module waits for its completion. */
  get pends(): boolean { return this.#completions?.pends === true }
  get depth(): number { return this.#depth }

  /** Modules of this request, made at the first need. False when a factory failed. */
  createInstances(): boolean {
    if (this.#instances !== null) return true
    const { modules } = this.#run.plan
    this.#instances = new Array<CHttpModule | null>(modules.length).fill(null)
    if (fillInstances(this.#instances, modules, this.owner)) return true
    this.#run.finish()
    return false
  }

  instanceOf(call: Call): CHttpModule | null { return this.#instances?.[call.module.index] ?? null }

  dispose(): void {
    const instances = this.#instances
    this.#instances = GONE
    if (instances !== null) disposeInstances(instances, this.#run.plan.modules, this.owner)
  }

  /** IHttpContext::DisableNotifications. */
  disable(events: number, postEvents: number): void {
    const module = this.running?.module
    if (module === undefined || !isDword(events) || !isDword(postEvents)) return
    this.#disabled ??= new Map()
    const masks = this.#disabled.get(module.index) ?? [0, 0]
    this.#disabled.set(module.index, [masks[0] | events, masks[1] | postEvents])
  }

  isDisabled(call: Call): boolean {
    const masks = this.#disabled?.get(call.module.index)
    if (masks === undefined) return false
    // Fidelity: module.disable.deterministic-only
    return call.notification <= 0x0000_0800 && (masks[call.post ? 1 : 0] & call.notification) !== 0
  }

  /** Calls one handler of one module: the one point that every notification of a module passes. */
  notify(call: Call, provider: Provider, mayPend: boolean, settle: Settle | null): number {
    const instance = this.instanceOf(call)
    if (instance === null) return RQ_NOTIFICATION_CONTINUE
    if (this.isDisabled(call)) {
      if (call.module.disguise === null) this.skip('module', call.module.name, call.name, call.post, 'disabled')
      return RQ_NOTIFICATION_CONTINUE
    }
    const outer = this.onStack
    const outerEarly = this.early
    const outerMayPend = this.#mayPend
    this.onStack = call
    this.early = null
    this.#mayPend = mayPend
    const record = seesCalls(this.owner.trace) && call.module.disguise === null
      ? this.record('module', call.module.name, call.name)
      : null
    if (this.#run.plan.clock.wanted) (this.#clock ??= new ExecutionClock()).start(call)
    this.#depth++
    let result: NotificationResult
    try {
      // The tables say which handler takes which provider; TypeScript cannot follow a computed member.
      result = (instance[call.handler] as Handler).call(instance, this.owner, provider)
    } catch (error) {
      result = this.fault(call, error)
    }
    const { early } = this
    call = this.onStack ?? call // it may have taken the next one as well
    this.onStack = outer
    this.early = outerEarly
    this.#mayPend = outerMayPend
    this.#depth--
    if (early !== null && result !== RQ_NOTIFICATION_PENDING) this.reportDropped(call, call.handler)
    const status = result === RQ_NOTIFICATION_CONTINUE || result === RQ_NOTIFICATION_FINISH_REQUEST ? result : this.completions.inspect(call, result, early, mayPend, provider, record, settle)
    if (status === SUSPENDED) return status
    this.#completions?.abandonListener(call)
    if (record !== null) this.endRecord(record, status as REQUEST_NOTIFICATION_STATUS) // nothing else is left
    return status
  }

  /** A global module is called in step 2: what it causes lies inside. */
  enterPreBegin(): void {
    this.#depth++
    this.#inPreBegin = true
  }

  leavePreBegin(): void {
    this.#depth--
    this.#inPreBegin = false
  }

  /** GetNextNotification: the call that runs goes on as `next`. */
  goOnAs(running: Call, next: Call): void {
    if (this.#run.plan.clock.wanted) this.#clock?.start(next)
    this.completions.handOver(running, next)
    if (this.onStack !== null) this.onStack = next
  }

  /** What a module threw becomes an HRESULT, status 500 and the end of the request: here and nowhere else. */
  fault(call: Call, error: unknown): REQUEST_NOTIFICATION_STATUS {
    this.owner.report(threw(`Module "${call.module.name}" threw from ${call.handler}`, error))
    this.owner.fail(HRESULT_FROM_WIN32(ERROR_UNHANDLED_EXCEPTION), call.module.name)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }

  /** The completion of `call` has come, and `method` did not wait for it. */
  reportDropped(call: Call, method: string): void {
    this.owner.report(new ModuleContractError('ERR_MODULE_COMPLETION', `Module "${call.module.name}" completed ${call.handler} and did not return RQ_NOTIFICATION_PENDING from ${method}.`))
  }

  /** IHttpContext::GetCurrentExecutionStats. */
  stats(begin: number): EXECUTION_STATS {
    this.#run.plan.clock.wanted = true
    return (this.#clock ??= new ExecutionClock()).stats(this.running, this.pends, begin)
  }

  /**
   * Starts a trace record of this request; null when nobody listens.
   * @param structure facts that the pipeline cannot see, for `endTrace` to compare
   */
  record(kind: NotificationTrace['kind'], name: string, notification: string, structure: TraceFacts | null = null): NotificationTrace | null {
    const event = this.#event(kind, name, notification, this.onStack?.post ?? false, null)
    if (event !== null) publishStart(event, structure, this.owner.facts())
    return event
  }

  /** Somebody who had registered is not called. */
  skip(kind: NotificationTrace['kind'], name: string, notification: string, post: boolean, reason: SkipReason, detail: string = ''): void {
    const event = seesCalls(this.owner.trace) ? this.#event(kind, name, notification, post, reason, detail) : null
    if (event !== null) publishCall({ phase: 'skip', event }, false)
  }

  #event(kind: NotificationTrace['kind'], name: string, notification: string, post: boolean, skipped: SkipReason | null, skipDetail: string = ''): NotificationTrace | null {
    const request = this.owner.trace
    if (request === null) return null
    // A module that has no record of its own is no level of depth for what it records instead.
    const depth = this.#depth - (kind === 'filter' && (this.onStack !== null || this.#inPreBegin) ? 1 : 0)
    return {
      request, connection: request.connection, stage: this.#run.stageName, post, kind, name, notification, depth, child: this.owner.level,
      startedAt: performance.now(), status: null, us: 0, changes: [], skipped, skipDetail
    }
  }

  endRecord(record: NotificationTrace, status: REQUEST_NOTIFICATION_STATUS): void { stopClock(record); this.owner.endTrace(record, STATUS_NAMES[status]) }
}
