// Compiles what the modules registered for into the order in which it runs. A stage that nobody subscribed to has no step.

import { GL_PRE_BEGIN_REQUEST, GL_TRACE_EVENT, RQ_AUTHENTICATE_REQUEST, RQ_CUSTOM_NOTIFICATION, RQ_END_REQUEST, RQ_EXECUTE_REQUEST_HANDLER, RQ_MAP_REQUEST_HANDLER, RQ_SEND_RESPONSE } from '../constants.ts'
import type { CHttpModule } from '../http-module.ts'
import type { RawDataHandlers } from '../raw-data.ts'
import type { ClosingSteps, PlanRow } from '../registration.ts'
import type { ClockSwitch } from './execution-clock.ts'
import { inHandlerOrder } from './handlers.ts'
import { PRIORITIES, inOrder, type PriorityKind, type RegisteredModule } from './registry.ts'
import { CLOSING, CONNECTION_READ, CONNECTION_SEND, CUSTOM_NOTIFICATION, MAP_PATH, PRE_BEGIN_REQUEST, READ_ENTITY, SEND_RESPONSE, STAGES, type NestedRow } from './stages.ts'

/** One handler of one module at one place. */
export interface Call {
  readonly module: RegisteredModule
  readonly handler: Extract<keyof CHttpModule, `On${string}`>
  readonly notification: number
  readonly name: string
  readonly post: boolean
  /** A handler of LOG or END, which run whatever happens. */
  readonly always: boolean
}

/** Raised by a module, which waits for it: it pends beside the notification of that module. */
export const isCustom = (call: Call): boolean => call.notification === RQ_CUSTOM_NOTIFICATION
/** Inside a deterministic notification: no step of the plan. */
export const isNested = (call: Call): boolean => call.notification > RQ_END_REQUEST
/** Of SEND_RESPONSE only a promise is waited for, and no operation completes in it. */
export const isSend = (call: Call): boolean => call.notification === RQ_SEND_RESPONSE

/** What the core does between stages. */
export type CoreAction = 'map' | 'remap' | 'check-user' | 'handle'

/** One stage, event or post-event, with its calls; or a core action. */
export interface Step {
  readonly stage: string
  readonly notification: number
  readonly post: boolean
  readonly calls: readonly Call[]
  readonly core: CoreAction | null
}

/** Positions in `steps` up to which a host runs; each is exclusive. */
export interface Limits {
  /** Everything up to the MAP_REQUEST_HANDLER event: what must happen before a route is chosen. */
  readonly routing: number
  /** … up to the post-event of PRE_EXECUTE_REQUEST_HANDLER. */
  readonly execute: number
  /** … up to the EXECUTE_REQUEST_HANDLER event. */
  readonly executed: number
  /** First step of LOG_REQUEST. */
  readonly log: number
  readonly end: number
}

export interface Plan {
  readonly modules: readonly RegisteredModule[]
  readonly preBegin: readonly RegisteredModule[]
  readonly traceEvent: readonly RegisteredModule[]
  readonly steps: readonly Step[]
  readonly limits: Limits
  readonly mapPath: readonly Call[]
  readonly readEntity: readonly Call[]
  readonly sendResponse: readonly Call[]
  readonly custom: readonly Call[]
  /** EXECUTE_REQUEST_HANDLER of all modules; a handler mapping chooses among them. */
  readonly executes: readonly Call[]
  /** The handler may be another than the route, or all of `executes`. */
  readonly maps: boolean
  readonly closing: readonly { readonly module: RegisteredModule; readonly steps: ClosingSteps }[]
  /** Who sees the bytes of connections, in the order in which they are called; null: nobody. */
  readonly raw: { readonly reads: readonly RawDataHandlers[]; readonly sends: readonly RawDataHandlers[] } | null
  /** Some module edits or writes the log record. */
  readonly logs: boolean
  readonly serial: boolean
  /** Requests that nobody authenticated run as the anonymous user. */
  readonly anonymous: boolean
  /** Some module has to be created for each request. */
  readonly instances: boolean
  /** Some module could read the body: bridged filters cannot. */
  readonly reads: boolean
  /** Nothing is registered at all. */
  readonly empty: boolean
  readonly clock: ClockSwitch
}

function nestedCalls(modules: readonly RegisteredModule[], row: NestedRow): Call[] {
  return inOrder(modules, 'event', row.notification, (module) => module.events, row.inverted)
    .map((module) => ({ module, handler: row.handler, notification: row.notification, name: row.name, post: false, always: false }))
}

