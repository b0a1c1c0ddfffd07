// What a host supplies of a request. Node's IncomingMessage fits as it is.

import type { IncomingHttpHeaders } from 'node:http'
import type { TlsPort } from './tls-facts.ts'
import { Readable } from 'node:stream'

/** The request as the host holds it; changes are written back, so that the router and the routes see them. */
export interface RequestMessage {
  method?: string | undefined
  url?: string | undefined
  originalUrl?: string | undefined
  headers: IncomingHttpHeaders
  rawHeaders: string[]
  httpVersionMajor: number
  httpVersionMinor: number
  /** The body, of a message that is no stream itself. */
  entity?: Readable | undefined
}

/** What a host supplies of a connection. Node's Socket fits as it is. */
export interface ConnectionPort {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
  readonly localAddress?: string | undefined
  readonly localPort?: number | undefined
  readonly encrypted?: boolean | undefined
  /** More about it, where it is encrypted. */
  readonly tls?: TlsPort | undefined
  readonly bytesWritten?: number | undefined
  /** False: the client has gone. */
  readonly connected?: boolean | undefined
  /** Resets the connection at once. Left out: that can be done where the response goes out. */
  reset?(): void
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** What Node refuses to send: control characters other than the tabulator, and what needs more than one byte. */
const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/

/** A method or header name. */
export function isToken(text: string): boolean { return TOKEN.test(text) }
/** A header value without control characters, short enough, one byte a character. */
export function isHeaderValue(text: string): boolean { return text.length <= 65_535 && !BAD_VALUE.test(text) }

/** Bytes as a stream that gives them at the first read. */
export function readableOf(bytes: Uint8Array): Readable {
  return new Readable({
    read() {
      if (bytes.byteLength > 0) this.push(bytes)
      this.push(null)
    }
  })
}

/** Whether every character fits one byte. */
export function isLatin1(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false
  return true
}

/** The 8-bit form of a text: its UTF-8 bytes, one character each. */
export function toByteString(text: string): string { return Buffer.from(text, 'utf8').toString('latin1') }

/** Sets or (value null) removes a request header in both forms that Node keeps. */
export function setMessageHeader(message: RequestMessage, name: string, value: string | null): void {
  const key = name.toLowerCase()
  const raw: string[] = []
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    const rawName = message.rawHeaders[index] ?? ''
    if (rawName.toLowerCase() !== key) raw.push(rawName, message.rawHeaders[index + 1] ?? '')
  }
  if (value === null) {
    delete message.headers[key]
  } else {
    raw.push(name, value)
    message.headers[key] = key === 'set-cookie' ? [value] : value
  }
  message.rawHeaders.splice(0, Infinity, ...raw) // in place: that of a stream of HTTP/2 cannot be replaced
}

/** A header as one text. */
export function messageHeader(message: RequestMessage, name: string): string | null {
  if (typeof name !== 'string') return null
  const value: unknown = message.headers[name.toLowerCase()] // "constructor" is a header name too, and what stands there is no header
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.join(', ') : null
}
