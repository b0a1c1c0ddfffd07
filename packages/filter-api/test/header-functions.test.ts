import {
  GetLastError, authCompleteFunctions, readSz, requestHeaderFunctions, responseHeaderFunctions, type HTTP_FILTER_CONTEXT,
  type HeaderFunctions
} from '@isapi-bridge/filter-api'
import {
  ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_NO_DATA
} from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { attachedContext } from './support/attached-context.ts'

const { GetHeader, SetHeader, AddHeader } = requestHeaderFunctions

function header(pfc: HTTP_FILTER_CONTEXT, name: string, functions: HeaderFunctions = requestHeaderFunctions): string | number {
  const buffer = new Uint8Array(100)
  return functions.GetHeader(pfc, name, buffer, { value: buffer.length }) ? readSz(buffer) : GetLastError()
}

describe('GetHeader', () => {
  test('F-274: needs the colon, and no particular case', () => {
    const { pfc } = attachedContext()
    expect(header(pfc, 'Host:')).toBe('www.example.com')
    expect(header(pfc, 'hOST:')).toBe('www.example.com')
  })

  test('F-276: a name without colon', () => {
    expect(header(attachedContext().pfc, 'Host')).toBe(ERROR_INVALID_PARAMETER)
    expect(header(attachedContext({ missingColonError: ERROR_INVALID_INDEX }).pfc, 'Host')).toBe(ERROR_INVALID_INDEX)
  })

  test('F-275: an absent header', () => {
    expect(header(attachedContext().pfc, 'X-None:')).toBe(ERROR_INVALID_INDEX)
  })

  test('a header without a value is there', () => {
    expect(header(attachedContext().pfc, 'X-Empty:')).toBe('')
  })

  test('joins several values', () => {
    expect(header(attachedContext().pfc, 'Accept:')).toBe('text/html, */*')
  })

  test('F-277: a small buffer gets the size needed', () => {
    const { pfc } = attachedContext()
    const size = { value: 15 }
    expect(GetHeader(pfc, 'Host:', new Uint8Array(15), size)).toBe(false)
    expect([GetLastError(), size.value]).toEqual([ERROR_INSUFFICIENT_BUFFER, 16])
    expect(GetHeader(pfc, 'Host:', new Uint8Array(size.value), size)).toBe(true)
  })

  test.each([
    ['no name', null, { value: 8 }],
    ['an empty name', ':', { value: 8 }],
    ['a name that is no token', 'X Y:', { value: 8 }],
    ['no size cell', 'Host:', null]
  ])('refuses %s', (_, name, size) => {
    const { pfc } = attachedContext()
    expect(GetHeader(pfc, name as string, new Uint8Array(8), size as { value: number })).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })
})

describe('special values', () => {
  test('F-134, F-137: the three parts of the request line, without colon', () => {
    const { pfc } = attachedContext()
    expect(['method', 'url', 'version'].map(name => header(pfc, name))).toEqual(['GET', '/a%20b?c=d', 'HTTP/1.1'])
  })

  test('F-136, F-285: are case-sensitive, but URL is url', () => {
    const { pfc } = attachedContext()
    expect(header(pfc, 'URL')).toBe('/a%20b?c=d')
    for (const name of ['Url', 'Method', 'METHOD', 'VERSION']) expect(header(pfc, name)).toBe(ERROR_INVALID_PARAMETER)
  })

  test('F-136: with a colon are ordinary headers', () => {
    expect(header(attachedContext().pfc, 'url:')).toBe(ERROR_INVALID_INDEX)
  })

  test('F-135: can be set', () => {
    const { pfc, host } = attachedContext()
    expect(SetHeader(pfc, 'url', '/new')).toBe(true)
    expect(SetHeader(pfc, 'method', 'HEAD')).toBe(true)
    expect(AddHeader(pfc, 'URL', '/newer')).toBe(true)
    expect(host.requestHeaders.special).toEqual({ method: 'HEAD', url: '/newer', version: 'HTTP/1.1' })
  })

  test('cannot be deleted', () => {
    const { pfc, host } = attachedContext()
    expect(SetHeader(pfc, 'url', '')).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    expect(host.requestHeaders.special.url).toBe('/a%20b?c=d')
  })

  test('F-199: the response has status, and the request has not', () => {
    const { pfc } = attachedContext()
    expect(header(pfc, 'status', responseHeaderFunctions)).toBe('200 OK')
    expect(header(pfc, 'url', responseHeaderFunctions)).toBe(ERROR_INVALID_PARAMETER)
    expect(header(pfc, 'status')).toBe(ERROR_INVALID_PARAMETER)
    expect(SetHeader(pfc, 'status', '404 Not Found')).toBe(false)
    expect(responseHeaderFunctions.SetHeader(pfc, 'status', '404 Not Found')).toBe(true)
    expect(header(pfc, 'status', responseHeaderFunctions)).toBe('404 Not Found')
  })
})

