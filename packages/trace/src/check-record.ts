// Whether a line of a recording is what it must be: nobody further on looks again.

import { RECORD_VERSION, type RecordedLine } from './record.ts'

type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string'
const time: Check = (value) => text(value) && !Number.isNaN(Date.parse(String(value)))
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const flag: Check = (value) => typeof value === 'boolean'
const listOf = (check: Check): Check => (value) => Array.isArray(value) && value.every(check)
const maybe = (check: Check): Check => (value) => value === null || check(value)
const shape = (members: Readonly<Record<string, Check>>): Check => (value) => typeof value === 'object' && value !== null && faultOf(value, members) === null

const header: Check = (value) => Array.isArray(value) && value.length === 2 && value.every(text)
const address = shape({ address: text, port: number })
const change = shape({ what: text, name: text, before: maybe(text), after: maybe(text) })
const completion = shape({ seq: number, at: number })
const event = shape({
  seq: number, endSeq: number, at: number, request: number, stage: text, post: flag, kind: text, name: text, notification: text, status: maybe(text), us: number, depth: number, child: number,
  changes: listOf(change), skipped: maybe(text), completions: listOf(completion), skipDetail: (value) => value === undefined || text(value)
})
const serverEvent = shape({ seq: number, at: number, request: number, name: text, provider: text, area: number, event: number, level: number, fields: listOf(shape({ name: text, value: text })) })
const child = shape({ seq: number, endSeq: number, id: number, parent: number, at: number, ms: number, level: number, method: text, url: text, status: number, subStatus: number })
const step = shape({ time: text, request: number, notification: text, context: maybe(text), blocks: number, bytes: number, fault: maybe(text) })

/** TABLE: the members of both kinds of line. Others may be there. */
const LINES: Readonly<Record<RecordedLine['type'], Readonly<Record<string, Check>>>> = {
  request: {
    id: number, connection: number, order: number, activityId: text, startedAt: time, ms: maybe(number), aborted: flag, method: text, url: text, httpVersion: text, secure: flag, headers: listOf(header),
    body: maybe(shape({ base64: text, length: number, cut: flag })), status: number, subStatus: number, reason: text, responseHeaders: listOf(header), user: text, authType: text, bytesSent: number, bytesReceived: number,
    client: maybe(address), server: maybe(address), site: shape({ id: number, name: text }), physicalPath: text,
    failure: maybe(shape({ rule: text, reason: text, triggerStatus: text, areas: number, verbosity: number })), events: listOf(event), serverEvents: listOf(serverEvent), children: listOf(child), dropped: number
  },
  connection: {
    id: number, openedAt: time, closedAt: maybe(time), client: maybe(address), secure: flag, requests: listOf(number), sessions: listOf(shape({ filter: text, steps: listOf(step), ended: flag })), events: listOf(event)
  }
}

/** The first member that is missing or of another kind. */
function faultOf(value: object, members: Readonly<Record<string, Check>>): string | null {
  for (const [name, check] of Object.entries(members)) if (!check(Reflect.get(value, name))) return name
  return null
}

/** The line, or why it is none. */
export function checkLine(line: string): RecordedLine | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'it is no JSON'
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || !('version' in value)) return 'it is no record'
  if (value.type !== 'request' && value.type !== 'connection') return `it is of the type ${JSON.stringify(value.type)}`
  if (value.version !== RECORD_VERSION) return `its version is ${JSON.stringify(value.version)}`
  const fault = faultOf(value, LINES[value.type])
  return fault === null ? value as RecordedLine : `\`${fault}\` is not what it should be` // every member has been looked at
}
