import { PROFILE_NAMES, PROFILES, ORDER_MAP, STATUS_MAP, ERROR_ANSWERS } from '@isapi-bridge/bridge'
import { SF_STATUS_REQ_FINISHED } from '@isapi-bridge/filter-api'
import { describe, expect, test } from 'vitest'

describe('tables', () => {
  test('each row of the profiles has a ruling and a value in each column', () => {
    for (const row of PROFILES) {
      expect(row.ruling, row.name).toMatch(/^[DF]-\d+$/)
      for (const profile of PROFILE_NAMES) expect(row[profile], `${row.name} ${profile}`).toBeDefined()
    }
    expect(new Set(PROFILES.map((row) => row.name)).size).toBe(PROFILES.length)
  })

  test('every row has its ruling', () => {
    expect(PROFILES.map((row) => `${row.name} ${row.ruling}`)).toEqual([
      'revision F-002', 'serverSoftware F-269', 'keepConnection D-09', 'missingColonError D-14', 'noDataError D-17', 'unorderedFirst D-27', 'globalFirst D-05', 'authentication D-08', 'sendAfterDenial D-26', 'authComplete F-193', 'readRawData F-124', 'siteFiltersLoad D-04'
    ])
  })

  test('statuses stand in the order of their numbers, which is how they are found (F-025)', () => {
    expect(STATUS_MAP.map((row) => row.status)).toEqual(STATUS_MAP.map((_row, index) => SF_STATUS_REQ_FINISHED + index))
  })

  test('the last answer to an error fits every error', () => {
    expect(ERROR_ANSWERS.at(-1)).toMatchObject({ error: null, notification: null, statusCode: 500 })
  })

  test('priorities run from first to last', () => {
    expect(ORDER_MAP.map((row) => row.words)).toEqual(['no order bit', 'HIGH', 'MEDIUM', 'LOW'])
  })
})
