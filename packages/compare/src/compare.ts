// The run: requests from the sources, to both sides, to the judge, into the report.

import { Judge, type Lane, type Run } from './judge/judge.ts'
import { DEFAULT_IGNORES, parseRule, RuleSet } from './judge/rules.ts'
import { FrozenWorld, trueTime, type Moment } from './replay/frozen.ts'
import { ConnectionPool } from './replay/pool.ts'
import { isSafe, type ReplayRequest } from './request.ts'
import { ReportBuilder, requests, type Report } from './report/report.ts'
import type { RunningSide, Side } from './side.ts'
import { Distinct } from './sources/distinct.ts'
import type { Source } from './sources/open.ts'
import { TraceCollector } from './trace/collector.ts'

export interface CompareOptions {
  readonly a: Side
  readonly b: Side
  readonly sources: readonly Source[]
  /** Rules beside the default ones: see `parseRule`. */
  readonly ignore?: readonly string[]
  /** Each side runs twice, and what differs between a side and itself is noise. Default true. Requests that write run once. */
  readonly twice?: boolean
  /**
   * Where both sides run in this process, they have one clock, which stands still at the time of the request, and draw the same random values and ids. The globals of
   * the process tell it while the run lasts, for everybody. Default true.
   */
  readonly freeze?: boolean
  /** Requests that may change something (POST and the like) are sent as well. Default false. */
  readonly allowWrites?: boolean
  /** The Host of the source goes to servers that run elsewhere; else each gets its own name. Default false. */
  readonly keepHost?: boolean
  /** Of requests with the same method, host and URL only the first is sent, unless it may change something. Default false. */
  readonly distinct?: boolean
  /** Passes over so many at the beginning of the sources: `read` of the report of a run that was ended early. Default 0. */
  readonly skip?: number
  /** Compares this many at most. */
  readonly limit?: number
  /** Milliseconds for one request. Default 30 000. */
  readonly timeout?: number
  /** Requests under way at a time, each of another client, where traces are not seen. Default 8. */
  readonly concurrency?: number
  /** Certificates are not checked. Default false. */
  readonly insecure?: boolean
  /** Called after each request. */
  readonly onProgress?: (progress: Progress) => void
  /** Ends the run early; what has been compared until then is reported. */
  readonly signal?: AbortSignal
}

export interface Progress {
  readonly seen: number
  readonly compared: number
  readonly different: number
  /** Bytes of the sources that have been read, and all of them. */
  readonly position: number
  readonly size: number
}

const BODY_LIMIT = 1024 * 1024
const LOCAL_HOST = 'localhost'

/**
 * Sends each request to both sides and compares what comes of it.
 * @throws CompareError when a source, a rule or a side cannot be used
 */
export async function compare(options: CompareOptions): Promise<Report> {
  const rules = new RuleSet([...DEFAULT_IGNORES.map(({ rule }) => parseRule(rule)), ...(options.ignore ?? []).map((rule) => parseRule(rule))])
  const run = new CompareRun(options, rules)
  try {
    await run.start()
    return await run.all()
  } finally {
    await run.close()
  }
}

class CompareRun {
  readonly #options: CompareOptions
  readonly #judge: Judge
  readonly #report = new ReportBuilder()
  readonly #twice: boolean
  readonly #local: boolean
  readonly #freeze: boolean
  readonly #startedAt = trueTime()
  /** Of the sources, whatever became of them. */
  #read = 0
  #lanes: SideLane[] = []
  #world: FrozenWorld | null = null
  #collector: TraceCollector | null = null

  constructor(options: CompareOptions, rules: RuleSet) {
    this.#options = options
    this.#twice = options.twice ?? true
    this.#local = options.a.local && options.b.local
    this.#freeze = this.#local && (options.freeze ?? true)
    this.#judge = new Judge(rules, this.#freeze)
  }

