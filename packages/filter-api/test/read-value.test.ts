import { GetLastError, createFilterContext, createFilterHeap, getHeader, getServerVariable, requestHeaderFunctions, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_INDEX } from '@isapi-bridge/win32'
import { beforeEach, describe, expect, test } from 'vitest'
import { MemoryHost } from './support/memory-host.ts'

let host: MemoryHost
let pfc: HTTP_FILTER_CONTEXT

beforeEach(() => {
  host = new MemoryHost()
  const context = createFilterContext({ heap: createFilterHeap(), revision: 0x0006_0000, isSecurePort: false })
  context.attach(host)
  pfc = context.pfc
})

describe('getServerVariable', () => {
  test('gives short, empty and long values', () => {
    host.variables.set('LONG', 'x'.repeat(5000))
    expect(getServerVariable(pfc, 'SERVER_NAME')).toBe('www.example.com')
    expect(getServerVariable(pfc, 'REMOTE_USER')).toBe('')
    expect(getServerVariable(pfc, 'LONG')).toBe('x'.repeat(5000))
    expect(host.askedFor.filter(({ name }) => name === 'LONG').length).toBe(2)
  })

  test('gives text for UNICODE_ names', () => {
    host.variables.set('NAME', 'Zoë €')
    expect(getServerVariable(pfc, 'UNICODE_NAME')).toBe('Zoë €')
  })

  test('an unknown name is null, and the last error tells why', () => {
    expect(getServerVariable(pfc, 'NOTHING')).toBeNull()
    expect(GetLastError()).toBe(ERROR_INVALID_INDEX)
  })

  test('the bound counts the NUL, and no byte more is asked for', () => {
    host.variables.set('FOUR', 'four')
    expect(getServerVariable(pfc, 'FOUR', 5)).toBe('four')
    expect(getServerVariable(pfc, 'FOUR', 4)).toBeNull()
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
    host.variables.set('HUGE', 'x'.repeat(70_000))
    expect(getServerVariable(pfc, 'HUGE')).toBeNull()
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
    expect(getServerVariable(pfc, 'HUGE', 70_001)).toHaveLength(70_000)
  })

  test('a value that grows between two calls is asked for again', () => {
    let length = 600
    host.getServerVariable = () => 'x'.repeat(length += 100)
    expect(getServerVariable(pfc, 'GROWS', 2000)).toBeNull() // it outgrows the bound in the end
    let asked = 0
    host.getServerVariable = () => 'x'.repeat(asked++ < 2 ? 600 + asked * 100 : 800)
    expect(getServerVariable(pfc, 'GROWS')).toHaveLength(800)
  })
})

describe('getHeader', () => {
  test('gives headers and special values', () => {
    host.requestHeaders.set('X-Long', 'y'.repeat(3000))
    expect(getHeader(pfc, requestHeaderFunctions, 'Host:')).toBe('www.example.com')
    expect(getHeader(pfc, requestHeaderFunctions, 'method')).toBe('GET')
    expect(getHeader(pfc, requestHeaderFunctions, 'X-Long:')).toBe('y'.repeat(3000))
    expect(getHeader(pfc, requestHeaderFunctions, 'X-Long:', 100)).toBeNull()
    expect(getHeader(pfc, requestHeaderFunctions, 'X-None:')).toBeNull()
    expect(GetLastError()).toBe(ERROR_INVALID_INDEX)
  })
})
