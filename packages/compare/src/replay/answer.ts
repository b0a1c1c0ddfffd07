// What came back for a request.

import type { Header } from '../request.ts'

/** A body: all of it up to a bound, and what tells longer ones apart. */
export interface AnswerBody {
  readonly length: number
  readonly sha256: string
  /** The beginning; all of it when it is as long as `length`. */
  readonly bytes: Buffer
}

/**
 * What became of the connection: kept for the next request, closed after the answer, reset before the answer was complete or before there was any,
 * given up after the time limit, refused; or the answer was none of HTTP.
 */
export type ConnectionEnd = 'kept' | 'closed' | 'reset' | 'timed out' | 'refused' | 'not HTTP'

export interface Answer {
  readonly connection: ConnectionEnd
  /** 0: there was no answer. */
  readonly status: number
  readonly reason: string
  /** In the order and case in which they came. */
  readonly headers: readonly Header[]
  readonly body: AnswerBody
  /** Why there is none, in words. */
  readonly error: string
}

/** Neither side of a comparison can be judged by it. */
export function isFailure({ connection }: Answer): boolean { return connection === 'timed out' || connection === 'refused' }
