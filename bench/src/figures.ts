// From the samples of all rounds to what is printed.

import type { Scenario } from './scenarios.ts'

/** One scenario in one round. */
export interface Sample {
  readonly requests: number
  readonly milliseconds: number
  /** Processor time of the server process, in microseconds. */
  readonly spent: number
}

/** Median, and the quarter of the rounds below and above which it is not counted. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

export interface Figures {
  readonly name: string
  readonly what: string
  readonly baseline: string | null
  readonly atLeast: number | null
  readonly requestsPerSecond: Spread
  /** Processor time of the server for one request. */
  readonly microsecondsPerRequest: Spread
  /** Part of the time for which the server was busy; below 1 others had the processor. */
  readonly busy: number
  /** Requests per second of processor time, as a part of the baseline's in the same round. */
  readonly ratio: Spread | null
  /** Requests per second of the clock, likewise. */
  readonly clockRatio: Spread | null
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

const rate = (sample: Sample): number => (sample.requests / sample.milliseconds) * 1000
const cost = (sample: Sample): number => sample.spent / sample.requests

/** Ratios are taken inside a round, where both sides had the same neighbours, and only then reduced to a median. */
export function figuresOf(scenario: Scenario, samples: ReadonlyMap<string, readonly Sample[]>): Figures {
  const own = samples.get(scenario.name) ?? []
  const base = scenario.baseline === null ? undefined : samples.get(scenario.baseline)
  const against = (compare: (mine: Sample, other: Sample) => number): Spread | null =>
    base === undefined ? null : spreadOf(own.flatMap((mine, round) => { const other = base[round]; return other === undefined ? [] : [compare(mine, other)] }))
  return {
    name: scenario.name,
    what: scenario.what,
    baseline: scenario.baseline,
    atLeast: scenario.atLeast,
    requestsPerSecond: spreadOf(own.map(rate)),
    microsecondsPerRequest: spreadOf(own.map(cost)),
    busy: spreadOf(own.map((sample) => sample.spent / 1000 / sample.milliseconds)).median,
    ratio: against((mine, other) => cost(other) / cost(mine)),
    clockRatio: against((mine, other) => rate(mine) / rate(other))
  }
}

const HEADINGS = ['scenario', 'what', 'req/s', 'busy', 'µs/req', 'against', 'ratio', 'middle half', 'by clock', 'at least'] as const

/** The figures as lines of a table. */
export function tableOf(all: readonly Figures[]): string[] {
  const rows = all.map((figures): string[] => [
    figures.name,
    figures.what,
    figures.requestsPerSecond.median.toFixed(0),
    `${(figures.busy * 100).toFixed(0)} %`,
    figures.microsecondsPerRequest.median.toFixed(1),
    figures.baseline ?? '',
    figures.ratio?.median.toFixed(3) ?? '',
    figures.ratio === null ? '' : `${figures.ratio.low.toFixed(3)}–${figures.ratio.high.toFixed(3)}`,
    figures.clockRatio?.median.toFixed(3) ?? '',
    figures.atLeast?.toFixed(2) ?? ''
  ])
  const widths = HEADINGS.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const isText = (column: number): boolean => column < 2 || column === 5
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  return [line(HEADINGS), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)]
}
