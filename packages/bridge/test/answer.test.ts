import {
  GetLastError, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, SF_REQ_ADD_HEADERS_ON_DENIAL,
  SF_REQ_SEND_RESPONSE_HEADER, SetLastError, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, toBytes,
  type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import { HttpDataChunkFromMemory, type IHttpContext } from '@isapi-bridge/module-api'
import { ERROR_ACCESS_DENIED } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { answers, filterOf, header, hostWith, recorder } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION

function write(pfc: HTTP_FILTER_CONTEXT, text: string): boolean {
  const bytes = toBytes(text) as Uint8Array
  return pfc.WriteClient(pfc, bytes, { value: bytes.length })
}

function redirect(pfc: HTTP_FILTER_CONTEXT): void {
  pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '302 Found', 'Location: /elsewhere\r\nContent-Type: text/plain\r\n\r\n')
  write(pfc, 'moved')
}

function body(context: IHttpContext, text: string): void {
  context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(text) } }])
}

describe('a filter answers by itself', () => {
  test.each([
    ['PREPROC_HEADERS (F-143)', SF_NOTIFY_PREPROC_HEADERS],
    ['URL_MAP (F-157)', SF_NOTIFY_URL_MAP],
    ['SEND_RESPONSE', SF_NOTIFY_SEND_RESPONSE]
  ] as const)('from %s: exactly that answer, and the connection closes', async (_name, flag) => {
    let open = true
    const proc = answers(flag, SF_STATUS_REQ_FINISHED, (pfc) => { if (open) { open = false; redirect(pfc) } })
    const { host, reports } = hostWith({
      modules: [bridgeFilter(filterOf(flag, proc), { name: 'a' })],
      route(context) {
        context.GetResponse().SetHeader('X-Route', 'yes', true)
        body(context, 'route')
        return true
      }
    })
    const response = await host.request('/')
    expect(response).toMatchObject({ status: 302, reason: 'Found', body: 'moved', closed: true })
    expect(response.headers).toEqual({ location: '/elsewhere', 'content-type': 'text/plain' })
    expect(reports).toEqual([])
  })

  test('every SEND_RESPONSE filter sees it, the caller too, before the call returns (F-116, F-201)', async () => {
    const log: string[] = []
    const events = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE
    const { host } = hostWith({
      modules: [
        bridgeFilter(recorder(log, 'a', events, (pfc, type) => {
          if (type !== SF_NOTIFY_PREPROC_HEADERS) return NEXT
          redirect(pfc)
          log.push('a sent')
          return SF_STATUS_REQ_FINISHED
        }), { name: 'a' }),
        bridgeFilter(recorder(log, 'b', events, (pfc, type, pv) => {
          if (type === SF_NOTIFY_SEND_RESPONSE) {
            log.push(String(header(pfc, pv, 'Location:')))
            pv.AddHeader(pfc, 'X-Filtered:', 'yes')
          }
          return NEXT
        }), { name: 'b' })
      ]
    })
    const response = await host.request('/')
    expect(log).toEqual(['a PREPROC_HEADERS', 'a SEND_RESPONSE', 'b SEND_RESPONSE', '/elsewhere', 'a sent'])
    expect(response.headers['x-filtered']).toBe('yes')
  })

  test('once: the second time fails with 87 and sends nothing (F-317, F-318)', async () => {
    const results: unknown[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE, (pfc, type) => {
        results.push(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '201 Created'), type === SF_NOTIFY_SEND_RESPONSE ? GetLastError() : 'first')
        if (type === SF_NOTIFY_SEND_RESPONSE) return NEXT
        results.push(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '202 Accepted'), GetLastError())
        return SF_STATUS_REQ_FINISHED
      }), { name: 'a' })]
    })
    expect((await host.request('/')).status).toBe(201)
    expect(results).toEqual([false, 87, true, 'first', false, 87])
  })

  test('a NULL status is 200 OK (F-314), and text behind the blank line is body', async () => {
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc) => {
        pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null, 'A: 1\r\n\r\nfirst ')
        write(pfc, 'second')
        return SF_STATUS_REQ_FINISHED
      }), { name: 'a' })]
    })
    expect(await host.request('/')).toMatchObject({ status: 200, reason: 'OK', headers: { a: '1' }, body: 'first second' })
  })

  test('NEXT after an own answer lets the server add its own (F-240)', async () => {
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc) => { redirect(pfc); return NEXT }), { name: 'a' })],
      route(context) { context.GetResponse().SetStatus(200, 'OK'); body(context, '+route'); return true }
    })
    expect(await host.request('/')).toMatchObject({ status: 302, body: 'moved+route' })
  })

  test('an error after it takes it back, unless its headers are out', async () => {
    const fails = (flag: 0x4000 | 0x40) => bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE, (pfc, type) => {
      if (type === SF_NOTIFY_PREPROC_HEADERS) redirect(pfc)
      return type === flag ? SF_STATUS_REQ_ERROR : NEXT
    }), { name: 'a' })
    expect(await hostWith({ modules: [fails(SF_NOTIFY_SEND_RESPONSE)] }).host.request('/')).toMatchObject({ status: 500, headers: {}, body: '' })
    expect(await hostWith({ modules: [fails(SF_NOTIFY_PREPROC_HEADERS)] }).host.request('/')).toMatchObject({ status: 302, body: 'moved', closed: true })
  })
})

