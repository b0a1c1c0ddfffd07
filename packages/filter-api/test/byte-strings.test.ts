import { GetLastError, SetLastError, copyOut, fromBytes, readSz, readSzW, toBytes, writeSz } from '@isapi-bridge/filter-api'
import { ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER, NO_ERROR } from '@isapi-bridge/win32'
import { beforeEach, describe, expect, test } from 'vitest'

const allBytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('')

beforeEach(() => SetLastError(NO_ERROR))

describe('copyOut', () => {
  test('writes the value and its NUL, and says how many bytes that is', () => {
    const buffer = new Uint8Array(8).fill(0xFF)
    const size = { value: 8 }
    expect(copyOut(buffer, size, 'caf\xE9')).toBe(true)
    expect(size.value).toBe(5)
    expect([...buffer]).toEqual([0x63, 0x61, 0x66, 0xE9, 0, 0xFF, 0xFF, 0xFF])
  })

  test('fits exactly, or says what would', () => {
    const size = { value: 5 }
    expect(copyOut(new Uint8Array(5), size, 'café')).toBe(true)
    expect(copyOut(new Uint8Array(4), size, 'café')).toBe(false)
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
    expect(size.value).toBe(5)
  })

  test.each([64, 65, 1000])('writes one byte per character, %i of them as well', (length) => {
    const buffer = new Uint8Array(length + 2).fill(0xFF)
    const size = { value: length + 1 }
    expect(copyOut(buffer, size, '\xE9'.repeat(length))).toBe(true)
    expect(size.value).toBe(length + 1)
    expect([buffer[length - 1], buffer[length], buffer[length + 1]]).toEqual([0xE9, 0, 0xFF])
    expect(readSz(buffer)).toBe('\xE9'.repeat(length))
  })

  test('leaves a buffer alone that is too small', () => {
    const buffer = new Uint8Array(4).fill(0xFF)
    copyOut(buffer, { value: 4 }, 'four')
    expect([...buffer]).toEqual([0xFF, 0xFF, 0xFF, 0xFF])
  })

  test('believes a size below the length of the buffer, but none above it', () => {
    expect(copyOut(new Uint8Array(100), { value: 4 }, 'four')).toBe(false)
    expect(copyOut(new Uint8Array(4), { value: 100 }, 'four')).toBe(false)
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
  })

  test('writes to a view of a larger buffer within its bounds', () => {
    const memory = new Uint8Array(8).fill(0xFF)
    expect(copyOut(memory.subarray(2, 5), { value: 3 }, 'ab')).toBe(true)
    expect([...memory]).toEqual([0xFF, 0xFF, 0x61, 0x62, 0, 0xFF, 0xFF, 0xFF])
  })

  test('takes a null buffer of size 0 as the question for the size', () => {
    const size = { value: 0 }
    expect(copyOut(null, size, '')).toBe(false)
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
    expect(size.value).toBe(1)
  })

  test.each([
    ['a null buffer with a size', null, { value: 8 }],
    ['no buffer at all', 'buffer', { value: 8 }],
    ['a null size cell', new Uint8Array(8), null],
    ['a size cell without number', new Uint8Array(8), {}]
  ])('refuses %s', (_, buffer, size) => {
    expect(copyOut(buffer as Uint8Array, size as { value: number }, 'x')).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })

  test('refuses a character above 0xFF, in the question for the size as well', () => {
    for (const buffer of [new Uint8Array(8), null]) {
      SetLastError(NO_ERROR)
      expect(copyOut(buffer, { value: buffer?.length ?? 0 }, 'Łódź')).toBe(false)
      expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    }
  })

  test('writes UTF-16 with a NUL of two bytes when asked for wide characters', () => {
    const buffer = new Uint8Array(12)
    const size = { value: 12 }
    expect(copyOut(buffer, size, 'Łódź', true)).toBe(true)
    expect(size.value).toBe(10)
    expect([...buffer.subarray(0, 10)]).toEqual([0x41, 0x01, 0xF3, 0x00, 0x64, 0x00, 0x7A, 0x01, 0, 0])
    expect(readSzW(buffer)).toBe('Łódź')
    expect(copyOut(new Uint8Array(9), { value: 9 }, 'Łódź', true)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
  })
})

describe('writeSz and readSz', () => {
  test('write a string that fits and read it up to its NUL', () => {
    const buffer = new Uint8Array(6).fill(0xFF)
    expect(writeSz(buffer, 'C:\\a')).toBe(true)
    expect(readSz(buffer)).toBe('C:\\a')
    expect(buffer[5]).toBe(0xFF)
  })

  test('F-151: a string that does not fit is refused, not truncated', () => {
    const buffer = new Uint8Array([0x61, 0x62, 0])
    expect(writeSz(buffer, 'abc')).toBe(false)
    expect(GetLastError()).toBe(ERROR_INSUFFICIENT_BUFFER)
    expect(readSz(buffer)).toBe('ab')
  })

  test.each(['Ł', 'a\0b'])('refuse %j, which the buffer could not give back', (value) => {
    const buffer = new Uint8Array([0x61, 0, 0, 0])
    expect(writeSz(buffer, value)).toBe(false)
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
    expect(readSz(buffer)).toBe('a')
  })

  test('a buffer without NUL is read to its end', () => {
    expect(readSz(new Uint8Array([0x61, 0x62]))).toBe('ab')
    expect(readSzW(new Uint8Array([0x61, 0, 0x62, 0, 0x63]))).toBe('ab')
  })
})

describe('toBytes and fromBytes', () => {
  test('go there and back for each byte, the NUL included', () => {
    const long = allBytes.repeat(100)
    expect(fromBytes(toBytes(long) ?? new Uint8Array())).toBe(long)
    expect([...toBytes('\xFF\0') ?? []]).toEqual([0xFF, 0])
  })

  test('refuse a character above 0xFF', () => {
    expect(toBytes('\u0100')).toBeNull()
    expect(GetLastError()).toBe(ERROR_INVALID_PARAMETER)
  })
})
