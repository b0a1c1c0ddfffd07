import {
  GetLastError, SF_NOTIFY_LOG, SF_NOTIFY_SEND_RAW_DATA, SF_PROPERTY_INSTANCE_NUM_ID, SF_PROPERTY_SSL_CTXT,
  SF_REQ_ADD_HEADERS_ON_DENIAL, SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_GET_CONNID, SF_REQ_GET_PROPERTY, SF_REQ_NORMALIZE_URL,
  SF_REQ_SEND_RESPONSE_HEADER, SF_REQ_SET_CERTIFICATE_INFO, SF_REQ_SET_NEXT_READ_SIZE, SF_REQ_SET_PROXY_INFO, fromBytes,
  notificationMask, readSz, writeSz, type SF_REQ_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, NO_ERROR } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { attachedContext } from './support/attached-context.ts'

describe('SF_REQ_SEND_RESPONSE_HEADER', () => {
  test.each([[null, null], [null, undefined], [undefined, 0]])('F-314: status %s, text %s: the defaults', (status, text) => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, status as null, text as null, 0)).toBe(true)
    expect(host.sent).toEqual({ status: null, lines: [] })
    expect(host.written).toEqual([])
  })

  test('F-316: headers end with a blank line of the filter', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '302 Found', 'Location: /\r\nX-A: 1\r\n\r\n')).toBe(true)
    expect(host.sent).toEqual({ status: '302 Found', lines: [['Location', '/'], ['X-A', '1']] })
  })

  test('F-316: a blank line that is missing is added', () => {
    for (const [text, lines] of [['', []], ['Location: /', [['Location', '/']]], ['Location: /\r\nX-A: 1\r\n', [['Location', '/'], ['X-A', '1']]]] as const) {
      const { pfc, host } = attachedContext()
      expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '302 Found', text)).toBe(true)
      expect(host.sent).toEqual({ status: '302 Found', lines })
      expect(host.written).toEqual([])
    }
  })

  test('one line that is no header is the beginning of the body', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '302 Found', 'It is elsewhere.')).toBe(true)
    expect(host.sent).toEqual({ status: '302 Found', lines: [] })
    expect(host.written.map(fromBytes)).toEqual(['It is elsewhere.'])
  })

  test('what follows the blank line is the beginning of the body', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null, 'X-A: 1\r\n\r\n<p>caf\xE9\r\n\r\n')).toBe(true)
    expect(host.sent?.lines).toEqual([['X-A', '1']])
    expect(host.written.map(fromBytes)).toEqual(['<p>caf\xE9\r\n\r\n'])
  })

  test('a blank line alone ends the block', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '204 No Content', '\r\n')).toBe(true)
    expect(host.sent).toEqual({ status: '204 No Content', lines: [] })
  })

  test('a body beyond Latin-1 is refused before anything is sent', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null, '\r\nŁódź')).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    expect(host.sent).toBeNull()
  })

  test.each(['', 'OK', '99 Low', '1000 High', '200\r\nX-A: 1', '200 OK\n', '200 \0', '200OK', 200, {}])(
    'refuses the status %j', (status) => {
      const { pfc, host } = attachedContext()
      expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, status as string, null)).toBe(false)
      expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
      expect(host.sent).toBeNull()
    }
  )

  test('F-317, F-318: a second time sends nothing', () => {
    const { pfc, host } = attachedContext()
    pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '200 OK', '\r\nonce')
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '404 Not Found', '\r\ntwice')).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    expect(host.sent?.status).toBe('200 OK')
    expect(host.written.map(fromBytes)).toEqual(['once'])
  })
})

describe('SF_REQ_ADD_HEADERS_ON_DENIAL', () => {
  test('F-319, F-320: keeps lines of any name for a denial', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, 'WWW-Authenticate: Own realm="x"\r\nX-A: 1\r\n', 0, 0)).toBe(true)
    expect(host.denialLines).toEqual([['WWW-Authenticate', 'Own realm="x"'], ['X-A', '1']])
    expect(host.responseLines).toEqual([])
  })

  test('passes on why the host refuses', () => {
    const { pfc, host } = attachedContext()
    host.addHeadersOnDenial = () => ERROR_NOT_SUPPORTED
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, 'X-A: 1\r\n')).toBe(false)
    expect(GetLastError()).toBe(ERROR_NOT_SUPPORTED)
  })
})

describe('SF_REQ_SET_NEXT_READ_SIZE', () => {
  test('F-331: goes to the host, which knows whether there is a next read', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SET_NEXT_READ_SIZE, null, 4096)).toBe(false)
    expect(GetLastError()).toBe(ERROR_NOT_SUPPORTED)
    const sizes: number[] = []
    host.setNextReadSize = (size?: number) => {
      sizes.push(size ?? 0)
      return NO_ERROR
    }
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SET_NEXT_READ_SIZE, null, 4096)).toBe(true)
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SET_NEXT_READ_SIZE, null, -1)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    expect(sizes).toEqual([4096])
  })
})

