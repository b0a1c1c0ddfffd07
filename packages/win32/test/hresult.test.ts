import * as win32 from '@isapi-bridge/win32'
import {
  E_INVALIDARG, E_OUTOFMEMORY, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, FAILED,
  HRESULT_FROM_WIN32, NO_ERROR, S_FALSE, S_OK, SUCCEEDED, hresultToHex, type HRESULT, type WIN32_ERROR
} from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'

const values = {
  S_OK: '0x00000000',
  S_FALSE: '0x00000001',
  E_NOTIMPL: '0x80004001',
  E_POINTER: '0x80004003',
  E_ABORT: '0x80004004',
  E_FAIL: '0x80004005',
  E_UNEXPECTED: '0x8000FFFF',
  E_ACCESSDENIED: '0x80070005',
  E_HANDLE: '0x80070006',
  E_OUTOFMEMORY: '0x8007000E',
  E_INVALIDARG: '0x80070057'
}

describe('HRESULT', () => {
  test.each(Object.entries(values))('%s is %s', (name, hex) => {
    const hr = win32[name as keyof typeof win32] as HRESULT
    expect(hresultToHex(hr)).toBe(hex)
    expect(hr).toBe(Number(hex) | 0)
  })

  test('none is missing from this list', () => {
    expect(Object.keys(win32).filter(name => /^[ES]_/.test(name)).sort()).toEqual(Object.keys(values).sort())
  })

  test.each([
    ['0x80070585', ERROR_INVALID_INDEX],
    ['0x80070057', ERROR_INVALID_PARAMETER],
    ['0x00000000', NO_ERROR]
  ])('is %s for error %i', (hex, error) => {
    expect(hresultToHex(HRESULT_FROM_WIN32(error))).toBe(hex)
  })

  test('takes the low word of an error number, as the macro does', () => {
    expect(hresultToHex(HRESULT_FROM_WIN32(0x0001_0002 as WIN32_ERROR))).toBe('0x80070002')
  })

  test('leaves alone what is an HRESULT already', () => {
    expect(HRESULT_FROM_WIN32(Number(E_INVALIDARG) as WIN32_ERROR)).toBe(E_INVALIDARG)
  })

  test('of a bad parameter is E_INVALIDARG, of missing memory is not E_OUTOFMEMORY', () => {
    expect(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)).toBe(E_INVALIDARG)
    expect(HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY)).not.toBe(E_OUTOFMEMORY)
  })

  test('is success unless the sign bit is set', () => {
    expect([S_OK, S_FALSE, E_INVALIDARG].map(SUCCEEDED)).toEqual([true, true, false])
    expect([S_OK, S_FALSE, E_INVALIDARG].map(FAILED)).toEqual([false, false, true])
  })
})
