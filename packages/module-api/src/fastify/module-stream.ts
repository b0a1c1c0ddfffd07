// The way of a response that modules flush: past Fastify's reply, which sends once, so that the route still runs and adds its part.

import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { ERROR_OPERATION_ABORTED, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import type { FastifyReply } from 'fastify'
import { destroyStreams, readableOf } from '../host/response-body.ts'
import type { OperationDone, ResponseWire, WireFacts } from '../host/response-store.ts'
import { HttpDataChunkFromMemory, type HTTP_DATA_CHUNK } from '../http-response.ts'
import { spellNames } from './header-spelling.ts'
import { isConnection } from './tapped-socket.ts'

interface Part {
  readonly chunks: HTTP_DATA_CHUNK[]
  readonly more: boolean
  readonly done: OperationDone | null
  bytes: number
}

/** An operation that is through when so many writes are. */
interface Waiting {
  readonly writes: number
  readonly bytes: number
  readonly done: OperationDone
}

const EMPTY = Buffer.alloc(0)

export class ModuleStream implements ResponseWire {
  readonly #reply: FastifyReply
  readonly #raw: ServerResponse
  readonly #facts: WireFacts
  /** What the bytes go into: the response, or its socket where status and headers stay at home. Null: it is not there yet. */
  #target: ServerResponse | Socket | null = null
  readonly #parts: Part[] = []
  readonly #waiting: Waiting[] = []
  /** Writes that were made, and that the network has taken. */
  #writes = 0
  #written = 0
  /** What Content-Length still allows; Infinity where nobody set it. */
  #left = Infinity
  #source: Readable | null = null
  #wake: (() => void) | null = null
  #cut = false
  #closed = false
  #announcesClose = false
  /** What left; Fastify gives the response another one when a route or an error handler asks for it. */
  readonly #status: number
  /** The response left as a whole. */
  finished = false

  constructor(reply: FastifyReply, facts: WireFacts) {
    this.#reply = reply
    this.#raw = reply.raw
    this.#facts = facts
    this.#raw.once('close', () => { this.#close() })
    this.#raw.on('error', () => {}) // a close follows
    this.#status = this.#open()
  }

  send(chunks: readonly HTTP_DATA_CHUNK[], more: boolean, done: OperationDone | null): void {
    this.#parts.push({ chunks: [...chunks], more, done, bytes: 0 })
    if (this.#closed) this.#drop()
    else this.#pump()
  }

  cancel(): void {
    this.#cut = true
    this.#source?.destroy()
    const parts = this.#parts.splice(0)
    for (const part of parts) destroyStreams(part.chunks)
    if (parts.some((part) => !part.more)) this.#end()
  }

  /** Status and headers leave. */
  #open(): number {
    const { suppressed, needDisconnect } = this.#facts
    const raw = this.#raw
    if (!suppressed) {
      const reply = this.#reply
      if (raw.statusCode === 204) {
        reply.removeHeader('content-type')
        reply.removeHeader('content-length')
      }
      const spells = reply.request.raw.httpVersionMajor === 1
      this.#announcesClose = needDisconnect && spells
      if (spells) spellNames(raw)
      if (this.#announcesClose) reply.header('connection', 'close')
      const length = reply.getHeader('content-length')
      if (length !== undefined && reply.request.method !== 'HEAD' && raw.statusCode !== 304) this.#left = Number(length)
      raw.writeHead(raw.statusCode, reply.getHeaders() as Record<string, string>) // its type knows no undefined
      raw.flushHeaders()
      this.#target = raw
    } else if (isConnection(raw.socket)) {
      this.#target = raw.socket
    } else if (raw.socket !== null || this.#reply.request.raw.httpVersionMajor > 1) {
      raw.writeHead(200) // under inject, and over HTTP/2, there is no answer without a status
      this.#target = raw
    } else {
      raw.once('socket', (socket: Socket) => { // behind another response
        this.#target = socket
        this.#pump()
      })
    }
    this.#target?.on('drain', () => { this.#wake?.() })
    return raw.statusCode
  }

  #pump(): void {
    while (this.#target !== null && this.#source === null && !this.#closed) {
      const part = this.#parts[0]
      if (part === undefined) return
      const chunk = part.chunks.shift()
      if (chunk === undefined) {
        this.#parts.shift()
        this.#settle(part)
      } else if (chunk.DataChunkType === HttpDataChunkFromMemory) {
        this.#write(part, chunk.FromMemory.pBuffer)
      } else {
        this.#source = readableOf(chunk)
        void this.#pipe(part, this.#source)
      }
    }
  }

  /** A file or stream, as fast as the client reads. */
  async #pipe(part: Part, source: Readable): Promise<void> {
    try {
      for await (const data of source) {
        const bytes: Uint8Array = typeof data === 'string' ? Buffer.from(data) : data
        if (!this.#write(part, bytes) && !this.#closed) await new Promise<void>((resolve) => { this.#wake = resolve })
        if (this.#closed) break
      }
    } catch (error) {
      if (!this.#cut && !this.#closed) {
        this.#reply.log.warn({ err: error }, 'response terminated with an error with headers already sent')
        this.#raw.destroy()
      }
    }
    this.#source = null
    this.#pump()
  }

  /** False: wait until what was written has drained. */
  #write(part: Part, bytes: Uint8Array): boolean {
    const allowed = bytes.byteLength > this.#left ? bytes.subarray(0, this.#left) : bytes // more would be read as the next response
    this.#left -= allowed.byteLength
    if (allowed.byteLength === 0 || this.#target === null) return true
    part.bytes += allowed.byteLength
    this.#writes++
    return this.#target.write(allowed, () => { this.#taken() })
  }

  /** The network has taken one write more, or never will. */
  #taken(): void {
    this.#written++
    while (this.#waiting[0] !== undefined && this.#waiting[0].writes <= this.#written && !this.#closed) {
      const { done, bytes } = this.#waiting.shift() as Waiting
      done(bytes, S_OK)
    }
  }

  /** All of a part was written. */
  #settle({ done, more, bytes }: Part): void {
    if (done !== null) {
      if (this.#written >= this.#writes) setImmediate(() => { done(bytes, S_OK) })
      else this.#waiting.push({ writes: this.#writes, bytes, done })
    }
    if (!more) this.#end()
  }

  #end(): void {
    const raw = this.#raw
    const { socket } = raw
    raw.statusCode = this.#status // for inject and for logs, which read it at the end
    if (this.#cut || (this.#left > 0 && this.#left !== Infinity)) { // it must not look complete
      raw.destroy()
    } else if (this.#target === raw || this.#target === null) {
      // Too late for a header that says so.
      if (this.#facts.needDisconnect && !this.#announcesClose) raw.end(() => { socket?.end() })
      else raw.end()
    } else {
      const target = this.#target
      target.write(EMPTY, () => {
        this.finished = true
        target.end(() => { target.destroy() })
      })
    }
  }

  #close(): void {
    this.#closed = true
    this.#source?.destroy()
    this.#wake?.()
    this.#drop()
    for (const { done } of this.#waiting.splice(0)) done(0, HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED))
  }

  #drop(): void {
    for (const { chunks, done } of this.#parts.splice(0)) {
      destroyStreams(chunks)
      if (done !== null) setImmediate(() => { done(0, HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)) })
    }
  }
}
