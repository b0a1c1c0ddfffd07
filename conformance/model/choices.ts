// Choices that are random and the same in every run, and every pair of values in few rows.

/** Numbers from 0 up to, not including, `below`; the same ones for the same seed. */
export function choicesOf(seed: number): { number(below: number): number; of<T>(values: readonly T[]): T; often(percent: number): boolean } {
  let state = seed >>> 0
  const number = (below: number): number => { // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  return {
    number,
    of<T>(values: readonly T[]): T {
      if (values.length === 0) throw new RangeError('There is nothing to choose from.')
      return values[number(values.length)] as T // the index is below the length
    },
    often: (percent) => number(100) < percent
  }
}