  async start(): Promise<void> {
    const { a, b, timeout = 30_000, insecure = false } = this.#options
    if (this.#freeze) this.#world = new FrozenWorld()
    const moment = this.#world?.moment(null) ?? null
    for (const [index, side] of (this.#twice ? [a, b, a, b] : [a, b]).entries()) {
      if (moment !== null) this.#world?.begin(moment, index >= 2)
      this.#lanes.push(new SideLane(await side.start(), side.local, new ConnectionPool({ timeout, insecure, bodyLimit: BODY_LIMIT }), this.#options.keepHost ?? false))
    }
    if (this.#local) this.#collector = new TraceCollector()
  }

  async all(): Promise<Report> {
    const { sources, skip = 0, limit = Infinity, signal, concurrency = 8 } = this.#options
    const underWay = new Set<Promise<void>>()
    const tails = new Map<string, Promise<void>>()
    const width = this.#options.a.local || this.#options.b.local ? 1 : concurrency
    const seen = this.#options.distinct === true ? new Distinct() : null
    const free = Array.from({ length: width }, (_, index) => index)
    let [done, taken] = [0, 0]
    reading: for (const source of sources) {
      for await (const item of source.items()) {
        if (signal?.aborted === true || taken >= limit) break reading
        if (++this.#read <= skip) continue
        if ('leftOut' in item) this.#report.addLeftOut(item.leftOut)
        else if (!isSafe(item.request.method) && this.#options.allowWrites !== true) this.#report.addLeftOut({ kind: 'left out', where: item.request.where, why: `${item.request.method} may change something; --allow-writes sends it.` })
        else if (seen !== null && isSafe(item.request.method) && seen.isRepeated(item.request)) this.#report.addRepeated()
        else {
          taken++
          // A list of URLs is one client that asks for everything: its requests need not wait for each other, so each has a connection that nobody uses.
          const slot = item.request.connection === '' ? free.pop() ?? width : null
          const request = slot === null ? item.request : { ...item.request, connection: `slot ${slot}` }
          const before = tails.get(request.connection)
          const work: Promise<void> = (before ?? Promise.resolve()).then(() => this.#one(request))
          const tracked = work.finally(() => {
            underWay.delete(tracked)
            if (slot !== null) free.push(slot)
            if (tails.get(request.connection) === tracked) tails.delete(request.connection)
          })
          tracked.catch(() => {}) // whoever waits for it is told
          underWay.add(tracked)
          if (slot === null) tails.set(request.connection, tracked)
          if (underWay.size >= width) await Promise.race(underWay)
        }
        this.#options.onProgress?.({ seen: this.#report.seen, compared: this.#report.compared, different: this.#report.different, position: done + source.position(), size: sources.reduce((sum, { size }) => sum + size, 0) })
      }
      done += source.size
    }
    await Promise.all(underWay)
    return this.#finish(signal?.aborted === true)
  }

  async #one(request: ReplayRequest): Promise<void> {
    const lanes = isSafe(request.method) ? this.#lanes : this.#lanes.slice(0, 2)
    const runs: Run[] = []
    if (this.#local) await this.#inTurn(request, lanes, runs)
    else runs.push(...await Promise.all(lanes.map((lane) => lane.send(request, null))))
    const [a, b, a2 = null, b2 = null] = runs
    if (a === undefined || b === undefined) throw new Error('There are two sides.')
    const [left, right]: [Lane, Lane] = [{ run: a, again: a2 }, { run: b, again: b2 }]
    this.#report.add(request, this.#judge.judge(request, left, right), a, b)
  }

  async #inTurn(request: ReplayRequest, lanes: readonly SideLane[], runs: Run[]): Promise<void> {
    const moment: Moment | null = this.#world?.moment(request.time) ?? null
    for (const [index, lane] of lanes.entries()) {
      if (moment !== null) this.#world?.begin(moment, index >= 2)
      runs.push(await lane.send(request, this.#collector))
    }
  }

  #finish(aborted: boolean): Report {
    const { a, b, sources, skip = 0, ignore = [] } = this.#options
    const report = this.#report.finish({
      startedAt: new Date(this.#startedAt).toISOString(), seconds: (trueTime() - this.#startedAt) / 1000,
      sides: { a: a.name, b: b.name }, sources: sources.map(({ name }) => name), twice: this.#twice, traced: this.#local, frozen: this.#freeze,
      ignored: [...DEFAULT_IGNORES, ...ignore.map((rule) => ({ rule, why: 'a rule of this run' }))]
    }, this.#judge.noise)
    const read = this.#read
    const skipped = skip === 0 ? [] : [`${requests(skip)} at the beginning of the sources ${skip === 1 ? 'was' : 'were'} passed over.`]
    if (!aborted) return { ...report, read, remarks: [...skipped, ...report.remarks] }
    // Half a comparison can show a difference, but not that there is none.
    return {
      ...report, read, interrupted: true, result: report.result === 'equal' ? 'not compared' : report.result,
      remarks: [`It was ended before all requests had been compared. --skip ${read} goes on from there.`, ...skipped, ...report.remarks]
    }
  }

  async close(): Promise<void> {
    this.#collector?.stop()
    try {
      for (const lane of this.#lanes) await lane.close()
    } finally {
      this.#world?.end()
    }
  }
}

/** One run of one side. */
class SideLane {
  readonly #side: RunningSide
  readonly #local: boolean
  readonly #pool: ConnectionPool
  readonly #keepHost: boolean

  constructor(side: RunningSide, local: boolean, pool: ConnectionPool, keepHost: boolean) {
    this.#side = side
    this.#local = local
    this.#pool = pool
    this.#keepHost = keepHost
  }

  async send(request: ReplayRequest, collector: TraceCollector | null): Promise<Run> {
    const asked = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? null
    const origin = this.#side.originOf(asked)
    const host = this.#local ? asked ?? LOCAL_HOST : this.#keepHost && asked !== null ? asked : origin.host
    collector?.begin()
    this.#side.takeLogRecord()
    const answer = await this.#pool.send(origin, request, host)
    const trace = await collector?.end() ?? null
    return { answer, trace, log: this.#side.takeLogRecord(), normalise: (text) => this.#side.normalise(text, origin) }
  }

  async close(): Promise<void> {
    this.#pool.close()
    await this.#side.close()
  }
}
