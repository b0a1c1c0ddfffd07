import { createFilterHeap } from '@isapi-bridge/filter-api'
import { describe, expect, test } from 'vitest'

const report = /^Heap block at 0x[0-9A-F]{8,} modified$/

describe('the JavaScript heap', () => {
  test('F-296: gives blocks of the size asked for, also of none', () => {
    const heap = createFilterHeap()
    expect(heap.alloc(100)?.length).toBe(100)
    expect(heap.alloc(0)?.length).toBe(0)
  })

  test('F-302: counts what is out, and nothing after the release', () => {
    const heap = createFilterHeap()
    expect([heap.liveBlocks, heap.liveBytes]).toEqual([0, 0])
    heap.alloc(10)
    heap.alloc(20)
    expect([heap.liveBlocks, heap.liveBytes]).toEqual([2, 30])
    expect(heap.release()).toEqual({ blocks: 2, bytes: 30, modified: [] })
    expect([heap.liveBlocks, heap.liveBytes]).toEqual([0, 0])
    expect(heap.release()).toEqual({ blocks: 0, bytes: 0, modified: [] })
  })

  test('F-305: a block written to its last byte, and past it by index, is reported by nobody', () => {
    const heap = createFilterHeap()
    const block = heap.alloc(16) ?? new Uint8Array()
    block.fill(0xFF)
    block[16] = 0
    expect(heap.release().modified).toEqual([])
  })

  test.each([0, 1, 7])('F-303, F-304: a write %i bytes past the end is found on release', (distance) => {
    const heap = createFilterHeap()
    const block = heap.alloc(16, 'here') ?? new Uint8Array()
    new Uint8Array(block.buffer)[16 + distance] = 0
    const { modified } = heap.release()
    expect(modified).toHaveLength(1)
    expect(modified[0]).toEqual({ message: expect.stringMatching(report) as string, size: 16, origin: 'here' })
  })

  test('F-310: the report names the block, and the others are released', () => {
    const heap = createFilterHeap()
    const blocks = [heap.alloc(8), heap.alloc(8), heap.alloc(8)]
    for (const block of [blocks[0], blocks[2]]) new Uint8Array(block?.buffer ?? new ArrayBuffer())[8] = 0
    const { modified, ...counts } = heap.release()
    expect(counts).toEqual({ blocks: 3, bytes: 24 })
    expect(new Set(modified.map(({ message }) => message)).size).toBe(2)
    expect(heap.liveBlocks).toBe(0)
  })

  test('says no to more memory than there is', () => {
    expect(createFilterHeap().alloc(Number.MAX_SAFE_INTEGER)).toBeNull()
  })
})