/**
 * @param anonymous requests that nobody authenticated run as the anonymous user
 * @param mapped there are handler mappings
 */
export function compilePlan(modules: readonly RegisteredModule[], anonymous: boolean, mapped: boolean): Plan {
  const steps: Step[] = []
  const limits = { routing: 0, execute: 0, executed: 0, log: 0, end: 0 }
  const core = (action: CoreAction, stage: string): void => { steps.push({ stage, notification: 0, post: false, calls: [], core: action }) }
  const mapPath = nestedCalls(modules, MAP_PATH)
  const maps = mapped || modules.some((module) => (module.events & RQ_MAP_REQUEST_HANDLER) !== 0) // SetScriptMap
  let executes: readonly Call[] = []
  // Fidelity: module.auth.nobody — who switches anonymous requests off and forgets the module that authenticates keeps everybody out.
  const checksUser = !anonymous || modules.some((module) => (module.events & RQ_AUTHENTICATE_REQUEST) !== 0)
  if (mapPath.length > 0) core('map', PRE_BEGIN_REQUEST)
  for (const row of STAGES) {
    if (row.name === 'LOG_REQUEST') limits.log = steps.length
    if (row.name === 'MAP_REQUEST_HANDLER' && mapPath.length > 0) core('remap', row.name)
    for (const post of [false, true]) {
      const kind = post ? 'post' : 'event'
      let calls: readonly Call[] = inOrder(modules, kind, row.notification, (module) => (post ? module.postEvents : module.events))
        .map((module): Call => ({ module, handler: post ? row.postHandler : row.handler, notification: row.notification, name: row.name, post, always: row.always }))
      if (row.notification === RQ_EXECUTE_REQUEST_HANDLER && !post) {
        executes = calls = inHandlerOrder(calls)
        if (maps) core('handle', row.name)
      }
      if (calls.length > 0) steps.push({ stage: row.name, notification: row.notification, post, calls, core: null })
      if (row.name === 'AUTHENTICATE_REQUEST' && !post && checksUser) core('check-user', row.name)
      if (row.name === 'MAP_REQUEST_HANDLER' && !post) limits.routing = steps.length
      if (row.name === 'PRE_EXECUTE_REQUEST_HANDLER' && post) limits.execute = steps.length
      if (row.name === 'EXECUTE_REQUEST_HANDLER' && !post) limits.executed = steps.length
    }
  }
  limits.end = steps.length
  return {
    modules,
    preBegin: inOrder(modules, 'global', GL_PRE_BEGIN_REQUEST, (module) => module.globalEvents),
    traceEvent: inOrder(modules, 'global', GL_TRACE_EVENT, (module) => module.globalEvents),
    steps,
    limits,
    mapPath,
    readEntity: nestedCalls(modules, READ_ENTITY),
    sendResponse: nestedCalls(modules, SEND_RESPONSE),
    custom: nestedCalls(modules, CUSTOM_NOTIFICATION),
    executes,
    maps,
    closing: modules.flatMap((module) => (module.closing === null ? [] : [{ module, steps: module.closing }])),
    raw: rawHandlers(modules),
    logs: modules.some(({ closing }) => closing?.onLogRecord !== undefined || closing?.onLogLine !== undefined),
    serial: modules.some((module) => module.serial),
    anonymous,
    instances: modules.some((module) => module.factory !== null),
    reads: modules.some((module) => module.disguise === null && (module.factory !== null || (module.globalEvents & GL_PRE_BEGIN_REQUEST) !== 0)),
    clock: { wanted: false },
    empty: anonymous && !mapped && modules.every((module) => module.factory === null && (module.globalEvents & (GL_PRE_BEGIN_REQUEST | GL_TRACE_EVENT)) === 0 && module.closing === null && module.rawData === null)
  }
}

function rawHandlers(modules: readonly RegisteredModule[]): Plan['raw'] {
  const all = [...new Set(modules.flatMap(({ rawData }) => rawData ?? []))]
  if (all.length === 0) return null
  return { reads: all.filter(({ onRead }) => onRead !== undefined), sends: all.filter(({ onSend }) => onSend !== undefined).reverse() }
}

/**
 * The plan for people: one row for each call, in the order of a request, with the reason of its position.
 * @param handlers the rows of the handler mappings
 */
