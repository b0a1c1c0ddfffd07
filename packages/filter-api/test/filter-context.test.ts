import {
  GetLastError, HTTP_FILTER_REVISION, SF_REQ_GET_PROPERTY, SF_PROPERTY_INSTANCE_NUM_ID, SetLastError, createFilterContext,
  createFilterHeap, fromBytes, readSz, readSzW, requestHeaderFunctions, type FilterHeap,
  type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import {
  ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, ERROR_NOT_SUPPORTED,
  ERROR_NO_DATA, NO_ERROR
} from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { attachedContext } from './support/attached-context.ts'

describe('the context', () => {
  test('F-072: starts without a value of the filter', () => {
    expect(attachedContext().pfc.pFilterContext).toBeNull()
  })

  test('F-071, F-073, F-077: stays the same object, with the value of the filter, through requests and the end', () => {
    const { context, pfc, host } = attachedContext()
    const value = { hits: 1 }
    pfc.pFilterContext = value
    context.attach(null)
    context.attach(host)
    context.end()
    expect(context.pfc).toBe(pfc)
    expect(pfc.pFilterContext).toBe(value)
    expect(value).toEqual({ hits: 1 })
  })

  test('F-074, F-075: two contexts share no value', () => {
    const [a, b] = [attachedContext().pfc, attachedContext().pfc]
    a.pFilterContext = 'a'
    expect(b.pFilterContext).toBeNull()
  })

  test('F-083, F-084: tells revision and port as it was told', () => {
    const heap = createFilterHeap()
    const secure = createFilterContext({ heap, revision: 0x0007_0000, isSecurePort: true }).pfc
    expect([secure.Revision, secure.fIsSecurePort]).toEqual([0x0007_0000, true])
    const plain = attachedContext().pfc
    expect([plain.Revision, plain.fIsSecurePort]).toEqual([HTTP_FILTER_REVISION, false])
    expect(plain.cbSize).toBe(44)
  })

  test('F-085: ServerContext has nothing to use', () => {
    expect(Reflect.ownKeys(attachedContext().pfc.ServerContext as object)).toEqual([])
  })

  test('callbacks are the same functions in every context', () => {
    const [a, b] = [attachedContext().pfc, attachedContext().pfc]
    const { ServerContext: _a, ...callbacksOfA } = a
    const { ServerContext: _b, ...callbacksOfB } = b
    expect(callbacksOfA).toEqual(callbacksOfB)
  })
})

/** Every callback that needs a request, with arguments that are good. */
const requestCalls: Record<string, (called: HTTP_FILTER_CONTEXT, pfc: HTTP_FILTER_CONTEXT) => boolean> = {
  GetServerVariable: ({ GetServerVariable }, pfc) => GetServerVariable(pfc, 'URL', new Uint8Array(100), { value: 100 }),
  AddResponseHeaders: ({ AddResponseHeaders }, pfc) => AddResponseHeaders(pfc, 'X-A: 1\r\n'),
  WriteClient: ({ WriteClient }, pfc) => WriteClient(pfc, new Uint8Array(1), { value: 1 }),
  ServerSupportFunction: ({ ServerSupportFunction }, pfc) =>
    ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, { value: 0 }, SF_PROPERTY_INSTANCE_NUM_ID),
  GetHeader: (_, pfc) => requestHeaderFunctions.GetHeader(pfc, 'Host:', new Uint8Array(100), { value: 100 }),
  SetHeader: (_, pfc) => requestHeaderFunctions.SetHeader(pfc, 'Host:', 'x'),
  AddHeader: (_, pfc) => requestHeaderFunctions.AddHeader(pfc, 'X-A:', 'x')
}
const allCalls = {
  ...requestCalls,
  AllocMem: ({ AllocMem }: HTTP_FILTER_CONTEXT, pfc: HTTP_FILTER_CONTEXT) => AllocMem(pfc, 1) !== null
}

describe.each(Object.entries(allCalls))('F-070: %s', (_, call) => {
  const { pfc } = attachedContext()

  test('works with the context of the transaction', () => {
    expect(call(pfc, pfc)).toBe(true)
  })

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['a number', 1],
    ['an empty object', {}],
    ['a context with a server context of its own', { ...pfc, ServerContext: {} }],
    ['a context with null for a server context', { ...pfc, ServerContext: null }]
  ])('F-249, F-295, F-297: refuses %s', (_name, forged) => {
    SetLastError(NO_ERROR)
    expect(call(pfc, forged as HTTP_FILTER_CONTEXT)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })

  test('refuses a context that has ended', () => {
    const ended = attachedContext()
    ended.context.end()
    expect(call(ended.pfc, ended.pfc)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })
})

test.each(Object.entries(requestCalls))('%s refuses a context without a request', (_, call) => {
  const { context, pfc } = attachedContext()
  context.attach(null)
  expect(call(pfc, pfc)).toBe(false)
  expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
})