describe('what is not supported', () => {
  test('SF_REQ_SET_PROXY_INFO and SF_REQ_SET_CERTIFICATE_INFO', () => {
    const { pfc } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SET_PROXY_INFO, null, 1)).toBe(false)
    expect(GetLastError()).toBe(ERROR_NOT_SUPPORTED)
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_SET_CERTIFICATE_INFO, {}, {}, {})).toBe(false)
    expect(GetLastError()).toBe(ERROR_NOT_SUPPORTED)
  })

  test('F-328: SF_REQ_GET_CONNID, which leaves 0', () => {
    const { pfc } = attachedContext()
    const cell = { value: 7 }
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_GET_CONNID, cell)).toBe(false)
    expect([GetLastError(), cell.value]).toEqual([ERROR_NOT_SUPPORTED, 0])
  })

  test.each([9, -1, 1.5, 'toString', undefined, null, { toString: () => 'length' }])('F-332: request %s', (request) => {
    const { pfc } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, request as SF_REQ_TYPE, null)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })
})

describe('SF_REQ_GET_PROPERTY', () => {
  test('F-326: gives the number of the site, 0 before it is known', () => {
    const { pfc, host } = attachedContext()
    const cell = { value: 99 }
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell, SF_PROPERTY_INSTANCE_NUM_ID)).toBe(true)
    expect(cell.value).toBe(1)
    host.instanceId = 0
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell, SF_PROPERTY_INSTANCE_NUM_ID)).toBe(true)
    expect(cell.value).toBe(0)
  })

  test.each([
    ['F-327: the property SSL_CTXT', { value: 0 }, SF_PROPERTY_SSL_CTXT],
    ['an unknown property', { value: 0 }, 2],
    ['no cell', null, SF_PROPERTY_INSTANCE_NUM_ID]
  ])('refuses %s', (_, cell, property) => {
    const { pfc } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell as never, property as never)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })
})

describe('SF_REQ_NORMALIZE_URL', () => {
  function normalize(url: string): string | number {
    const { pfc } = attachedContext()
    const buffer = new Uint8Array(url.length + 1)
    writeSz(buffer, url)
    return pfc.ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, buffer) ? readSz(buffer) : GetLastError()
  }

  test.each([
    ['/plain/path', '/plain/path'],
    ['/a%20b', '/a b'],
    ['/caf%C3%A9', '/caf\xC3\xA9'],
    ['/%2561', '/%61'],
    ['/%zz%4', '/%zz%4'],
    ['/a%0D%0A%00b', '/ab']
  ])('F-329: decodes %s to %s', (url, expected) => {
    expect(normalize(url)).toBe(expected)
  })

  test.each([
    ['/a\\b', '/a\\b'],
    ['/a%5Cb', '/a\\b'],
    ['/a\\..\\b', '/a\\..\\b'],
    ['/a/b\\../c', '/a/b\\../c']
  ])('F-330: leaves backslashes alone, %s', (url, expected) => {
    expect(normalize(url)).toBe(expected)
  })

  test.each([
    ['/a/./b/../c', '/a/c'],
    ['/a/%2e%2E/b', '/b'],
    ['/a/.%00./b', '/b'],
    ['/../../x', '/x'],
    ['/a/b/..', '/a/'],
    ['/a/.', '/a/'],
    ['/..', '/'],
    ['/a//b', '/a//b'],
    ['', ''],
    ['*', '*'],
    ['/a/../b?c=/../%20', '/b?c=/../%20']
  ])('resolves dots in the path, %s to %s', (url, expected) => {
    expect(normalize(url)).toBe(expected)
  })

  test('stays in the buffer', () => {
    const { pfc } = attachedContext()
    const buffer = new Uint8Array([0x2F, 0x25, 0x34, 0x31, 0, 0xFF])
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, buffer)).toBe(true)
    expect([...buffer]).toEqual([0x2F, 0x41, 0, 0x31, 0, 0xFF])
  })

  test.each([['without NUL', new Uint8Array([0x2F])], ['that is none', '/a'], ['that is null', null]])('refuses a buffer %s', (_, buffer) => {
    const { pfc } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, buffer as Uint8Array)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })
})

describe('SF_REQ_DISABLE_NOTIFICATIONS', () => {
  test('F-322: hands the mask to the host', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_LOG | SF_NOTIFY_SEND_RAW_DATA)).toBe(true)
    expect(host.disabled).toBe(SF_NOTIFY_LOG | SF_NOTIFY_SEND_RAW_DATA)
  })

  test('takes all bits for all notifications', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, 0xFFFF_FFFF)).toBe(true)
    expect(host.disabled).toBe(notificationMask)
  })

  test('refuses what is no mask', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, 'all' as never)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    expect(host.disabled).toBe(0)
  })
})
