import {
  SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT,
  SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_ORDER_MASK, SF_NOTIFY_ORDER_MEDIUM, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SECURE_PORT, SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_SEND_RESPONSE, notificationMask, notifications
} from '@isapi-bridge/filter-api'
import * as filterApi from '@isapi-bridge/filter-api'
import { describe, expect, test } from 'vitest'
import { headerAliases, headerStructures } from './support/httpfilt.ts'

describe('the table of notifications', () => {
  test('F-103: is in the order of an undisturbed request, with what may come in between', () => {
    expect(notifications.map(({ name }) => name.replace('SF_NOTIFY_', ''))).toEqual([
      'READ_RAW_DATA', 'PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'ACCESS_DENIED', 'AUTH_COMPLETE', 'SEND_RESPONSE',
      'SEND_RAW_DATA', 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION'
    ])
  })

  test.each(notifications)('$name is the flag of that name', ({ name, flag }) => {
    expect(filterApi).toHaveProperty(name, flag)
  })

  test('F-020: the eleven bits are distinct and make up 0x0400FFC0', () => {
    expect(new Set(notifications.map(({ flag }) => flag)).size).toBe(11)
    expect(notifications.every(({ flag }) => Math.log2(flag) % 1 === 0)).toBe(true)
    expect(notificationMask).toBe(0x0400_FFC0)
  })

  test('F-221: only the two END notifications carry nothing', () => {
    expect(notifications.filter(({ structure }) => structure === null).map(({ flag }) => flag))
      .toEqual([SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_END_OF_NET_SESSION])
  })

  test('names structures of the header', () => {
    const known = [...Object.keys(headerStructures), ...Object.keys(headerAliases), null]
    expect(notifications.filter(({ structure }) => !known.includes(structure))).toEqual([])
  })

  test('F-102: has no row for the port bits', () => {
    expect(notificationMask & (SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT)).toBe(0)
  })

  test('names a statement in each row', () => {
    expect(notifications.flatMap(({ statements }) => statements).filter(id => !/^F-\d{3}$/.test(id))).toEqual([])
    expect(notifications.filter(({ statements }) => statements.length === 0)).toEqual([])
  })
})

describe('flags', () => {
  test('F-022, F-023: the default order is LOW, the mask the three orders', () => {
    expect(SF_NOTIFY_ORDER_DEFAULT).toBe(SF_NOTIFY_ORDER_LOW)
    expect(SF_NOTIFY_ORDER_MASK).toBe(SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_ORDER_MEDIUM | SF_NOTIFY_ORDER_LOW)
  })

  test('F-024: the published FilterFlags of UrlScan', () => {
    expect(
      SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_SEND_RAW_DATA | SF_NOTIFY_END_OF_REQUEST
      | SF_NOTIFY_END_OF_NET_SESSION | SF_NOTIFY_ORDER_HIGH
    ).toBe(542_144)
  })
})
