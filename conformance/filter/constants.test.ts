import * as filterApi from '@isapi-bridge/filter-api'
import {
  HTTP_FILTER_REVISION, SF_DENIED_BY_CONFIG, SF_DENIED_LOGON, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST,
  SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_ORDER_MASK, SF_NOTIFY_ORDER_MEDIUM,
  SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_SEND_RESPONSE
} from '@isapi-bridge/filter-api'
import { expect } from 'vitest'
import { statement } from '../statement.ts'

/** The values of some constants by name. */
function valuesOf(names: readonly string[]): unknown[] {
  return names.map((name) => (filterApi as Readonly<Record<string, unknown>>)[name])
}

const NOTIFICATIONS = {
  SF_NOTIFY_SEND_RESPONSE: 0x0000_0040,
  SF_NOTIFY_END_OF_REQUEST: 0x0000_0080,
  SF_NOTIFY_END_OF_NET_SESSION: 0x0000_0100,
  SF_NOTIFY_LOG: 0x0000_0200,
  SF_NOTIFY_SEND_RAW_DATA: 0x0000_0400,
  SF_NOTIFY_ACCESS_DENIED: 0x0000_0800,
  SF_NOTIFY_URL_MAP: 0x0000_1000,
  SF_NOTIFY_AUTHENTICATION: 0x0000_2000,
  SF_NOTIFY_PREPROC_HEADERS: 0x0000_4000,
  SF_NOTIFY_READ_RAW_DATA: 0x0000_8000,
  SF_NOTIFY_AUTH_COMPLETE: 0x0400_0000
}

statement('filter.constants.revision', () => {
  expect(HTTP_FILTER_REVISION).toBe(393_216)
  expect([HTTP_FILTER_REVISION & 0xFFFF, HTTP_FILTER_REVISION >>> 16]).toEqual([0, 6])
})

statement('filter.constants.buffer-sizes', () => {
  expect(valuesOf(['SF_MAX_USERNAME', 'SF_MAX_PASSWORD', 'SF_MAX_AUTH_TYPE', 'SF_MAX_FILTER_DESC_LEN'])).toEqual([257, 257, 33, 257])
})

statement('filter.constants.notification-bits', () => {
  expect(valuesOf(Object.keys(NOTIFICATIONS))).toEqual(Object.values(NOTIFICATIONS))
  expect(valuesOf(['SF_NOTIFY_SECURE_PORT', 'SF_NOTIFY_NONSECURE_PORT'])).toEqual([1, 2])
})

statement('filter.constants.notifications-disjoint', () => {
  const bits = valuesOf(Object.keys(NOTIFICATIONS)) as number[]
  expect(bits).toHaveLength(11)
  expect(bits.reduce((mask, bit) => mask + bit, 0)).toBe(0x0400_FFC0)
  expect(bits.reduce((mask, bit) => mask | bit, 0)).toBe(0x0400_FFC0)
})

statement('filter.constants.order-flags', () => {
  expect([SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_MEDIUM, SF_NOTIFY_ORDER_LOW]).toEqual([0x0008_0000, 0x0004_0000, 0x0002_0000])
  expect(SF_NOTIFY_ORDER_DEFAULT).toBe(SF_NOTIFY_ORDER_LOW)
  expect(SF_NOTIFY_ORDER_MASK).toBe(0x000E_0000)
})

statement('filter.constants.check-vector', () => {
  expect(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_SEND_RAW_DATA | SF_NOTIFY_END_OF_REQUEST
    | SF_NOTIFY_END_OF_NET_SESSION | SF_NOTIFY_ORDER_HIGH).toBe(542_144)
})

statement('filter.constants.status-values', () => {
  const names = ['FINISHED', 'FINISHED_KEEP_CONN', 'NEXT_NOTIFICATION', 'HANDLED_NOTIFICATION', 'ERROR', 'READ_NEXT']
  expect(valuesOf(names.map((name) => `SF_STATUS_REQ_${name}`))).toEqual([0, 1, 2, 3, 4, 5].map((index) => 0x0800_0000 + index))
})

statement('filter.constants.request-types', () => {
  const names = [
    'SEND_RESPONSE_HEADER', 'ADD_HEADERS_ON_DENIAL', 'SET_NEXT_READ_SIZE', 'SET_PROXY_INFO', 'GET_CONNID', 'SET_CERTIFICATE_INFO',
    'GET_PROPERTY', 'NORMALIZE_URL', 'DISABLE_NOTIFICATIONS'
  ]
  expect(valuesOf(names.map((name) => `SF_REQ_${name}`))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

statement('filter.constants.properties', () => {
  expect(valuesOf(['SF_PROPERTY_SSL_CTXT', 'SF_PROPERTY_INSTANCE_NUM_ID'])).toEqual([0, 1])
})

statement('filter.constants.denial-reasons', () => {
  const names = ['LOGON', 'RESOURCE', 'FILTER', 'APPLICATION', 'BY_CONFIG']
  expect(valuesOf(names.map((name) => `SF_DENIED_${name}`))).toEqual([1, 2, 4, 8, 0x1_0000])
})

statement('filter.constants.denials-combine', () => {
  const both = SF_DENIED_BY_CONFIG | SF_DENIED_LOGON
  expect([both & SF_DENIED_BY_CONFIG, both & SF_DENIED_LOGON]).toEqual([SF_DENIED_BY_CONFIG, SF_DENIED_LOGON])
  expect(SF_DENIED_BY_CONFIG & SF_DENIED_LOGON).toBe(0)
})
