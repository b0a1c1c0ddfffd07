// HTTP_RESPONSE in the memory of a module. The server's own is one that modules write into: what they change there is taken over, before the next call
// that has to do with the response, and when the notification ends.

import { Buffer } from 'node:buffer'
import { extrasOf, HttpDataChunkFromMemory, type HTTP_DATA_CHUNK } from '@isapi-bridge/module-api'
import type { ContextRecord } from './guest-object.ts'
import type { ModuleGuest } from './module-guest.ts'
import { SIZE_OF_CHUNK, SIZE_OF_RESPONSE, writeResponse } from './structures.ts'

const STATUS = 8
const REASON_LENGTH = 10
const REASON = 12
const KNOWN_HEADERS = 32
const COUNT_OF_KNOWN = 30
const CHUNK_COUNT = 272
const CHUNKS = 276

/** One that a module has, as it was when it was written or last looked at. */
export interface RawResponse {
  readonly address: number
  readonly structure: Buffer
  /** Where the list of chunks lies, and its bytes. */
  readonly list: number
  readonly rows: Buffer
  /** What the list stands for. */
  readonly chunks: readonly HTTP_DATA_CHUNK[]
}

export function lendResponse(guest: ModuleGuest, record: ContextRecord): number {
  const response = record.value.GetResponse().GetRawHttpResponse()
  const address = writeResponse(guest, record.memory, response)
  const list = guest.memory.word(address + CHUNKS)
  record.rawResponse = { address, structure: copyOf(guest, address, SIZE_OF_RESPONSE), list, rows: copyOf(guest, list, response.pEntityChunks.length * SIZE_OF_CHUNK), chunks: response.pEntityChunks }
  return address
}

function copyOf(guest: ModuleGuest, address: number, size: number): Buffer { return Buffer.from(guest.memory.view(address, size)) }

/** Takes over what a module has written into the structure that it was given. */
export function takeResponse(guest: ModuleGuest, record: ContextRecord): void {
  const raw = record.rawResponse
  if (raw === null) return
  const structure = copyOf(guest, raw.address, SIZE_OF_RESPONSE)
  const response = record.value.GetResponse()
  if (!structure.equals(raw.structure)) {
    const status = structure.readUInt16LE(STATUS)
    const changed = (at: number, size: number): boolean => structure.compare(raw.structure, at, at + size, at, at + size) !== 0
    if (changed(STATUS, 8)) response.SetStatus(status, guest.narrow(structure.readUInt32LE(REASON), structure.readUInt16LE(REASON_LENGTH)) ?? '')
    for (let id = 0; id < COUNT_OF_KNOWN; id++) {
      const at = KNOWN_HEADERS + id * 8
      if (!changed(at, 8)) continue
      const value = guest.narrow(structure.readUInt32LE(at + 4), structure.readUInt16LE(at)) ?? ''
      if (value === '') response.DeleteHeader(id)
      else response.SetHeader(id, value, true)
    }
  }
  const chunks = chunksOf(guest, raw, structure.readUInt32LE(CHUNKS), structure.readUInt16LE(CHUNK_COUNT))
  const waiting = response.GetRawHttpResponse().pEntityChunks
  // Where others wait meanwhile, the list of the module is one of before.
  const current = waiting.length === raw.chunks.length && waiting.every((chunk, index) => chunk === raw.chunks[index])
  if (chunks !== null && current) extrasOf(record.value).replaceChunks(chunks)
  const list = structure.readUInt32LE(CHUNKS)
  record.rawResponse = { address: raw.address, structure, list, rows: copyOf(guest, list, (chunks ?? raw.chunks).length * SIZE_OF_CHUNK), chunks: current ? chunks ?? raw.chunks : raw.chunks }
}

/** The same at the end of a notification; a pointer that a module keeps for the next one is no longer looked at. */
export function endResponse(guest: ModuleGuest, record: ContextRecord): void {
  takeResponse(guest, record)
  record.rawResponse = null
}

/** The chunks that a list of the module means; null: nothing has changed, or one is of a kind that is not read. */
function chunksOf(guest: ModuleGuest, raw: RawResponse, list: number, count: number): HTTP_DATA_CHUNK[] | null {
  const chunks: HTTP_DATA_CHUNK[] = []
  for (let index = 0; index < count; index++) {
    const at = list + index * SIZE_OF_CHUNK
    const known = list === raw.list ? raw.chunks[index] : undefined
    const same = known !== undefined && Buffer.from(guest.memory.view(at, SIZE_OF_CHUNK)).compare(raw.rows, index * SIZE_OF_CHUNK, (index + 1) * SIZE_OF_CHUNK) === 0
    if (same && (known.DataChunkType !== HttpDataChunkFromMemory || contentOf(guest, at).equals(known.FromMemory.pBuffer))) {
      chunks.push(known)
      continue
    }
    if (guest.memory.word(at) !== HttpDataChunkFromMemory) return null
    chunks.push({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(contentOf(guest, at)) } })
  }
  return chunks.length === raw.chunks.length && chunks.every((chunk, index) => chunk === raw.chunks[index]) ? null : chunks
}

/** The bytes of a chunk in memory, not copied. */
function contentOf(guest: ModuleGuest, at: number): Buffer {
  const { buffer, byteOffset, byteLength } = guest.memory.view(guest.memory.word(at + 8), guest.memory.word(at + 12))
  return Buffer.from(buffer, byteOffset, byteLength)
}
