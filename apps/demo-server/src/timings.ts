// What the three timing samples measured. One list for the process, as the globals of a DLL are.

/** One measured request. */
export interface Timing {
  readonly kind: 'filter' | 'module'
  readonly name: string
  readonly method: string
  readonly url: string
  /** Milliseconds. */
  readonly ms: number
}

/** Those of the last 100 requests: each is measured three times. */
const LIMIT = 300
const timings: Timing[] = []

export function recordTiming(timing: Timing): void {
  if (timing.url.startsWith('/_bridge/')) return // looking does not change the picture
  timings.push({ ...timing, ms: Math.round(timing.ms * 1000) / 1000 })
  if (timings.length > LIMIT) timings.shift()
}

/** Oldest first. */
export function listTimings(): readonly Timing[] {
  return [...timings]
}
