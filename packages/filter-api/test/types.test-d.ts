import {
  SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_URL_MAP,
  SF_PROPERTY_INSTANCE_NUM_ID, SF_PROPERTY_SSL_CTXT, SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_GET_PROPERTY,
  SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, loadFilter, type Filter,
  type HTTP_FILTER_CONTEXT, type HTTP_FILTER_LOG, type HTTP_FILTER_PREPROC_HEADERS, type HTTP_FILTER_RAW_DATA,
  type HTTP_FILTER_SEND_RESPONSE, type HTTP_FILTER_URL_MAP, type HTTP_FILTER_URL_MAP_EX, type HttpFilterProc,
  type NotificationStructures, type NotificationType, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { E_FAIL, type LPDWORD, type WIN32_ERROR } from '@isapi-bridge/win32'
import { expectTypeOf, test } from 'vitest'

test('F-068: in a switch on NotificationType, pvNotification is the structure of that notification', () => {
  const filter: Filter = {
    GetFilterVersion: () => true,
    HttpFilterProc(pfc, NotificationType, pvNotification) {
      expectTypeOf(pfc).toEqualTypeOf<HTTP_FILTER_CONTEXT>()
      switch (NotificationType) {
        case SF_NOTIFY_PREPROC_HEADERS:
          expectTypeOf(pvNotification).toEqualTypeOf<HTTP_FILTER_PREPROC_HEADERS>()
          break
        case SF_NOTIFY_URL_MAP:
          expectTypeOf(pvNotification).toExtend<HTTP_FILTER_URL_MAP>()
          if ('dwFlags' in pvNotification) expectTypeOf(pvNotification).toEqualTypeOf<HTTP_FILTER_URL_MAP_EX>()
          break
        case SF_NOTIFY_SEND_RAW_DATA:
          expectTypeOf(pvNotification).toEqualTypeOf<HTTP_FILTER_RAW_DATA>()
          break
        case SF_NOTIFY_LOG:
          expectTypeOf(pvNotification).toEqualTypeOf<HTTP_FILTER_LOG>()
          break
        case SF_NOTIFY_END_OF_REQUEST:
          expectTypeOf(pvNotification).toEqualTypeOf<null>()
          break
      }
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
  expectTypeOf(filter.HttpFilterProc).toEqualTypeOf<HttpFilterProc>()
})

test('an asynchronous filter narrows as well', () => {
  const HttpFilterProc: HttpFilterProc = async (_pfc, NotificationType, pvNotification) => {
    if (NotificationType === SF_NOTIFY_LOG) expectTypeOf(pvNotification).toEqualTypeOf<HTTP_FILTER_LOG>()
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
  expectTypeOf(HttpFilterProc).toEqualTypeOf<HttpFilterProc>()
})

test('a filter with the wide types of C is a filter, too', () => {
  function GetFilterVersion(): boolean {
    return true
  }
  function HttpFilterProc(_pfc: HTTP_FILTER_CONTEXT, _NotificationType: number, _pvNotification: unknown): SF_STATUS_TYPE {
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
  expectTypeOf({ GetFilterVersion, HttpFilterProc }).toExtend<Filter>()
  expectTypeOf(loadFilter).toBeCallableWith('wide', { GetFilterVersion, HttpFilterProc }, { revision: 0x0006_0000 })
})

test('F-037, F-038: both entry points are required, TerminateFilter is not', () => {
  expectTypeOf<Pick<Filter, 'GetFilterVersion' | 'HttpFilterProc'>>().toExtend<Filter>()
  expectTypeOf<Pick<Filter, 'GetFilterVersion'>>().not.toExtend<Filter>()
  expectTypeOf<Pick<Filter, 'HttpFilterProc'>>().not.toExtend<Filter>()
})

test('every notification has its structure', () => {
  expectTypeOf<keyof NotificationStructures>().toEqualTypeOf<NotificationType>()
})

test('F-031: the structure of SEND_RESPONSE is that of PREPROC_HEADERS', () => {
  expectTypeOf<HTTP_FILTER_SEND_RESPONSE>().toEqualTypeOf<HTTP_FILTER_PREPROC_HEADERS>()
})

test('F-150, F-183, F-085: what is input cannot be assigned', () => {
  const assign = (pfc: HTTP_FILTER_CONTEXT, map: HTTP_FILTER_URL_MAP, log: HTTP_FILTER_LOG): void => {
    pfc.pFilterContext = {}
    log.pszTarget = '/original'
    // @ts-expect-error: the server's
    pfc.ServerContext = {}
    // @ts-expect-error: input
    map.pszURL = '/'
    // @ts-expect-error: edited in place, not replaced
    map.pszPhysicalPath = new Uint8Array(1)
  }
  expectTypeOf(assign).toBeFunction()
})

test('ServerSupportFunction takes what the request asks for', () => {
  const ask = (pfc: HTTP_FILTER_CONTEXT, cell: LPDWORD): void => {
    pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '302 Found', 'Location: /\r\n\r\n', 0)
    pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null)
    pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell, SF_PROPERTY_INSTANCE_NUM_ID)
    pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_LOG)
    pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, 0, SF_NOTIFY_LOG, 0)
    // @ts-expect-error: F-327, no valid property
    pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell, SF_PROPERTY_SSL_CTXT)
    // @ts-expect-error: no mask
    pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null)
    // @ts-expect-error: no such request
    pfc.ServerSupportFunction(pfc, 9, null)
  }
  expectTypeOf(ask).toBeFunction()
})

test('an HRESULT is no last error', () => {
  expectTypeOf(SetLastError).parameter(0).toEqualTypeOf<WIN32_ERROR>()
  // @ts-expect-error: not a Win32 error
  SetLastError(E_FAIL)
})
