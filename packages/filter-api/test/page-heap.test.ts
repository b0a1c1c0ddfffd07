// Page-heap mode: what is not allowed throws where it happens, and cannot be hidden; what is allowed works as on plain memory.

import { Buffer } from 'node:buffer'
import {
  copyOut, createFilterHeap, fromBytes, plainBytes, readSz, readSzW, writeSz, type FilterHeap, type HeapFault
} from '@isapi-bridge/filter-api'
import { describe, expect, test } from 'vitest'

function pageHeap(): { heap: FilterHeap; faults: HeapFault[]; block: Uint8Array } {
  const faults: HeapFault[] = []
  const heap = createFilterHeap({ pageHeap: true, onFault: (fault) => { faults.push(fault) } })
  return { heap, faults, block: heap.alloc(16, 'here') ?? expect.unreachable('no memory') }
}

const WRONG: readonly (readonly [string, (block: Uint8Array) => unknown, string])[] = [
  ['a write past the end', (block) => { block[16] = 1 }, 'written at index 16 of 16'],
  ['a write before the beginning', (block) => { block[-1] = 1 }, 'written at index -1 of 16'],
  ['a write between two bytes', (block) => { block[1.5] = 1 }, 'written at index 1.5 of 16'],
  ['a read past the end', (block) => block[16], 'read at index 16 of 16'],
  ['an array that does not fit', (block) => { block.set([1, 2, 3], 14) }, 'written by set to index 16 of 16'],
  ['another block that does not fit', (block) => { block.set(new Uint8Array(17)) }, 'written by set to index 16 of 16'],
  ['a fill that goes too far', (block) => block.fill(0, 0, 20), 'written by fill to index 19 of 16'],
  ['a write past a part of the block', (block) => { block.subarray(4, 8)[4] = 1 }, 'written at index 4 of 4']
]

describe('F-306: page-heap mode', () => {
  test.each(WRONG)('%s throws there, with the stack of who did it', (_name, act, what) => {
    const { heap, faults, block } = pageHeap()
    function culprit(): void { act(block) }
    expect(culprit).toThrow(what)
    expect(faults).toEqual([{ message: expect.stringMatching(/^Heap block at 0x[0-9A-F]{8,} /) as string, size: 16, origin: 'here', error: expect.objectContaining({ code: 'ERR_FILTER_HEAP_FAULT' }) as Error }])
    expect(faults[0]?.message).toContain(what)
    const frames = faults[0]?.error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? []
    expect(frames[0]).toContain('page-heap.test')
    expect(frames.slice(0, 2).join('')).toContain('culprit')
    expect(heap.release().modified).toEqual([]) // nothing was written
  })

  test('a filter that catches the error has been reported all the same', () => {
    const { faults, block } = pageHeap()
    try { block[99] = 1 } catch { /* nobody shall know */ }
    expect(faults.length).toBe(1)
  })

  test.each([
    ['a write', (block: Uint8Array) => { block[0] = 1 }],
    ['a read', (block: Uint8Array) => block[0]],
    ['a method', (block: Uint8Array) => block.fill(0)],
    ['its buffer', (block: Uint8Array) => block.buffer],
    ['a function of ours', (block: Uint8Array) => readSz(block)]
  ])('after the session %s is a fault', (_name, act) => {
    const { heap, faults, block } = pageHeap()
    const part = block.subarray(1)
    expect(heap.release()).toEqual({ blocks: 1, bytes: 16, modified: [] })
    expect(() => act(block)).toThrow('after its session')
    expect(() => act(part)).toThrow('after its session')
    expect(faults.length).toBe(2)
  })

  test('a write through `buffer` is found at the next look, with the stack of who took it', () => {
    const { heap, faults, block } = pageHeap()
    function culprit(): void { new DataView(block.buffer).setUint32(4000, 7) }
    heap.check?.()
    culprit()
    expect(faults).toEqual([])
    heap.check?.()
    heap.check?.()
    expect(faults.map(({ message }) => message)).toEqual([expect.stringMatching(/^Heap block at 0x[0-9A-F]+ modified$/)])
    expect(faults[0]?.error.stack).toContain('culprit')
    new Uint8Array(block.buffer)[16] = 0
    expect(heap.release().modified).toEqual([]) // told as a fault
    expect(faults.length).toBe(2)
  })

  test('everything that is allowed works, and is silent', () => {
    const { heap, faults, block } = pageHeap()
    expect(block).toBeInstanceOf(Uint8Array)
    expect([block.length, block.byteLength, Object.prototype.toString.call(block)]).toEqual([16, 16, '[object Uint8Array]'])
    for (let index = 0; index < block.length; index++) block[index] = index
    expect([...block]).toEqual(Array.from({ length: 16 }, (_, index) => index))
    expect(block.fill(7, 2, 4)).toBe(block)
    block.set([1, 2], 14)
    block.set(block.subarray(0, 2), 8)
    expect([block[2], block[15], block.indexOf(7), block.at(-1), block.slice(2, 4).length]).toEqual([7, 2, 2, 2, 2])
    expect(block.map((byte) => byte * 2)[3]).toBe(14)
    expect([...new Uint8Array(block)]).toEqual([...block])
    expect(Buffer.from(block.buffer, block.byteOffset, block.length).length).toBe(16)
    expect([writeSz(block, 'text'), readSz(block), fromBytes(block.subarray(0, 5))]).toEqual([true, 'text', 'text\0'])
    const size = { value: block.length }
    expect([copyOut(block, size, 'wide', true), size.value, readSzW(block)]).toEqual([true, 10, 'wide'])
    expect(plainBytes(block)).not.toBe(block)
    expect(plainBytes(plainBytes(block))).toBe(plainBytes(block))
    expect(heap.release()).toEqual({ blocks: 1, bytes: 16, modified: [] })
    expect(faults).toEqual([])
  })

  test('limits: what takes nothing but real typed arrays rejects a block, a copy helps', () => {
    const { block } = pageHeap()
    writeSz(block, 'text')
    expect(() => new TextDecoder('latin1').decode(block)).toThrow(TypeError)
    expect(() => Buffer.concat([block])).toThrow(TypeError)
    expect(() => Reflect.apply(Uint8Array.prototype.fill, block, [0])).toThrow(TypeError)
    expect(new TextDecoder('latin1').decode(new Uint8Array(block)).slice(0, 4)).toBe('text')
  })
})
