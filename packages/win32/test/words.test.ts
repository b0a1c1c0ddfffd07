import { HIWORD, LOWORD, MAKELONG } from '@isapi-bridge/win32'
import { expect, test } from 'vitest'

test.each([[0, 6, 0x0006_0000], [5, 7, 0x0007_0005], [0xFFFF, 0xFFFF, 0xFFFF_FFFF], [0x1_0001, 0x8000, 0x8000_0001]])('MAKELONG(%i, %i) and back', (low, high, value) => {
  expect(MAKELONG(low, high)).toBe(value)
  expect([LOWORD(value), HIWORD(value)]).toEqual([low & 0xFFFF, high])
})
