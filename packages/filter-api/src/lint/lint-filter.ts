// A filter in a wrapper that watches how it keeps the contract. For development: it costs a proxy for each call.

import { SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_SEND_RAW_DATA, SF_STATUS_REQ_NEXT_NOTIFICATION, type SF_STATUS_TYPE } from '../constants.ts'
import type { Filter, HttpFilterProcArguments } from '../entry-points.ts'
import { CHttpFilter } from '../mfc/http-filter.ts'
import { notifications } from '../notifications.ts'
import type { HTTP_FILTER_CONTEXT, HTTP_FILTER_VERSION } from '../structures.ts'
import { ruleOf, type LintRuleName } from './lint-rules.ts'
import { WatchedCall } from './watched-call.ts'
import { FreedMemory, WatchedSession } from './watched-session.ts'

/** One mistake of one filter; each is reported once for a notification. */
export interface LintFinding {
  readonly rule: LintRuleName
  /** The notification in which it showed; null: in none. */
  readonly notification: string | null
  /** The whole of it in one sentence, with the statements of the reference that it breaks. */
  readonly message: string
}

export interface LintOptions {
  /** Name of the filter, for messages. */
  readonly name: string
  /** Receives the findings. Default: a process warning for each. */
  readonly report?: (finding: LintFinding) => void
}

const COMMENTS = /\/\*[^]*?\*\/|\/\/.*/g

/** Name of a notification by its bit. */
const names = new Map<number, string>(notifications.map(({ flag, name }) => [flag, name]))

/** The handlers of CHttpFilter: `SF_NOTIFY_URL_MAP` has `OnUrlMap`. */
function handlerOf(name: string): string {
  const words = name.replace('SF_NOTIFY_', '').split('_').map((word) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`)
  return `On${words.join('')}`
}

/** Whether the code has something for a notification; null: that cannot be told. */
function handles(filter: Filter, name: string): boolean | null {
  if (filter instanceof CHttpFilter) {
    if (filter.HttpFilterProc !== CHttpFilter.prototype.HttpFilterProc) return null
    const handler = handlerOf(name)
    return Reflect.get(filter, handler) !== Reflect.get(CHttpFilter.prototype, handler)
  }
  // A name in the code is a sign; its absence is none, since the work may be done elsewhere.
  return new RegExp(`\\b${name}\\b`).test(String(filter.HttpFilterProc).replaceAll(COMMENTS, '')) ? true : null
}

/**
 * The same filter, watched: it behaves as before, and what it does against the contract is reported, with the notification and the
 * statement. Put it around a filter while you port it: `bridgeFilter(lintFilter(filter, { name: 'x' }), { name: 'x' })`.
 */
export function lintFilter(filter: Filter, { name, report = warn }: LintOptions): Filter {
  const reported = new Set<string>()
  const sessions = new WeakMap<HTTP_FILTER_CONTEXT, WatchedSession>()
  const freed = new FreedMemory()
  /** Notifications that it registered for, until it does something with them. */
  let unused = new Set<string>()
  let flags = 0

  const find = (rule: LintRuleName, notification: string | null): void => {
    const key = `${rule} ${notification ?? ''}`
    if (reported.has(key)) return
    reported.add(key)
    const { advice, statements } = ruleOf(rule)
    report({ rule, notification, message: `Filter "${name}"${notification === null ? '' : `, ${notification}:`} ${advice} (${statements.join(', ')}).` })
  }

  const looked = (version: HTTP_FILTER_VERSION): void => {
    flags = version.dwFlags
    unused = new Set(notifications.filter(({ flag }) => (flags & flag) !== 0).map((row) => row.name))
    if ((flags & SF_NOTIFY_ORDER_HIGH) !== 0) find('high-priority', null)
    if ((flags & SF_NOTIFY_SEND_RAW_DATA) !== 0) find('raw-data-cost', null)
    for (const row of notifications) {
      const has = handles(filter, row.name)
      const registered = (flags & row.flag) !== 0
      if (has === true && !registered) find('handler-without-bit', row.name)
      if (has === false && registered) {
        find('bit-without-handler', row.name)
        unused.delete(row.name)
      }
    }
  }

  const lookAtMemory = (): void => { if (freed.isTouched()) find('memory-kept', null) }

  const settle = (call: WatchedCall, status: SF_STATUS_TYPE): SF_STATUS_TYPE => {
    call.leave(status)
    lookAtMemory()
    if (call.touched || status !== SF_STATUS_REQ_NEXT_NOTIFICATION) unused.delete(call.notification)
    return status
  }

  return {
    GetFilterVersion(pVer) {
      const keeps = filter.GetFilterVersion(pVer)
      if (keeps) looked(pVer)
      return keeps
    },

    HttpFilterProc(...args) {
      const [pfc, NotificationType, pvNotification] = args
      let session = sessions.get(pfc)
      if (session === undefined) sessions.set(pfc, session = new WatchedSession(pfc, flags, freed, find))
      const call = new WatchedCall(session, names.get(NotificationType) ?? String(NotificationType), pvNotification, find)
      const watched = [call.pfc, NotificationType, call.structure] as HttpFilterProcArguments // the same structure, watched
      const status = filter.HttpFilterProc(...watched)
      return typeof status === 'object' ? status.then((settled) => settle(call, settled)) : settle(call, status)
    },

    TerminateFilter(dwFlags) {
      lookAtMemory()
      for (const notification of unused) find('unused-notification', notification)
      return filter.TerminateFilter?.(dwFlags) ?? true
    }
  }
}

function warn({ message, rule }: LintFinding): void {
  process.emitWarning(message, { type: 'FilterLint', code: rule })
}
