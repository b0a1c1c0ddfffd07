// A host of plain data. What it does not do, it says so with ERROR_NOT_SUPPORTED.

import type { FilterHost, HeaderLine, HeaderPort, SpecialHeader } from '@isapi-bridge/filter-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, NO_ERROR, type WIN32_ERROR } from '@isapi-bridge/win32'

class MemoryHeaders implements HeaderPort {
  lines: HeaderLine[]
  readonly special: Partial<Record<SpecialHeader, string>>
  /** Names that the protocol version does not have. */
  readonly unsupported = new Set<string>()

  constructor(lines: HeaderLine[] = [], special: Partial<Record<SpecialHeader, string>> = {}) {
    this.lines = lines
    this.special = special
  }

  get(name: string): string | undefined {
    const values = this.lines.filter(([each]) => isSame(each, name)).map(([, value]) => value)
    return values.length === 0 ? undefined : values.join(', ')
  }

  set(name: string, value: string): WIN32_ERROR {
    if (this.unsupported.has(name)) return ERROR_NOT_SUPPORTED
    this.remove(name)
    return this.add(name, value)
  }

  add(name: string, value: string): WIN32_ERROR {
    if (this.unsupported.has(name)) return ERROR_NOT_SUPPORTED
    this.lines.push([name, value])
    return NO_ERROR
  }

  remove(name: string): void {
    this.lines = this.lines.filter(([each]) => !isSame(each, name))
  }

  getSpecial(name: SpecialHeader): string | undefined {
    return this.special[name]
  }

  setSpecial(name: SpecialHeader, value: string): WIN32_ERROR {
    if (this.special[name] === undefined) return ERROR_INVALID_PARAMETER
    this.special[name] = value
    return NO_ERROR
  }
}

export class MemoryHost implements FilterHost {
  readonly variables = new Map<string, string>([
    ['URL', '/default.aspx'],
    ['REMOTE_USER', ''],
    ['SERVER_NAME', 'www.example.com']
  ])

  readonly requestHeaders = new MemoryHeaders(
    [['Host', 'www.example.com'], ['Accept', 'text/html'], ['accept', '*/*'], ['X-Empty', '']],
    { method: 'GET', url: '/a%20b?c=d', version: 'HTTP/1.1' }
  )

  readonly responseHeaders = new MemoryHeaders([['Server', 'memory']], { status: '200 OK' })
  readonly responseLines: HeaderLine[] = []
  readonly denialLines: HeaderLine[] = []
  readonly written: Uint8Array[] = []
  readonly askedFor: { name: string, wide: boolean }[] = []
  sent: { status: string | null, lines: readonly HeaderLine[] } | null = null
  disabled = 0
  instanceId = 1
  user: unknown

  getServerVariable(name: string, wide: boolean): string | undefined {
    this.askedFor.push({ name, wide })
    return this.variables.get(name)
  }

  addResponseHeaders(lines: readonly HeaderLine[]): WIN32_ERROR {
    this.responseLines.push(...lines)
    return NO_ERROR
  }

  writeClient(bytes: Uint8Array): WIN32_ERROR {
    this.written.push(bytes.slice())
    return NO_ERROR
  }

  sendResponseHeader(status: string | null, lines: readonly HeaderLine[]): WIN32_ERROR {
    if (this.sent !== null) return ERROR_INVALID_PARAMETER
    this.sent = { status, lines }
    return NO_ERROR
  }

  addHeadersOnDenial(lines: readonly HeaderLine[]): WIN32_ERROR {
    this.denialLines.push(...lines)
    return NO_ERROR
  }

  disableNotifications(mask: number): void {
    this.disabled |= mask
  }

  setNextReadSize(): WIN32_ERROR {
    return ERROR_NOT_SUPPORTED
  }

  getInstanceId(): number {
    return this.instanceId
  }

  getUserToken(): unknown {
    return this.user
  }
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
