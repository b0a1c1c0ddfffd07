// Live shadowing: the old stack answers its client; afterwards the new one gets a copy of the request, and the two answers are compared. Whatever goes wrong
// here, the client has its answer already.

import { createHash } from 'node:crypto'
import { channel, type Channel } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Redactor } from '@isapi-bridge/trace'
import { causesOf, nameOfDifference } from '../judge/groups.ts'
import { Judge, type Run, type Verdict } from '../judge/judge.ts'
import { DEFAULT_IGNORES, parseRule, RuleSet } from '../judge/rules.ts'
import { ConnectionPool } from '../replay/pool.ts'
import type { Answer } from '../replay/answer.ts'
import { isSafe, toRequest, type Header, type ReplayRequest } from '../request.ts'
import { ReportBuilder, type Report } from '../report/report.ts'
import { verdictOf } from '../report/summary.ts'
import type { RunningSide } from '../side.ts'
import { shadowSettings, type ShadowOptions, type ShadowSettings } from './options.ts'
import { redacted } from './redacted.ts'
import { tapAnswer, tapBody, type SeenAnswer } from './tap.ts'

/** What became of one request; published on the channel `isapi-bridge:shadow`. */
export interface ShadowMessage {
  readonly method: string
  readonly target: string
  readonly result: Verdict['result']
  /** In words; empty when the answers are alike. */
  readonly causes: readonly string[]
}

export const shadowChannel: Channel<unknown, ShadowMessage> = channel('isapi-bridge:shadow') as Channel<unknown, ShadowMessage>

/** Numbers since it began. */
export interface ShadowCounts {
  /** Requests that came in. */
  readonly seen: number
  /** Of these, those that were not of the share. */
  readonly outside: number
  /** Left out for a reason, which the report tells; those that found the queue full included. */
  readonly leftOut: number
  /** Those that found the queue full, or were still waiting at the end. */
  readonly dropped: number
  readonly waiting: number
  readonly compared: number
  readonly different: number
}

export interface Shadow {
  /** Looks at a request from now on, and at its answer. Call it before anybody else has them. Never throws. */
  watch(request: IncomingMessage, response: ServerResponse): void
  readonly counts: ShadowCounts
  /** What was found so far. */
  report(): Report
  /** Takes nothing more, gives what waits some milliseconds (default 2000), and drops the rest. Never rejects. */
  close(limit?: number): Promise<void>
}

interface Job { readonly request: ReplayRequest; readonly answer: SeenAnswer }

/** Says to the new stack that nobody waits for its answer, and to this one that it must not be shadowed again. */
const MARK = 'X-Isapi-Bridge-Shadow'
const CREDENTIALS = new Set(['authorization', 'proxy-authorization', 'cookie'])
/** Samples of one cause, and causes that have some. */
const SAMPLES = 10
const CAUSES = 100
const VALUE = 500
const NEWS = 60_000
/** The fraction of the golden ratio: its multiples fall evenly everywhere, and never in step with a page and its pictures. */
const STEP = 0.618_033_988_749_895

/** TABLE: why a request is not shadowed; the first that applies. */
const REASONS: readonly { readonly why: string; readonly applies: (request: IncomingMessage, settings: ShadowSettings) => boolean }[] = [
  { why: 'It is a copy already.', applies: ({ headers }) => headers[MARK.toLowerCase()] !== undefined },
  { why: 'It is not one of HTTP/1.1.', applies: ({ httpVersion }) => httpVersion !== '1.1' },
  { why: 'It asks for another protocol.', applies: ({ headers }) => headers.upgrade !== undefined },
  { why: 'It may change something; `allowWrites` sends it.', applies: ({ method = '' }, { allowWrites }) => !allowWrites && !isSafe(method) },
  { why: 'It has credentials; `credentials` sends it with them.', applies: ({ headers }, { credentials }) => !credentials && [...CREDENTIALS].some((name) => headers[name] !== undefined) }
]

/**
 * Starts to shadow. `watch` is to be told of each request.
 * @throws CompareError when the new stack, an option or a rule cannot be used
 */
export async function createShadow(options: ShadowOptions): Promise<Shadow> {
  const settings = shadowSettings(options)
  const rules = new RuleSet([...DEFAULT_IGNORES.map(({ rule }) => parseRule(rule)), ...settings.ignore.map((rule) => parseRule(rule))])
  return new LiveShadow(settings, new Judge(rules), await settings.to.start())
}

class LiveShadow implements Shadow {
  readonly #settings: ShadowSettings
  readonly #judge: Judge
  readonly #side: RunningSide
  readonly #pool: ConnectionPool
  readonly #report = new ReportBuilder()
  readonly #redactor: Redactor | null
  readonly #startedAt = Date.now()
  readonly #queue: Job[] = []
  /** Numbers of the connections that nobody uses. */
  readonly #free: number[]
  readonly #running = new Set<Promise<void>>()
  readonly #samples = new Map<string, number>()
  #at = 0
  #seen = 0
  #outside = 0
  #leftOut = 0
  #dropped = 0
  #ending = false
  #closing = false
  #toldAt = Date.now()
  #told = 0
  #idle: (() => void) | null = null

