import { notificationMask, notifications, SF_NOTIFY_SEND_RAW_DATA } from '@isapi-bridge/filter-api'
import { NOTIFICATION_MAP } from '@isapi-bridge/bridge'
import { CLOSING, CONNECTION_READ, CONNECTION_SEND, PRE_BEGIN_REQUEST, STAGES } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'

describe('the map of notifications', () => {
  test('has every notification once, in event order (F-103)', () => {
    expect(NOTIFICATION_MAP.map((row) => row.name)).toEqual(notifications.map((row) => row.name))
    expect(NOTIFICATION_MAP.reduce((mask, row) => mask | row.flag, 0)).toBe(notificationMask)
  })

  test('names stages that exist', () => {
    const stages = new Set([CONNECTION_READ, CONNECTION_SEND, PRE_BEGIN_REQUEST, 'MAP_PATH', 'SEND_RESPONSE', CLOSING, 'CONNECTION_CLOSE', ...STAGES.map((stage) => stage.name)])
    for (const row of NOTIFICATION_MAP) expect(stages.has(row.stage), row.name).toBe(true)
  })

  test('turns the order round for SEND_RAW_DATA alone (F-093, F-094)', () => {
    expect(NOTIFICATION_MAP.filter((row) => row.order === 'reversed').map((row) => row.flag)).toEqual([SF_NOTIFY_SEND_RAW_DATA])
  })

  test('gives children URL_MAP and nothing else', () => {
    expect(NOTIFICATION_MAP.filter((row) => row.children).map((row) => row.name)).toEqual(['SF_NOTIFY_URL_MAP'])
  })
})
