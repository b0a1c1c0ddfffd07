// Where two traces part: the first call on either side after which a subject has a value that it never gets, or does not keep, on the other.

import type { TraceCall } from './collector.ts'
import { momentOf, type Step, type Timeline } from './timeline.ts'

/** A call, as reports name it. */
export type CallName = Pick<TraceCall, 'stage' | 'post' | 'kind' | 'name' | 'notification' | 'status'>

/**
 * How a subject differs. `parts`: its last values are not the same. `on the way`: they are, but it had other values before. `moved`: it took the same values
 * in the same order, at other stages.
 */
export type PartingKind = 'parts' | 'on the way' | 'moved'

/** One side of a parting. */
export interface PartingSide {
  /** Who gave the value; null: nobody did. */
  readonly call: CallName | null
  /** Place of the call in its trace, -1 without one. */
  readonly index: number
  /** The value there; null: it is not there. */
  readonly value: string | null
}

export interface Parting {
  readonly kind: PartingKind
  /** Such as `response-header x-a`, `url`, `log clientHost`. */
  readonly subject: string
  readonly a: PartingSide
  readonly b: PartingSide
}

/**
 * Compares what the traces did. A subject that nobody touches on one side has there the value that it had on the other before.
 * @param isNoise subjects whose values differ between two runs of one side: only whether they are there counts
 * @returns in the order in which they happened
 */
export function partingsOf(a: Timeline, b: Timeline, isNoise: (subject: string) => boolean): Parting[] {
  const found: { parting: Parting; moment: number; index: number }[] = []
  for (const subject of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [a.get(subject) ?? [], b.get(subject) ?? []]
    const parting = compare(subject, left, right, isNoise(subject))
    if (parting === null) continue
    const moments = [left[parting.at], right[parting.at]].flatMap((step) => (step === undefined ? [] : [step]))
    found.push({ parting: parting.parting, moment: Math.min(...moments.map(({ call }) => momentOf(call))), index: Math.min(...moments.map(({ index }) => index)) })
  }
  return found.sort((x, y) => x.moment - y.moment || x.index - y.index).map(({ parting }) => parting)
}

function compare(subject: string, left: readonly Step[], right: readonly Step[], noise: boolean): { parting: Parting; at: number } | null {
  const first = left[0] ?? right[0]
  if (first === undefined) return null
  const value = (text: string | null): string | null => (noise && text !== null ? '' : text)
  const length = Math.max(left.length, right.length)
  let at = 0
  while (at < length && at < left.length && at < right.length && value(left[at]?.after ?? null) === value(right[at]?.after ?? null)) at++
  if (at === length) {
    const moved = left.findIndex((step, index) => momentOf(step.call) !== (right[index] === undefined ? -1 : momentOf(right[index].call)))
    return moved < 0 ? null : { at: moved, parting: { kind: 'moved', subject, a: sideOf(left, moved, first), b: sideOf(right, moved, first) } }
  }
  const lasting = value(lastOf(left, first)) !== value(lastOf(right, first))
  return { at, parting: { kind: lasting ? 'parts' : 'on the way', subject, a: sideOf(left, at, first), b: sideOf(right, at, first) } }
}

function lastOf(steps: readonly Step[], first: Step): string | null {
  const last = steps.at(-1)
  return last === undefined ? first.before : last.after
}

function sideOf(steps: readonly Step[], at: number, first: Step): PartingSide {
  const step = steps[at]
  if (step === undefined) return { call: null, index: -1, value: lastOf(steps, first) }
  return { call: nameOf(step.call), index: step.index, value: step.after }
}

export function nameOf({ stage, post, kind, name, notification, status }: TraceCall): CallName { return { stage, post, kind, name, notification, status } }

/** A call in words. */
export function callText({ stage, post, kind, name, notification }: CallName): string {
  return `${stage}${post ? ' (post)' : ''}: ${kind} ${name}${notification === stage ? '' : ` ${notification}`}`
}