export function describePlan(plan: Plan, handlers: readonly PlanRow[] = []): PlanRow[] {
  const rows: PlanRow[] = []
  const disguised = new Map<string, PlanRow[]>()
  for (const module of plan.modules) {
    if (module.disguise === null || disguised.has(module.disguise.kind)) continue
    disguised.set(module.disguise.kind, [...module.disguise.planRows()])
  }
  const rest = [...disguised.values()].flat()
  const take = (stage: string, post: boolean): PlanRow[] => rest.filter((row) => row.stage === stage && row.post === post)
  const position = (module: RegisteredModule): string => `entry ${module.index + 1} of the module list`

  const add = (stage: string, post: boolean, kind: PriorityKind, bit: number, notification: string, modules: readonly RegisteredModule[], inverted = false): void => {
    let disguisedDone = false
    for (const module of modules) {
      if (module.disguise !== null) {
        if (!disguisedDone) rows.push(...take(stage, post))
        disguisedDone = true
        continue
      }
      const priority = PRIORITIES[module.priorityOf(kind, bit)] ?? ''
      rows.push({ stage, post, kind: 'module', name: module.name, notification, priority, reason: `priority ${priority}${inverted ? ' (inverted when sending)' : ''}, ${position(module)}${inverted ? ' (walked backwards)' : ''}` })
    }
  }

  const addRaw = (stage: string, method: 'onRead' | 'onSend', backwards: boolean): void => {
    rows.push(...take(stage, false))
    const modules = plan.modules.filter(({ rawData, disguise }) => disguise === null && rawData?.[method] !== undefined)
    for (const { name, index } of backwards ? modules.reverse() : modules) {
      rows.push({ stage, post: false, kind: 'module', name, notification: 'raw data', priority: '', reason: `each block, entry ${index + 1} of the module list${backwards ? ' (walked backwards)' : ''}` })
    }
  }

  addRaw(CONNECTION_READ, 'onRead', false)
  add(PRE_BEGIN_REQUEST, false, 'global', GL_PRE_BEGIN_REQUEST, 'GL_PRE_BEGIN_REQUEST', plan.preBegin)
  add(MAP_PATH.name, false, 'event', MAP_PATH.notification, MAP_PATH.name, plan.mapPath.map((call) => call.module))
  add(READ_ENTITY.name, false, 'event', READ_ENTITY.notification, READ_ENTITY.name, plan.readEntity.map((call) => call.module))
  for (const step of plan.steps) {
    if (step.core === 'check-user') rows.push(userCheck(plan))
    if (step.core === 'handle') rows.push(...handlers)
    if (step.core === null) add(step.stage, step.post, step.post ? 'post' : 'event', step.notification, step.stage, step.calls.map((call) => call.module))
  }
  add(CUSTOM_NOTIFICATION.name, false, 'event', CUSTOM_NOTIFICATION.notification, CUSTOM_NOTIFICATION.name, plan.custom.map((call) => call.module))
  add(SEND_RESPONSE.name, false, 'event', SEND_RESPONSE.notification, SEND_RESPONSE.name, plan.sendResponse.map((call) => call.module), true)
  addRaw(CONNECTION_SEND, 'onSend', true)
  rows.push(...take(CLOSING, false))
  for (const { module, steps } of plan.closing) {
    if (module.disguise !== null) continue
    const what = [steps.onRequestEnded && 'request ended', steps.onLogRecord && 'log record', steps.onLogLine && 'log line'].filter(Boolean).join(', ')
    rows.push({ stage: CLOSING, post: false, kind: 'module', name: module.name, notification: what, priority: '', reason: `after the final send, ${position(module)}` })
  }
  rows.push(...take('CONNECTION_CLOSE', false))
  return rows
}

const ANONYMOUS_MODULE = 'AnonymousAuthenticationModule'

/** What becomes of a request that no module has authenticated, in words: the setting surprises in both positions. */
function userCheck(plan: Plan): PlanRow {
  const names = plan.modules.filter((module) => (module.events & RQ_AUTHENTICATE_REQUEST) !== 0).map((module) => module.name)
  const others = names.filter((name) => name !== ANONYMOUS_MODULE)
  const reason = plan.anonymous
    ? `anonymous requests are allowed: ${others.length === 0 ? 'everybody is let in' : `${others.join(', ')} alone keeps nobody out; set anonymousAuthentication to false, or deny by rules`}`
    : names.includes(ANONYMOUS_MODULE) ? `anonymousAuthentication is false, but ${ANONYMOUS_MODULE} is in the list and lets everybody in whom no other module refused`
      : names.length === 0 ? 'anonymousAuthentication is false and no module authenticates: every request is denied with 401.2'
        : 'a request without a user is denied with 401.2'
  return { stage: 'AUTHENTICATE_REQUEST', post: false, kind: 'core', name: 'server', notification: 'check for a user', priority: '', reason }
}
