// The structures of http.h in the memory of a module, in the 32-bit layout that include/http.h asserts.

import { isIPv4 } from 'node:net'
import { Buffer } from 'node:buffer'
import {
  HTTP_BYTE_RANGE_TO_EOF, HttpDataChunkFromFileHandle, HttpDataChunkFromMemory, type HTTP_DATA_CHUNK, type HTTP_LOG_DATA, type HTTP_REQUEST, type HTTP_RESPONSE, type HTTP_UNKNOWN_HEADER, type SOCKADDR
} from '@isapi-bridge/module-api'
import { WIDE } from '../byte-text.ts'
import type { ModuleGuest } from './module-guest.ts'
import { fitted, type GuestText, type RequestMemory } from './request-memory.ts'

const SIZE_OF_REQUEST = 472
export const SIZE_OF_RESPONSE = 288
export const SIZE_OF_CHUNK = 32
const SIZE_OF_LOG = 92
const SIZE_OF_UNKNOWN = 12
const SIZE_OF_ADDRESS = 28
const AF_INET = 2
const AF_INET6 = 23

/** Writes into a structure. @throws NoMemory in its constructor and its texts */
class Writer {
  readonly #guest: ModuleGuest
  readonly #memory: RequestMemory
  readonly address: number

  constructor(guest: ModuleGuest, memory: RequestMemory, size: number) {
    this.#guest = guest
    this.#memory = memory
    this.address = memory.need(size)
  }

