// The one form of a request, whatever it was read from. Nothing passes here that could end a line on the wire.

import { REDACTED, type RecordedHeader } from '@isapi-bridge/trace'

/** Name and value. */
export type Header = RecordedHeader

/** A request to be sent to both sides. */
export interface ReplayRequest {
  /** File and line that it comes from. */
  readonly where: string
  /** Requests with one key belong to one client, and go over one connection, in their order. */
  readonly connection: string
  /** Milliseconds since 1970 when it was made; null: nobody knows. */
  readonly time: number | null
  readonly method: string
  /** Origin form, such as `/a?b=c`. */
  readonly target: string
  /** With Host, where the source knows it; without what belongs to one connection only. */
  readonly headers: readonly Header[]
  readonly body: Buffer | null
  /** Headers that are not sent, because the recorder took credentials out of them; and where else they are missing, in words. */
  readonly redacted: readonly string[]
}

/** What a source says of a request. */
export interface RequestDraft {
  readonly where: string
  readonly connection: string
  readonly time?: number | null
  readonly method: string
  /** Path, or absolute URL. */
  readonly url: string
  readonly headers: readonly Header[]
  readonly body?: Buffer | null
}

/** An item of a source that gives no request: `unreadable` is a fault of the source, `left out` is one that cannot be replayed. */
export interface LeftOut { readonly kind: 'unreadable' | 'left out'; readonly where: string; readonly why: string }

export type SourceItem = { readonly request: ReplayRequest } | { readonly leftOut: LeftOut }

const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/
/** They speak of the connection on which they once went, or are made anew. */
const NOT_REPLAYED = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'upgrade', 'http2-settings', 'content-length', 'expect', 'trailer'])

/** The request of a draft, or why there is none. */
export function toRequest(draft: RequestDraft): SourceItem {
  const { where, connection, time = null, method, body = null } = draft
  if (!TOKEN.test(method) || method.length > 32) return bad(where, `${quote(method)} is no method.`)
  if (method === 'CONNECT') return leftOut(where, 'CONNECT asks a proxy, not a server.')
  const url = splitUrl(draft.url)
  if (typeof url === 'string') return bad(where, url)
  const headers: Header[] = []
  const redacted: string[] = []
  for (const [name, value] of draft.headers) {
    const lower = name.toLowerCase()
    if (lower.startsWith(':')) continue // of HTTP/2
    if (!TOKEN.test(name)) return bad(where, `${quote(name)} is no name of a header.`)
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    if (/[\0-\x08\x0A-\x1F\x7F]/.test(value)) return bad(where, `The header ${name} has a control character.`)
    if (value.includes(REDACTED)) {
      redacted.push(name)
      continue
    }
    if (lower === 'connection' && /(?:^|,)\s*close\s*(?:,|$)/i.test(value)) headers.push([name, 'close'])
    else if (!NOT_REPLAYED.has(lower)) headers.push([name, toBytes(value)])
  }
  if (url.host !== null && !headers.some(([name]) => name.toLowerCase() === 'host')) headers.unshift(['Host', url.host])
  if (url.target.includes(REDACTED)) redacted.push('a value of the URL')
  if (body?.includes(REDACTED) === true) redacted.push('a value of the body')
  return { request: { where, connection, time, method, target: url.target, headers, body, redacted } }
}

export function bad(where: string, why: string): SourceItem { return { leftOut: { kind: 'unreadable', where, why } } }
export function leftOut(where: string, why: string): SourceItem { return { leftOut: { kind: 'left out', where, why } } }

/** Whether it changes nothing on a server that keeps to HTTP. */
export function isSafe(method: string): boolean { return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE' }

function splitUrl(url: string): { readonly host: string | null; readonly target: string } | string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\0-\x1F\x7F]/.test(url)) return `The URL ${quote(url)} has a control character.`
  const [, host, rest] = /^https?:\/\/([^/?#\s]+)(.*)$/is.exec(url) ?? []
  const target = host === undefined ? url : rest ?? ''
  if (host === undefined && !target.startsWith('/') && target !== '*') return `${quote(url)} is neither a path nor an http URL.`
  const bare = target.replace(/#.*$/s, '')
  const origin = bare.startsWith('/') || bare === '*' ? bare : `/${bare}`
  return { host: host === undefined ? null : host.replace(/^.*@/, ''), target: encodeTarget(origin) }
}

/** What no request line can hold is percent-encoded; what is encoded stays as it is. */
function encodeTarget(text: string): string {
  return text.replaceAll(/[^\x21-\x7E]+/g, (characters) => Array.from(Buffer.from(characters), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''))
}

/** Header values are bytes: what is not goes as UTF-8. */
function toBytes(value: string): string {
  // oxlint-disable-next-line no-control-regex -- a header may have any byte
  return /^[\0-\xFF]*$/.test(value) ? value : Buffer.from(value).toString('latin1')
}

function quote(text: string): string { return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text) }
