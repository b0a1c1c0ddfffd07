// Differences by what causes them: a thousand requests with one cause are one thing to read.

import { callText, type CallName, type Parting } from '../trace/part.ts'
import { subjectOf, type Difference, type Verdict } from './judge.ts'

/** What one group has in common. */
export interface Cause {
  readonly key: string
  /** In one sentence. */
  readonly title: string
  readonly parting: Parting | null
  readonly differences: readonly Difference[]
}

/** TABLE: how a difference is named. */
const NAMES: Readonly<Record<Difference['kind'], (field: string) => string>> = {
  status: () => 'status',
  reason: () => 'reason phrase',
  header: (field) => (field.endsWith(';') ? `attributes of ${field.slice(0, -1).replace('set-cookie', 'cookie')}` : field.startsWith('set-cookie ') ? field.replace('set-cookie', 'cookie') : `header ${field}`),
  body: (field) => (field === '' ? 'body' : `body at ${field}`),
  log: (field) => (field === 'record' ? 'log record' : `log field ${field}`),
  connection: () => 'connection',
  trace: (field) => field.replace('-', ' ')
}

export function nameOfDifference({ kind, field }: Difference): string { return NAMES[kind](field) }

/** The causes of a request that differs: a parting before the answer explains all that follows, else each difference stands for itself. */
export function causesOf(verdict: Verdict): Cause[] {
  const { differences, parting } = verdict
  if (parting !== null && differences.some(({ kind, field }) => kind === 'trace' && field === parting.subject)) {
    const first = differences.find(({ kind, field }) => kind === 'trace' && field === parting.subject)
    if (first !== undefined) return [{ key: keyOf(first), title: titleOf(first), parting, differences }]
  }
  // Another status, or none, brings other headers and another body.
  const outcome = differences.find(({ kind, a, b }) => kind === 'status' || (kind === 'connection' && (/^(?:reset|timed|not)/.test(a ?? '') || /^(?:reset|timed|not)/.test(b ?? ''))))
  if (outcome !== undefined) return [{ key: keyOf(outcome), title: titleOf(outcome), parting: partingOf(verdict, outcome), differences }]
  const causes = new Map<string, Cause>()
  for (const difference of differences) {
    const key = keyOf(difference)
    const old = causes.get(key)
    causes.set(key, {
      key, title: old?.title ?? titleOf(difference),
      parting: old?.parting ?? partingOf(verdict, difference),
      differences: [...old?.differences ?? [], difference]
    })
  }
  return [...causes.values()]
}

function partingOf({ partings }: Verdict, difference: Difference): Parting | null {
  const subject = subjectOf(difference)
  return partings.find((candidate) => candidate.kind === 'parts' && candidate.subject === subject) ?? null
}

/** Values vary from request to request; only those that say what happened belong to the cause. */
function keyOf({ kind, field, a, b, by }: Difference): string {
  const shape = kind === 'status' || kind === 'connection' ? `${a} ${b}` : `${a === null} ${b === null}`
  return [kind, field.replaceAll(/\[\d+\]/g, '[*]'), shape, by.a === null ? '' : callText(by.a), by.b === null ? '' : callText(by.b)].join('\0')
}

function titleOf(difference: Difference): string {
  const { kind, a, b, by } = difference
  const name = nameOfDifference(difference)
  if (kind === 'status' || kind === 'connection') return `${name}: ${a ?? 'none'} on A, ${b ?? 'none'} on B`
  if (a === null || b === null) return `${name} only on ${a === null ? 'B' : 'A'}${suffix(a === null ? by.b : by.a)}`
  if (by.a === null && by.b === null) return `${name} differs`
  if (by.a !== null && by.b !== null && callText(by.a) === callText(by.b)) return `${name} differs: ${by.a.kind} ${by.a.name} sets it on both sides`
  return `${name} differs: ${whoText('A', by.a)}, ${whoText('B', by.b)}`
}

function suffix(call: CallName | null): string { return call === null ? '' : `, from ${call.kind} ${call.name}` }
function whoText(side: string, call: CallName | null): string { return call === null ? `nobody touches it on ${side}` : `${call.kind} ${call.name} sets it on ${side}` }
