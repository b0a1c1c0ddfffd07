// TABLE: which part of the pipeline runs in which place of Fastify, in event order. A place is installed only when something needs it.

import type { Plan } from '../pipeline/plan.ts'

export interface HookRow {
  /** First and last thing that runs there. */
  readonly from: string
  readonly to: string
  readonly place: 'connection' | 'deriveConstraint' | 'onRequest' | 'preParsing' | 'preHandler' | 'handler mark' | 'onSend' | 'close'
  readonly needed: (plan: Plan) => boolean
  readonly why: string
}

const anyStep = (plan: Plan, from: number, to: number): boolean => to > from

export const HOOKS: readonly HookRow[] = [
  { place: 'connection',       from: 'raw data',                      to: 'raw data',                         needed: (plan) => plan.raw !== null,                                                      why: 'bytes before they are parsed, and after the response has become bytes' },
  { place: 'deriveConstraint', from: 'GL_PRE_BEGIN_REQUEST',          to: 'MAP_REQUEST_HANDLER',              needed: (plan) => !plan.empty && (plan.preBegin.length > 0 || plan.serial || anyStep(plan, 0, plan.limits.routing)), why: 'a changed URL, method or Host selects the route' },
  { place: 'onRequest',        from: 'post MAP_REQUEST_HANDLER',      to: 'post PRE_EXECUTE_REQUEST_HANDLER', needed: (plan) => !plan.empty,                                                            why: 'the route is known here; what was answered before goes out' },
  { place: 'preParsing',       from: 'READ_ENTITY',                   to: 'READ_ENTITY',                      needed: (plan) => plan.reads,                                                             why: 'what modules read, insert and change is what the route reads' },
  { place: 'preHandler',       from: 'EXECUTE_REQUEST_HANDLER',       to: 'EXECUTE_REQUEST_HANDLER',          needed: (plan) => anyStep(plan, plan.limits.execute, plan.limits.log),                    why: 'handler modules serve what no route matches' },
  { place: 'handler mark',     from: 'EXECUTE_REQUEST_HANDLER',       to: 'EXECUTE_REQUEST_HANDLER',          needed: (plan) => plan.maps || anyStep(plan, plan.limits.executed, plan.limits.log),      why: 'a plugin that answered before the handler counts as FINISH_REQUEST; a mapping may stand in the place of the route' },
  { place: 'onSend',           from: 'post EXECUTE_REQUEST_HANDLER',  to: 'SEND_RESPONSE',                    needed: (plan) => !plan.empty,                                                            why: 'last hook of the route: other plugins have had their say' },
  { place: 'close',            from: 'END_OF_REQUEST',                to: 'the log line',                     needed: (plan) => !plan.empty,                                                            why: 'after finish and after abort alike' }
]

/** Whether a place is needed for this plan. */
export function isNeeded(place: HookRow['place'], plan: Plan): boolean {
  return HOOKS.some((row) => row.place === place && row.needed(plan))
}
