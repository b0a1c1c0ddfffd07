// Whether two bodies say the same.

import { diffWordsWithSpace } from 'diff'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Answer } from '../replay/answer.ts'

/** A body as it is compared: decoded from gzip and the like. */
export interface BodyView {
  readonly length: number
  readonly sha256: string
  /** Nothing of it is missing. */
  readonly whole: boolean
  /** Null: it is no text, or longer than what is kept. */
  readonly text: string | null
  readonly json: unknown
  readonly isJson: boolean
  readonly bytes: Buffer
}

const DECODED_LIMIT = 16 * 1024 * 1024
const TEXT = /^(?:text\/|application\/(?:[\w.+-]*(?:json|xml|javascript)|x-www-form-urlencoded))/i
const strict = new TextDecoder('utf-8', { fatal: true })
const DECODERS: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer>> = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync }

export function viewOf({ body, headers }: Answer): BodyView {
  const header = (wanted: string): string => headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
  const whole = body.bytes.length === body.length
  const bytes = whole ? decoded(body.bytes, header('content-encoding').toLowerCase()) : body.bytes
  const text = whole ? textOf(bytes, header('content-type')) : null
  const view = { length: body.length, sha256: body.sha256, whole, text, bytes }
  if (text === null || !/json/i.test(header('content-type'))) return { ...view, json: null, isJson: false }
  try {
    return { ...view, json: JSON.parse(text), isJson: true }
  } catch {
    return { ...view, json: null, isJson: false }
  }
}

function decoded(bytes: Buffer, encoding: string): Buffer {
  try {
    return DECODERS[encoding]?.(bytes, { maxOutputLength: DECODED_LIMIT }) ?? bytes
  } catch {
    return bytes // it is not what it says; then the bytes are compared
  }
}

function textOf(bytes: Buffer, type: string): string | null {
  if (TEXT.test(type) && !/charset=utf-16/i.test(type)) {
    try {
      return strict.decode(bytes)
    } catch {
      return bytes.toString('latin1')
    }
  }
  if (type !== '' || bytes.includes(0)) return null
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** A place in a JSON document that differs. */
export interface JsonPart { readonly path: string; readonly a: string | null; readonly b: string | null }

const PARTS = 200
const DEPTH = 200

/** Where two documents differ, leaf by leaf; the first 200. */
export function jsonParts(a: unknown, b: unknown): JsonPart[] {
  const parts: JsonPart[] = []
  walk(a, b, '$', 0, parts)
  return parts
}

function walk(a: unknown, b: unknown, path: string, depth: number, parts: JsonPart[]): void {
  if (parts.length >= PARTS || Object.is(a, b)) return
  if (depth < DEPTH && isBranch(a) && isBranch(b) && Array.isArray(a) === Array.isArray(b)) {
    const list = Array.isArray(a)
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const next = list ? `${path}[${key}]` : `${path}.${key}`
      const [left, right] = [Object.hasOwn(a, key), Object.hasOwn(b, key)]
      if (left && right) walk(a[key], b[key], next, depth + 1, parts)
      else parts.push({ path: next, a: left ? jsonText(a[key]) : null, b: right ? jsonText(b[key]) : null })
    }
    return
  }
  const [left, right] = [jsonText(a), jsonText(b)]
  if (left !== right) parts.push({ path, a: left, b: right })
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> { return typeof value === 'object' && value !== null }
function jsonText(value: unknown): string { return JSON.stringify(value) ?? 'undefined' }

/** Longest text in which words are compared, and how many of them may differ: more takes long, and is no noise. */
const WORDS = 64 * 1024
const EDITS = 500

/** What two texts of one side have in common, in order; null: they are too long, or too different, to say. */
export function commonParts(first: string, second: string): readonly string[] | null {
  if (first.length > WORDS || second.length > WORDS) return null
  const parts: string[] = ['']
  let open = false
  const changes = diffWordsWithSpace(first, second, { maxEditLength: EDITS })
  if (changes === undefined) return null
  for (const { value, added, removed } of changes) {
    if (added || removed) open = true
    else if (open) { parts.push(value); open = false }
    else parts[parts.length - 1] += value
  }
  if (open) parts.push('')
  return parts
}

/** Whether a text has these parts, in this order, from its beginning to its end, with anything between them. */
export function hasParts(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts
  if (rest.length === 0) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  const last = rest.pop() ?? ''
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
