// One request, two answers, or four: do the sides agree?

import type { LogRecord } from '@isapi-bridge/module-api'
import type { ReplayRequest } from '../request.ts'
import { isFailure, type Answer } from '../replay/answer.ts'
import type { TraceCall } from '../trace/collector.ts'
import { nameOf, partingsOf, type CallName, type Parting } from '../trace/part.ts'
import { rawCulprit, timelineOf, type Timeline } from '../trace/timeline.ts'
import { commonParts, hasParts, jsonParts, viewOf, type BodyView } from './body.ts'
import { Noise, routeOf } from './noise.ts'
import type { RequestRules, RuleSet } from './rules.ts'

/** What one run of one side gave. */
export interface Run {
  readonly answer: Answer
  /** Null: no trace can be seen. */
  readonly trace: readonly TraceCall[] | null
  readonly log: LogRecord | null
  /** Takes out of a text what only says where this side runs. */
  normalise(text: string): string
}

/** A side: its run, and its second one where it ran twice. */
export interface Lane { readonly run: Run; readonly again: Run | null }

export type DifferenceKind = 'status' | 'reason' | 'header' | 'body' | 'log' | 'connection' | 'trace'

export interface Difference {
  readonly kind: DifferenceKind
  /** Header, JSON path, field of the log record, subject of the trace; empty where there is only one. */
  readonly field: string
  /** Null: it is not there. */
  readonly a: string | null
  readonly b: string | null
  /** The last call on each side that had a hand in it; null: none, so it was the handler, the server, or nobody. */
  readonly by: { readonly a: CallName | null; readonly b: CallName | null }
}

export interface Verdict {
  readonly result: 'equal' | 'different' | 'not compared'
  readonly differences: readonly Difference[]
  /** The first notification after which something is different that stays so, or that the client sees. */
  readonly parting: Parting | null
  readonly partings: readonly Parting[]
  /** Why it could not be compared. */
  readonly why: string
}

/** Subjects of a trace that the application behind may act on: a difference counts, whatever the client sees. */
const INPUT = /^(?:url|method|path|user|request-header .*)$/s
const PARTS = 20

export class Judge {
  readonly noise: Noise = new Noise()
  readonly #rules: RuleSet
  readonly #frozen: boolean

  /** @param frozen both sides have one clock and draw the same: what they say alike needs no excuse, though it changes from run to run */
  constructor(rules: RuleSet, frozen: boolean = false) {
    this.#rules = rules
    this.#frozen = frozen
  }

  judge(request: ReplayRequest, a: Lane, b: Lane): Verdict {
    const failed = [a.run.answer, b.run.answer].filter(isFailure)
    if (failed.length === 2 || failed.some(({ connection }) => connection === 'refused')) return { result: 'not compared', differences: [], parting: null, partings: [], why: failed[0]?.error ?? '' }
    const comparison = new Comparison(request, a, b, this.#rules.of(request.target.replace(/\?.*$/s, '')), this.noise, this.#frozen)
    return comparison.verdict()
  }
}

class Comparison {
  readonly #a: Lane
  readonly #b: Lane
  readonly #rules: RequestRules
  readonly #noise: Noise
  readonly #frozen: boolean
  readonly #route: string
  readonly #differences: Difference[] = []
  readonly #headersOfRun = new Map<Run, ReadonlyMap<string, string>>()
  readonly #timelineOfRun = new Map<Run, Timeline | null>()
  readonly #timelines: { readonly a: Timeline; readonly b: Timeline } | null
  /** Something was left out of account in the answer, or in its body, so that its length may differ. */
  #masked = false
  #bodyMasked = false