  constructor(settings: ShadowSettings, judge: Judge, side: RunningSide) {
    this.#settings = settings
    this.#judge = judge
    this.#side = side
    this.#redactor = settings.keepSecrets ? null : new Redactor()
    this.#pool = new ConnectionPool({ timeout: settings.timeout, insecure: settings.insecure, bodyLimit: settings.bodyLimit })
    this.#free = Array.from({ length: settings.concurrency }, (_, index) => index)
  }

  get counts(): ShadowCounts {
    return { seen: this.#seen, outside: this.#outside, leftOut: this.#leftOut, dropped: this.#dropped, waiting: this.#queue.length, compared: this.#report.compared, different: this.#report.different }
  }

  watch(request: IncomingMessage, response: ServerResponse): void {
    if (this.#ending) return
    try {
      this.#watch(request, response)
    } catch (error) {
      this.#leave(whereOf(Date.now()), `It could not be copied: ${messageOf(error)}`)
    }
  }

  #watch(request: IncomingMessage, response: ServerResponse): void {
    const { share, bodyLimit } = this.#settings
    this.#seen++
    this.#at = (this.#at + STEP) % 1
    if (share < 1 && this.#at >= share) {
      this.#outside++
      return
    }
    const time = Date.now()
    const reason = REASONS.find(({ applies }) => applies(request, this.#settings))
    if (reason !== undefined) {
      this.#leave(whereOf(time), reason.why)
      return
    }
    // What filters and modules change from here on is their answer to the request.
    const { method = 'GET', url = '/' } = request
    const headers = pairs(request.rawHeaders)
    const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
    const body = hasBody ? tapBody(request, bodyLimit) : null
    tapAnswer(response, bodyLimit, (answer) => {
      if (this.#closing) return
      const taken = body?.() ?? null
      if (answer === null) this.#leave(whereOf(time), 'The client went away, or its answer could not be seen.')
      else if (body !== null && taken === null) this.#leave(whereOf(time), 'Its body is too long, or was not read.')
      else this.#enqueue({ where: whereOf(time), connection: '', time: null, method, url, headers, body: taken }, answer)
    })
  }

  #enqueue(draft: Parameters<typeof toRequest>[0], answer: SeenAnswer): void {
    if (this.#queue.length >= this.#settings.queue) {
      this.#dropped++
      this.#leave(draft.where, 'Too many were waiting.')
      return
    }
    const item = toRequest(draft)
    if ('leftOut' in item) {
      this.#leave(draft.where, item.leftOut.why)
      return
    }
    this.#queue.push({ request: item.request, answer })
    this.#next()
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const slot = this.#free.pop()
      if (slot === undefined) return
      const job = this.#queue.shift()
      if (job === undefined) break
      const work: Promise<void> = this.#work(job, slot).finally(() => { this.#running.delete(work) })
      this.#running.add(work)
    }
    if (this.#queue.length === 0 && this.#free.length === this.#settings.concurrency) this.#idle?.()
  }

  async #work(job: Job, slot: number): Promise<void> {
    try {
      await this.#compare(job, slot)
    } catch (error) {
      this.#leave(job.request.where, `It could not be compared: ${messageOf(error)}`)
    }
    this.#free.push(slot)
    this.#next()
  }

  async #compare({ request, answer }: Job, slot: number): Promise<void> {
    const asked = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? ''
    const { to, keepHost, bodyLimit } = this.#settings
    const origin = this.#side.originOf(asked === '' ? null : asked)
    const normalise = (text: string): string => this.#side.normalise(asked !== '' && text.includes(asked) ? text.replaceAll(asked, '{server}') : text, origin)
    const copy: ReplayRequest = { ...request, connection: String(slot), headers: to.local ? request.headers : [...request.headers, [MARK, '1']] }
    const send = async (): Promise<Answer> => this.#pool.send(origin, copy, keepHost && asked !== '' ? asked : origin.host)
    const b = await send()
    if (this.#closing && !isComplete(b)) {
      this.#drop(request)
      return
    }
    const run = (given: Answer): Run => ({ answer: given, trace: null, log: null, normalise })
    const a: Run = run(answerOf(answer, bodyLimit))
    let right = { run: run(comparable(b, bodyLimit)), again: null as Run | null }
    const judge = (): Verdict => this.#judge.judge(request, { run: a, again: null }, right)
    let verdict = judge()
    if (verdict.result === 'different' && b.status !== 0 && isSafe(request.method) && !this.#closing) {
      // What the new stack does not say twice is noise.
      const again = await send()
      if (isComplete(again)) {
        right = { ...right, again: run(comparable(again, bodyLimit)) }
        verdict = judge()
      }
    }
    this.#found(request, verdict, a, right.run)
  }

  #found(request: ReplayRequest, verdict: Verdict, a: Run, b: Run): void {
    const causes = causesOf(verdict)
    const clean = this.#redactor
    const found = { request, verdict, a, b }
    const shown = clean === null ? found : redacted(clean, found)
    this.#report.add(shown.request, shown.verdict, shown.a, shown.b)
    const titles = causes.map(({ title }) => title)
    const fresh = causes.filter(({ key }) => !this.#samples.has(key) && this.#samples.size < CAUSES)
    const sampled = causes.filter(({ key }) => (this.#samples.get(key) ?? (this.#samples.size < CAUSES ? 0 : SAMPLES)) < SAMPLES)
    for (const { key } of sampled) this.#samples.set(key, (this.#samples.get(key) ?? 0) + 1)
    for (const { title } of fresh) this.#settings.log(`shadow: ${shown.request.method} ${shown.request.target} is answered otherwise: ${title}`)
    if (sampled.length > 0) this.#settings.onSample?.(sampleOf(shown.request, shown.verdict, a, b, titles))
    if (shadowChannel.hasSubscribers) shadowChannel.publish({ method: request.method, target: shown.request.target, result: verdict.result, causes: titles })
    if (Date.now() - this.#toldAt >= NEWS && this.#report.different > this.#told) this.#tell()
  }

  #tell(): void {
    this.#toldAt = Date.now()
    this.#told = this.#report.different
    this.#settings.log(`shadow: ${verdictOf(this.report())}${this.#dropped > 0 ? ` ${this.#dropped} found the queue full.` : ''}`)
  }

  #drop({ where }: ReplayRequest): void {
    this.#dropped++
    this.#leave(where, 'It was still waiting at the end.')
  }

  #leave(where: string, why: string): void {
    this.#leftOut++
    this.#report.addLeftOut({ kind: 'left out', where, why })
  }

  report(): Report {
    const { to, ignore, share } = this.#settings
    const report = this.#report.finish({
      startedAt: new Date(this.#startedAt).toISOString(), seconds: (Date.now() - this.#startedAt) / 1000,
      sides: { a: 'the live server', b: to.name }, sources: [`live requests${share < 1 ? `, ${Math.round(share * 1000) / 10} % of them` : ''}`], twice: true, traced: false, frozen: false,
      ignored: [...DEFAULT_IGNORES, { rule: 'connection', why: 'a copy has a connection of its own' }, ...ignore.map((rule) => ({ rule, why: 'a rule of this run' }))]
    }, this.#judge.noise)
    return { ...report, remarks: [`${this.#seen.toLocaleString('en')} requests came in; ${this.#outside.toLocaleString('en')} were not of the share.`, ...report.remarks] }
  }

  async close(limit: number = 2000): Promise<void> {
    this.#ending = true
    const late = this.#queue.length > 0 || this.#free.length < this.#settings.concurrency
    if (late && !this.#closing) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.#idle = resolve
        timer = setTimeout(resolve, limit)
      })
      clearTimeout(timer)
    }
    this.#closing = true
    for (const { request } of this.#queue.splice(0)) this.#drop(request)
    this.#pool.close() // which ends those under way
    await Promise.all(this.#running)
    await this.#side.close().catch((error: unknown) => { this.#settings.log(`shadow: the new stack did not end well: ${messageOf(error)}`) })
  }
}

function messageOf(error: unknown): string { return error instanceof Error ? error.message : String(error) }
function whereOf(time: number): string { return new Date(time).toISOString() }

function pairs(raw: readonly string[]): Header[] { return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? '', raw[index * 2 + 1] ?? '']) }

