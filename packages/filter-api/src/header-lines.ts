// Header text of filters: `Name: value\r\n`, repeated. What could end the block or start another line is refused.

import type { HeaderLine } from './filter-host.ts'

const lineEnd = '\r\n'
const nameForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const valueForm = /^[\t\x20-\x7E\x80-\xFF]*$/
const blanks = /^[\t ]+|[\t ]+$/g
const statusForm = /^[1-9][0-9][0-9](?: [\t\x20-\x7E\x80-\xFF]*)?$/

export function isHeaderName(name: string): boolean {
  return nameForm.test(name)
}

/** No control characters but the tab, and one byte per character. */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === 'string' && valueForm.test(value)
}

/** A status such as `401 Access Denied`. */
export function isStatus(value: unknown): value is string {
  return typeof value === 'string' && statusForm.test(value)
}

/** The headers of a text of one or more complete lines; null for any other text. */
export function parseHeaderLines(text: unknown): HeaderLine[] | null {
  if (typeof text !== 'string' || !text.endsWith(lineEnd)) return null
  const lines: HeaderLine[] = []
  for (const line of text.slice(0, -lineEnd.length).split(lineEnd)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    const value = line.slice(colon + 1)
    if (!isHeaderName(name) || !isHeaderValue(value)) return null
    lines.push([name, value.replace(blanks, '')])
  }
  return lines
}

/** Header text that itself ends the block: lines, a blank line, and what follows it. Null for any other text. */
export function splitHeaderBlock(text: unknown): { readonly lines: HeaderLine[], readonly body: string } | null {
  if (typeof text !== 'string') return null
  if (text.startsWith(lineEnd)) return { lines: [], body: text.slice(lineEnd.length) }
  const end = text.indexOf(lineEnd + lineEnd)
  if (end === -1) return null
  const lines = parseHeaderLines(text.slice(0, end + lineEnd.length))
  return lines && { lines, body: text.slice(end + 2 * lineEnd.length) }
}