  constructor(request: ReplayRequest, a: Lane, b: Lane, rules: RequestRules, noise: Noise, frozen: boolean) {
    this.#a = a
    this.#b = b
    this.#rules = rules
    this.#noise = noise
    this.#frozen = frozen
    this.#route = routeOf(request.method, request.target)
    const [left, right] = [this.#timeline(a.run), this.#timeline(b.run)]
    this.#timelines = left === null || right === null ? null : { a: left, b: right }
  }

  verdict(): Verdict {
    const [a, b] = [this.#a.run.answer, this.#b.run.answer]
    this.#check('connection', '', a.connection, b.connection)
    // Without an answer there is nothing else to compare.
    if ((a.status === 0) === (b.status === 0)) {
      this.#check('status', '', statusText(a), statusText(b))
      if (a.status === b.status) this.#check('reason', '', a.reason, b.reason)
      this.#body()
      this.#headers()
      this.#log()
    }
    const partings = this.#partings()
    for (const { kind, subject, a: left, b: right } of partings) {
      if (kind === 'parts' && INPUT.test(subject)) this.#differences.push({ kind: 'trace', field: subject, a: left.value, b: right.value, by: { a: left.call, b: right.call } })
    }
    const differences = this.#differences
    const subjects = new Set(differences.map(subjectOf))
    const parting = partings.find(({ kind, subject }) => kind === 'parts' && subjects.has(subject)) ?? null
    return { result: differences.length === 0 ? 'equal' : 'different', differences, parting, partings, why: '' }
  }

  #check(kind: DifferenceKind, field: string, a: string | null, b: string | null): void {
    if (a === b) return
    const subject = subjectOf({ kind, field })
    this.#differences.push({ kind, field, a, b, by: { a: this.#culprit('a', subject), b: this.#culprit('b', subject) } })
  }

  #culprit(side: 'a' | 'b', subject: string): CallName | null {
    const { trace } = (side === 'a' ? this.#a : this.#b).run
    const call = rawCulprit(trace ?? [], subject) ?? this.#timelines?.[side].get(subject)?.at(-1)?.call
    return call === undefined ? null : nameOf(call)
  }

  /** Whether a value that is there on both sides differs between a side and itself, here or elsewhere on the route. */
  #isNoise(what: string, valueOf: (run: Run) => string | null): boolean {
    if (!this.#isExplained(valueOf)) for (const { run, again } of [this.#a, this.#b]) {
      if (again !== null && valueOf(run) !== valueOf(again)) this.#noise.add(this.#route, what)
    }
    return this.#noise.has(this.#route, what)
  }

  /** Both sides say the same in their first runs, and in their second ones: they do so by what they had in common. */
  #isExplained(valueOf: (run: Run) => string | null): boolean {
    const [a, b] = [this.#a, this.#b]
    return this.#frozen && a.again !== null && b.again !== null && valueOf(a.run) === valueOf(b.run) && valueOf(a.again) === valueOf(b.again)
  }

  get #bodyDiffers(): boolean { return this.#differences.some(({ kind }) => kind === 'body') }

