// What a comparison found. Plain JSON, of bounded size however many requests there were.

import type { LeftOut, ReplayRequest } from '../request.ts'
import { causesOf, nameOfDifference, type Cause } from '../judge/groups.ts'
import type { Difference, Run, Verdict } from '../judge/judge.ts'
import { viewOf } from '../judge/body.ts'
import { routeOf, type Noise } from '../judge/noise.ts'
import { align, type AlignedRow } from '../trace/align.ts'
import type { Parting } from '../trace/part.ts'

export const REPORT_VERSION = 1

/** One request of a group, as an example. */
export interface Sample {
  readonly where: string
  readonly method: string
  readonly target: string
  readonly status: { readonly a: number; readonly b: number }
  /** Those of its group. */
  readonly differences: readonly Difference[]
  /** What else differs on this request, by name; other groups have it. */
  readonly others: readonly string[]
  readonly parting: Parting | null
  /** All that is not the same in the two traces, in their order. */
  readonly partings: readonly Parting[]
  /** Both traces; empty where they cannot be seen. */
  readonly trace: readonly AlignedRow[]
  /** The bodies as text, where they differ and are text. */
  readonly body: { readonly a: string; readonly b: string } | null
  readonly curl: string
}

export interface Group {
  readonly title: string
  /** Requests with it. */
  count: number
  /** Routes with it, the first 20. */
  readonly routes: string[]
  readonly parting: Parting | null
  readonly samples: Sample[]
}

export interface RouteCount { readonly route: string; compared: number; different: number }

export interface Report {
  readonly version: typeof REPORT_VERSION
  readonly startedAt: string
  readonly seconds: number
  readonly sides: { readonly a: string; readonly b: string }
  readonly sources: readonly string[]
  /** Each side ran twice. */
  readonly twice: boolean
  /** Traces and log records could be seen. */
  readonly traced: boolean
  /** Both sides had one clock, which stood still, and the same chance. */
  readonly frozen: boolean
  /** It was ended before all requests had been compared. */
  readonly interrupted: boolean
  /** Requests that were taken from the sources, whatever became of them, with those that were passed over: `skip` of a run that goes on. */
  readonly read: number
  readonly result: 'equal' | 'different' | 'not compared'
  /** Why it was not compared, or what else the reader must know; in sentences. */
  readonly remarks: readonly string[]
  readonly requests: { readonly compared: number; readonly equal: number; readonly different: number; readonly notCompared: number; readonly unreadable: number; readonly leftOut: number; readonly repeated: number }
  readonly groups: readonly Group[]
  /** Differences whose causes are not listed, because there are too many. */
  readonly moreGroups: number
  readonly routes: readonly RouteCount[]
  /** Reasons for which requests were not compared. */
  readonly skipped: readonly { readonly why: string; readonly count: number; readonly first: readonly string[] }[]
  readonly noise: readonly { readonly what: string; readonly routes: readonly string[] }[]
  readonly ignored: readonly { readonly rule: string; readonly why: string }[]
  /** Subjects that both sides treat alike, but not at the same stages. */
  readonly moved: readonly { readonly subject: string; readonly count: number; readonly example: Parting }[]
}

const GROUPS = 100
const SAMPLES = 3
const ROUTES = 1000
export const GROUP_ROUTES = 20
const REASONS = 100
const FIRST = 3
const SOURCES = 4
const BODY = 64 * 1024

interface Reason { readonly kind: LeftOut['kind'] | 'failed'; readonly why: string; count: number; readonly first: string[] }

/** Gathers results; its size does not grow with their number. */
export class ReportBuilder {
  readonly #groups = new Map<string, Group>()
  readonly #more = new Set<string>()
  readonly #routes = new Map<string, RouteCount>()
  readonly #reasons = new Map<string, Reason>()
  readonly #moved = new Map<string, { subject: string; count: number; example: Parting }>()
  readonly #redacted = new Map<string, number>()
  readonly #count = { compared: 0, equal: 0, different: 0, notCompared: 0, unreadable: 0, leftOut: 0, repeated: 0 }

