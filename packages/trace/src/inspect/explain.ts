// Why somebody was not called, in words, with the call that is to blame: the record knows the kind of reason only.

import type { RecordedEvent } from '../record.ts'

/** Why a call did not happen. */
export interface Explanation {
  readonly text: string
  /** Place, among the events, of the call that brought it about; null: the server did, or nobody can tell. */
  readonly by: number | null
}

/** Statuses after which a request is finished. */
const FINISHING: ReadonlySet<string | null> = new Set(['RQ_NOTIFICATION_FINISH_REQUEST', 'SF_STATUS_REQ_FINISHED', 'SF_STATUS_REQ_FINISHED_KEEP_CONN', 'SF_STATUS_REQ_ERROR'])

/** The last call before `index`, of the same request or child, that `matches`. */
function before(events: readonly RecordedEvent[], index: number, matches: (event: RecordedEvent) => boolean): number | null {
  const request = events[index]?.request
  for (let at = index - 1; at >= 0; at--) {
    const event = events[at]
    if (event !== undefined && event.skipped === null && event.request === request && matches(event)) return at
  }
  return null
}

/** Null: it was called. */
export function explain(events: readonly RecordedEvent[], index: number): Explanation | null {
  const event = events[index]
  if (event === undefined || event.skipped === null) return null
  const { name, kind, notification, skipped, skipDetail = '' } = event
  const who = (at: number | null): string => (at === null ? '' : events[at]?.name ?? '')
  switch (skipped) {
    case 'port': return { text: skipDetail !== '' ? `${name} did not ask for this kind of port: it registered for ${skipDetail} alone, and this connection is ${skipDetail === 'SF_NOTIFY_SECURE_PORT' ? 'not encrypted' : 'encrypted'}.` : `${name} did not ask for this kind of port: it registered for secure (SF_NOTIFY_SECURE_PORT) or for other connections (SF_NOTIFY_NONSECURE_PORT) alone, and this one is of the other kind.`, by: null }
    case 'disabled': {
      const by = before(events, index, (other) => other.kind === kind && other.name === name)
      const how = kind === 'filter' ? 'SF_REQ_DISABLE_NOTIFICATIONS' : 'DisableNotifications'
      return { text: `${name} disabled ${notification} for this request itself, with ${how}${by === null ? '' : `, in ${events[by]?.notification ?? ''} at the latest`}.`, by }
    }
    case 'handled': {
      const by = before(events, index, (other) => other.kind === kind && other.notification === notification && other.status === 'SF_STATUS_REQ_HANDLED_NOTIFICATION')
        ?? before(events, index, (other) => other.kind === kind && other.notification === notification)
      return { text: by === null ? `${notification} had been handled.` : `${who(by)} handled ${notification}: later filters are not asked.`, by }
    }
    case 'finished': {
      const by = before(events, index, (other) => FINISHING.has(other.status))
      return { text: by === null ? 'The server itself finished the request before.' : `${who(by)} finished the request in ${events[by]?.notification ?? ''} (${events[by]?.status ?? ''}).`, by }
    }
  }
}