describe('WriteClient', () => {
  test('without an answer begun fails with 50 (gap), and so it does once the answer is out', async () => {
    const results: unknown[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_REQUEST, (pfc, type) => {
        results.push(write(pfc, 'x'), GetLastError())
        if (type === SF_NOTIFY_PREPROC_HEADERS) redirect(pfc)
        else results.push(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null))
        return type === SF_NOTIFY_PREPROC_HEADERS ? SF_STATUS_REQ_FINISHED : NEXT
      }), { name: 'a' })]
    })
    expect((await host.request('/')).body).toBe('moved')
    expect(results).toEqual([false, 50, false, 50, false])
  })

  test('copies the bytes: the filter may use its buffer again', async () => {
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc) => {
        pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null)
        const bytes = Uint8Array.of(97, 98, 99)
        pfc.WriteClient(pfc, bytes, { value: 2 })
        bytes.fill(120)
        return SF_STATUS_REQ_FINISHED
      }), { name: 'a' })]
    })
    expect((await host.request('/')).body).toBe('ab')
  })
})

describe('AddResponseHeaders', () => {
  const add = (pfc: HTTP_FILTER_CONTEXT): boolean => pfc.AddResponseHeaders(pfc, 'X-One: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n')

  test('adds to the answer of the server (F-142, F-158, F-287, F-289)', async () => {
    const { host } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (pfc) => { add(pfc); return NEXT }), { name: 'a' })] })
    expect((await host.request('/')).headers).toEqual({ 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] })
  })

  test('adds to an answer of the filter, and to that of an error', async () => {
    const own = answers(SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_FINISHED, (pfc) => { add(pfc); redirect(pfc) })
    const error = answers(SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_ERROR, add)
    expect((await hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, own), { name: 'a' })] }).host.request('/')).headers['x-one']).toBe('1')
    expect((await hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, error), { name: 'a' })] }).host.request('/')).headers['x-one']).toBe('1')
  })

  test('fails in SEND_RESPONSE and after it (F-200, F-290)', async () => {
    const results: unknown[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_END_OF_REQUEST, (pfc) => { results.push(add(pfc), GetLastError()); return NEXT }), { name: 'a' })]
    })
    expect((await host.request('/')).headers).toEqual({})
    expect(results).toEqual([false, 87, false, 87])
  })
})

test('ADD_HEADERS_ON_DENIAL: lines for the 401 of a filter, and for nothing else (F-319, F-320)', async () => {
  const { host } = hostWith({
    modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc, type, pv) => {
      pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, 'WWW-Authenticate: Own\r\n')
      if (type !== SF_NOTIFY_PREPROC_HEADERS || header(pfc, pv, 'Deny:') !== 'yes') return NEXT
      SetLastError(ERROR_ACCESS_DENIED)
      return SF_STATUS_REQ_ERROR
    }), { name: 'a' })]
  })
  expect((await host.request('/')).headers).toEqual({})
  expect(await host.request({ url: '/', headers: { deny: 'yes' } })).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Own' } })
})
