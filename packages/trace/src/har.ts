// A request as an entry of HAR 1.2, which browsers and many tools read. Bodies of answers are not recorded, and so are not there.

import { RECORD_VERSION, type RecordedHeader, type RecordedRequest } from './record.ts'
import { urlOf } from './inspect/curl.ts'

/** What stands in front of the entries of a file, and behind them; between two of them is a comma. */
export const HAR_FRAME: Readonly<Record<'head' | 'foot', string>> = {
  head: `{"log":{"version":"1.2","creator":{"name":"isapi-bridge","version":"${RECORD_VERSION}"},"entries":[`,
  foot: ']}}\n'
}

const strict = new TextDecoder('utf-8', { fatal: true })

/** The entry, as plain JSON. Ours beside the members of HAR: `encoding` of a body that is no text, as those of answers have. */
export function harEntry(record: RecordedRequest): object {
  const { method, httpVersion, headers, body, status, reason, responseHeaders, startedAt, ms, connection, server } = record
  const url = urlOf(record)
  const time = ms ?? 0
  const version = `HTTP/${httpVersion}`
  return {
    startedDateTime: startedAt, time,
    request: {
      method, url, httpVersion: version, cookies: cookiesOf(headers), headers: pairs(headers), queryString: queryOf(url), headersSize: -1, bodySize: body?.length ?? 0,
      ...(body !== null && !body.cut && { postData: { mimeType: valueOf(headers, 'content-type'), ...textOf(Buffer.from(body.base64, 'base64')) } })
    },
    response: {
      status, statusText: reason, httpVersion: version, cookies: [], headers: pairs(responseHeaders), redirectURL: valueOf(responseHeaders, 'location'), headersSize: -1, bodySize: -1,
      content: { size: Number(valueOf(responseHeaders, 'content-length')) || 0, mimeType: valueOf(responseHeaders, 'content-type') }
    },
    cache: {}, timings: { send: 0, wait: time, receive: 0 },
    ...(server !== null && { serverIPAddress: server.address }), ...(connection > 0 && { connection: String(connection) })
  }
}

function pairs(headers: readonly RecordedHeader[]): object[] { return headers.map(([name, value]) => ({ name, value })) }
function valueOf(headers: readonly RecordedHeader[], wanted: string): string { return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '' }

function cookiesOf(headers: readonly RecordedHeader[]): object[] {
  return headers.filter(([name]) => name.toLowerCase() === 'cookie').flatMap(([, value]) => value.split(';')).flatMap((pair) => {
    const [, name, value] = /^\s*([^=]+?)\s*=(.*)$/s.exec(pair) ?? []
    return name === undefined ? [] : [{ name, value: value?.trim() ?? '' }]
  })
}

function queryOf(url: string): object[] {
  const mark = url.indexOf('?')
  return mark < 0 ? [] : [...new URLSearchParams(url.slice(mark))].map(([name, value]) => ({ name, value }))
}

function textOf(bytes: Buffer): { readonly text: string; readonly encoding?: string } {
  try {
    return { text: strict.decode(bytes) }
  } catch {
    return { text: bytes.toString('base64'), encoding: 'base64' }
  }
}
