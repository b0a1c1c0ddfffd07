import * as win32 from '@isapi-bridge/win32'
import { win32ErrorName, type WIN32_ERROR } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'

const numbers = {
  NO_ERROR: 0,
  ERROR_INVALID_FUNCTION: 1,
  ERROR_FILE_NOT_FOUND: 2,
  ERROR_PATH_NOT_FOUND: 3,
  ERROR_ACCESS_DENIED: 5,
  ERROR_INVALID_HANDLE: 6,
  ERROR_NOT_ENOUGH_MEMORY: 8,
  ERROR_INVALID_DATA: 13,
  ERROR_OUTOFMEMORY: 14,
  ERROR_BAD_LENGTH: 24,
  ERROR_HANDLE_EOF: 38,
  ERROR_NOT_SUPPORTED: 50,
  ERROR_ALREADY_ASSIGNED: 85,
  ERROR_INVALID_PARAMETER: 87,
  ERROR_INSUFFICIENT_BUFFER: 122,
  ERROR_ALREADY_EXISTS: 183,
  ERROR_NO_DATA: 232,
  ERROR_MORE_DATA: 234,
  ERROR_ARITHMETIC_OVERFLOW: 534,
  ERROR_UNHANDLED_EXCEPTION: 574,
  ERROR_OPERATION_ABORTED: 995,
  ERROR_STACK_OVERFLOW: 1001,
  ERROR_INVALID_SERVICE_CONTROL: 1052,
  ERROR_SERVICE_REQUEST_TIMEOUT: 1053,
  ERROR_SERVICE_ALREADY_RUNNING: 1056,
  ERROR_SERVICE_NOT_ACTIVE: 1062,
  ERROR_NOT_FOUND: 1168,
  ERROR_CONNECTION_INVALID: 1229,
  ERROR_LOGON_FAILURE: 1326,
  ERROR_INVALID_INDEX: 1413,
  ERROR_TIMEOUT: 1460
}

/** Another name of NO_ERROR, which is the one to report. */
const synonyms = ['ERROR_SUCCESS']

describe('error numbers', () => {
  test.each(Object.entries(numbers))('%s is %i, and has its name back', (name, number) => {
    expect(win32).toHaveProperty(name, number)
    expect(win32ErrorName(number as WIN32_ERROR)).toBe(name)
  })

  test('none is missing from this list', () => {
    const exported = Object.keys(win32).filter(name => (name === 'NO_ERROR' || name.startsWith('ERROR_')) && !synonyms.includes(name))
    expect(exported.sort()).toEqual(Object.keys(numbers).sort())
  })

  test('a number without a symbol is told as a number', () => {
    expect(win32ErrorName(4711 as WIN32_ERROR)).toBe('error 4711')
  })
})
