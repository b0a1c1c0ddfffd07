// What a run will do next, for modules that ask.

import type { Call, Plan, Step } from './plan.ts'

/** A place in the plan: a step, and how many of its calls are behind. */
export interface Place {
  readonly cursor: number
  readonly call: number
}

/** What of the plan applies to one request. */
export interface Outlook {
  readonly plan: Plan
  /** The calls of a step, for this request. */
  callsOf(step: Step): readonly Call[]
  isDisabled(call: Call): boolean
}

/** The first call from a place on, in the steps before `limit`; null when there is none, or the core has something to do before. */
export function nextCall(outlook: Outlook, from: Place, limit: number): { readonly call: Call; readonly step: Step; readonly after: Place } | null {
  let index = from.call
  for (let cursor = from.cursor; cursor < limit; cursor++) {
    const step = outlook.plan.steps[cursor]
    if (step === undefined || step.core !== null) return null
    const calls = outlook.callsOf(step)
    for (; index < calls.length; index++) {
      const call = calls[index]
      if (call !== undefined && !outlook.isDisabled(call)) return { call, step, after: { cursor, call: index + 1 } }
    }
    index = 0
  }
  return null
}

/** Whether a module, or one of the same module host, is called from a place on. */
export function isCalledFrom(outlook: Outlook, from: Place, module: Call['module']): boolean {
  return outlook.plan.steps.slice(from.cursor).some((step, index) =>
    outlook.callsOf(step).slice(index === 0 ? from.call : 0).some((call) => call.module.host === module.host && !outlook.isDisabled(call)))
}
