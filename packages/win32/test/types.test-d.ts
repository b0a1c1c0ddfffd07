import {
  E_FAIL, ERROR_NOT_FOUND, HRESULT_FROM_WIN32, win32ErrorName, type BOOL, type HRESULT, type LPDWORD, type WIN32_ERROR
} from '@isapi-bridge/win32'
import { expectTypeOf, test } from 'vitest'

test('a Win32 error is no HRESULT, an HRESULT no Win32 error', () => {
  expectTypeOf<WIN32_ERROR>().not.toExtend<HRESULT>()
  expectTypeOf<HRESULT>().not.toExtend<WIN32_ERROR>()
})

test('a number is neither, but both are numbers', () => {
  expectTypeOf<number>().not.toExtend<HRESULT>()
  expectTypeOf<number>().not.toExtend<WIN32_ERROR>()
  expectTypeOf<HRESULT>().toExtend<number>()
  expectTypeOf<WIN32_ERROR>().toExtend<number>()
})

test('HRESULT_FROM_WIN32 is the way across', () => {
  expectTypeOf(HRESULT_FROM_WIN32(ERROR_NOT_FOUND)).toEqualTypeOf<HRESULT>()
  // @ts-expect-error: an HRESULT already
  HRESULT_FROM_WIN32(E_FAIL)
  // @ts-expect-error: not a Win32 error
  win32ErrorName(E_FAIL)
})

test('BOOL is boolean, LPDWORD a cell', () => {
  expectTypeOf<BOOL>().toEqualTypeOf<boolean>()
  expectTypeOf<LPDWORD>().toEqualTypeOf<{ value: number }>()
})
