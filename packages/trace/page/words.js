// Numbers, names and values for people.

/** Milliseconds. */
export function time(ms) {
  if (ms === null) return 'running'
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`
  return `${ms >= 100 ? ms.toFixed(0) : ms.toFixed(1)} ms`
}

/** Microseconds. */
export function micros(us) { return us < 1000 ? `${us.toFixed(0)} µs` : time(us / 1000) }

export function count(number, one, many = `${one}s`) { return `${number} ${number === 1 ? one : many}` }

export function bytes(number) { return number < 10_000 ? `${number} B` : `${(number / 1024).toFixed(1)} KiB` }

export function clock(iso) { return new Date(iso).toLocaleTimeString([], { hour12: false, hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }) }

export function statusOf({ status, subStatus, ms, aborted }) {
  if (ms === null) return '…'
  if (aborted && status === 0) return 'left'
  return subStatus > 0 ? `${status}.${subStatus}` : String(status)
}

/** For colours. */
export function statusClass({ status, ms }) { return ms === null ? 'running' : `s${Math.floor(status / 100)}` }

const PREFIX = /^(?:RQ_NOTIFICATION_|SF_STATUS_REQ_|SF_NOTIFY_)/

/** Without what all of its kind begin with. */
export function short(constant) { return constant.replace(PREFIX, '') }

/** Statuses that let everything go on. */
export function isPlain(status) { return status === null || status === 'RQ_NOTIFICATION_CONTINUE' || status === 'SF_STATUS_REQ_NEXT_NOTIFICATION' }

const NAMES = { '\r': '\\r', '\n': '\\n\n', '\t': '\\t', '\0': '\\0' }

/** A value with what cannot be seen, or would turn the text round, made visible. */
export function visible(value) {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return value.replaceAll(/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g, (found) => NAMES[found] ?? (found <= '\u00FF' ? `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}` : `\\u${found.charCodeAt(0).toString(16)}`))
}

const SUBJECTS = {
  url: 'URL', method: 'method', path: 'physical path', user: 'user', status: 'status', 'request-header': 'request header', 'response-header': 'response header', body: 'body', 'denial-header': 'header on denial', log: 'log field', structure: 'member'
}

export function subject({ what, name }) { return name === '' ? SUBJECTS[what] ?? what : `${SUBJECTS[what] ?? what} ${name}` }

/** What a call changed, in few words. */
export function changesInShort(changes) {
  const kinds = new Map()
  for (const { what } of changes) kinds.set(what, (kinds.get(what) ?? 0) + 1)
  return [...kinds].map(([what, times]) => (times === 1 ? SUBJECTS[what] ?? what : `${times} ${SUBJECTS[what] ?? what}s`))
}
