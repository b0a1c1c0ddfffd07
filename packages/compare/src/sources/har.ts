// HAR, entry by entry: the file of a browser may be larger than the memory.

import { REDACTED } from '@isapi-bridge/trace'
import { JSONParser } from '@streamparser/json'
import { CompareError } from '../errors.ts'
import { bad, leftOut, toRequest, type Header, type SourceItem } from '../request.ts'

type Json = Readonly<Record<string, unknown>>

/** Bytes that one entry may have. */
const LIMIT = 64 * 1024 * 1024

export async function* readHar(file: string, input: AsyncIterable<Buffer>): AsyncGenerator<SourceItem> {
  const parser = new JSONParser({ paths: ['$.log.entries.*'], keepStack: false })
  let entries: unknown[] = []
  let [line, count, since] = [1, 0, 0]
  let host: string | null = null
  parser.onValue = ({ value }) => { entries.push(value); since = 0 }
  const broken = (error: unknown): never => { throw new CompareError('ERR_COMPARE_SOURCE', `${file}:${line} is not the JSON of a HAR file: ${error instanceof Error ? error.message : String(error)}.`, undefined, error) }
  // The parser ends itself where the document ends.
  let ended = false
  parser.onEnd = () => { ended = true }
  parser.onError = (error) => { broken(error) }
  for await (const chunk of input) {
    for (const piece of pieces(line === 1 && count === 0 && chunk[0] === 0xEF ? chunk.subarray(3) : chunk)) {
      if (ended && piece.toString().trim() === '') continue
      since += piece.length
      if (since > LIMIT) broken(new Error(`entry ${count + 1} has more than ${LIMIT} bytes`))
      try {
        parser.write(piece)
      } catch (error) {
        if (error instanceof CompareError) throw error
        broken(error)
      }
      for (const entry of entries) {
        const draft = toItem(`${file}:${line} (entry ${++count})`, entry, host)
        host = draft.host ?? host
        yield draft.item
      }
      entries = []
      if (piece[piece.length - 1] === 10) line++
    }
  }
  if (!ended) broken(new Error('it ends in the middle'))
  if (count === 0) throw new CompareError('ERR_COMPARE_SOURCE', `${file} has no entry in log.entries.`, 'Save it with content, as HAR 1.2.')
}

/** Line by line, so that it is known where something is wrong. */
function* pieces(chunk: Buffer): Generator<Buffer> {
  let start = 0
  for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
    yield chunk.subarray(start, end + 1)
    start = end + 1
  }
  if (start < chunk.length) yield chunk.subarray(start)
}

/** @returns also the host whose requests are taken from here on, null: the same as before */
function toItem(where: string, entry: unknown, host: string | null): { item: SourceItem; host: string | null } {
  const none = (item: SourceItem): { item: SourceItem; host: null } => ({ item, host: null })
  const request = isObject(entry) ? entry['request'] : null
  if (!isObject(entry) || !isObject(request)) return none(bad(where, 'The entry has no request.'))
  const { method, url } = request
  if (typeof method !== 'string' || typeof url !== 'string') return none(bad(where, 'The request has no method or no url.'))
  const authority = authorityOf(url)
  if (authority === null) return none(leftOut(where, 'Its URL is not one of http.'))
  if (host !== null && authority !== host) return none(leftOut(where, `It went to another host (${authority}).`))
  const response = isObject(entry['response']) ? entry['response'] : {}
  if (/ERR_BLOCKED_BY/.test(String(response['_error'] ?? response['_failureText'] ?? ''))) return none(leftOut(where, 'The browser did not send it: something in it blocks it.'))
  const headers = headersOf(request)
  const headerOf = (wanted: string): string | undefined => headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  if (holdsMessages(entry['_webSocketMessages']) || /^websocket$/i.test(headerOf('upgrade') ?? '')) return none(leftOut(where, 'It asks for a WebSocket.'))
  const length = headerOf('content-length')
  const body = bodyOf(request, length === undefined ? null : Number(length))
  if (body === undefined) return none(leftOut(where, `The file does not have the body of this ${method}.`))
  const time = Date.parse(String(entry['startedDateTime']))
  const connection = typeof entry['connection'] === 'string' ? entry['connection'] : ''
  return { item: toRequest({ where, connection, time: Number.isNaN(time) ? null : time, method: method.toUpperCase(), url, headers, body }), host: host === null ? withoutOther(authority, response) : null }
}

