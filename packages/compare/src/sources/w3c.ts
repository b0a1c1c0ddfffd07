// W3C extended logs as IIS writes them: what a line says of the request of a client.

import { CompareError } from '../errors.ts'
import { bad, leftOut, toRequest, type Header, type SourceItem } from '../request.ts'
import { linesOf } from './lines.ts'

/** TABLE: fields that hold a request header. `cs(Name)` holds the header Name. The second is what administrators call a custom field. */
const HEADERS: Readonly<Record<string, string>> = { 'cs-host': 'Host', 'x-forwarded-for': 'X-Forwarded-For' }
/** TABLE: where "+" stands for a blank in a header; it stands for itself, too. */
const BLANKS: Readonly<Record<string, RegExp | null>> = { host: null, referer: null, origin: null, cookie: /(?<=;)\+/g }
/** Before the address of a robot it is itself. */
const ANY_BLANK = /\+(?!https?:)/g
/** TABLE: what a server appends to the query that it logs, and no client has sent. */
const APPENDED: readonly RegExp[] = [
  /\|(?:-|\d+)\|(?:0|[\dA-Fa-f]{8})\|[^|]*$/, // ASP and handlers: line, error, text
  /(?:^|&)(?:X-(?:ARR|AzureApplicationGateway)-(?:CACHE-HIT|LOG-ID)|SERVER-ROUTED|SERVER-STATUS)=[^&]*/g // Application Request Routing
]

/** How the lines are to be read: what the directives said so far. */
interface Layout {
  readonly fields: readonly string[]
  /** Texts stand in quotes and may have blanks, as IIS Advanced Logging writes them; else "+" is a blank. */
  readonly quoted: boolean
  /** Day of lines that have none. */
  readonly day: string
}

export async function* readW3c(file: string, input: AsyncIterable<Buffer>): AsyncGenerator<SourceItem> {
  let layout: Layout = { fields: [], quoted: false, day: '' }
  for await (const { number, text: raw } of linesOf(input)) {
    // HTTP.sys makes a file longer before it writes: a copy of a live one ends with zeros.
    const text = raw.includes('\0') ? raw.replaceAll('\0', '') : raw
    if (text.trim() === '') continue
    const where = `${file}:${number}`
    if (text.startsWith('#')) {
      layout = withDirective(layout, text)
      continue
    }
    const { fields } = layout
    if (fields.length === 0) throw new CompareError('ERR_COMPARE_SOURCE', `${where} comes before any #Fields line, so nobody knows what its columns are.`, 'Put the #Fields line of the server in front, or name another --format.')
    const values = split(text, layout)
    yield values === null ? bad(where, `The line does not have the ${fields.length} fields of the #Fields line.`) : toItem(where, layout, values)
  }
}

function withDirective(layout: Layout, text: string): Layout {
  const [, name = '', value = ''] = /^#\s*([A-Za-z-]+):\s*(.*)$/.exec(text) ?? []
  switch (name.toLowerCase()) {
    case 'fields': return { ...layout, fields: value.trim().split(/[ \t]+/) }
    case 'software': return { ...layout, quoted: /advanced logging/i.test(value) }
    case 'date': return { ...layout, day: value.slice(0, 10) }
    default: return layout
  }
}

/** By blanks or tabs, as IIS does, which quotes nothing; else with the quotes of the W3C draft. */
function split(text: string, { fields, quoted }: Layout): readonly string[] | null {
  const readings = quoted ? [inQuotes, atTabs, atBlanks] : [atBlanks, atTabs, inQuotes]
  for (const read of readings) {
    const values = read(text)
    if (values.length === fields.length) return values
  }
  return null
}

function atBlanks(text: string): string[] { return text.trim().split(/[ \t]+/) }
function atTabs(text: string): string[] { return text.split('\t') }
function inQuotes(text: string): string[] { return Array.from(text.matchAll(/"((?:[^"]|"")*)"(?=\s|$)|\S+/g), ([all, quoted]) => quoted?.replaceAll('""', '"') ?? all) }

function toItem(where: string, { fields, quoted, day }: Layout, values: readonly string[]): SourceItem {
  const row = new Map(fields.map((field, index) => [field.toLowerCase(), values[index] ?? '-']))
  const known = (name: string): string | null => { const value = row.get(name); return value === undefined || value === '-' || value === '' ? null : value }
  if (!row.has('cs-uri-stem') && !row.has('cs-uri')) return leftOut(where, 'Its #Fields line has neither cs-uri-stem nor cs-uri, so that nobody knows the URLs.')
  const method = known('cs-method') ?? (row.has('cs-method') ? null : 'GET')
  // cs-uri is both, as in the log of HTTP.sys
  const [, stem = null, ofUri = null] = /^([^?]*)(?:\?(.*))?$/s.exec(known('cs-uri') ?? '') ?? []
  const path = known('cs-uri-stem') ?? stem
  if (method === null || path === null || path === '') return leftOut(where, 'The log has no method or no URL: HTTP.sys refused it.')
  if (method !== 'GET' && method !== 'HEAD') return leftOut(where, `A log has no body of a ${method}.`)
  const query = APPENDED.reduce((text, pattern) => text.replace(pattern, ''), known('cs-uri-query') ?? ofUri ?? '').replace(/^&/, '')
  const headers: Header[] = []
  for (const [index, field] of fields.entries()) {
    const name = HEADERS[field.toLowerCase()] ?? /^cs\((.+)\)$/i.exec(field)?.[1]
    const value = values[index] ?? '-'
    if (name !== undefined && value !== '-' && value !== '') headers.push([name, quoted ? value : withBlanks(name, value)])
  }
  const time = Date.parse(`${known('date') ?? day}T${known('time') ?? ''}Z`)
  const client = [known('c-ip') ?? '', known('c-port') ?? known('cs(user-agent)') ?? ''].join(' ')
  return toRequest({ where, connection: client, time: Number.isNaN(time) ? null : time, method, url: encodeStem(path, quoted) + (query === '' ? '' : `?${query.replaceAll('#', '%23')}`), headers })
}

function withBlanks(name: string, value: string): string {
  const blank = BLANKS[name.toLowerCase()]
  return blank === null ? value : value.replaceAll(blank ?? ANY_BLANK, ' ')
}

/** IIS logs the decoded path, with "+" for a blank. A percent sign that encodes nothing is one. */
function encodeStem(stem: string, quoted: boolean): string {
  return (quoted ? stem : stem.replaceAll('+', '%20')).replaceAll(/%(?![\dA-Fa-f]{2})/g, '%25').replaceAll('?', '%3F').replaceAll('#', '%23')
}
