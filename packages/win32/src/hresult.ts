// Mirrors winerror.h: HRESULT and the values of it that the module model names.

import type { WIN32_ERROR } from './win32-error.ts'

declare const hresult: unique symbol

/** Outcome of a method: 0 or positive is success, negative is failure. Signed, 32 bits. Not a WIN32_ERROR. */
export type HRESULT = number & { readonly [hresult]: true }

/** 0: done. */
export const S_OK = 0 as HRESULT
/** 1: done, and the answer is no. */
export const S_FALSE = 1 as HRESULT
/** 0x8000_4001: not implemented. */
export const E_NOTIMPL = (0x8000_4001 | 0) as HRESULT
/** 0x8000_4003: a pointer that must not be NULL is. */
export const E_POINTER = (0x8000_4003 | 0) as HRESULT
/** 0x8000_4004: given up. */
export const E_ABORT = (0x8000_4004 | 0) as HRESULT
/** 0x8000_4005: failed, and nothing more is known. */
export const E_FAIL = (0x8000_4005 | 0) as HRESULT
/** 0x8000_FFFF: something broke that should not. */
export const E_UNEXPECTED = (0x8000_FFFF | 0) as HRESULT
/** 0x8007_0005: ERROR_ACCESS_DENIED as an HRESULT. */
export const E_ACCESSDENIED = (0x8007_0005 | 0) as HRESULT
/** 0x8007_0006: ERROR_INVALID_HANDLE as an HRESULT. */
export const E_HANDLE = (0x8007_0006 | 0) as HRESULT
/** 0x8007_000E: out of memory. Not the HRESULT of ERROR_NOT_ENOUGH_MEMORY, which is 0x8007_0008. */
export const E_OUTOFMEMORY = (0x8007_000E | 0) as HRESULT
/** 0x8007_0057: ERROR_INVALID_PARAMETER as an HRESULT. */
export const E_INVALIDARG = (0x8007_0057 | 0) as HRESULT

const FACILITY_WIN32 = 0x8007_0000

/** The HRESULT of a Win32 error, 0x8007_0000 | n. NO_ERROR gives S_OK. The only way from one to the other. */
export function HRESULT_FROM_WIN32(error: WIN32_ERROR): HRESULT {
  const hr: number = error > 0 ? (error & 0xFFFF) | FACILITY_WIN32 : error
  return hr as HRESULT
}

export function SUCCEEDED(hr: HRESULT): boolean {
  return hr >= 0
}

export function FAILED(hr: HRESULT): boolean {
  return hr < 0
}

/** The usual way to write an HRESULT, `0x80070585`. */
export function hresultToHex(hr: HRESULT): string {
  return `0x${(hr >>> 0).toString(16).toUpperCase().padStart(8, '0')}`
}
