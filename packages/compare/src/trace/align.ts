// Two traces side by side: each call beside its like on the other side, or beside nothing.

import { diffArrays } from 'diff'
import type { TraceChange } from '@isapi-bridge/module-api'
import type { TraceCall } from './collector.ts'
import type { Parting } from './part.ts'
import { momentOf, subjectOf } from './timeline.ts'

/** How a change stands to those of the other side. `own`: no comparison applies, as in child requests and structures without counterpart. */
export type ChangeMark = 'same' | 'moved' | 'on the way' | 'parts' | 'own'

export interface AlignedChange extends Pick<TraceChange, 'before' | 'after'> {
  readonly subject: string
  readonly mark: ChangeMark
}

export interface AlignedCall extends Omit<TraceCall, 'stage' | 'post' | 'changes'> {
  /** Place of the call in its trace. */
  readonly index: number
  readonly changes: readonly AlignedChange[]
}

export interface AlignedRow extends Pick<TraceCall, 'stage' | 'post'> {
  readonly a: AlignedCall | null
  readonly b: AlignedCall | null
}

/** Rows in the order of stages. */
export function align(a: readonly TraceCall[], b: readonly TraceCall[], partings: readonly Parting[]): AlignedRow[] {
  const marks = new Map(partings.map(({ subject, kind }) => [subject, kind]))
  const rows: AlignedRow[] = []
  const left = a.map((call, index) => ({ call, index }))
  const right = b.map((call, index) => ({ call, index }))
  let [l, r] = [0, 0]
  const show = (entry: { call: TraceCall; index: number } | undefined): AlignedCall | null => (entry === undefined ? null : toAligned(entry.call, entry.index, marks))
  for (const part of diffArrays(left, right, { comparator: (x, y) => likeness(x.call) === likeness(y.call) })) {
    for (let count = 0; count < part.value.length; count++) {
      const here = part.added ? undefined : left[l++]
      const there = part.removed ? undefined : right[r++]
      const call = here?.call ?? there?.call
      if (call !== undefined) rows.push({ stage: call.stage, post: call.post, a: show(here), b: show(there) })
    }
  }
  return merged(rows)
}

function likeness({ stage, post, kind, name, notification, child, skipped }: TraceCall): string { return [stage, post, kind, name, notification, child, skipped === null].join('\0') }

/** Of calls that have no like, those of one stage that did the same stand beside each other: a filter and its module. */
function merged(rows: readonly AlignedRow[]): AlignedRow[] {
  const result: AlignedRow[] = []
  for (const row of rows) {
    const partner = row.a === null && row.b !== null ? result.findLastIndex((other) => other.b === null && other.a !== null && other.stage === row.stage && other.post === row.post && didTheSame(other.a, row.b)) : -1
    const other = result[partner]
    if (other === undefined) result.push(row)
    else result[partner] = { ...other, b: row.b }
  }
  // A child request stands with the call that waits for it; rows of one moment keep their order.
  let moment = 0
  return result.map((row, index) => {
    if ((row.a ?? row.b)?.child === 0) moment = momentOf(row)
    return { row, moment, index }
  }).sort((x, y) => x.moment - y.moment || x.index - y.index).map(({ row }) => row)
}

function didTheSame(a: AlignedCall, b: AlignedCall | null): boolean {
  if (b === null || a.child !== b.child) return false
  const changed = new Set(a.changes.filter(({ mark }) => mark !== 'own').map(({ subject }) => subject))
  return b.changes.some(({ subject, mark }) => mark !== 'own' && changed.has(subject))
}

function toAligned(call: TraceCall, index: number, marks: ReadonlyMap<string, ChangeMark>): AlignedCall {
  const { kind, name, notification, status, depth, child, skipped } = call
  const changes = call.changes.map((change): AlignedChange => {
    const subject = subjectOf(change)
    const mark = subject === null || child > 0 ? 'own' : marks.get(subject) ?? 'same'
    return { subject: subject ?? `${change.what} ${change.name}`.trim(), before: change.before, after: change.after, mark }
  })
  return { index, kind, name, notification, status, depth, child, skipped, changes }
}