describe('GetServerVariable', () => {
  test('F-245: copies the value with its NUL and returns the bytes', () => {
    const { pfc } = attachedContext()
    const buffer = new Uint8Array(100).fill(0xFF)
    const size = { value: 100 }
    expect(pfc.GetServerVariable(pfc, 'URL', buffer, size)).toBe(true)
    expect(readSz(buffer)).toBe('/default.aspx')
    expect(size.value).toBe('/default.aspx'.length + 1)
  })

  test('F-246, F-247: a buffer too small gets the size needed, with which the second call succeeds', () => {
    const { pfc } = attachedContext()
    const size = { value: 4 }
    expect(pfc.GetServerVariable(pfc, 'URL', new Uint8Array(4), size)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
    expect(size.value).toBe(14)
    const buffer = new Uint8Array(size.value)
    expect(pfc.GetServerVariable(pfc, 'URL', buffer, size)).toBe(true)
    expect(readSz(buffer)).toBe('/default.aspx')
  })

  test('F-259: the size can be asked for without a buffer', () => {
    const { pfc } = attachedContext()
    const size = { value: 0 }
    expect(pfc.GetServerVariable(pfc, 'URL', null, size)).toBe(false)
    expect([GetLastError(), size.value]).toEqual([ERROR_INSUFFICIENT_BUFFER, 14])
  })

  test('F-248: an unknown name', () => {
    const { pfc } = attachedContext()
    expect(pfc.GetServerVariable(pfc, 'NO_SUCH_THING', new Uint8Array(100), { value: 100 })).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_INDEX)
  })

  test.each([
    ['no name', null, { value: 100 }],
    ['a name beyond Latin-1', 'URŁ', { value: 100 }],
    ['no size cell', 'URL', null]
  ])('F-249: %s', (_, name, size) => {
    const { pfc, host } = attachedContext()
    expect(pfc.GetServerVariable(pfc, name as string, new Uint8Array(100), size as { value: number })).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    expect(host.askedFor).toEqual([])
  })

  test('F-250: a known variable without a value is the empty string', () => {
    const { pfc } = attachedContext()
    const size = { value: 100 }
    expect(pfc.GetServerVariable(pfc, 'REMOTE_USER', new Uint8Array(100), size)).toBe(true)
    expect(size.value).toBe(1)
  })

  test('F-250: or an error, where the documentation is taken literally', () => {
    const { pfc } = attachedContext({ noDataError: ERROR_NO_DATA })
    expect(pfc.GetServerVariable(pfc, 'REMOTE_USER', new Uint8Array(100), { value: 100 })).toBe(false)
    expect(GetLastError()).toBe(ERROR_NO_DATA)
    expect(pfc.GetServerVariable(pfc, 'URL', new Uint8Array(100), { value: 100 })).toBe(true)
  })

  test('F-251: UNICODE_ gives UTF-16, sizes in bytes', () => {
    const { pfc, host } = attachedContext()
    host.variables.set('URL', '/Łódź')
    const size = { value: 0 }
    pfc.GetServerVariable(pfc, 'UNICODE_URL', null, size)
    expect(size.value).toBe(12)
    const buffer = new Uint8Array(size.value)
    expect(pfc.GetServerVariable(pfc, 'UNICODE_URL', buffer, size)).toBe(true)
    expect(readSzW(buffer)).toBe('/Łódź')
    expect(host.askedFor.at(-1)).toEqual({ name: 'URL', wide: true })
  })

  test.each(['UNICODE_HTTP_HOST', 'UNICODE_HEADER_Host'])('F-252: %s is no variable', (name) => {
    const { pfc, host } = attachedContext()
    expect(pfc.GetServerVariable(pfc, name, new Uint8Array(100), { value: 100 })).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_INDEX)
    expect(host.askedFor).toEqual([])
  })

  test('a value beyond Latin-1 can be had as UNICODE_ only', () => {
    const { pfc, host } = attachedContext()
    host.variables.set('URL', '/Łódź')
    expect(pfc.GetServerVariable(pfc, 'URL', new Uint8Array(100), { value: 100 })).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })

  test('F-257: is asked of the host each time', () => {
    const { pfc, host } = attachedContext()
    const buffer = new Uint8Array(100)
    host.variables.set('QUERY_STRING', '')
    pfc.GetServerVariable(pfc, 'QUERY_STRING', buffer, { value: 100 })
    expect(readSz(buffer)).toBe('')
    host.variables.set('QUERY_STRING', 'a=b')
    pfc.GetServerVariable(pfc, 'QUERY_STRING', buffer, { value: 100 })
    expect(readSz(buffer)).toBe('a=b')
  })
})