/** Of a long body the beginning and the length are compared. */
function bodyOf(length: number, bytes: Buffer): Answer['body'] { return { length, sha256: createHash('sha256').update(length > bytes.length ? `${length} ` : '').update(bytes).digest('hex'), bytes } }

function answerOf({ status, reason, headers, length, bytes }: SeenAnswer, limit: number): Answer {
  return { connection: 'kept', status, reason, headers, body: bodyOf(length, bytes.subarray(0, limit)), error: '' }
}

/** The copy has a connection of its own: what becomes of it says nothing, if there was an answer. */
function comparable(answer: Answer, limit: number): Answer {
  return { ...answer, connection: isComplete(answer) ? 'kept' : answer.connection, body: bodyOf(answer.body.length, answer.body.bytes.subarray(0, limit)) }
}

function isComplete({ connection }: Answer): boolean { return connection === 'kept' || connection === 'closed' }

function sampleOf({ where, method, target, headers }: ReplayRequest, { differences }: Verdict, a: Run, b: Run, causes: readonly string[]): Parameters<NonNullable<ShadowOptions['onSample']>>[0] {
  const cut = (text: string | null): string | null => (text !== null && text.length > VALUE ? `${text.slice(0, VALUE)}…` : text)
  return {
    type: 'shadow', time: where, method, target, headers, status: { a: a.answer.status, b: b.answer.status }, causes,
    differences: differences.map((one) => ({ what: nameOfDifference(one), a: cut(one.a), b: cut(one.b) }))
  }
}
