// W3C extended logs as IIS writes them: what a line says of the request of a client.

import { CompareError } from '../errors.ts'
import { bad, leftOut, toRequest, type Header, type SourceItem } from '../request.ts'
import { linesOf } from './lines.ts'

/** TABLE: fields that hold a request header. `cs(Name)` holds the header Name. The second is what administrators call a custom field. */
const HEADERS: Readonly<Record<string, string>> = { 'cs-host': 'Host', 'x-forwarded-for': 'X-Forwarded-For' }
/** Headers whose values have no blanks, so that "+" is one. */
const WITHOUT_BLANKS = new Set(['host', 'referer', 'origin'])
/** What ASP and handlers append to the query: line, error, text. */
const APPENDED = /\|(?:-|\d+)\|(?:0|[\dA-Fa-f]{8})\|[^|]*$/

export async function* readW3c(file: string, input: AsyncIterable<Buffer>): AsyncGenerator<SourceItem> {
  let fields: readonly string[] | null = null
  let day = ''
  for await (const { number, text: raw } of linesOf(input)) {
    // HTTP.sys makes a file longer before it writes: a copy of a live one ends with zeros.
    const text = raw.includes('\0') ? raw.replaceAll('\0', '') : raw
    if (text.trim() === '') continue
    const where = `${file}:${number}`
    if (text.startsWith('#')) {
      const [, name = '', value = ''] = /^#\s*([A-Za-z-]+):\s*(.*)$/.exec(text) ?? []
      if (name.toLowerCase() === 'fields') fields = value.trim().split(/[ \t]+/).map((field) => field.replace(/^cs\((.*)\)$/i, 'cs($1)'))
      if (name.toLowerCase() === 'date') day = value.slice(0, 10)
      continue
    }
    if (fields === null) throw new CompareError('ERR_COMPARE_SOURCE', `${where} comes before any #Fields line, so nobody knows what its columns are.`, 'Put the #Fields line of the server in front, or name another --format.')
    const values = split(text, fields.length)
    yield values === null ? bad(where, `The line does not have the ${fields.length} fields of the #Fields line.`) : toItem(where, fields, values, day)
  }
}

/** By blanks or tabs, as IIS does, which quotes nothing; else with the quotes of the W3C draft. */
function split(text: string, count: number): readonly string[] | null {
  const line = text.trim()
  const readings = [() => line.split(/[ \t]+/), () => text.replace(/\r$/, '').split('\t'), () => Array.from(line.matchAll(/"((?:[^"]|"")*)"(?=\s|$)|\S+/g), ([all, quoted]) => quoted?.replaceAll('""', '"') ?? all)]
  for (const read of readings) {
    const values = read()
    if (values.length === count) return values
  }
  return null
}

function toItem(where: string, fields: readonly string[], values: readonly string[], day: string): SourceItem {
  const row = new Map(fields.map((field, index) => [field.toLowerCase(), values[index] ?? '-']))
  const known = (name: string): string | null => { const value = row.get(name); return value === undefined || value === '-' || value === '' ? null : value }
  const method = known('cs-method') ?? (row.has('cs-method') ? null : 'GET')
  const stem = known('cs-uri-stem') ?? known('cs-uri')
  if (method === null || stem === null) return leftOut(where, 'The log has no method or no URL: HTTP.sys refused it.')
  if (method !== 'GET' && method !== 'HEAD') return leftOut(where, `A log has no body of a ${method}.`)
  const query = known('cs-uri-query')?.replace(APPENDED, '') ?? ''
  const headers: Header[] = []
  for (const [index, field] of fields.entries()) {
    const name = HEADERS[field.toLowerCase()] ?? /^cs\((.+)\)$/.exec(field)?.[1]
    const value = values[index] ?? '-'
    // "+" stands for a blank, and for itself
    if (name !== undefined && value !== '-' && value !== '') headers.push([name, WITHOUT_BLANKS.has(name.toLowerCase()) ? value : value.replaceAll('+', ' ')])
  }
  const time = Date.parse(`${known('date') ?? day}T${known('time') ?? ''}Z`)
  const client = [known('c-ip') ?? '', known('c-port') ?? known('cs(user-agent)') ?? ''].join(' ')
  return toRequest({ where, connection: client, time: Number.isNaN(time) ? null : time, method, url: encodeStem(stem) + (query === '' ? '' : `?${query}`), headers })
}

/** IIS logs the decoded path, with "+" for a blank. A percent sign that encodes nothing is one. */
function encodeStem(stem: string): string {
  return stem.replaceAll('+', '%20').replaceAll(/%(?![\dA-Fa-f]{2})/g, '%25').replaceAll('?', '%3F').replaceAll('#', '%23')
}
