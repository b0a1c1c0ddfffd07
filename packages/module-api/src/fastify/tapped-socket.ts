// A connection with modules between its socket and the HTTP parser. To HTTP it is the socket.

import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { types } from 'node:util'
import type { RawLink } from '../host/raw-link.ts'
import { RawResponses } from './raw-responses.ts'

/** What applications ask a socket, plain or encrypted. */
const FACTS = [
  'remoteAddress', 'remoteFamily', 'remotePort', 'localAddress', 'localFamily', 'localPort', 'bytesRead', 'bytesWritten', 'timeout', 'connecting', 'pending', 'readyState',
  'encrypted', 'authorized', 'authorizationError', 'alpnProtocol', 'servername'
] as const
/** What they call. */
const METHODS = [
  'address', 'setNoDelay', 'setKeepAlive', 'ref', 'unref', 'getPeerCertificate', 'getPeerX509Certificate', 'getCertificate', 'getX509Certificate', 'getCipher', 'getEphemeralKeyInfo',
  'getProtocol', 'getSession', 'getSharedSigalgs', 'getTLSTicket', 'getFinished', 'getPeerFinished', 'isSessionReused', 'exportKeyingMaterial', 'renegotiate', 'disableRenegotiation',
  'enableTrace', 'setMaxSendFragment'
] as const

type WriteDone = (error?: Error | null) => void

export class TappedSocket extends Duplex {
  /** The socket below. */
  readonly real: Socket | TLSSocket
  readonly responses: RawResponses
  #link: RawLink | null = null
  /** A write of HTTP is being taken apart. */
  #writing = false
  /** The last bytes of it, whose callback is that of the write. */
  #last: Uint8Array | null = null
  /** HTTP has ended the connection while a module could still add to the response. */
  #whenSettled: WriteDone | null = null
  /** The socket ends by itself when everything has left. */
  #closing = false

  static {
    const define = (name: string, get: (this: TappedSocket) => unknown): void => { Object.defineProperty(TappedSocket.prototype, name, { get, configurable: true }) }
    for (const name of FACTS) define(name, function () { return Reflect.get(this.real, name) })
    for (const name of METHODS) {
      define(name, function () {
        const method: unknown = Reflect.get(this.real, name)
        return typeof method === 'function' ? method.bind(this.real) : undefined
      })
    }
  }

  constructor(real: Socket | TLSSocket) {
    super({ readableHighWaterMark: real.readableHighWaterMark, writableHighWaterMark: real.writableHighWaterMark })
    this.real = real
    this.responses = new RawResponses(this)
    real.on('data', (bytes: Buffer) => { this.#take(bytes) })
    real.on('end', () => { this.push(null) })
    real.on('error', (error) => { this.destroy(error) })
    real.on('close', () => { this.destroy() })
    real.on('timeout', () => { this.emit('timeout') })
  }

  /** Who sees the bytes from now on. */
  link(link: RawLink): void {
    this.#link = link
    this.responses.link = link
  }

  /** Nothing goes either way any more. */
  get over(): boolean { return this.#closing || this.destroyed }

  // --- what HTTP expects of a socket, beside a stream

  setTimeout(timeout: number, callback?: () => void): this {
    this.real.setTimeout(timeout)
    if (callback !== undefined) this.once('timeout', callback)
    return this
  }

  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => { this.destroy() })
  }

  resetAndDestroy(): this {
    resetSocket(this.real)
    return this.destroy()
  }

  // --- from the client

  #take(bytes: Buffer): void {
    const link = this.#link
    if (link === null || !link.reads || this.responses.upgraded) {
      if (!this.push(bytes)) this.real.pause()
      return
    }
    let rest: Uint8Array = bytes
    let goesOn = true
    while (rest.byteLength > 0 && !this.over) {
      const block = link.nextSize > 0 && link.nextSize < rest.byteLength ? rest.subarray(0, link.nextSize) : rest
      rest = rest.subarray(block.byteLength)
      const parsed = link.read(block)
      if (parsed !== null && parsed.byteLength > 0 && !this.over) goesOn = this.push(parsed)
    }
    if (!goesOn) this.real.pause()
  }

  override _read(): void { this.real.resume() }

  // --- to the client

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: WriteDone): void {
    this.#begin()
    this.responses.push(bytes)
    this.#finish(done)
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: WriteDone): void {
    this.#begin()
    for (const { chunk } of chunks) this.responses.push(chunk)
    this.#finish(done)
  }

  #begin(): void {
    this.real.cork()
    this.#writing = true
  }

  #finish(done: WriteDone): void {
    const last = this.#last
    this.#writing = false
    this.#last = null
    // A socket that was destroyed tells so by its close.
    if (last === null || this.real.destroyed) done()
    else this.real.write(last, (error) => { done(this.real.destroyed ? null : error) })
    this.real.uncork()
    if (this.#closing) this.#end()
  }

  /** Bytes leave. */
  put(bytes: Uint8Array): void {
    if (this.real.destroyed) return
    if (!this.#writing) {
      this.real.write(bytes)
      return
    }
    if (this.#last !== null) this.real.write(this.#last)
    this.#last = bytes
  }

  override _final(done: WriteDone): void {
    if (this.responses.unsettled) this.#whenSettled = done
    else this.real.end(() => { done() })
  }

  /** Nobody writes to the response any more. */
  settled(): void {
    const done = this.#whenSettled
    this.#whenSettled = null
    if (done !== null) this.real.end(() => { done() })
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#closing) this.real.destroy()
    done(error)
  }

  /** Ends the connection when what was written has left. */
  close(): void {
    if (this.over) return
    this.#closing = true
    if (!this.#writing) this.#end()
  }

  #end(): void {
    this.real.destroySoon()
    this.destroy()
  }
}

/** Whether a stream is the connection of a client, and no stand-in for one: a stream of HTTP/2 has a proxy that says it is a socket. */
export function isConnection(stream: unknown): stream is Socket {
  return (stream instanceof Socket && !types.isProxy(stream)) || stream instanceof TappedSocket
}

/** Resets a connection. Node can do so with TCP only: TLS goes without its last record, from which the client knows that something is missing. */
export function resetSocket(socket: Pick<Socket | TappedSocket, 'resetAndDestroy' | 'destroy'>): void {
  try {
    socket.resetAndDestroy()
  } catch {
    socket.destroy()
  }
}
