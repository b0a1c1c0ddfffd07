// One line of a W3C extended log. What a client sent must never end a line or begin one with "#".

import { EOL } from 'node:os'
import type { LogRecord } from '../log-record.ts'
import { W3C_FIELDS, type W3cField, type W3cFieldRow } from './w3c-fields.ts'

/** White space, control characters, and what turns the direction of a line round in a viewer. */
const UNPRINTABLE = /[\s\p{Cc}\p{Bidi_Control}]/gu

/** HTTP.sys puts "+" for a space and for what is not printable, "-" for nothing (IIS 6 documentation, cc728311). */
function toFieldText(value: string | number): string {
  const text = String(value)
  return text === '' ? '-' : text.replaceAll(UNPRINTABLE, '+')
}

/** When the request was completed, as "2026-01-31T23:59:59.123Z": what `date` and `time` of the W3C draft mean, and when IIS writes the line. */
export function completedAt(record: Readonly<LogRecord>): string {
  return new Date(record.time + record.timeTaken).toISOString()
}

function valueOf({ source }: W3cFieldRow, record: Readonly<LogRecord>, completed: string): string | number {
  if (source === 'completedDate') return completed.slice(0, 10)
  return source === 'completedTime' ? completed.slice(11, 19) : record[source]
}

/** Writes lines with these fields. */
export class W3cFormat {
  readonly #rows: readonly W3cFieldRow[]

  constructor(fields: readonly W3cField[]) {
    this.#rows = W3C_FIELDS.filter((row) => fields.includes(row.name))
  }

  /** The directives at the head of a file, and again wherever a server took it up. */
  head(completed: string): string {
    return [
      '#Software: isapi-bridge',
      '#Version: 1.0',
      `#Date: ${completed.slice(0, 10)} ${completed.slice(11, 19)}`,
      `#Fields: ${this.#rows.map((row) => row.name).join(' ')}`,
      ''
    ].join(EOL)
  }

  line(record: Readonly<LogRecord>, completed: string): string {
    const line = this.#rows.map((row) => toFieldText(valueOf(row, record, completed))).join(' ')
    return (line.startsWith('#') ? `+${line.slice(1)}` : line) + EOL
  }
}