  #headers(): void {
    const [left, right] = [this.#headersOf(this.#a.run), this.#headersOf(this.#b.run)]
    for (const name of new Set([...left.keys(), ...right.keys()])) {
      if (this.#rules.header(headerOf(name)) || this.#rules.header(name)) {
        if (left.get(name)?.length !== right.get(name)?.length) this.#masked = true
        continue
      }
      // a consequence of the body
      if (name === 'content-length' && (this.#bodyMasked || this.#bodyDiffers || left.has('transfer-encoding') !== right.has('transfer-encoding'))) continue
      const read = (headers: ReadonlyMap<string, string>): string | null => { const value = headers.get(name); return value === undefined ? null : this.#rules.clean(value) }
      const [a, b] = [read(left), read(right)]
      const noise = this.#isNoise(`header ${name}`, (run) => read(this.#headersOf(run)))
      if (noise) this.#masked = true
      if (noise && a !== null && b !== null) continue
      this.#check('header', name, a, b)
    }
  }

  #body(): void {
    const [a, b] = [this.#a.run.answer.body, this.#b.run.answer.body]
    if (a.sha256 === b.sha256) return
    const [left, right] = [viewOf(this.#a.run.answer), viewOf(this.#b.run.answer)]
    // Packed in another way, or by one side only, which its headers tell.
    if (left.whole && right.whole && left.bytes.equals(right.bytes)) this.#bodyMasked = true
    else if (left.isJson && right.isJson) this.#json(left, right)
    else if (left.text !== null && right.text !== null) this.#text(left.text, right.text)
    else this.#bytes(left, right)
  }

  #json(left: BodyView, right: BodyView): void {
    for (const { run, again } of [this.#a, this.#b]) {
      if (again === null || run.answer.body.sha256 === again.answer.body.sha256) continue
      for (const { path, a, b } of jsonParts(viewOf(run.answer).json, viewOf(again.answer).json)) if (a !== null && b !== null) this.#noise.add(this.#route, `json ${path}`)
    }
    const all = jsonParts(left.json, right.json)
    const parts = all.filter(({ path, a, b }) => {
      if (this.#rules.json(path)) return false
      const [x, y] = [a === null ? null : this.#a.run.normalise(this.#rules.clean(a)), b === null ? null : this.#b.run.normalise(this.#rules.clean(b))]
      return x !== y && !(x !== null && y !== null && this.#noise.has(this.#route, `json ${path}`))
    })
    if (parts.length < all.length) this.#bodyMasked = true
    for (const { path, a, b } of parts.slice(0, PARTS)) this.#check('body', path, a, b)
    if (all.length === 0 && left.text !== right.text) this.#check('body', 'form', firstLine(left.text ?? '', right.text ?? ''), firstLine(right.text ?? '', left.text ?? ''))
  }

  #text(left: string, right: string): void {
    const clean = (run: Run, text: string): string => this.#rules.clean(run.normalise(text))
    const [a, b] = [clean(this.#a.run, left), clean(this.#b.run, right)]
    this.#bodyMasked = true
    if (a === b) return
    for (const [{ run, again }, other] of [[this.#a, b], [this.#b, a]] as const) {
      if (again === null) continue
      const [first, second] = [viewOf(run.answer).text, viewOf(again.answer).text]
      if (first === null || second === null || first === second) continue
      this.#noise.add(this.#route, 'body')
      const text = clean(run, first)
      const parts = commonParts(text, clean(again, second))
      if (parts === null || !hasParts(other, parts)) continue
      // What has next to nothing that stays would excuse everything, a constant error page too.
      if (parts.reduce((sum, { length }) => sum + length, 0) * 2 >= text.length || this.#bothVary) return
    }
    this.#bodyMasked = false
    this.#check('body', '', firstLine(a, b), firstLine(b, a))
  }

  get #bothVary(): boolean { return [this.#a, this.#b].every(({ run, again }) => again !== null && run.answer.body.sha256 !== again.answer.body.sha256) }

  #bytes(left: BodyView, right: BodyView): void {
    if (this.#bothVary) this.#noise.add(this.#route, 'bytes of the body')
    if (this.#noise.has(this.#route, 'bytes of the body')) {
      this.#bodyMasked = true
      return
    }
    const length = Math.min(left.bytes.length, right.bytes.length)
    let at = 0
    while (at < length && left.bytes[at] === right.bytes[at]) at++
    const show = ({ length: all, sha256, bytes }: BodyView): string => `${all} bytes, SHA-256 ${sha256.slice(0, 12)}…${at < bytes.length ? `, from byte ${at}: ${bytes.subarray(at, at + 16).toString('hex')}` : ''}`
    this.#check('body', '', show(left), show(right))
  }

  #log(): void {
    const [left, right] = [this.#a.run.log, this.#b.run.log]
    if (left === null && right === null) return
    if (left === null || right === null) {
      this.#check('log', 'record', left === null ? null : 'written', right === null ? null : 'written')
      return
    }
    // Fields of a record are those of LogRecord.
    for (const field of Object.keys(left) as (keyof LogRecord)[]) {
      if (this.#rules.log(field)) continue
      // a consequence of what is compared, or left out, itself
      if (field === 'bytesSent' && (this.#masked || this.#bodyMasked || this.#differences.length > 0)) continue
      const read = (run: Run): string => this.#rules.clean(run.normalise(String(run.log?.[field] ?? '')))
      if (!this.#isNoise(`log ${field}`, read)) this.#check('log', field, read(this.#a.run), read(this.#b.run))
    }
  }

  #headersOf(run: Run): ReadonlyMap<string, string> {
    let headers = this.#headersOfRun.get(run)
    if (headers === undefined) this.#headersOfRun.set(run, headers = headersOf(run))
    return headers
  }

  #timeline(run: Run): Timeline | null {
    let timeline = this.#timelineOfRun.get(run)
    if (timeline === undefined) this.#timelineOfRun.set(run, timeline = run.trace === null ? null : timelineOf(run.trace, (text) => run.normalise(text)))
    return timeline
  }

  #partings(): readonly Parting[] {
    if (this.#timelines === null) return []
    const explained = (subject: string): boolean => this.#isExplained((run) => JSON.stringify(this.#timeline(run)?.get(subject)?.map(({ after }) => after) ?? null))
    for (const { run, again } of [this.#a, this.#b]) {
      const [first, second] = [this.#timeline(run), again === null ? null : this.#timeline(again)]
      if (first === null || second === null) continue
      for (const { kind, subject } of partingsOf(first, second, () => false)) if (kind !== 'moved' && !explained(subject)) this.#noise.add(this.#route, `trace ${subject}`)
    }
    const differ = new Set(this.#differences.map(subjectOf))
    return partingsOf(this.#timelines.a, this.#timelines.b, (subject) => this.#noise.has(this.#route, `trace ${subject}`))
      // Modules have no structure for the log: what a filter did to it counts by what the record says.
      .filter(({ subject }) => !this.#rules.trace(subject) && (!subject.startsWith('log ') || differ.has(subject)))
      .map((parting) => this.#withLogValues(parting))
  }

  /** A field that nobody changed has the value that the server gave it. */
  #withLogValues(parting: Parting): Parting {
    const difference = this.#differences.find((candidate) => candidate.kind === 'log' && subjectOf(candidate) === parting.subject)
    if (difference === undefined) return parting
    const { a, b } = parting
    return { ...parting, a: a.call === null ? { ...a, value: difference.a } : a, b: b.call === null ? { ...b, value: difference.b } : b }
  }
}

/** The subject of a trace that a difference is about. */
export function subjectOf({ kind, field }: Pick<Difference, 'kind' | 'field'>): string {
  switch (kind) {
    case 'header': return `response-header ${headerOf(field)}`
    case 'log': return `log ${field}`
    case 'trace': return field
    case 'status': case 'reason': return 'status'
    default: return kind
  }
}

function statusText({ status }: Answer): string | null { return status === 0 ? null : String(status) }

/** Fields by name. Cookies are told apart, and each from its attributes: a random value must not hide that one lacks HttpOnly, or is not there. */
function headersOf(run: Run): Map<string, string> {
  const headers = new Map<string, string>()
  const add = (name: string, value: string): void => {
    const old = headers.get(name)
    headers.set(name, old === undefined ? value : `${old}\n${value}`)
  }
  for (const [name, raw] of run.answer.headers) {
    const lower = name.toLowerCase()
    const value = run.normalise(raw)
    if (lower !== 'set-cookie') {
      add(lower, value)
      continue
    }
    const [, cookie = '', content = '', attributes = ''] = /^\s*([^=;]*?)\s*(?:=([^;]*))?(;.*)?$/s.exec(value) ?? []
    add('set-cookie', cookie)
    add(`set-cookie ${cookie}`, content)
    add(`set-cookie ${cookie};`, attributes.replace(/^;\s*/, '').replace(/(^|;\s*)(expires)=[^;]*/i, '$1$2=…'))
  }
  return headers
}

/** The header that a field of `headersOf` is of. */
function headerOf(field: string): string { return field.replace(/ .*$/s, '') }

/** The first line of a text that another one does not have at its place. */
function firstLine(text: string, other: string): string {
  const [lines, others] = [text.split('\n'), other.split('\n')]
  const at = lines.findIndex((line, index) => line !== others[index])
  return at < 0 ? `ends after line ${lines.length}` : `line ${at + 1}: ${(lines[at] ?? '').slice(0, 200)}`
}
