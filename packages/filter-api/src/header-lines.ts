// Header text of filters: `Name: value\r\n`, repeated. What could end the block or start another line is refused.

import type { HeaderLine } from './filter-host.ts'

const lineEnd = '\r\n'
const blockEnd = '\r\n\r\n'
/** One line without a colon: nobody can have meant a header. */
const proseForm = /^[\t\x20-\x39\x3B-\x7E\x80-\xFF]+$/
const nameForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const valueForm = /^[\t\x20-\x7E\x80-\xFF]*$/
const blanks = /^[\t ]+|[\t ]+$/g
const statusForm = /^[1-9][0-9][0-9](?: [\t\x20-\x7E\x80-\xFF]*)?$/

function isHeaderName(name: string): boolean {
  return nameForm.test(name)
}

/** Filters ask for the same few headers with each request. */
const known = new Map<string, string>()
const mostKnown = 128
const longestKnown = 64

/** The same string as the engine keeps it for names in sources: comparing it with one takes no look at its characters. */
function interned(name: string): string { return Object.keys({ [name]: null })[0] ?? name }

/** The name in front of the colon that ends this; null: it is none. */
export function headerNameOf(field: string): string | null {
  const found = known.get(field)
  if (found !== undefined) return found
  const name = field.slice(0, -1)
  if (!isHeaderName(name)) return null
  if (known.size < mostKnown && field.length <= longestKnown) known.set(field, interned(name))
  return name
}

/** No control characters but the tab, and one byte per character. */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === 'string' && valueForm.test(value)
}

/** A status such as `401 Access Denied`. */
export function isStatus(value: unknown): value is string {
  return typeof value === 'string' && statusForm.test(value)
}

/**
 * The headers of a text of one or more complete lines; null for any other text. A blank line at the end, which many filters write there, is
 * dropped: the block is the server's to end.
 */
export function parseHeaderLines(text: unknown): HeaderLine[] | null {
  if (typeof text !== 'string' || !text.endsWith(lineEnd)) return null
  return parseLines(text.slice(0, text.endsWith(blockEnd) ? -blockEnd.length : -lineEnd.length))
}

/**
 * Header text that itself ends the block: lines, a blank line, and what follows it. Where the blank line is missing the server ends the block;
 * one line that is no header is then what follows. Null for any other text.
 */
export function splitHeaderBlock(text: unknown): { readonly lines: readonly HeaderLine[], readonly body: string } | null {
  if (typeof text !== 'string') return null
  if (text === '') return { lines: [], body: '' }
  if (text.startsWith(lineEnd)) return { lines: [], body: text.slice(lineEnd.length) }
  const end = text.indexOf(blockEnd)
  const lines = parseLines(end === -1 ? withoutEnd(text) : text.slice(0, end))
  if (lines !== null) return { lines, body: end === -1 ? '' : text.slice(end + blockEnd.length) }
  return proseForm.test(text) ? { lines: [], body: text } : null
}

function withoutEnd(text: string): string {
  return text.endsWith(lineEnd) ? text.slice(0, -lineEnd.length) : text
}

function parseLines(text: string): HeaderLine[] | null {
  const lines: HeaderLine[] = []
  for (const line of text.split(lineEnd)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    const value = line.slice(colon + 1)
    if (!isHeaderName(name) || !isHeaderValue(value)) return null
    lines.push([name, value.replace(blanks, '')])
  }
  return lines
}
