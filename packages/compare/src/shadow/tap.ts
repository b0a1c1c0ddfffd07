// Keeps a copy of an answer while it leaves. Nobody who writes or reads it notices.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Header } from '../request.ts'

/** What a server answered. */
export interface SeenAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: readonly Header[]
  readonly length: number
  /** The beginning of the body, up to the bound. */
  readonly bytes: Buffer
}

/** Bytes up to a bound. */
class Copy {
  readonly #limit: number
  readonly #parts: Buffer[] = []
  #kept = 0
  length = 0

  constructor(limit: number) { this.#limit = limit }

  take(chunk: unknown, encoding: unknown): void {
    if (typeof chunk === 'string') this.#add(Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8'))
    else if (chunk instanceof Uint8Array) this.#add(chunk)
  }

  #add(chunk: Uint8Array): void {
    this.length += chunk.byteLength
    const room = this.#limit - this.#kept
    if (room <= 0 || chunk.byteLength === 0) return
    const part = Buffer.from(chunk.subarray(0, room)) // its owner may use the memory again
    this.#parts.push(part)
    this.#kept += part.byteLength
  }

  bytes(): Buffer { return Buffer.concat(this.#parts) }
}

/**
 * Copies what leaves through a response of Node.
 * @param limit bytes of the body that are kept
 * @param done called when it has left; null: it has not, or not in a way that can be seen
 */
export function tapAnswer(response: ServerResponse, limit: number, done: (answer: SeenAnswer | null) => void): void {
  const copy = new Copy(limit)
  for (const name of ['write', 'end'] as const) {
    const original: unknown = response[name]
    if (typeof original !== 'function') continue
    const tapped = (...args: unknown[]): unknown => {
      copy.take(args[0], args[1])
      return Reflect.apply(original, response, args)
    }
    response[name] = tapped as never // the overloads of the original, passed on as they are
  }
  response.once('close', () => { done(response.writableFinished ? seen(response, copy) : null) })
}

const NO_BODY = new Set([204, 304])

function seen(response: ServerResponse, copy: Copy): SeenAnswer | null {
  // The header block as it left; Node keeps it there, and `getHeaders` lacks what writeHead was given.
  const block: unknown = Reflect.get(response, '_header')
  if (typeof block !== 'string') return null
  const [first = '', ...lines] = block.split('\r\n')
  const [, status, reason = ''] = /^HTTP\/1\.\d (\d{3}) ?(.*)$/.exec(first) ?? []
  if (status === undefined) return null
  const headers = lines.flatMap((line): Header[] => {
    const colon = line.indexOf(':')
    return colon <= 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]]
  })
  const empty = response.req.method === 'HEAD' || NO_BODY.has(Number(status))
  return { status: Number(status), reason, headers, length: empty ? 0 : copy.length, bytes: empty ? Buffer.alloc(0) : copy.bytes() }
}

/** Copies the body of a request as it comes in. Gives it, once all of it is there; null: it is not, or longer than the bound. */
export function tapBody(request: IncomingMessage, limit: number): () => Buffer | null {
  const copy = new Copy(limit)
  const push = request.push.bind(request)
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    copy.take(chunk, encoding)
    return push(chunk, encoding)
  }
  return () => (request.complete && copy.length <= limit ? copy.bytes() : null)
}
