// How far a comparison is, on the terminal.

import { SingleBar } from 'cli-progress'
import type { Progress } from '@isapi-bridge/compare'

export interface ProgressLine {
  update(progress: Progress): void
  stop(): void
}

/** Draws on standard error, at most ten times a second. */
export function startProgress(): ProgressLine {
  const startedAt = performance.now()
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {seen} requests, {rate}/s, {different} different', barCompleteChar: '█', barIncompleteChar: '░',
    barsize: 24, hideCursor: true, clearOnComplete: true, etaBuffer: 100, stream: process.stderr
  })
  bar.start(1, 0, { seen: 0, rate: 0, different: 0 })
  let last = 0
  return {
    update({ seen, different, position, size }) {
      const now = performance.now()
      if (now - last < 100) return
      last = now
      bar.setTotal(Math.max(size, 1))
      bar.update(Math.min(position, size), { seen, different, rate: Math.round(seen * 1000 / (now - startedAt)) })
    },
    stop() { bar.stop() }
  }
}
