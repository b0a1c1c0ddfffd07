// The message of a clone: what it copies of its parent's.

import type { RequestMessage } from './message.ts'

const PRECONDITIONS = /^(?:range$|if-)/
const DAV = new Set(['depth', 'destination', 'if', 'lock-token', 'overwrite', 'timeout', 'translate', 'dav'])
const ENTITY = new Set(['content-length', 'transfer-encoding', 'content-type', 'content-encoding', 'expect'])

/** Which parts of a request a clone takes over. */
export interface CloneParts {
  readonly basics: boolean
  readonly headers: boolean
  readonly entity: boolean
  readonly preconditions: boolean
  readonly dav: boolean
}

export function cloneMessage(source: RequestMessage, parts: CloneParts): RequestMessage {
  const rawHeaders: string[] = []
  const headers: RequestMessage['headers'] = {}
  const keep = (key: string): boolean =>
    key === 'host' || (parts.headers && (parts.preconditions || !PRECONDITIONS.test(key)) && (parts.dav || !DAV.has(key)) && (parts.entity || !ENTITY.has(key)))
  for (let index = 0; index + 1 < source.rawHeaders.length; index += 2) {
    const name = source.rawHeaders[index] ?? ''
    const key = name.toLowerCase()
    if (!keep(key)) continue
    rawHeaders.push(name, source.rawHeaders[index + 1] ?? '')
    headers[key] = source.headers[key]
  }
  return {
    method: parts.basics ? source.method : 'GET',
    url: parts.basics ? source.url : '/',
    headers,
    rawHeaders,
    httpVersionMajor: source.httpVersionMajor,
    httpVersionMinor: source.httpVersionMinor
  }
}
