import {
  CHttpFilter, CHttpFilterContext, HTTP_FILTER_REVISION, SF_MAX_FILTER_DESC_LEN, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_ORDER_MASK,
  SF_NOTIFY_PREPROC_HEADERS, SF_REQ_GET_PROPERTY, SF_PROPERTY_INSTANCE_NUM_ID, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, createFilterContext,
  createFilterHeap, loadFilter, notificationMask, notifications, readSz, requestHeaderFunctions, writeSz, type FilterHandlerResult, type HTTP_FILTER_PREPROC_HEADERS,
  type HTTP_FILTER_VERSION, type HttpFilterProcArguments
} from '@isapi-bridge/filter-api'
import { expect, test } from 'vitest'
import { MemoryHost } from './support/memory-host.ts'

/** The wizard's pattern: the base sets what it sets, the filter its own flags. */
class Agent extends CHttpFilter {
  override GetFilterVersion(pVer: HTTP_FILTER_VERSION): boolean {
    super.GetFilterVersion(pVer)
    pVer.dwFlags &= ~SF_NOTIFY_ORDER_MASK
    pVer.dwFlags |= SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_PREPROC_HEADERS
    return writeSz(pVer.lpszFilterDesc, 'Agent')
  }

  override OnPreprocHeaders(pCtxt: CHttpFilterContext, pHeaderInfo: HTTP_FILTER_PREPROC_HEADERS): FilterHandlerResult {
    const buffer = new Uint8Array(64)
    pHeaderInfo.GetHeader(pCtxt.m_pFC, 'Host:', buffer, { value: buffer.length })
    pCtxt.m_pFC.pFilterContext = readSz(buffer)
    return SF_STATUS_REQ_FINISHED
  }
}

function contextOf(host = new MemoryHost()): { readonly pCtxt: CHttpFilterContext; readonly host: MemoryHost } {
  const context = createFilterContext({ heap: createFilterHeap(), revision: HTTP_FILTER_REVISION, isSecurePort: false })
  context.attach(host)
  return { pCtxt: new CHttpFilterContext(context.pfc), host }
}

const preproc = { ...requestHeaderFunctions, HttpStatus: 0, dwReserved: 0 }

test('an object of the class is a filter (F-364)', () => {
  const { pCtxt: { m_pFC } } = contextOf()
  const loaded = loadFilter('agent', new Agent(), { revision: HTTP_FILTER_REVISION })
  expect(loaded).toMatchObject({ declined: false, description: 'Agent', events: SF_NOTIFY_PREPROC_HEADERS, filterVersion: HTTP_FILTER_REVISION })
  expect(new Agent().HttpFilterProc(m_pFC, SF_NOTIFY_PREPROC_HEADERS, preproc)).toBe(SF_STATUS_REQ_FINISHED)
  expect(m_pFC.pFilterContext).toBe('www.example.com')
})

test('the base registers no event and lets everything pass', () => {
  const version: HTTP_FILTER_VERSION = { dwServerFilterVersion: HTTP_FILTER_REVISION, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(SF_MAX_FILTER_DESC_LEN), dwFlags: 0 }
  const filter = new CHttpFilter()
  expect(filter.GetFilterVersion(version)).toBe(true)
  expect(version).toMatchObject({ dwFilterVersion: HTTP_FILTER_REVISION, dwFlags: SF_NOTIFY_ORDER_DEFAULT })
  expect(version.dwFlags & notificationMask).toBe(0)
  const { pCtxt } = contextOf()
  for (const { flag } of notifications) {
    expect(filter.HttpFilterProc(...[pCtxt.m_pFC, flag, null] as unknown as HttpFilterProcArguments)).toBe(SF_STATUS_REQ_NEXT_NOTIFICATION)
  }
  expect(filter.TerminateFilter(0)).toBe(true)
})

test('each notification has its handler', () => {
  const called: string[] = []
  const handlers = Object.getOwnPropertyNames(CHttpFilter.prototype).filter((name) => name.startsWith('On'))
  const filter = Object.assign(new CHttpFilter(), Object.fromEntries(handlers.map((name) => [name, () => { called.push(name); return SF_STATUS_REQ_FINISHED }])))
  const { pCtxt } = contextOf()
  for (const { flag } of notifications) expect(filter.HttpFilterProc(...[pCtxt.m_pFC, flag, null] as unknown as HttpFilterProcArguments)).toBe(SF_STATUS_REQ_FINISHED)
  expect(called).toEqual([
    'OnReadRawData', 'OnPreprocHeaders', 'OnUrlMap', 'OnAuthentication', 'OnAccessDenied', 'OnAuthComplete', 'OnSendResponse', 'OnSendRawData', 'OnEndOfRequest', 'OnLog',
    'OnEndOfNetSession'
  ])
  expect([...handlers].sort()).toEqual([...called].sort())
})

test('handlers see their own object', () => {
  class Counting extends CHttpFilter {
    count = 0
    override OnLog(): FilterHandlerResult { this.count++; return SF_STATUS_REQ_NEXT_NOTIFICATION }
  }
  const filter = new Counting()
  filter.HttpFilterProc(...[contextOf().pCtxt.m_pFC, SF_NOTIFY_LOG, null] as unknown as HttpFilterProcArguments)
  expect(filter.count).toBe(1)
})

test('the methods of the context are its callbacks', () => {
  const { pCtxt, host } = contextOf()
  const buffer = new Uint8Array(64)
  const size = { value: buffer.length }
  expect(pCtxt.GetServerVariable('SERVER_NAME', buffer, size)).toBe(true)
  expect([readSz(buffer), size.value]).toEqual(['www.example.com', 16])
  expect(pCtxt.AddResponseHeaders('X-A: b\r\n')).toBe(true)
  expect(host.responseLines).toEqual([['X-A', 'b']])
  expect(pCtxt.WriteClient(new Uint8Array([1, 2, 3]), { value: 2 })).toBe(true)
  expect(host.written).toEqual([new Uint8Array([1, 2])])
  expect(pCtxt.AllocMem(16)).toHaveLength(16)
  const site = { value: 0 }
  expect(pCtxt.ServerSupportFunction(SF_REQ_GET_PROPERTY, site, SF_PROPERTY_INSTANCE_NUM_ID)).toBe(true)
  expect(site.value).toBe(1)
})
