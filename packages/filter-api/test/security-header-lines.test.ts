// Text of a filter must not end the header block or start a line that the filter did not declare, whichever way it comes.

import {
  GetLastError, SF_REQ_ADD_HEADERS_ON_DENIAL, SF_REQ_SEND_RESPONSE_HEADER, requestHeaderFunctions, responseHeaderFunctions
} from '@isapi-bridge/filter-api'
import { ERROR_INVALID_PARAMETER } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { attachedContext } from './support/attached-context.ts'

/** Lines that are wrong whatever stands around them. */
const badLines = [
  'X-A: 1\n', 'X-A: 1\r', 'X-A: 1\nX-B: 2', 'X-A: 1\rX-B: 2', 'X-A: 1\0', 'X-A: \x1B', 'X-A: \x7F', 'X-A: 1\r\n folded', 'X-A 1', ': 1', 'X A: 1',
  'X-A : 1', ' X-A: 1', 'X-\xE9: 1', 'X-A: Ł', 'X-A: \u010D\u010AX-B: 2'
]

/** Text that is not one or more complete lines. */
const badText = [
  ...badLines.map(line => `${line}\r\n`), ...badLines.map(line => `X-First: 1\r\n${line}\r\nX-Last: 1\r\n`),
  '', '\r\n', '\r\n\r\n', 'X-A: 1', '\r\nX-A: 1\r\n', 'X-A: 1\r\n\r\n\r\n', 'X-A: 1\r\n\r\nX-B: 2\r\n', 'X-A: 1\r\n\r\nX-B: 2\r\n\r\n', null, 42
]

const badValues = ['a\r\nX-B: 2', 'a\rb', 'a\nb', 'a\0b', '\r', '\n', 'a\x7Fb', '\u010D\u010AX-B: 2', undefined, 7]

const badNames = ['X-A\r\n:', 'X-A\r\nX-B:', 'X A:', ':', 'X-\0:', ' X-A:', 'X-A :', 'X-Ł:', 'X:A:', null]

describe('F-280, F-287: lines', () => {
  test.each(badText)('AddResponseHeaders and ADD_HEADERS_ON_DENIAL refuse %j', (text) => {
    const { pfc, host } = attachedContext()
    expect(pfc.AddResponseHeaders(pfc, text as string)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, text as string)).toBe(false)
    expect([host.responseLines, host.denialLines]).toEqual([[], []])
  })

  test.each(badLines)('SEND_RESPONSE_HEADER refuses %j', (line) => {
    for (const text of [`${line}\r\n\r\n`, `${line}\r\n`, `X-First: 1\r\n${line}\r\nX-Last: 1\r\n\r\n`, `X-First: 1\r\n${line}`]) {
      const { pfc, host } = attachedContext()
      expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null, text)).toBe(false)
      expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
      expect(host.sent).toBeNull()
    }
  })
})

describe.each([
  ['request', requestHeaderFunctions, 'url'],
  ['response', responseHeaderFunctions, 'status']
])('F-279, F-280: header functions of the %s', (_, { SetHeader, AddHeader }, special) => {
  test.each(badValues)('refuse the value %j', (value) => {
    for (const change of [SetHeader, AddHeader]) {
      const { pfc, host } = attachedContext()
      const before = JSON.stringify([host.requestHeaders, host.responseHeaders])
      expect(change(pfc, 'X-A:', value as string)).toBe(false)
      expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
      expect(change(pfc, special, value as string)).toBe(false)
      expect(JSON.stringify([host.requestHeaders, host.responseHeaders])).toBe(before)
    }
  })

  test.each(badNames)('refuse the name %j', (name) => {
    for (const change of [SetHeader, AddHeader]) {
      const { pfc, host } = attachedContext()
      const before = JSON.stringify([host.requestHeaders, host.responseHeaders])
      expect(change(pfc, name as string, 'x')).toBe(false)
      expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
      expect(change(pfc, name as string, '')).toBe(false)
      expect(JSON.stringify([host.requestHeaders, host.responseHeaders])).toBe(before)
    }
  })
})