describe('SetHeader and AddHeader', () => {
  test('F-133, F-195, F-286: act on the block they belong to', () => {
    const { pfc, host } = attachedContext()
    requestHeaderFunctions.SetHeader(pfc, 'X-A:', 'request')
    responseHeaderFunctions.SetHeader(pfc, 'X-A:', 'response')
    expect([host.requestHeaders.get('x-a'), host.responseHeaders.get('x-a')]).toEqual(['request', 'response'])
  })

  test('F-189: those of AUTH_COMPLETE are those of the request', () => {
    expect(authCompleteFunctions).toMatchObject(requestHeaderFunctions)
  })

  test('F-196, F-282: SetHeader replaces what is there and creates what is not', () => {
    const { pfc } = attachedContext()
    expect(SetHeader(pfc, 'accept:', 'image/png')).toBe(true)
    expect(SetHeader(pfc, 'X-New:', '1')).toBe(true)
    expect([header(pfc, 'Accept:'), header(pfc, 'X-New:')]).toEqual(['image/png', '1'])
  })

  test('F-283: AddHeader adds one more', () => {
    const { pfc, host } = attachedContext()
    expect(AddHeader(pfc, 'Accept:', 'image/png')).toBe(true)
    expect(host.requestHeaders.lines.filter(([name]) => name.toLowerCase() === 'accept')).toHaveLength(3)
  })

  test.each([['SetHeader', SetHeader], ['AddHeader', AddHeader]])('F-197, F-281: %s with an empty value deletes, and so does NULL', (_, change) => {
    for (const value of ['', null]) {
      const { pfc } = attachedContext()
      expect(change(pfc, 'ACCEPT:', value)).toBe(true)
      expect(header(pfc, 'Accept:')).toBe(ERROR_INVALID_INDEX)
      expect(change(pfc, 'X-None:', value)).toBe(true)
      expect(change(pfc, 'url', value)).toBe(false)
    }
  })

  test('a name without colon, whatever the manners of GetHeader', () => {
    const { pfc } = attachedContext({ missingColonError: ERROR_INVALID_INDEX })
    for (const change of [SetHeader, AddHeader]) {
      expect(change(pfc, 'X-A', '1')).toBe(false)
      expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    }
  })

  test('F-284: a header that the protocol version does not have', () => {
    const { pfc, host } = attachedContext()
    host.requestHeaders.unsupported.add('Transfer-Encoding')
    for (const change of [SetHeader, AddHeader]) {
      expect(change(pfc, 'Transfer-Encoding:', 'chunked')).toBe(false)
      expect(GetLastError()).toBe(ERROR_NOT_SUPPORTED)
    }
  })
})

describe('GetUserToken', () => {
  const { GetUserToken } = authCompleteFunctions

  test('F-188: gives the token of the user', () => {
    const { pfc, host } = attachedContext()
    host.user = { account: 'EXAMPLE\\ann' }
    const token = { value: null as unknown }
    expect(GetUserToken(pfc, token)).toBe(true)
    expect(token.value).toBe(host.user)
  })

  test('fails without a user, and without a cell', () => {
    const { pfc, host } = attachedContext()
    expect(GetUserToken(pfc, { value: null })).toBe(false)
    expect(GetLastError()).toBe(ERROR_NO_DATA)
    host.user = {}
    expect(GetUserToken(pfc, null as never)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })
})
