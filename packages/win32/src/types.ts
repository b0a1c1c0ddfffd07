// Mirrors windef.h and winnt.h, as far as the two server models use them.

/** A truth value. In C any non-zero number is true; here it is the boolean itself. */
export type BOOL = boolean
export const TRUE = true
export const FALSE = false

/** Unsigned, 8 bits. */
export type BYTE = number
/** Unsigned, 16 bits. */
export type WORD = number
/** Unsigned, 32 bits. */
export type DWORD = number
/** An unsigned number wide enough for a pointer. */
export type ULONG_PTR = number

/** An 8-bit string. A JavaScript string stands for it with one byte per character (Latin-1), without the final NUL. */
export type LPSTR = string
/** An 8-bit string that the receiver does not change. */
export type LPCSTR = string
/** A UTF-16 string: a JavaScript string as it is, without the final NUL. */
export type LPWSTR = string
/** A UTF-16 string that the receiver does not change. */
export type LPCWSTR = string

/** A pointer to something that only its owner understands. NULL is `null`. */
export type PVOID = unknown
/** A reference to an object of the system. */
export type HANDLE = unknown

/** A cell through which a function returns a DWORD, and through which it may be given one. */
export interface LPDWORD {
  value: DWORD
}

/** A cell through which a function returns a handle. */
export interface PHANDLE {
  value: HANDLE
}
