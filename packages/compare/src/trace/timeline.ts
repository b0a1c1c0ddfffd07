// What a trace did to the request and its answer, subject by subject: the form in which a filter and a module can be compared, whoever did it and when.

import type { TraceChange } from '@isapi-bridge/module-api'
import { keyOf, type TraceCall } from './collector.ts'

/** Stages in the order of a request, for what happened first. Before all: PRE_BEGIN_REQUEST. */
const STAGES = [
  'PRE_BEGIN_REQUEST', 'BEGIN_REQUEST', 'AUTHENTICATE_REQUEST', 'AUTHORIZE_REQUEST', 'RESOLVE_REQUEST_CACHE', 'MAP_REQUEST_HANDLER', 'ACQUIRE_REQUEST_STATE',
  'PRE_EXECUTE_REQUEST_HANDLER', 'EXECUTE_REQUEST_HANDLER', 'RELEASE_REQUEST_STATE', 'UPDATE_REQUEST_CACHE', 'LOG_REQUEST', 'END_REQUEST', 'SEND_RESPONSE', 'CLOSING'
]

/**
 * TABLE: members of filters' structures, which modules do not have, and what they stand for in a module: a subject that both models share, a field of the log
 * record, or null where the subject is seen elsewhere (the user that AUTHENTICATION leads to; bytes of the answer, in its body).
 */
const STRUCTURES: Readonly<Record<string, string | null>> = {
  pszPhysicalPath: 'path',
  pszUser: null, pszPassword: null, cbInData: null, pvInData: null,
  pszClientHostName: 'log clientHost', pszClientUserName: 'log userName', pszServerName: 'log serverName', pszOperation: 'log method', pszTarget: 'log uriStem',
  pszParameters: 'log uriQuery', dwHttpStatus: 'log status', dwWin32Status: 'log win32Status', dwBytesSent: 'log bytesSent', dwBytesRecvd: 'log bytesReceived',
  msTimeForProcessing: 'log timeTaken'
}

/** A value that a subject took, and the call that gave it. */
export interface Step {
  /** Place of the call in its trace. */
  readonly index: number
  readonly call: TraceCall
  readonly before: string | null
  readonly after: string | null
}

/** All values that a subject took, in their order. */
export type Timeline = ReadonlyMap<string, readonly Step[]>

/** What a change is about, in the words of both models; null: it has no meaning for the other. */
export function subjectOf(change: TraceChange): string | null {
  if (change.what !== 'structure') return keyOf(change)
  return STRUCTURES[change.name] ?? null
}

/** The subjects of a trace. Child requests have a life of their own. */
export function timelineOf(calls: readonly TraceCall[], normalise: (text: string) => string): Timeline {
  const timeline = new Map<string, Step[]>()
  for (const [index, call] of calls.entries()) {
    if (call.child > 0) continue
    for (const change of call.changes) {
      const subject = subjectOf(change)
      if (subject === null) continue
      const step = { index, call, before: change.before === null ? null : normalise(change.before), after: change.after === null ? null : normalise(change.after) }
      const steps = timeline.get(subject)
      // URL_MAP shows one change as a member and as the path
      if (steps === undefined) timeline.set(subject, [step])
      else if (steps.at(-1)?.after !== step.after) steps.push(step)
    }
  }
  return timeline
}

/** The last filter that changed a subject of the answer in its bytes, as they went out; null: none. */
export function rawCulprit(calls: readonly TraceCall[], subject: string): TraceCall | null {
  const [, header = null] = /^response-header (\S+)/.exec(subject) ?? []
  if (header === null && subject !== 'body') return null
  return calls.findLast(({ child, notification, changes }) => child === 0 && notification === 'SF_NOTIFY_SEND_RAW_DATA' && changes.some((change) => change.name === 'pvInData' && isAbout(change, header))) ?? null
}

/** Headers stand in the block that begins with the status line, the body in those after it. */
function isAbout({ before, after }: TraceChange, header: string | null): boolean {
  const isHead = before?.startsWith('HTTP/') === true
  if (header === null) return !isHead
  const lines = (block: string | null): string => (block ?? '').split('\r\n').filter((line) => line.toLowerCase().startsWith(`${header}:`)).join('\n')
  return isHead && lines(before) !== lines(after)
}

/** When a call took place, for comparison with a call of another trace. */
export function momentOf({ stage, post }: Pick<TraceCall, 'stage' | 'post'>): number {
  const index = STAGES.indexOf(stage)
  return (index < 0 ? STAGES.length : index) * 2 + (post ? 1 : 0)
}
