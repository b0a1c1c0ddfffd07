// Since when a request has been where it is, for GetCurrentExecutionStats. Nobody reads the clock before somebody has asked once.

import { uptime } from 'node:os'
import { S_OK } from '@isapi-bridge/win32'
import type { EXECUTION_STATS } from '../http-context.ts'
import type { Call } from './plan.ts'

/** Of one pipeline: whether anybody has asked. */
export interface ClockSwitch { wanted: boolean }

/** When the machine was started, on the clock of performance.now(). */
const BOOT = performance.now() - uptime() * 1000

/** A time of performance.now() as GetTickCount tells it: milliseconds since the machine was started, 32 bits. */
function toTick(time: number): number { return Math.floor(time - BOOT) >>> 0 }

const stageOf = (call: Call): number => call.notification * 2 + Number(call.post)

export class ExecutionClock {
  /** When each notification began, by its bit and whether it is the post-event; and each call. */
  readonly #stages = new Map<number, number>()
  readonly #calls = new Map<Call, number>()

  /** A call begins. */
  start(call: Call): void {
    const now = performance.now()
    const key = stageOf(call)
    if (!this.#stages.has(key)) this.#stages.set(key, now)
    this.#calls.set(call, now)
  }

  /**
   * @param call what is on the stack, or pending
   * @param begin when the request began
   */
  stats(call: Call | null, pends: boolean, begin: number): EXECUTION_STATS {
    const stage = call === null ? 0 : toTick(this.#stages.get(stageOf(call)) ?? begin)
    const own = call === null ? 0 : toTick(this.#calls.get(call) ?? begin)
    const notification = call?.notification ?? 0
    return {
      hr: S_OK, pdwNotification: notification, pdwNotificationStartTickCount: stage, ppszModule: call?.module.name ?? '', pdwModuleStartTickCount: own,
      pdwAsyncNotification: pends ? notification : 0, pdwAsyncNotificationStartTickCount: pends ? own : 0
    }
  }
}
