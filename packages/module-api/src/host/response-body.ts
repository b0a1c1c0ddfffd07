// The body that waits: what a route made, or chunks.

import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import {
  HTTP_BYTE_RANGE_TO_EOF, HttpDataChunkFromFileHandle, HttpDataChunkFromMemory, HttpDataChunkFromStream, type HTTP_DATA_CHUNK, type HTTP_FILE_CHUNK
} from '../http-response.ts'

/** A body as routes make it. */
export type HostPayload = string | Buffer | NodeJS.ReadableStream | ReadableStream

export class ResponseBody {
  #chunks: HTTP_DATA_CHUNK[] = []
  /** The body that a route made, untouched as long as nobody writes beside it. */
  #payload: HostPayload | null = null
  /** So many chunks are flushed already and wait for the wire: nobody changes them any more. */
  #held = 0

  /** Something waits that has at least one byte, as far as that is known. */
  get present(): boolean {
    if (this.#payload !== null) return typeof this.#payload === 'object' ? !Buffer.isBuffer(this.#payload) || this.#payload.length > 0 : this.#payload !== ''
    return this.#chunks.length > this.#held && this.#chunks.some((chunk, index) => index >= this.#held && sizeOf(chunk) !== 0)
  }

  /** Bytes that wait; null where nobody knows before they are read. */
  get length(): number | null {
    const payload = this.#payload
    if (payload !== null) return typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.byteLength(payload) : null
    return lengthOf(this.#held === 0 ? this.#chunks : this.#chunks.slice(this.#held))
  }

  /** Chunks that wait. */
  get count(): number {
    this.#settle()
    return this.#chunks.length - this.#held
  }

  /** Bytes that wait in chunks, those of unknown size left out. */
  size = 0

  /** The chunks that wait, for reading. */
  chunks(): readonly HTTP_DATA_CHUNK[] {
    this.#settle()
    return this.#chunks.slice(this.#held)
  }

  add(chunk: HTTP_DATA_CHUNK): void { this.insert(chunk, -1) }

  /** Position counted in what waits; negative: the end. */
  insert(chunk: HTTP_DATA_CHUNK, position: number): void {
    this.#settle()
    this.size += sizeOf(chunk) ?? 0
    if (position < 0) this.#chunks.push(chunk)
    else this.#chunks.splice(this.#held + position, 0, chunk)
  }

  /** The route's body takes its place behind what modules wrote before. */
  adopt(payload: HostPayload): void {
    if (this.#chunks.length === 0) this.#payload = payload
    else this.add(chunkOf(payload))
  }

  /** A stream that breaks off before anybody reads it must not end the process; who reads it afterwards is told. */
  guard(): void {
    if (typeof this.#payload !== 'string' && !Buffer.isBuffer(this.#payload)) this.#settle()
    for (const chunk of this.#chunks) if (chunk.DataChunkType === HttpDataChunkFromStream) chunk.FromStream.pStream.on('error', () => {})
  }

  /** Drops what waits. */
  drop(): void {
    this.#settle()
    destroyStreams(this.#chunks.splice(this.#held))
    this.size = 0
  }

  /** Others in the place of the chunks that wait. */
  replace(chunks: readonly HTTP_DATA_CHUNK[]): void {
    this.#settle()
    destroyStreams(this.#chunks.splice(this.#held).filter((chunk) => !chunks.includes(chunk)))
    this.#chunks.push(...chunks)
    this.size = sizeOfAll(chunks)
  }

  /** Flushed, but there is no wire yet. */
  hold(): void {
    this.#settle()
    this.#held = this.#chunks.length
    this.size = 0
  }

  /** What was held, for the wire. */
  takeHeld(): HTTP_DATA_CHUNK[] {
    const held = this.#chunks.splice(0, this.#held)
    this.#held = 0
    return held
  }

  /** All of it, for the wire. */
  takeChunks(): HTTP_DATA_CHUNK[] {
    this.#settle()
    const chunks = this.#chunks
    this.#chunks = []
    this.#held = 0
    this.size = 0
    return chunks
  }

  /**
   * All of it in the form that a host sends best, with its Content-Length; null: nobody knows, undefined: the host sees it, or keeps to what was said.
   * @param declared somebody has set Content-Length
   */
  take(declared: boolean): { readonly payload: HostPayload | null; readonly length?: number | null } {
    const payload = this.#payload
    this.#payload = null
    if (payload !== null) return { payload }
    const chunks = this.takeChunks()
    const [first] = chunks
    if (first === undefined) return { payload: null }
    const bytes = bytesOf(chunks)
    if (bytes !== null) return { payload: bytes }
    const length = lengthOf(chunks)
    if (chunks.length === 1 && first.DataChunkType !== HttpDataChunkFromMemory && (declared || length === null)) return { payload: readableOf(first) }
    return { payload: Readable.from(joinChunks(chunks), { objectMode: false }), length }
  }

  /** Somebody writes beside the route's body: it becomes a chunk like others. */
  #settle(): void {
    if (this.#payload === null) return
    const chunk = chunkOf(this.#payload)
    this.#payload = null
    this.add(chunk)
  }
}

function chunkOf(payload: HostPayload): HTTP_DATA_CHUNK {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(payload) } }
  return { DataChunkType: HttpDataChunkFromStream, FromStream: { pStream: toReadable(payload) } }
}

/** Whether this is a chunk that can be sent. */
export function isChunk(chunk: HTTP_DATA_CHUNK | null | undefined): chunk is HTTP_DATA_CHUNK {
  if (typeof chunk !== 'object' || chunk === null) return false
  switch (chunk.DataChunkType) {
    case HttpDataChunkFromMemory: return chunk.FromMemory?.pBuffer instanceof Uint8Array
    case HttpDataChunkFromStream: return chunk.FromStream?.pStream instanceof Readable
    case HttpDataChunkFromFileHandle: return isFile(chunk.FromFileHandle)
    default: return false
  }
}

function isFile(file: HTTP_FILE_CHUNK | undefined): boolean {
  if (file === undefined) return false
  const { ByteRange, FileHandle } = file
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0
  return isCount(ByteRange?.StartingOffset) && (ByteRange.Length === HTTP_BYTE_RANGE_TO_EOF || isCount(ByteRange.Length)) &&
    (typeof FileHandle === 'string' ? FileHandle !== '' && !FileHandle.includes('\0') : typeof FileHandle?.createReadStream === 'function')
}

/** Bytes of a chunk; null where nobody knows before it is read. */
function sizeOf(chunk: HTTP_DATA_CHUNK): number | null {
  if (chunk.DataChunkType === HttpDataChunkFromMemory) return chunk.FromMemory.pBuffer.byteLength
  if (chunk.DataChunkType === HttpDataChunkFromStream) return null
  const { Length } = chunk.FromFileHandle.ByteRange
  return Length === HTTP_BYTE_RANGE_TO_EOF ? null : Length
}

/** Bytes of these chunks, those of unknown size left out. */
export function sizeOfAll(chunks: readonly HTTP_DATA_CHUNK[]): number {
  let size = 0
  for (const chunk of chunks) size += sizeOf(chunk) ?? 0
  return size
}

/** Bytes of these chunks; null where nobody knows before they are read. */
function lengthOf(chunks: readonly HTTP_DATA_CHUNK[]): number | null {
  let length = 0
  for (const chunk of chunks) {
    const size = sizeOf(chunk)
    if (size === null) return null
    length += size
  }
  return length
}

/** A file or stream as something to read from. */
export function readableOf(chunk: Exclude<HTTP_DATA_CHUNK, { readonly DataChunkType: typeof HttpDataChunkFromMemory }>): Readable {
  if (chunk.DataChunkType === HttpDataChunkFromStream) return chunk.FromStream.pStream
  const { ByteRange: { StartingOffset: start, Length }, FileHandle } = chunk.FromFileHandle
  if (Length === 0) return Readable.from([], { objectMode: false })
  const range = Length === HTTP_BYTE_RANGE_TO_EOF ? { start } : { start, end: start + Length - 1 }
  return typeof FileHandle === 'string' ? createReadStream(FileHandle, range) : FileHandle.createReadStream({ ...range, autoClose: false })
}

/** Streams that nobody will read. */
export function destroyStreams(chunks: readonly HTTP_DATA_CHUNK[]): void {
  for (const chunk of chunks) if (chunk.DataChunkType === HttpDataChunkFromStream) chunk.FromStream.pStream.on('error', () => {}).destroy()
}

/** The bytes of chunks that are all in memory, else null. */
export function bytesOf(chunks: readonly HTTP_DATA_CHUNK[]): Buffer | null {
  const parts: Uint8Array[] = []
  for (const chunk of chunks) {
    if (chunk.DataChunkType !== HttpDataChunkFromMemory) return null
    parts.push(chunk.FromMemory.pBuffer)
  }
  return Buffer.concat(parts)
}

/** A stream of whatever kind as one of Node's. */
export function toReadable(stream: NodeJS.ReadableStream | ReadableStream): Readable {
  if (stream instanceof Readable) return stream
  return 'getReader' in stream ? Readable.fromWeb(stream) : new Readable().wrap(stream)
}

/** The bytes of chunks of any kind, read as they are asked for. A file that turns out too short breaks off: its length was promised. */
export async function * joinChunks(chunks: readonly HTTP_DATA_CHUNK[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk.DataChunkType === HttpDataChunkFromMemory) {
      yield chunk.FromMemory.pBuffer
      continue
    }
    let left = sizeOf(chunk) ?? 0
    for await (const data of readableOf(chunk)) {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data as Uint8Array // what else could be sent?
      left -= bytes.byteLength
      yield bytes
    }
    if (left > 0) throw new Error(`A file is ${left} bytes shorter than its data chunk says.`)
  }
}
