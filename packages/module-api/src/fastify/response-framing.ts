// How a response says where it ends (RFC 9112, 6.3).

/** `interim`: another header block follows. `upgrade`: what follows is no HTTP. `length`: so many bytes; 0 where there is no body. `close`: up to the end of the connection. */
export interface ResponseFraming {
  readonly kind: 'interim' | 'upgrade' | 'length' | 'chunked' | 'close'
  readonly length: number
  /** The connection ends after it. */
  readonly last: boolean
}

const INTERIM: ResponseFraming = { kind: 'interim', length: 0, last: false }
const UPGRADE: ResponseFraming = { kind: 'upgrade', length: 0, last: false }
const CLOSE: ResponseFraming = { kind: 'close', length: 0, last: true }

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/
const CHUNKED = /\ntransfer-encoding:[^\n]*\bchunked[ \t]*\r?\n/i
const LENGTH = /\ncontent-length:[ \t]*(\d+)[ \t]*\r?\n/i
const LAST = /\nconnection:[^\n]*\bclose\b/i

/** Where the header block ends, its blank line included; -1: not in these bytes. */
export function endOfHead(bytes: Buffer, from: number): number {
  const end = bytes.indexOf('\r\n\r\n', from, 'latin1')
  return end === -1 ? -1 : end + 4
}

/** Bytes that cannot be the beginning of a response. */
export function isForeign(bytes: Buffer): boolean {
  return !'HTTP/'.startsWith(bytes.toString('latin1', 0, 5))
}

/** @param method of the request: the answer of a HEAD has no body */
export function readFraming(head: string, method: string): ResponseFraming {
  const status = Number(STATUS_LINE.exec(head)?.[1] ?? 0)
  if (status === 0) return CLOSE
  if (status === 101) return UPGRADE
  if (status < 200) return INTERIM
  const last = LAST.test(head)
  if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'length', length: 0, last }
  if (CHUNKED.test(head)) return { kind: 'chunked', length: 0, last }
  const length = LENGTH.exec(head)?.[1]
  return length === undefined ? CLOSE : { kind: 'length', length: Number(length), last }
}
