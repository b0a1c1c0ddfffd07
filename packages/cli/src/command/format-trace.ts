// Recorded requests for people: a line for each, or one in full.

import { compactView, describeField, type RecordedChild, type RecordedEvent, type RecordedRequest, type RecordedServerEvent } from '@isapi-bridge/trace'
import { paint, type Output } from './output.ts'

const MAX_VALUE = 200

const statusOf = ({ status, subStatus }: { readonly status: number; readonly subStatus: number }): string => (subStatus === 0 ? String(status) : `${status}.${subStatus}`)
const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`

/** Control characters would speak to the terminal. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.replace(/[\0-\x1f\x7f-\x9f]/g, (character) => (character === '\n' ? '\\n' : character === '\r' ? '\\r' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`))
}

/** The record with every text of it fit for a terminal. */
export function forTerminal(record: RecordedRequest): RecordedRequest {
  return JSON.parse(JSON.stringify(record), (_name, value: unknown) => (typeof value === 'string' ? plain(value) : value)) as RecordedRequest // the same but for its texts
}

function short(text: string): string { return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text }

function paintStatus(output: Output, record: RecordedRequest): string {
  const status = statusOf(record).padEnd(7)
  return record.status >= 500 || record.aborted ? paint(output, 'red', status) : record.status >= 400 ? paint(output, 'yellow', status) : paint(output, 'green', status)
}

/** One line of the list. */
export function formatRequest(record: RecordedRequest, output: Output): string {
  const calls = record.events.filter(({ skipped }) => skipped === null).length
  const time = record.ms === null ? 'running' : ms(record.ms)
  return `${String(record.id).padStart(6)}  ${paintStatus(output, record)}${time.padStart(11)}  ${record.method} ${short(record.url)}  ${paint(output, 'dim', `connection ${record.connection}, request ${record.order}, ${calls} ${calls === 1 ? 'call' : 'calls'}`)}`
}

/** One request in full: what came, what happened, each call inside the one that caused it, and what went out. */
export function formatInFull(record: RecordedRequest, output: Output): string[] {
  const dim = (text: string): string => paint(output, 'dim', text)
  const head = [
    paint(output, 'bold', `${record.method} ${short(record.url)}`),
    `  ${paintStatus(output, record).trimEnd()} ${short(record.reason)}, ${record.ms === null ? 'running' : ms(record.ms)}, ${record.startedAt}, request ${record.id} (${record.order} of connection ${record.connection})${record.aborted ? ', the client left' : ''}`,
    `  client ${record.client?.address ?? '?'}, ${record.bytesReceived} bytes in, ${record.bytesSent} bytes out${record.user === '' ? '' : `, user ${short(record.user)} (${short(record.authType)})`}`,
    ...(record.failure === null ? [] : [`  failed by the rule ${short(record.failure.rule)}: ${record.failure.reason} ${record.failure.triggerStatus}`.trimEnd()])
  ]
  const items = [
    ...record.events.map((event) => ({ seq: event.seq, lines: () => callLines(event, output) })),
    ...record.serverEvents.map((event) => ({ seq: event.seq, lines: () => [`${indentAt(event.seq, record)}${serverLine(event, output)}`] })),
    ...record.children.map((child) => ({ seq: child.seq, lines: () => [`${indentAt(child.seq, record)}${childLine(child)}`] }))
  ].sort((one, other) => one.seq - other.seq)
  return [
    ...head,
    ...record.headers.map(([name, value]) => `  ${dim('>')} ${short(name)}: ${short(value)}`), '',
    ...items.flatMap(({ lines }) => lines()), ...(record.dropped > 0 ? [dim(`  … ${record.dropped} ${record.dropped === 1 ? 'event was' : 'events were'} left out`)] : []), '',
    ...record.responseHeaders.map(([name, value]) => `  ${dim('<')} ${short(name)}: ${short(value)}`)
  ]
}

/** One request as its events, a line for each: number, severity, name, fields, time. */
export function formatCompact(record: RecordedRequest, output: Output): string[] {
  const rows = compactView(record)
  const width = String(rows.length).length
  return [
    paint(output, 'bold', `${record.method} ${short(record.url)}`) + `  ${statusOf(record)}, request ${record.id}`,
    ...rows.map(({ no, level, severity, event, details, time }) => {
      const name = `${severity.padEnd(14)}  ${event}`
      return `${String(no).padStart(width)}  ${level === 1 || level === 2 ? paint(output, 'red', name) : level === 3 ? paint(output, 'yellow', name) : name}  ${plain(details)}  ${paint(output, 'dim', time.slice(11, -1))}`
    })
  ]
}

const indent = (depth: number): string => '  '.repeat(depth + 1)

/** As deep as the calls that were under way. */
function indentAt(seq: number, { events }: RecordedRequest): string { return indent(events.filter((event) => event.seq < seq && (event.endSeq === 0 || event.endSeq > seq)).length) }

function callLines({ kind, name, notification, stage, post, status, us, depth, changes, skipped }: RecordedEvent, output: Output): string[] {
  const where = stage === notification ? `${stage}${post ? ' post' : ''}` : `${stage}${post ? ' post' : ''} ${notification}`
  const before = indent(depth)
  if (skipped !== null) return [paint(output, 'dim', `${before}- ${kind} ${short(name)}  ${where}  not called: ${skipped}`)]
  return [
    `${before}${kind} ${paint(output, 'bold', short(name))}  ${where}  ${paint(output, 'dim', `${status ?? 'running'}, ${Math.round(us)} µs`)}`,
    ...changes.map((change) => `${before}    ${change.what}${change.name === '' ? '' : ` ${short(change.name)}`}: ${change.before === null ? paint(output, 'dim', 'none') : short(change.before)} → ${change.after === null ? paint(output, 'dim', 'gone') : short(change.after)}`)
  ]
}

function serverLine({ name, level, fields }: RecordedServerEvent, output: Output): string {
  const shown = fields.filter((field) => field.name !== 'ContextId').map((field) => `${field.name}="${short(describeField(name, field) ?? field.value)}"`).join(' ')
  const line = `${name} ${shown}`.trimEnd()
  return level > 0 && level < 3 ? paint(output, 'red', line) : level === 3 ? paint(output, 'yellow', line) : paint(output, 'dim', line)
}

function childLine(child: RecordedChild): string { return `child request ${child.level}: ${child.method} ${short(child.url)}  ${statusOf(child)}, ${ms(child.ms)}` }
