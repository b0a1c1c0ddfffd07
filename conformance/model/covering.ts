// Few rows in which every pair, or every triple, of values occurs that may occur at all.

import { choicesOf } from './choices.ts'

type Factors = Readonly<Record<string, readonly string[]>>
type Row<F extends Factors> = { readonly [K in keyof F]: F[K][number] }

export interface Covering<F extends Factors> {
  readonly rows: readonly Row<F>[]
  /** Tuples of each size from 2 to the strength: how many may occur, and how many do. */
  readonly coverage: readonly { readonly size: number; readonly possible: number; readonly covered: number }[]
}

/** Rows that contain every tuple of `strength` values; `allowed` says which rows make sense. The same rows in every run. */
export function coveringRows<const F extends Factors>(factors: F, strength: number, allowed: (row: Row<F>) => boolean): Covering<F> {
  const names = Object.keys(factors)
  const sizes = names.map((name) => factors[name]?.length ?? 0)
  const named = (places: readonly number[]): Row<F> => Object.fromEntries(names.map((name, index) => [name, factors[name]?.[places[index] ?? 0]])) as Row<F> // one value of each factor
  const all = products(sizes).filter((places) => allowed(named(places)))
  const chance = choicesOf(1)
  const rows: (readonly number[])[] = []
  const tuplesOf = tuplesFor(sizes, strength)
  const open = new Map<number, readonly number[]>() // each tuple still to come, with a row that has it
  newOf(all, tuplesOf, (tuple, row) => { open.set(tuple, row) })
  while (open.size > 0) {
    const [first] = open.values()
    const candidates = [...(first === undefined ? [] : [first]), ...Array.from({ length: 24 }, () => chance.of(all))]
    const best = candidates.map((row) => ({ row, gain: tuplesOf(row).filter((tuple) => open.has(tuple)).length })).reduce((a, b) => (b.gain > a.gain ? b : a)).row
    rows.push(best)
    for (const tuple of tuplesOf(best)) open.delete(tuple)
  }
  const coverage = Array.from({ length: strength - 1 }, (_, index) => {
    const tuples = tuplesFor(sizes, index + 2)
    return { size: index + 2, possible: newOf(all, tuples), covered: newOf(rows, tuples) }
  })
  return { rows: rows.map(named), coverage }
}

/** Every choice of one place for each list. */
function products(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>((rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, place) => [...row, place])), [[]])
}

/** How many tuples there are, each told with the first row that has it. A hundred thousand rows have millions of them, so it counts in bytes. */
function newOf(rows: readonly (readonly number[])[], tuplesOf: TuplesOf, tell?: (tuple: number, row: readonly number[]) => void): number {
  const seen = new Uint8Array(tuplesOf.range)
  let count = 0
  for (const row of rows) {
    for (const tuple of tuplesOf(row)) {
      if (seen[tuple] === 1) continue
      seen[tuple] = 1
      count++
      tell?.(tuple, row)
    }
  }
  return count
}

interface TuplesOf {
  (row: readonly number[]): readonly number[]
  /** They are below it. */
  readonly range: number
}

/** A number for each tuple of a row. */
function tuplesFor(sizes: readonly number[], strength: number): TuplesOf {
  const base = Math.max(...sizes)
  const combinations = combinationsOf(sizes.length, strength)
  const tuplesOf = (row: readonly number[]): readonly number[] => combinations.map((places, index) => {
    let id = index
    for (const place of places) id = id * base + (row[place] ?? 0)
    return id
  })
  return Object.assign(tuplesOf, { range: combinations.length * base ** strength })
}

function combinationsOf(count: number, size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]]
  return Array.from({ length: count }, (_, last) => combinationsOf(last, size - 1).map((rest) => [...rest, last])).flat()
}
