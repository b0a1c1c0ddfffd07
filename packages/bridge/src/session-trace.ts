// What traces show of a session: the shape of pFilterContext, and the memory of the filter.

import { sessionChannel, type SessionTraceMessage } from '@isapi-bridge/module-api'
import type { FilterSession } from './filter-session.ts'

const MAX_MEMBERS = 8

/** Texts and bytes with their length only: a context may hold the password of a user. */
function shapeOf(value: unknown): string {
  if (typeof value === 'string') return `string(${value.length})`
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength})`
  if (Array.isArray(value)) return `Array(${value.length})`
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'function' : String(value)
  return (Object.getPrototypeOf(value) as object | null)?.constructor.name ?? 'Object' // of an object, a prototype or nothing
}

function describeContext(value: unknown): string | null {
  if (value === null || value === undefined) return null
  try {
    if (typeof value !== 'object' || ArrayBuffer.isView(value) || Array.isArray(value)) return shapeOf(value)
    const members = Object.entries(value)
    const shown = members.slice(0, MAX_MEMBERS).map(([name, member]) => `${name}: ${shapeOf(member)}`)
    if (members.length > MAX_MEMBERS) shown.push('…')
    return `${shapeOf(value)} { ${shown.join(', ')} }`
  } catch {
    return '(cannot be read)'
  }
}

/** Tells what a filter keeps on its connection. Ask first whether anybody listens. */
export function publishSession(phase: SessionTraceMessage['phase'], session: FilterSession): void {
  const { connectionId, lastTrace, filter, notification, pfc, heap } = session
  if (connectionId === 0) return // nobody listened to its calls
  sessionChannel.publish({
    phase, connection: connectionId, filter: filter.name, notification, context: describeContext(pfc.pFilterContext), blocks: heap.liveBlocks, bytes: heap.liveBytes, request: lastTrace
  })
}
