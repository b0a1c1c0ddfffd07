import type { IHttpUrlInfo } from '../http-url-info.ts'
import { SharedObject, type ReportCleanup } from './shared-object.ts'

/** When a URL counts as frequently hit. */
export interface HitRule {
  /** So many hits … */
  readonly threshold: number
  /** … within so many milliseconds. */
  readonly period: number
}

/** A URL of the site. */
export class HttpUrlInfo extends SharedObject implements IHttpUrlInfo {
  readonly #rule: HitRule
  /** Times of the last hits, as many as the rule asks for, in turn. */
  readonly #hits: Float64Array
  #next = 0

  constructor(rule: HitRule, report: ReportCleanup) {
    super(report)
    this.#rule = rule
    this.#hits = new Float64Array(rule.threshold).fill(Number.NEGATIVE_INFINITY)
  }

  hit(): void {
    this.#hits[this.#next] = performance.now()
    this.#next = (this.#next + 1) % this.#rule.threshold
  }

  /** The slot that is next to be overwritten holds the oldest of the hits that count. */
  IsFrequentlyHit(): boolean { return performance.now() - (this.#hits[this.#next] ?? Number.NEGATIVE_INFINITY) <= this.#rule.period }
}
