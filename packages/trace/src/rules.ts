// Which requests are worth keeping, in the manner of Failed Request Tracing.

import type { RecordedFailure } from './record.ts'

/** Severities that a rule can wait for, by their level. */
const SEVERITIES = { Ignore: 0, CriticalError: 1, Error: 2, Warning: 3 } as const
/** All areas of the provider WWW Server, and every level. */
const ALL_AREAS = 0xffffe
const VERBOSE = 5

/** Status, time and severity are alternatives: the first that is met makes the request a failed one. A rule without any never is. */
export interface CaptureRule {
  /** Pattern of the URL path: `*` stands for any characters, without regard to case. Default `*`. */
  readonly path?: string
  /** Statuses with or without sub-status and ranges of statuses: `200-399,404.2`. `404` means all of its sub-statuses. */
  readonly statusCodes?: string
  /** Milliseconds; a request that takes longer. 0, the default: any time is good. */
  readonly timeTaken?: number
  /** The first event of this severity or worse. Default Ignore. */
  readonly verbosity?: keyof typeof SEVERITIES
  /** Bits of the areas that a file of Failed Request Tracing shows; events without area are always in it. Default all. */
  readonly areas?: number
  /** The least important level that it shows, 0 to 5. Default 5, verbose. */
  readonly traceVerbosity?: number
}

interface StatusRange { readonly from: number; readonly to: number; readonly subStatus: number | null }

/** The ranges of a list; throws a RangeError for what is none. */
export function parseStatusCodes(list: string): (status: number, subStatus: number) => boolean {
  const ranges = list.split(',').map((item) => item.trim()).filter((item) => item !== '').map((item): StatusRange => {
    const match = /^(\d{3})(?:\.(\d{1,3})|-(\d{3}))?$/.exec(item)
    const from = Number(match?.[1])
    const to = match?.[3] === undefined ? from : Number(match[3])
    if (match === null || from < 100 || to < from || match[2] === '0') throw new RangeError(`"${item}" is no status, status with sub-status, or range: 404, 404.2 and 400-499 are.`)
    return { from, to, subStatus: match[2] === undefined ? null : Number(match[2]) }
  })
  return (status, subStatus) => ranges.some((range) => status >= range.from && status <= range.to && (range.subStatus === null || range.subStatus === subStatus))
}

/** The path of a target in either form. */
export function pathOf(target: string): string { return target.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/' }

/** Whether a URL path fits a pattern; one that begins with neither `*` nor a slash is taken from the root on. */
export function parsePath(pattern: string): (path: string) => boolean {
  const rooted = /^[*/]/.test(pattern) ? pattern : `/${pattern}`
  const expression = new RegExp(`^${rooted.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'is')
  return (path) => expression.test(path)
}

interface Rule {
  readonly pattern: string
  readonly fits: (path: string) => boolean
  readonly status: (status: number, subStatus: number) => boolean
  readonly timeTaken: number
  readonly severity: number
  readonly areas: number
  readonly verbosity: number
}

/** Watches one request. */
export interface RuleWatch {
  /** The shortest time that is too long; Infinity: any is good. */
  readonly timeTaken: number
  /** The request has taken so long so far. The first condition that was met, or null. */
  time(ms: number, status: string): RecordedFailure | null
  /** An event of this level has come. */
  event(level: number, status: string): void
  /** It is over. The first condition that was met, or null. */
  end(ms: number, status: number, subStatus: number): RecordedFailure | null
}

/** The rules, read once. Throws a RangeError that names the rule. */
export class CaptureRules {
  readonly #rules: readonly Rule[]
  /** Somebody waits for time to pass. */
  readonly timed: boolean

  constructor(rules: readonly CaptureRule[]) {
    this.#rules = rules.map(({ path = '*', statusCodes = '', timeTaken = 0, verbosity = 'Ignore', areas = ALL_AREAS, traceVerbosity = VERBOSE }) => ({
      pattern: path, fits: parsePath(path), status: parseStatusCodes(statusCodes), timeTaken, severity: SEVERITIES[verbosity], areas, verbosity: traceVerbosity
    }))
    this.timed = this.#rules.some(({ timeTaken }) => timeTaken > 0)
  }

  /** Null: no rule is for this path. */
  watch(path: string): RuleWatch | null {
    const rules = this.#rules.filter(({ fits }) => fits(path))
    if (rules.length === 0) return null
    let failure: RecordedFailure | null = null
    const check = (reason: RecordedFailure['reason'], triggerStatus: string, met: (rule: Rule) => boolean): void => {
      const rule = failure === null ? rules.find(met) : undefined
      if (rule !== undefined) failure = { rule: rule.pattern, reason, triggerStatus: triggerStatus === '0' ? '' : triggerStatus, areas: rule.areas, verbosity: rule.verbosity }
    }
    const time = (ms: number, status: string): RecordedFailure | null => {
      check('TIME_TAKEN', status, ({ timeTaken }) => timeTaken > 0 && ms > timeTaken)
      return failure
    }
    return {
      timeTaken: Math.min(...rules.map(({ timeTaken }) => (timeTaken > 0 ? timeTaken : Infinity))),
      time,
      event: (level, status) => { check('VERBOSITY', status, ({ severity }) => level > 0 && level <= severity) },
      end(ms, status, subStatus) {
        const text = formatStatus(status, subStatus)
        time(ms, text)
        check('STATUS_CODE', text, (rule) => rule.status(status, subStatus))
        return failure
      }
    }
  }
}

/** `404`, or with a sub-status `404.2`. */
export function formatStatus(status: number, subStatus: number): string { return subStatus === 0 ? String(status) : `${status}.${subStatus}` }
