// Header blocks of answers that go out below HTTP, where the server makes none.

import type { HeaderLine } from '@isapi-bridge/filter-api'

/** @param status such as `401 Access Denied` */
export function headerBlock(status: string, lines: readonly HeaderLine[]): Uint8Array {
  const all: readonly HeaderLine[] = [['Date', new Date().toUTCString()], ...lines]
  return Buffer.from(`HTTP/1.1 ${status}\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`, 'latin1')
}