  get different(): number { return this.#count.different }
  get compared(): number { return this.#count.compared }
  get seen(): number { return this.#count.compared + this.#count.notCompared + this.#count.leftOut + this.#count.unreadable + this.#count.repeated }

  /** A request like one before, which is not sent. */
  addRepeated(): void { this.#count.repeated++ }

  addLeftOut({ kind, where, why }: LeftOut): void {
    this.#count[kind === 'unreadable' ? 'unreadable' : 'leftOut']++
    this.#reason(kind, why, where)
  }

  add(request: ReplayRequest, verdict: Verdict, a: Run, b: Run): void {
    if (verdict.result === 'not compared') {
      this.#count.notCompared++
      this.#reason('failed', verdict.why || 'Neither side gave an answer.', `${request.where} ${request.method} ${request.target}`)
      return
    }
    this.#count.compared++
    for (const name of request.redacted) this.#redacted.set(name, (this.#redacted.get(name) ?? 0) + 1)
    this.#count[verdict.result]++
    const route = routeOf(request.method, request.target)
    let row = this.#routes.get(route)
    if (row === undefined && this.#routes.size < ROUTES) this.#routes.set(route, row = { route, compared: 0, different: 0 })
    if (row !== undefined) row.compared++
    if (verdict.result === 'equal') {
      // Behind a difference nothing is what it was, so that it says nothing about who does what where.
      for (const parting of verdict.partings) if (parting.kind === 'moved') this.#move(parting)
      return
    }
    if (row !== undefined) row.different++
    for (const cause of causesOf(verdict)) {
      let group = this.#groups.get(cause.key)
      if (group === undefined) {
        if (this.#groups.size >= GROUPS) {
          if (this.#more.size < ROUTES) this.#more.add(cause.key)
          continue
        }
        this.#groups.set(cause.key, group = { title: cause.title, count: 0, routes: [], parting: cause.parting, samples: [] })
      }
      group.count++
      if (group.routes.length < GROUP_ROUTES && !group.routes.includes(route)) group.routes.push(route)
      if (group.samples.length < SAMPLES) group.samples.push(toSample(request, verdict, cause, a, b))
    }
  }

  #move(parting: Parting): void {
    const known = this.#moved.get(parting.subject)
    if (known !== undefined) known.count++
    else if (this.#moved.size < REASONS) this.#moved.set(parting.subject, { subject: parting.subject, count: 1, example: parting })
  }

  #reason(kind: Reason['kind'], why: string, where: string): void {
    const known = this.#reasons.get(why)
    if (known === undefined) {
      if (this.#reasons.size < REASONS) this.#reasons.set(why, { kind, why, count: 1, first: [where] })
      return
    }
    known.count++
    if (known.first.length < FIRST) known.first.push(where)
  }

  /** The reason that most have, as the end of a sentence. */
  #mostly(kind: Reason['kind'], all: number): string {
    const [first] = [...this.#reasons.values()].filter((reason) => reason.kind === kind).sort((x, y) => y.count - x.count)
    return first === undefined ? '.' : first.count === all ? `: ${first.why}` : `, ${first.count.toLocaleString('en')} for one reason: ${first.why}`
  }

  finish(facts: Pick<Report, 'startedAt' | 'seconds' | 'sides' | 'sources' | 'twice' | 'traced' | 'frozen' | 'ignored'>, noise: Noise): Report {
    const count = { ...this.#count }
    const remarks: string[] = []
    if (count.compared === 0) remarks.push('No request could be compared.')
    if (count.notCompared > 0) remarks.push(`${requests(count.notCompared)} could not be compared, because a side gave no answer.`)
    if (count.unreadable > 0) remarks.push(`${count.unreadable} ${count.unreadable === 1 ? 'entry' : 'entries'} of the sources could not be read.`)
    if (count.leftOut > 0) remarks.push(`${requests(count.leftOut)} of the sources ${count.leftOut === 1 ? 'was' : 'were'} left out${this.#mostly('left out', count.leftOut)}`)
    if (count.repeated > 0) remarks.push(`${requests(count.repeated)} had method, host and URL of one before, and ${count.repeated === 1 ? 'was' : 'were'} not sent: what their other headers, or their order, would have changed was not compared.`)
    for (const [name, number] of this.#redacted) remarks.push(`${requests(number)} went without ${name}, which had been taken out of the recording: what it opens was not compared.`)
    if (!facts.traced) remarks.push('Traces and log records could not be seen, and were not compared.')
    if (!facts.twice) remarks.push(`Each side ran once: what differs by chance, ${facts.frozen ? 'for other reasons than the clock and random values' : 'such as a time'}, counts as a difference.`)
    return {
      version: REPORT_VERSION, ...facts, interrupted: false, read: this.seen,
      result: count.different > 0 ? 'different' : count.compared === 0 || count.notCompared > 0 ? 'not compared' : 'equal',
      remarks, requests: count,
      groups: [...this.#groups.values()].sort((x, y) => y.count - x.count),
      moreGroups: this.#more.size,
      routes: [...this.#routes.values()].sort((x, y) => y.different - x.different || y.compared - x.compared),
      skipped: [...this.#reasons.values()].sort((x, y) => y.count - x.count).map(({ why, count: number, first }) => ({ why, count: number, first })),
      noise: noise.list(),
      moved: [...this.#moved.values()]
    }
  }
}

function toSample(request: ReplayRequest, verdict: Verdict, { differences, parting }: Cause, a: Run, b: Run): Sample {
  const texts = differences.some(({ kind }) => kind === 'body') ? { a: viewOf(a.answer).text, b: viewOf(b.answer).text } : null
  return {
    where: request.where, method: request.method, target: request.target,
    status: { a: a.answer.status, b: b.answer.status },
    differences, others: verdict.differences.filter((one) => !differences.includes(one)).map(nameOfDifference), parting, partings: verdict.partings,
    trace: a.trace === null || b.trace === null ? [] : align(a.trace, b.trace, verdict.partings),
    body: texts === null || texts.a === null || texts.b === null ? null : { a: texts.a.slice(0, BODY), b: texts.b.slice(0, BODY) },
    curl: curlOf(request)
  }
}

/** The request as a line of a shell; a body is left out. */
function curlOf({ method, target, headers }: ReplayRequest): string {
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
  const parts = ['curl', '-i', '--path-as-is', ...(method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : ['-X', method])]
  for (const [name, value] of headers) if (!/^(?:authorization|cookie|proxy-authorization)$/i.test(name)) parts.push('-H', quote(`${name}: ${value}`))
  return [...parts, `"$SERVER"${quote(target)}`].join(' ')
}

/** Of the sources, those that nothing is known about. */
export function missing({ requests: count }: Report): number { return count.notCompared + count.unreadable + count.leftOut }

/** The files in short: a folder may have hundreds. */
export function sourcesText({ sources }: Report): string {
  return sources.length > SOURCES ? `${sources.slice(0, SOURCES).join(', ')} and ${sources.length - SOURCES} more files` : sources.join(', ')
}

export function requests(count: number): string { return `${count.toLocaleString('en')} ${count === 1 ? 'request' : 'requests'}` }
