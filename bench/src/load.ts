// The load: one request after the other on each of a number of kept connections. It parses only the first answer; the others must be as long and
// start with the same status. A parser that does more needs as much processor time as the server, and there may be two cores only.

import { connect, type Socket } from 'node:net'

export interface Target {
  readonly port: number
  readonly path: string
}

/** An answer without what changes from one to the next. */
export interface Answer {
  readonly status: number
  /** Lower-case names, sorted. */
  readonly headers: readonly string[]
  readonly body: string
  /** Bytes of the whole message. */
  readonly length: number
}

const STATUS_AT = 'HTTP/1.1 '.length

function requestOf({ port, path }: Target): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n`)
}

function parse(text: string): Answer | null {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return null
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
  const length = lines.find((line) => /^content-length:/i.test(line))
  if (length === undefined) throw new Error(`An answer without Content-Length cannot be measured here:\n${text}`)
  const size = end + 4 + Number(length.slice(length.indexOf(':') + 1))
  if (text.length < size) return null
  const headers = lines.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase())).filter((line) => !line.startsWith('date:')).sort()
  return { status: Number(statusLine.slice(STATUS_AT, STATUS_AT + 3)), headers, body: text.slice(end + 4, size), length: size }
}

/** One request on a connection of its own. */
export function ask(target: Target): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(target.port, '127.0.0.1', () => { socket.write(requestOf(target)) })
    socket.setEncoding('latin1').on('error', reject).on('data', (chunk: string) => {
      text += chunk
      const answer = parse(text)
      if (answer === null) return
      socket.destroy()
      resolve(answer)
    })
  })
}

/** Connections to one server, kept until they are closed. */
export class Load {
  readonly #request: Buffer
  readonly #length: number
  readonly #sockets: Socket[] = []
  #count = 0
  #running = false
  #active = 0
  #idle: () => void = () => {}
  #fail: (error: Error) => void = () => {}

  private constructor(target: Target, length: number) {
    this.#request = requestOf(target)
    this.#length = length
  }

  static async open(target: Target, connections: number, { length }: Answer): Promise<Load> {
    const load = new Load(target, length)
    await Promise.all(Array.from({ length: connections }, () => new Promise<void>((resolve, reject) => {
      load.#sockets.push(load.#connect(target.port, resolve).once('error', reject))
    })))
    return load
  }

  /** Asks for so long, waits for what is under way, and says how many answers came. */
  run(milliseconds: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#count = 0
      this.#running = true
      this.#active = this.#sockets.length
      this.#idle = () => { resolve(this.#count) }
      this.#fail = reject
      for (const socket of this.#sockets) socket.write(this.#request)
      setTimeout(() => { this.#running = false }, milliseconds)
    })
  }

  close(): void {
    this.#fail = () => {}
    for (const socket of this.#sockets) socket.destroy()
  }

  #connect(port: number, connected: () => void): Socket {
    let received = 0
    const callback = (bytes: number, buffer: Uint8Array): boolean => {
      if (received === 0 && bytes > STATUS_AT && buffer[STATUS_AT] !== 0x32) this.#fail(new Error('An answer has another status than 2xx.'))
      received += bytes
      if (received > this.#length) this.#fail(new Error('An answer is longer than the first one.'))
      if (received < this.#length) return true
      received = 0
      this.#count++
      if (this.#running) socket.write(this.#request)
      else if (--this.#active === 0) this.#idle()
      return true
    }
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: Buffer.allocUnsafe(16_384), callback } }, connected)
    socket.on('error', (error) => { this.#fail(error) })
    socket.on('close', () => { this.#fail(new Error('The server closed a kept connection.')) })
    return socket
  }
}