  word(at: number, value: number): this { this.#guest.memory.setWord(this.address + at, value); return this }
  short(at: number, value: number): this { this.#guest.setShort(this.address + at, value); return this }

  long(at: number, value: number): this { this.#guest.memory.bytes.writeBigInt64LE(BigInt(value), this.address + at); return this }

  /** A pointer to a text, and its length in bytes. */
  narrow(pointer: number, length: number, text: string): this { return this.#text(pointer, length, this.#memory.narrow(text), 1) }
  wide(pointer: number, length: number, text: string): this { return this.#text(pointer, length, this.#memory.wide(text), WIDE) }

  #text(pointer: number, length: number, made: GuestText, size: number): this {
    return this.word(pointer, fitted(made).address).short(length, made.length * size)
  }

  /** HTTP_REQUEST_HEADERS or HTTP_RESPONSE_HEADERS. */
  headers(at: number, known: readonly (string | null)[], unknown: readonly HTTP_UNKNOWN_HEADER[]): this {
    if (unknown.length > 0) {
      const list = new Writer(this.#guest, this.#memory, unknown.length * SIZE_OF_UNKNOWN)
      for (const [index, { pName, pRawValue }] of unknown.entries()) {
        const row = index * SIZE_OF_UNKNOWN
        list.narrow(row + 4, row, pName).narrow(row + 8, row + 2, pRawValue)
      }
      this.short(at, unknown.length).word(at + 4, list.address)
    }
    for (const [index, value] of known.entries()) if (value !== null && value !== '') this.narrow(at + 20 + index * 8, at + 16 + index * 8, value)
    return this
  }
}

export function writeAddress(guest: ModuleGuest, memory: RequestMemory, { address, port }: SOCKADDR): number {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const made = new Writer(guest, memory, SIZE_OF_ADDRESS)
  made.short(0, isIPv4(plain) ? AF_INET : AF_INET6)
  const { bytes } = guest.memory
  bytes.writeUInt16BE(port & 0xFFFF, made.address + 2)
  if (isIPv4(plain)) for (const [index, part] of plain.split('.').entries()) bytes[made.address + 4 + index] = Number(part)
  else for (const [index, part] of partsOf(plain).entries()) bytes.writeUInt16BE(part, made.address + 8 + index * 2)
  return made.address
}

/** The eight parts of an IPv6 address. */
function partsOf(address: string): number[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::')
  const read = (text: string): number[] => text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16) & 0xFFFF)
  const [first, last] = [read(head), read(tail ?? '')]
  return [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => 0), ...last].slice(0, 8)
}

/** Characters of a text, as wide ones count. */
function charactersOf(text: string): number { return [...text].length }

export function writeRequest(guest: ModuleGuest, memory: RequestMemory, request: HTTP_REQUEST): number {
  const made = new Writer(guest, memory, SIZE_OF_REQUEST)
  const { CookedUrl: url } = request
  made.word(8, request.ConnectionId).short(32, request.Version.MajorVersion).short(34, request.Version.MinorVersion).word(36, request.Verb)
  if (request.pUnknownVerb !== '') made.narrow(44, 40, request.pUnknownVerb)
  made.narrow(48, 42, request.pRawUrl)
  // The parts are pieces of the whole, as they are there: modules subtract the pointers. The client names the host, so nothing is looked for behind the scheme.
  made.wide(60, 52, url.pFullUrl)
  const whole = guest.memory.word(made.address + 60)
  const host = url.pFullUrl.indexOf('://') + 3
  const path = host + url.pHost.length
  const query = path + url.pAbsPath.length
  const pieces: readonly (readonly [number, number, string, number])[] = [[64, 54, url.pHost, host], [68, 56, url.pAbsPath, path], [72, 58, url.pQueryString, query]]
  for (const [pointer, length, text, at] of pieces) {
    const characters = charactersOf(text)
    if (url.pFullUrl.startsWith(text, at)) made.word(pointer, characters === 0 && pointer === 72 ? 0 : whole + charactersOf(url.pFullUrl.slice(0, at)) * WIDE).short(length, characters * WIDE)
    else made.wide(pointer, length, text)
  }
  made.word(76, writeAddress(guest, memory, request.Address.pRemoteAddress)).word(80, writeAddress(guest, memory, request.Address.pLocalAddress))
  made.headers(84, request.Headers.KnownHeaders.map(({ pRawValue }) => pRawValue), request.Headers.pUnknownHeaders)
  made.word(448, request.ConnectionId)
  return made.address
}

export function writeResponse(guest: ModuleGuest, memory: RequestMemory, response: HTTP_RESPONSE): number {
  const made = new Writer(guest, memory, SIZE_OF_RESPONSE)
  made.short(4, response.Version.MajorVersion).short(6, response.Version.MinorVersion).short(8, response.StatusCode).narrow(12, 10, response.pReason)
  made.headers(16, response.Headers.KnownHeaders, response.Headers.pUnknownHeaders)
  const chunks = response.pEntityChunks
  if (chunks.length > 0) {
    const list = new Writer(guest, memory, chunks.length * SIZE_OF_CHUNK)
    for (const [index, chunk] of chunks.entries()) {
      const row = index * SIZE_OF_CHUNK
      if (chunk.DataChunkType === HttpDataChunkFromMemory) {
        const bytes = chunk.FromMemory.pBuffer
        const at = memory.need(bytes.length)
        guest.memory.bytes.set(bytes, at)
        list.word(row + 8, at).word(row + 12, bytes.length)
      } else {
        // A range of a file without a handle, for a stream too: it has no other form in http.h.
        const { StartingOffset, Length } = chunk.DataChunkType === HttpDataChunkFromFileHandle ? chunk.FromFileHandle.ByteRange : { StartingOffset: 0, Length: HTTP_BYTE_RANGE_TO_EOF }
        list.word(row, HttpDataChunkFromFileHandle).long(row + 8, StartingOffset).long(row + 16, Length)
      }
    }
    made.short(272, chunks.length).word(276, list.address)
  }
  return made.address
}

/** Chunks of memory, copied: a module may use its buffer again at once, and its memory may grow. Null: NULL, or a chunk of another kind. */
export function readChunks(guest: ModuleGuest, address: number, count: number): HTTP_DATA_CHUNK[] | null {
  if (address === 0) return null
  const chunks: HTTP_DATA_CHUNK[] = []
  let left = guest.memory.bytes.length
  for (let index = 0; index < count; index++) {
    const at = address + index * SIZE_OF_CHUNK
    if (guest.memory.word(at) !== HttpDataChunkFromMemory) return null
    const [buffer, length] = [guest.memory.word(at + 8), guest.memory.word(at + 12)]
    if (buffer === 0 && length > 0) return null
    left -= length
    if (left < 0) throw new RangeError('it gave the server more bytes of chunks than its memory has') // the same ones many times
    chunks.push({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(guest.memory.view(buffer, length)) } })
  }
  return chunks
}

/** The texts of HTTP_LOG_FIELDS_DATA in their order; the first two are wide. */
const LOG_TEXTS = ['UserName', 'UriStem', 'ClientIp', 'ServerName', 'ServiceName', 'ServerIp', 'Method', 'UriQuery', 'Host', 'UserAgent', 'Cookie', 'Referrer'] as const
const LOG_LENGTHS = 4
const LOG_POINTERS = 28

export function writeLog(guest: ModuleGuest, memory: RequestMemory, data: HTTP_LOG_DATA): number {
  const made = new Writer(guest, memory, SIZE_OF_LOG)
  for (const [index, name] of LOG_TEXTS.entries()) {
    const [pointer, length] = [LOG_POINTERS + index * 4, LOG_LENGTHS + index * 2]
    if (index < 2) made.wide(pointer, length, data[name])
    else made.narrow(pointer, length, data[name])
  }
  return made.short(76, data.ServerPort).short(78, data.ProtocolStatus).word(80, data.Win32Status).short(88, data.SubStatus).address
}

export function readLog(guest: ModuleGuest, address: number): HTTP_LOG_DATA {
  const { memory } = guest
  const short = (at: number): number => memory.bytes.readUInt16LE(address + at)
  const texts = Object.fromEntries(LOG_TEXTS.map((name, index) => {
    const [pointer, length] = [memory.word(address + LOG_POINTERS + index * 4), short(LOG_LENGTHS + index * 2)]
    return [name, (index < 2 ? guest.wide(pointer, length / WIDE) : guest.narrow(pointer, length)) ?? '']
  })) as Record<(typeof LOG_TEXTS)[number], string> // one entry for each name
  return { ...texts, ServerPort: short(76), ProtocolStatus: short(78), Win32Status: memory.word(address + 80), SubStatus: short(88) }
}
