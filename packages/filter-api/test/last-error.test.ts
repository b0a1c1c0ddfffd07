import { GetLastError, SetLastError, writeSz } from '@isapi-bridge/filter-api'
import { ERROR_ACCESS_DENIED, ERROR_INSUFFICIENT_BUFFER, NO_ERROR } from '@isapi-bridge/win32'
import { beforeEach, describe, expect, test } from 'vitest'

describe('the last error', () => {
  beforeEach(() => SetLastError(NO_ERROR))

  test('is what was set', () => {
    expect(GetLastError()).toBe(NO_ERROR)
    SetLastError(ERROR_ACCESS_DENIED)
    expect(GetLastError()).toBe(ERROR_ACCESS_DENIED)
  })

  test('is set by a failure and kept by a success', () => {
    writeSz(new Uint8Array(1), 'x')
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
    writeSz(new Uint8Array(2), 'x')
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
  })
})
