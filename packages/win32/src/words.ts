// Mirrors windef.h: the macros that filters take revisions apart with.

import type { DWORD, WORD } from './types.ts'

/** A DWORD of its low and its high word: `MAKELONG(0, 6)` is revision 6.0. */
export function MAKELONG(low: WORD, high: WORD): DWORD {
  return (low & 0xFFFF | high << 16) >>> 0
}

/** The low 16 bits. */
export function LOWORD(value: DWORD): WORD {
  return value & 0xFFFF
}

/** The high 16 bits. */
export function HIWORD(value: DWORD): WORD {
  return value >>> 16
}