/** Name and port, without the default ones; null: no URL of http. */
function authorityOf(url: string): string | null {
  const [, here] = /^https?:\/\/([^/?#]+)/i.exec(url) ?? []
  return here === undefined ? null : here.toLowerCase().replace(/^.*@/, '').replace(/:(?:80|443)$/, '')
}

/** Who types `example.com` is sent to `www.example.com`, and everything else is asked there. */
function withoutOther(authority: string, { status, redirectURL }: Json): string {
  const target = Number(status) >= 300 && Number(status) < 400 ? authorityOf(String(redirectURL)) : null
  return target !== null && target.replace(/^www\./, '') === authority.replace(/^www\./, '') ? target : authority
}

function headersOf(request: Json): Header[] {
  const headers: Header[] = []
  for (const header of Array.isArray(request['headers']) ? request['headers'] as unknown[] : []) {
    if (isObject(header) && typeof header['name'] === 'string' && typeof header['value'] === 'string') headers.push([header['name'], header['value']])
  }
  // HTTP/2 may have a header for each cookie, HTTP/1.1 has one; and some browsers have cookies only in their list.
  const cookies = headers.filter(([name]) => name.toLowerCase() === 'cookie')
  const values = cookies.length === 0 ? cookiesOf(request['cookies']) : cookies.map(([, value]) => value)
  return cookies.length === 1 || values.length === 0 ? headers : [...headers.filter((header) => !cookies.includes(header)), ['Cookie', values.join('; ')]]
}

function cookiesOf(cookies: unknown): string[] {
  return (Array.isArray(cookies) ? cookies as unknown[] : []).filter(isObject).flatMap(({ name, value }) => (typeof name === 'string' && typeof value === 'string' ? [`${name}=${value}`] : []))
}

/** Some programs give every entry an empty list. */
function holdsMessages(messages: unknown): boolean { return Array.isArray(messages) ? messages.length > 0 : messages !== undefined && messages !== null }

/**
 * Undefined: there was one, and it is not here, or not as it was: browsers leave out the files of a form, and bytes that are no text.
 * What a recorder took out makes it shorter.
 * @param length of Content-Length
 */
function bodyOf({ postData, bodySize }: Json, length: number | null): Buffer | null | undefined {
  const none = (length ?? 0) > 0 || (typeof bodySize === 'number' && bodySize > 0) ? undefined : null
  if (!isObject(postData)) return none
  const { text, encoding, params, mimeType } = postData
  if (typeof text === 'string' && text.includes(REDACTED)) return Buffer.from(text)
  if (typeof text === 'string' && text !== '') return length === null && text.includes('\uFFFD') ? undefined : encodingsOf(encoding).map((code) => Buffer.from(text, code)).find((body) => length === null || body.length === length)
  if (!Array.isArray(params) || params.length === 0) return none
  if (!String(mimeType).startsWith('application/x-www-form-urlencoded')) return undefined
  return Buffer.from(new URLSearchParams((params as unknown[]).filter(isObject).map(({ name, value }): [string, string] => [String(name), String(value ?? '')])).toString())
}

/** How a text may have been bytes. */
function encodingsOf(encoding: unknown): readonly BufferEncoding[] { return encoding === 'base64' ? ['base64'] : ['utf8', 'latin1'] }

function isObject(value: unknown): value is Json { return typeof value === 'object' && value !== null && !Array.isArray(value) }
