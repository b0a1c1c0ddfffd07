// What of one request waits for its completion, and whatever completes it.

import { ERROR_INVALID_PARAMETER, ERROR_TIMEOUT, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { ModuleContractError, show } from '../errors.ts'
import type { IHttpCompletionInfo, IHttpEventProvider } from '../event-providers.ts'
import type { NotificationResult } from '../http-module.ts'
import { publishCall, type NotificationTrace } from '../trace.ts'
import type { Calls } from './calls.ts'
import { ABORTED, SUSPENDED, canComplete, type Completion, type Pending, type Provider, type Settle } from './pending.ts'
import { isCustom, isSend, type Call } from './plan.ts'
import type { RunOwner } from './run-owner.ts'
import type { RequestRun } from './run.ts'
import { isDword, isThenable } from './values.ts'

export class Completions {
  readonly #run: RequestRun
  readonly #calls: Calls
  readonly #owner: RunOwner
  #pending: Pending | null = null
  /** A listener of a custom notification that said PENDING. */
  #listener: Pending | null = null
  /** The call that was given up because its completion did not come. */
  #expired: Call | null = null
  /** Of GetNextNotification: whose operations are now those of which call. */
  #taken: Map<Call, Call> | null = null
  /** The client has gone, or somebody else has answered. */
  #aborted = false

  constructor(run: RequestRun, calls: Calls) {
    this.#run = run
    this.#calls = calls
    this.#owner = calls.owner
  }

  /** A deterministic notification, or the server's mapping, waits. */
  get pends(): boolean { return this.#pending !== null }
  /** The call that waits, a listener before its raiser. */
  get call(): Call | null { return this.#listener?.call ?? this.#pending?.call ?? null }
  /** What a raiser hears when its listener is through. */
  get outcome(): HRESULT { return this.#aborted ? ABORTED.GetCompletionStatus() : S_OK }

  // --- handlers that wait

  /** A handler neither went on nor finished. `early`: its completion that came already. SUSPENDED: it waits now. */
  inspect(call: Call, result: NotificationResult, early: Completion | null, mayPend: boolean, provider: Provider, record: NotificationTrace | null, settle: Settle | null): number {
    const thenable = isThenable(result)
    if (result !== RQ_NOTIFICATION_PENDING && !thenable) {
      this.#owner.report(new ModuleContractError('ERR_MODULE_STATUS', `Module "${call.module.name}" returned ${show(result)} from ${call.handler}.`))
      return RQ_NOTIFICATION_CONTINUE
    }
    const late = this.#aborted && !call.always // the client left while the handler ran
    const second = this.#listener !== null && isCustom(call) && !thenable // completions could not be told apart
    if (!mayPend || second || (late && thenable) || (isSend(call) && !thenable)) {
      // Fidelity: module.send-response.cannot-pend
      if (thenable) Promise.resolve(result).catch((error: unknown) => { this.#calls.fault(call, error) })
      if (!late) this.#owner.report(new ModuleContractError('ERR_MODULE_CANNOT_PEND', `Module "${call.module.name}" cannot pend in ${call.handler} here.`))
      return RQ_NOTIFICATION_CONTINUE
    }
    const pending: Pending = { call, provider, record, promised: thenable, posted: false, open: true, later: null, timer: null, raiser: isCustom(call) ? this.#calls.running : null, settle }
    if (thenable) {
      this.#wait(pending)
      this.#await(pending, result)
      return SUSPENDED
    }
    // Fidelity: module.completion.early — a completion that came before the handler returned is not lost.
    if (typeof early === 'number') return early
    this.#wait(pending)
    if (early !== null || late) this.#deliver(pending, early ?? ABORTED)
    return SUSPENDED
  }

  /** Completes with what the promise gives. */
  #await(pending: Pending, result: PromiseLike<unknown>): void {
    const { call } = pending
    Promise.resolve(result).then( // a foreign thenable might call back at once
      (status) => { if (pending.open) this.#complete(pending, this.#checkSettled(call, status)); else this.#reportLate(call) },
      (error: unknown) => { if (pending.open) this.#complete(pending, this.#calls.fault(call, error)); else this.#reportLate(call, error) }
    )
  }

  #wait(pending: Pending): void {
    if (!isCustom(pending.call)) this.#pending = pending
    else if (!pending.promised) this.#listener = pending
    const limit = this.#owner.handlerTimeout
    if (limit > 0) pending.timer = setTimeout(() => { this.#expire(pending, limit) }, limit).unref()
  }

  /** GetNextNotification: `from` goes on as `to`, with its operations. */
  handOver(from: Call, to: Call): void {
    this.#taken ??= new Map()
    this.#taken.set(from, to)
    if (this.#calls.onStack === null && this.#pending !== null) this.#pending.call = to
  }

  // --- what completes them

  /** IHttpContext::IndicateCompletion. */
  indicate(status: REQUEST_NOTIFICATION_STATUS): void {
    if (status === RQ_NOTIFICATION_PENDING) return // it pends already
    if (status !== RQ_NOTIFICATION_CONTINUE && status !== RQ_NOTIFICATION_FINISH_REQUEST) {
      const call = this.#calls.running
      this.#owner.report(new ModuleContractError('ERR_MODULE_STATUS', `${call === null ? 'Somebody' : `Module "${call.module.name}"`} gave ${show(status)} to IndicateCompletion.`))
      status = RQ_NOTIFICATION_CONTINUE
    }
    if (!this.#take(status)) this.#reportLate(null)
  }

  /** IHttpContext::PostCompletion. */
  post(bytes: number): HRESULT {
    if (!isDword(bytes)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (this.#take({ GetCompletionBytes: () => bytes, GetCompletionStatus: () => S_OK })) return S_OK
    if (this.#expired !== null) this.#reportLate(null)
    // Fidelity: module.completion.second-post
    return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
  }

  /** False: nobody waits for this completion, or has one already. */
  #take(completion: Completion): boolean {
    const pending = this.#waiting
    if (pending !== null && canComplete(pending)) {
      if (typeof completion === 'number') this.#complete(pending, completion)
      else this.#deliver(pending, completion)
      return true
    }
    if (pending !== null || this.#calls.onStack === null || this.#calls.early !== null) return false
    this.#calls.early = completion
    return true
  }

  /**
   * Whose completion comes, when one comes; it does not say so itself. A handler on the stack completes its own notification, unless that of its
   * module waits and no listener does; otherwise it is for the one that waits, a listener before its raiser.
   */
  get #waiting(): Pending | null {
    const { onStack } = this.#calls
    if (onStack !== null && (this.#listener !== null || isCustom(onStack))) return null
    const pending = this.#listener ?? this.#pending
    return onStack === null || onStack.module === pending?.call.module ? pending : null
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
    } else if (this.#calls.onStack === call && this.#calls.early === null) {
      this.#calls.early = info
    }
  }

  /** A routine that was posted in `call` threw: that notification, if it still waits, will never be completed by it. */
  routineFailed(call: Call | null, error: unknown): void {
    const pending = this.#waiting
    if (pending !== null && pending.call === call && !pending.promised) this.#complete(pending, this.#calls.fault(call, error))
    else this.#owner.report(new ModuleContractError('ERR_MODULE_THREW', 'A routine given to PostCompletion threw.', error))
  }

  /** What waits is completed. */
  abort(): void {
    if (this.#aborted) return
    this.#aborted = true
    for (const pending of [this.#listener, this.#pending]) {
      if (pending === null || (pending.promised && pending.call.always)) continue // a promise in LOG or END comes to its end by itself
      if (!pending.promised) this.#asyncCompletion(pending, ABORTED)
      if (pending.open) this.#complete(pending, RQ_NOTIFICATION_FINISH_REQUEST)
    }
  }

  /** `raiser` is through and did not wait for its listener: whoever completes next must not be taken for that one. */
  abandonListener(raiser: Call): void {
    const listener = this.#listener
    if (listener === null || listener.raiser !== raiser) return
    this.#listener = null
    this.#owner.report(new ModuleContractError('ERR_MODULE_COMPLETION', `Module "${raiser.module.name}" did not wait for module "${listener.call.module.name}" in ${listener.call.handler}.`))
    this.#close(listener, RQ_NOTIFICATION_CONTINUE)
  }

  /** The completion did not come: the request ends without it. */
  #expire(pending: Pending, limit: number): void {
    if (pending.posted || this.#owner.waitsForChild) { // its completion is on its way; a child has limits of its own
      pending.timer?.refresh()
      return
    }
    const { call } = pending
    this.#expired = call
    this.#calls.timeouts++
    this.#owner.report(new ModuleContractError('ERR_MODULE_TIMEOUT', `${this.#owner.takeCulprit(call.module.name)} did not complete ${call.handler} within ${limit} ms.`))
    this.#owner.fail(HRESULT_FROM_WIN32(ERROR_TIMEOUT), call.module.name)
    this.#complete(pending, RQ_NOTIFICATION_FINISH_REQUEST)
  }

  // --- what the module hears, and what follows

  #deliver(pending: Pending, info: IHttpCompletionInfo): void {
    pending.posted = true
    setImmediate(() => { if (pending.open && pending.posted) this.#asyncCompletion(pending, info) })
  }

  #asyncCompletion(pending: Pending, info: IHttpCompletionInfo): void {
    const { call } = pending
    pending.posted = false
    if (pending.record !== null) publishCall({ phase: 'completion', event: pending.record }, false)
    let result: NotificationResult
    try {
      result = this.#call(pending, info)
    } catch (error) {
      result = this.#calls.fault(call, error)
    }
    if (!pending.open) return // IndicateCompletion inside went on already
    if (pending.posted && result !== RQ_NOTIFICATION_PENDING) {
      pending.posted = false
      if (!this.#aborted) this.#calls.reportDropped(call, 'OnAsyncCompletion')
    }
    if (isThenable(result)) {
      this.#await(pending, result)
    } else if (result === RQ_NOTIFICATION_PENDING) {
      const next = pending.later?.shift()
      if (next !== undefined) this.#deliver(pending, next)
    } else {
      this.#complete(pending, this.#checkSettled(call, result))
    }
  }

  /** An operation of a handler that gave a promise is done: the module hears of it, and its promise decides. */
  #tell(pending: Pending, info: IHttpCompletionInfo): void {
    if (!pending.open) return
    const failed = (error: unknown): void => {
      const status = this.#calls.fault(pending.call, error)
      if (pending.open) this.#complete(pending, status)
    }
    try {
      const result = this.#call(pending, info)
      if (isThenable(result)) Promise.resolve(result).catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  #call({ call, provider, timer }: Pending, info: IHttpCompletionInfo): NotificationResult {
    timer?.refresh() // a sign of life
    const instance = this.#calls.instanceOf(call)
    if (instance === null) return RQ_NOTIFICATION_CONTINUE
    return instance.OnAsyncCompletion(this.#owner, call.notification, call.post, provider as IHttpEventProvider, info) // of a custom notification its own: the header's parameter has the base type
  }

  #complete(pending: Pending, status: REQUEST_NOTIFICATION_STATUS): void {
    if (this.#listener === pending) this.#listener = null
    else if (this.#pending === pending) this.#pending = null
    this.abandonListener(pending.call)
    this.#close(pending, status)
    const settled = this.#aborted ? RQ_NOTIFICATION_FINISH_REQUEST : status
    if (pending.settle === null) this.#run.settleStep(settled)
    else pending.settle(settled)
  }

  #close(pending: Pending, status: REQUEST_NOTIFICATION_STATUS): void {
    pending.open = false
    if (pending.timer !== null) clearTimeout(pending.timer)
    if (pending.record !== null) this.#calls.endRecord(pending.record, status)
  }

  // --- what they did wrong

  #checkSettled(call: Call, status: unknown): REQUEST_NOTIFICATION_STATUS {
    if (status === RQ_NOTIFICATION_CONTINUE || status === RQ_NOTIFICATION_FINISH_REQUEST) return status
    this.#owner.report(new ModuleContractError('ERR_MODULE_STATUS', `The promise of module "${call.module.name}" from ${call.handler} gave ${show(status)}.`))
    return RQ_NOTIFICATION_CONTINUE
  }

  /** @param call who was to complete, where that is known */
  #reportLate(call: Call | null, cause?: unknown): void {
    const expired = this.#expired
    if (call !== null && call !== expired) return // completed by the end of the request: nobody is to blame
    this.#owner.report(new ModuleContractError('ERR_MODULE_COMPLETION', expired === null
      ? 'IndicateCompletion was called while nothing was pending, or a second time.'
      : `A completion came too late; module "${expired.module.name}" had been given up in ${expired.handler}.`, cause))
  }
}