describe('AddResponseHeaders', () => {
  test('F-287: takes one or more lines', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.AddResponseHeaders(pfc, 'X-A: 1\r\n')).toBe(true)
    expect(pfc.AddResponseHeaders(pfc, 'X-B:2\r\nX-C: \t3 3 \r\nX-Empty:\r\n', 0)).toBe(true)
    expect(host.responseLines).toEqual([['X-A', '1'], ['X-B', '2'], ['X-C', '3 3'], ['X-Empty', '']])
  })

  test('keeps bytes above 0x7F, blank-like ones at the ends included', () => {
    const { pfc, host } = attachedContext()
    expect(pfc.AddResponseHeaders(pfc, 'X-A: caf\xC3\xA0\r\nX-B: \xA0\r\n')).toBe(true)
    expect(host.responseLines).toEqual([['X-A', 'caf\xC3\xA0'], ['X-B', '\xA0']])
  })

  test('passes on why the host refuses', () => {
    const { pfc, host } = attachedContext()
    host.addResponseHeaders = () => ERROR_NOT_SUPPORTED
    expect(pfc.AddResponseHeaders(pfc, 'X-A: 1\r\n')).toBe(false)
    expect(GetLastError()).toBe(ERROR_NOT_SUPPORTED)
  })
})

describe('WriteClient', () => {
  test('F-291: sends as many bytes of the buffer as it is told, and returns their number', () => {
    const { pfc, host } = attachedContext()
    const size = { value: 3 }
    expect(pfc.WriteClient(pfc, new Uint8Array([0x61, 0x62, 0x63, 0x64]), size, 0)).toBe(true)
    expect(host.written.map(fromBytes)).toEqual(['abc'])
    expect(size.value).toBe(3)
  })

  test.each([
    ['no buffer', null, { value: 1 }],
    ['a string', 'text', { value: 1 }],
    ['no size cell', new Uint8Array(1), null],
    ['more than the buffer holds', new Uint8Array(1), { value: 2 }],
    ['a negative size', new Uint8Array(1), { value: -1 }],
    ['a size that is no number', new Uint8Array(1), { value: Number.NaN }]
  ])('F-295: refuses %s', (_, buffer, size) => {
    const { pfc, host } = attachedContext()
    expect(pfc.WriteClient(pfc, buffer as Uint8Array, size as { value: number })).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    expect(host.written).toEqual([])
  })

  test('passes on that the host cannot', () => {
    const { pfc, host } = attachedContext()
    host.writeClient = () => ERROR_NOT_SUPPORTED
    expect(pfc.WriteClient(pfc, new Uint8Array(1), { value: 1 })).toBe(false)
    expect(GetLastError()).toBe(ERROR_NOT_SUPPORTED)
  })
})

describe('AllocMem', () => {
  test('F-296, F-299, F-288: gives a block of the size, any number of times', () => {
    const { pfc, heap } = attachedContext()
    const blocks = [pfc.AllocMem(pfc, 64, 0), pfc.AllocMem(pfc, 64), pfc.AllocMem(pfc, 0)]
    expect(blocks.map(block => block?.length)).toEqual([64, 64, 0])
    expect(new Set(blocks).size).toBe(3)
    expect([heap.liveBlocks, heap.liveBytes]).toEqual([3, 128])
  })

  test('works while no request is attached', () => {
    const { context, pfc } = attachedContext()
    context.attach(null)
    expect(pfc.AllocMem(pfc, 1)).not.toBeNull()
  })

  test('F-301, F-302, F-311: blocks outlive their request and are released at the end', () => {
    const { context, pfc, host, heap } = attachedContext()
    pfc.AllocMem(pfc, 10)
    context.attach(null)
    context.attach(host)
    pfc.AllocMem(pfc, 10)
    expect(heap.liveBytes).toBe(20)
    expect(context.end()).toEqual({ blocks: 2, bytes: 20, modified: [] })
    expect(heap.liveBytes).toBe(0)
    expect(context.end()).toEqual({ blocks: 0, bytes: 0, modified: [] })
  })

  test('F-304: the end reports a block with a damaged tail', () => {
    const { context, pfc } = attachedContext()
    const block = pfc.AllocMem(pfc, 4)
    new Uint8Array(block?.buffer ?? new ArrayBuffer())[4] = 0
    expect(context.end().modified).toEqual([expect.objectContaining({ message: expect.stringMatching(/^Heap block at 0x\w+ modified$/) as string })])
  })

  test.each([-1, 1.5, Number.NaN, 2 ** 32, '16', undefined])('F-298: is null for a size of %s', (size) => {
    const { pfc } = attachedContext()
    expect(pfc.AllocMem(pfc, size as number)).toBeNull()
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })

  test('F-298: is null when the heap has no memory', () => {
    const full: FilterHeap = { liveBlocks: 0, liveBytes: 0, alloc: () => null, release: () => ({ blocks: 0, bytes: 0, modified: [] }) }
    const { pfc } = attachedContext({ heap: full })
    expect(pfc.AllocMem(pfc, 1)).toBeNull()
    expect(GetLastError()).toBe(ERROR_NOT_ENOUGH_MEMORY)
  })
})
