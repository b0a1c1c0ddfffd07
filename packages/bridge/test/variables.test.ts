import {
  GetLastError, readSzW, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE,
  SF_NOTIFY_URL_MAP, SF_REQ_GET_PROPERTY, SF_PROPERTY_INSTANCE_NUM_ID, SF_STATUS_REQ_NEXT_NOTIFICATION
} from '@isapi-bridge/filter-api'
import { bridgeFilter, VARIABLE_AVAILABILITY } from '@isapi-bridge/bridge'
import { SERVER_VARIABLES } from '@isapi-bridge/module-api'
import { ERROR_NO_DATA } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { filterOf, hostWith, nameOf, variable } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION
const ALL = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_END_OF_REQUEST | SF_NOTIFY_LOG

/** What a variable is in each notification of a request. */
async function through(name: string, url = '/a?b=c'): Promise<Record<string, string | number>> {
  const seen: Record<string, string | number> = {}
  let busy = false
  const { host } = hostWith({
    site: { id: 3, root: 'site-of-tests' },
    modules: [bridgeFilter(filterOf(ALL, (pfc, type) => {
      if (busy) return NEXT
      busy = true
      seen[nameOf(type)] = variable(pfc, name)
      busy = false
      return NEXT
    }), { name: 'a' })]
  })
  await host.request({ url, headers: { 'x-one': '1', 'x_one': '2' } })
  return seen
}

const everywhere = (value: string | number) => ({ PREPROC_HEADERS: value, URL_MAP: value, AUTH_COMPLETE: value, SEND_RESPONSE: value, END_OF_REQUEST: value, LOG: value })

describe('availability', () => {
  test.each([
    ['REMOTE_ADDR', everywhere('192.0.2.1')],
    ['SERVER_PORT', everywhere('80')],
    ['INSTANCE_ID', everywhere('3')],
    ['HTTP_HOST', everywhere('site.test')],
    ['HTTP_X_ONE', everywhere('1')],
    ['HEADER_x_one', everywhere('2')],
    ['REQUEST_METHOD', everywhere('GET')],
    ['NO_SUCH', everywhere(1413)],
    ['HTTP_NO_SUCH', everywhere(1413)],
    ['QUERY_STRING', { ...everywhere('b=c'), PREPROC_HEADERS: '' }],
    ['SCRIPT_NAME', { ...everywhere('/a'), PREPROC_HEADERS: '' }],
    ['URL', everywhere('/a')],
    ['PATH_INFO', { ...everywhere('/a'), PREPROC_HEADERS: '' }],
    ['AUTH_USER', everywhere('')]
  ])('%s (F-127, F-139, F-140, F-248, F-253, F-254, F-257, F-260)', async (name, expected) => {
    expect(await through(name)).toEqual(expected)
  })

  test('nothing that maps is read in PREPROC_HEADERS: URL_MAP comes after it (F-105)', async () => {
    const log: string[] = []
    const { host } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP, (pfc, type) => {
      log.push(nameOf(type))
      if (type === SF_NOTIFY_PREPROC_HEADERS) for (const { name } of SERVER_VARIABLES) expect(typeof variable(pfc, name), name).toBe('string')
      return NEXT
    }), { name: 'a' })] })
    await host.request('/')
    expect(log).toEqual(['PREPROC_HEADERS', 'URL_MAP'])
  })

  test('each source of variables has a row', () => {
    expect(new Set(VARIABLE_AVAILABILITY.map((row) => row.source))).toEqual(new Set(SERVER_VARIABLES.map((row) => row.source)))
  })

  test('the row noDataError makes an empty value an error (F-250)', async () => {
    const seen: unknown[] = []
    const filter = filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc) => { seen.push(variable(pfc, 'QUERY_STRING')); return NEXT })
    await hostWith({ modules: [bridgeFilter(filter, { name: 'a', overrides: { noDataError: ERROR_NO_DATA } }), bridgeFilter(filter, { name: 'b' })] }).host.request('/')
    expect(seen).toEqual([232, ''])
  })
})

test('UNICODE_ gives text, the plain name its UTF-8 bytes (F-251, F-386)', async () => {
  const seen: unknown[] = []
  const { host } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_AUTH_COMPLETE, (pfc) => {
    const buffer = new Uint8Array(64)
    const size = { value: 64 }
    seen.push(pfc.GetServerVariable(pfc, 'UNICODE_URL', buffer, size), size.value, readSzW(buffer), variable(pfc, 'URL'))
    return NEXT
  }), { name: 'a' })] })
  await host.request('/caf%C3%A9')
  expect(seen).toEqual([true, 12, '/café', '/caf\xC3\xA9'])
})

test('the two calls with a buffer: 122 and the size, then the value (F-245 to F-247)', async () => {
  const seen: unknown[] = []
  const { host } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc) => {
    const size = { value: 4 }
    seen.push(pfc.GetServerVariable(pfc, 'HTTP_HOST', new Uint8Array(4), size), GetLastError(), size.value)
    const buffer = new Uint8Array(size.value)
    seen.push(pfc.GetServerVariable(pfc, 'HTTP_HOST', buffer, size), size.value, Buffer.from(buffer).toString('latin1'))
    return NEXT
  }), { name: 'a' })] })
  await host.request('/')
  expect(seen).toEqual([false, 122, 10, true, 10, 'site.test\0'])
})

test('GET_PROPERTY tells the number of the site from PREPROC_HEADERS on (F-141, F-326)', async () => {
  const seen: number[] = []
  const { host } = hostWith({ site: { id: 42 }, modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc) => {
    const cell = { value: 0 }
    pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell, SF_PROPERTY_INSTANCE_NUM_ID)
    seen.push(cell.value)
    return NEXT
  }), { name: 'a' })] })
  await host.request('/')
  expect(seen).toEqual([42])
})

test('a variable that a module has set is there for filters', async () => {
  const seen: unknown[] = []
  const { host } = hostWith({
    modules: [bridgeFilter(filterOf(SF_NOTIFY_SEND_RESPONSE, (pfc) => { seen.push(variable(pfc, 'OWN'), variable(pfc, 'URL')); return NEXT }), { name: 'a' })],
    route(context) { context.SetServerVariable('OWN', 'mine'); return true }
  })
  await host.request('/x')
  expect(seen).toEqual(['mine', '/x'])
})
