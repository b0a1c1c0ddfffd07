// Takes credentials out of what is recorded, before anything is kept.

import { createHmac, randomBytes } from 'node:crypto'
import type { TraceChange } from '@isapi-bridge/module-api'
import { REDACTED, type RecordedHeader } from './record.ts'
import { redactJson, redactParts } from './redact-body.ts'

export interface RedactOptions {
  /** Further names of headers, query and form parameters, JSON members and members of structures whose values are taken out. */
  readonly names?: readonly string[]
}

/** TABLE: names whose values nobody should find in a recording. The first four are read as what they are, the others go as a whole. */
const AUTHORIZATION: readonly string[] = ['authorization', 'proxy-authorization']
const COOKIES: readonly string[] = ['cookie', 'set-cookie']
const NAMES: readonly string[] = [
  'pszpassword', 'password', 'passwd', 'pwd', 'pass', 'secret', 'client_secret', 'token', 'access_token', 'refresh_token', 'id_token', 'api_key', 'apikey', 'api-key', 'x-api-key', 'x-auth-token', 'x-csrf-token',
  'http_authorization', 'http_cookie', 'auth_password'
]

const START_LINE = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/\d|HTTP\/\d\.\d \d)/
const USER_INFORMATION = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/?#@\s]*@/gi

/** Whatever calls itself JSON; and what begins as it, for browsers send it as text where nobody names a type. */
const JSON_TYPE = /^[^;]*json/i
const JSON_BEGINNING = /^(?:\u00EF\u00BB\u00BF)?\s*[[{]/

/** What takes credentials out; `null` in the place of one: everything is kept as it is. */
export class Redactor {
  readonly #names: ReadonlySet<string>
  readonly #longest: number
  readonly #isKnown = (name: string): boolean => this.#names.has(name)
  /** Two blocks that differ shall look different, and nobody shall find out by trying what was in them. */
  readonly #key: Buffer = randomBytes(16)

  constructor(options: RedactOptions = {}) {
    const names = [...NAMES, ...(options.names ?? []).map((name) => name.toLowerCase())]
    this.#names = new Set(names)
    this.#longest = Math.max(...names.map(({ length }) => length))
  }

  /** A URL, a query, or any text that may hold one. */
  text(text: string): string {
    text = this.#parameters(text)
    return text.includes('@') ? text.replace(USER_INFORMATION, `$1${REDACTED}@`) : text
  }

  /** The value of a header, a member or a field. */
  value(name: string, value: string): string {
    if (value === '') return value
    const key = (name.endsWith(':') ? name.slice(0, -1) : name).toLowerCase()
    if (AUTHORIZATION.includes(key)) return redactAuthorization(value)
    if (COOKIES.includes(key)) return value.split('\n').map((line) => redactCookie(key, line)).join('\n')
    if (this.#names.has(key)) return REDACTED
    return key === 'pvindata' ? this.#block(value) : this.text(value)
  }

  headers(headers: readonly RecordedHeader[]): RecordedHeader[] { return headers.map(([name, value]) => [name, this.value(name, value)]) }

  changes(changes: readonly TraceChange[]): readonly TraceChange[] {
    return changes.length === 0 ? changes : changes.map((change) => {
      const name = change.name === '' ? change.what : change.name
      return { ...change, before: change.before === null ? null : this.value(name, change.before), after: change.after === null ? null : this.value(name, change.after) }
    })
  }

  /** A body of a form or of JSON; others stay as they are: who asks for bodies gets them. */
  body(bytes: Buffer, contentType: string): Buffer {
    const text = bytes.toString('latin1')
    const clean = this.#body(text, contentType)
    return clean === text ? bytes : Buffer.from(clean, 'latin1')
  }

  #body(text: string, contentType: string): string {
    if (/^application\/x-www-form-urlencoded/i.test(contentType)) return this.#parameters(text)
    if (/^multipart\/form-data/i.test(contentType)) return redactParts(text, contentType, this.#isKnown, (content, type) => this.#body(content, type))
    return JSON_TYPE.test(contentType) || JSON_BEGINNING.test(text) ? redactJson(text, this.#isKnown) : text
  }

  /** Parameters of a query or a form: those whose names are known, looked up one by one. */
  #parameters(text: string): string {
    let made = ''
    let from = 0
    for (let equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', Math.max(from, equals + 1))) {
      const least = Math.max(from, equals - this.#longest)
      let start = equals
      while (start > least && !isSeparator(text.charCodeAt(start - 1))) start--
      if (start > 0 && !isSeparator(text.charCodeAt(start - 1))) continue // longer than any of the names
      if (!this.#names.has(text.slice(start, equals).toLowerCase())) continue
      made += text.slice(from, equals + 1) + REDACTED
      from = equals + 1
      while (from < text.length && !isEnd(text.charCodeAt(from))) from++
    }
    return from === 0 ? text : made + text.slice(from)
  }

  /** Bytes of a connection: the header block line by line, of everything else only how long it is and whether it differs. */
  #block(text: string): string {
    if (!START_LINE.test(text)) return this.#sum(text)
    const end = text.search(/\r?\n\r?\n/)
    const head = (end < 0 ? text : text.slice(0, end)).split(/\r?\n/)
    const lines = head.map((line, index) => {
      const colon = line.indexOf(':')
      return index === 0 || colon <= 0 ? this.text(line) : `${line.slice(0, colon)}: ${this.value(line.slice(0, colon).trim(), line.slice(colon + 1).trim())}`
    })
    const rest = end < 0 ? '' : text.slice(end).replace(/^(?:\r?\n){2}/, '')
    return [...lines, '', ...(rest === '' ? [] : [this.#sum(rest)])].join('\r\n')
  }

  #sum(text: string): string { return text === '' ? '' : `[${text.length} bytes, ${createHmac('sha256', this.#key).update(text, 'latin1').digest('hex').slice(0, 8)}]` }
}

/** `?`, `&` or `;`: a parameter begins behind it. */
function isSeparator(code: number): boolean { return code === 63 || code === 38 || code === 59 }
/** `&`, `;`, `#`, `"` or white space: the value of a parameter ends before it. */
function isEnd(code: number): boolean { return code === 38 || code === 59 || code === 35 || code === 34 || code === 32 || (code >= 9 && code <= 13) }

/** The scheme stays: it tells what went wrong. */
function redactAuthorization(value: string): string {
  const blank = value.indexOf(' ')
  return blank <= 0 ? REDACTED : `${value.slice(0, blank)} ${REDACTED}`
}

/** The names stay, and of Set-Cookie the attributes. */
function redactCookie(name: string, value: string): string {
  const [first = '', ...others] = value.split(';')
  const take = (pair: string): string => (pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=${REDACTED}` : REDACTED)
  return [take(first), ...(name === 'set-cookie' ? others : others.map(take))].join(';')
}
