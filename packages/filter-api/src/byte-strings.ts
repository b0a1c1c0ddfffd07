// Strings across the border: one byte per character, and a NUL at the end that every size counts.

import { Buffer } from 'node:buffer'
import {
  ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER, TRUE, type BOOL, type DWORD, type LPDWORD
} from '@isapi-bridge/win32'
import { fail } from './last-error.ts'
import { plainBytes } from './page-heap.ts'

const beyondBytes = /[^\0-\xFF]/

// Up to here a loop beats what it costs to make a Buffer.
const shortLength = 64

/** True for a string that has one byte per character. */
export function isByteString(value: unknown): value is string {
  return typeof value === 'string' && !beyondBytes.test(value)
}

/** True for an integer of 32 bits without sign. */
export function isDword(value: unknown): value is DWORD {
  return typeof value === 'number' && value >>> 0 === value
}

/** True for a cell that takes a DWORD. */
export function isDwordCell(cell: unknown): cell is LPDWORD {
  return typeof cell === 'object' && cell !== null && typeof (cell as LPDWORD).value === 'number'
}

/**
 * Writes a value and its NUL to a caller's buffer, and what was written, in bytes, to the size cell. No other function
 * does. Too small: the size needed goes to the cell, ERROR_INSUFFICIENT_BUFFER, FALSE. The buffer holds as much as the
 * cell says, but never more than its length; a null buffer of size 0 asks for the size needed.
 *
 * `wide`: UTF-16, the least significant byte first, with a NUL of two bytes.
 */
export function copyOut(buffer: Uint8Array | null, size: LPDWORD, value: string, wide = false): BOOL {
  const room = plainBytes(buffer)
  if (!isDwordCell(size)) return fail(ERROR_INVALID_PARAMETER)
  const claimed = size.value >>> 0
  if (!(room instanceof Uint8Array) && !(room === null && claimed === 0)) return fail(ERROR_INVALID_PARAMETER)
  if (typeof value !== 'string') return fail(ERROR_INVALID_PARAMETER)

  const needed = wide ? (value.length + 1) * 2 : value.length + 1
  if (room === null || needed > Math.min(claimed, room.length)) {
    if (!wide && !isByteString(value)) return fail(ERROR_INVALID_PARAMETER)
    size.value = needed
    return fail(ERROR_INSUFFICIENT_BUFFER)
  }
  if (wide) writeWide(room, value)
  else if (!writeBytes(room, value)) return fail(ERROR_INVALID_PARAMETER)
  size.value = needed
  return TRUE
}

/** The string in a buffer: its bytes up to the first NUL, one character each; all of them if there is none. */
export function readSz(buffer: Uint8Array): string {
  const bytes = plainBytes(buffer)
  const end = bytes.indexOf(0)
  return latin1(bytes, end === -1 ? bytes.length : end)
}

/** The string in a buffer that was filled with a variable asked for as `UNICODE_`: UTF-16 up to the first NUL. */
export function readSzW(buffer: Uint8Array): string {
  const bytes = plainBytes(buffer)
  let value = ''
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const code = (bytes[i] ?? 0) | (bytes[i + 1] ?? 0) << 8
    if (code === 0) break
    value += String.fromCharCode(code)
  }
  return value
}

/**
 * Puts a string and its NUL into a buffer that is edited in place, such as `pszPhysicalPath`. Refuses, and leaves the
 * buffer alone, rather than truncate: ERROR_INSUFFICIENT_BUFFER if it does not fit, ERROR_INVALID_PARAMETER for a
 * character above 0xFF or a NUL inside.
 */
export function writeSz(buffer: Uint8Array, value: string): BOOL {
  if (!(buffer instanceof Uint8Array) || !isByteString(value) || value.includes('\0')) return fail(ERROR_INVALID_PARAMETER)
  const bytes = plainBytes(buffer)
  if (value.length >= bytes.length) return fail(ERROR_INSUFFICIENT_BUFFER)
  writeBytes(bytes, value)
  return TRUE
}

/** The bytes of a string, without NUL; null and ERROR_INVALID_PARAMETER for a character above 0xFF. */
export function toBytes(value: string): Uint8Array | null {
  if (!isByteString(value)) {
    fail(ERROR_INVALID_PARAMETER)
    return null
  }
  return new Uint8Array(Buffer.from(value, 'latin1'))
}

/** The string of bytes, one character each, NULs included. */
export function fromBytes(bytes: Uint8Array): string {
  return latin1(plainBytes(bytes), bytes.length)
}

function latin1(bytes: Uint8Array, end: number): string {
  if (end > shortLength) return bufferOn(bytes).toString('latin1', 0, end)
  let value = ''
  for (let i = 0; i < end; i++) value += String.fromCharCode(bytes[i] ?? 0)
  return value
}

/** A string whose characters have one byte each, and its NUL; false, and an empty string, for any other. */
function writeBytes(buffer: Uint8Array, value: string): boolean {
  // One loop for both: looking at a short string first takes as long as writing it.
  let seen = 0
  if (value.length > shortLength) {
    if (!isByteString(value)) seen = 0x100
    else bufferOn(buffer).write(value, 'latin1')
  } else for (let i = 0; i < value.length; i++) seen |= buffer[i] = value.charCodeAt(i)
  const isWhole = seen <= 0xFF
  buffer[isWhole ? value.length : 0] = 0
  return isWhole
}

function bufferOn({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length)
}

function writeWide(buffer: Uint8Array, value: string): void {
  for (let i = 0; i <= value.length; i++) {
    const code = i < value.length ? value.charCodeAt(i) : 0
    buffer[i * 2] = code & 0xFF
    buffer[i * 2 + 1] = code >>> 8
  }
}
