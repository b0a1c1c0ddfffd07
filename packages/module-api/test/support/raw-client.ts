// A client that writes bytes and reads answers one by one: for pipelining, targets that no HTTP client sends, and leaving early.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly reason: string
  /** Lower-case names; several of one name are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export class RawClient {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #ended = false
  #wake: () => void = () => {}

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#wake()
    })
    socket.on('close', () => {
      this.#ended = true
      this.#wake()
    })
    socket.on('error', () => {}) // a reset is a close
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  /** Sends requests without a body, in one write. */
  get(...targets: readonly string[]): void {
    this.send(targets.map((target) => `GET ${target} HTTP/1.1\r\nHost: site.test\r\n\r\n`).join(''))
  }

  send(bytes: string): void { this.socket.write(bytes, 'latin1') }

  /** The next answer. `bodyless`: it answers a HEAD request. */
  async answer(bodyless = false): Promise<RawAnswer> {
    const head = await this.#take(() => {
      const end = this.#received.indexOf('\r\n\r\n')
      return end === -1 ? null : end + 4
    })
    const [statusLine = '', ...lines] = head.toString('latin1').trimEnd().split('\r\n')
    if (!statusLine.startsWith('HTTP/1.')) throw new Error(`Bytes between two answers: ${JSON.stringify(statusLine)}`)
    const headers: Record<string, string> = {}
    for (const line of lines) {
      const colon = line.indexOf(':')
      const name = line.slice(0, colon).toLowerCase()
      const value = line.slice(colon + 1).trim()
      headers[name] = name in headers ? `${headers[name]}, ${value}` : value
    }
    const status = Number(statusLine.split(' ')[1])
    const body = bodyless || status === 204 || status === 304 ? '' : await this.#body(headers)
    return { status, reason: statusLine.split(' ').slice(2).join(' '), headers, body }
  }

  /** Waits until some bytes of an answer have come. */
  async firstByte(): Promise<void> {
    await this.#until(() => this.#received.length > 0)
  }

  /** What the server sends until it closes the connection. */
  async rest(): Promise<string> {
    await this.closed()
    return this.#received.toString('latin1')
  }

  async closed(): Promise<void> {
    if (!this.#ended) await new Promise((resolve) => { this.socket.once('close', resolve) }) // `once` would fail at a reset
  }

  /** Leaves without a word. */
  leave(): void { this.socket.destroy() }

  async #body(headers: Readonly<Record<string, string>>): Promise<string> {
    if (headers['transfer-encoding'] !== 'chunked') {
      const length = Number(headers['content-length'] ?? 0)
      return (await this.#take(() => (this.#received.length >= length ? length : null))).toString()
    }
    let body = ''
    while (true) {
      const line = await this.#take(() => {
        const end = this.#received.indexOf('\r\n')
        return end === -1 ? null : end + 2
      })
      const size = parseInt(line.toString('latin1'), 16)
      if (size === 0) break
      const chunk = await this.#take(() => (this.#received.length >= size + 2 ? size + 2 : null))
      body += chunk.subarray(0, size).toString()
    }
    while ((await this.#take(() => { const end = this.#received.indexOf('\r\n'); return end === -1 ? null : end + 2 })).length > 2) { /* trailers */ }
    return body
  }

  async #take(length: () => number | null): Promise<Buffer> {
    await this.#until(() => length() !== null)
    const size = length() ?? 0
    const taken = this.#received.subarray(0, size)
    this.#received = this.#received.subarray(size)
    return taken
  }

  async #until(ready: () => boolean): Promise<void> {
    while (!ready()) {
      if (this.#ended) throw new Error(`The server closed the connection; left over: ${JSON.stringify(this.#received.toString('latin1'))}`)
      await new Promise<void>((resolve) => { this.#wake = resolve })
    }
  }
}
