// The body as the route's parser reads it: what modules inserted, then what the client sends, each piece through RQ_READ_ENTITY.

import { Readable } from 'node:stream'
import { ERROR_HANDLE_EOF, FAILED, HRESULT_FROM_WIN32, hresultToHex } from '@isapi-bridge/win32'
import type { HttpContext } from '../host/context.ts'

const EOF = HRESULT_FROM_WIN32(ERROR_HANDLE_EOF)
/** One read of the route, at most. */
const BLOCK = 65_536

export class EntityStream extends Readable {
  /** What Fastify compares with Content-Length in place of the bytes it gets: modules may have changed their number. */
  receivedEncodedLength = 0
  readonly #context: HttpContext
  readonly #onFinish: () => void

  /** @param onFinish a handler of RQ_READ_ENTITY has finished the request: the parser gets no more */
  constructor(context: HttpContext, onFinish: () => void) {
    super({ highWaterMark: BLOCK })
    this.#context = context
    this.#onFinish = onFinish
    context.request.reader = this
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#context.ended) this.#context.request.entity.bytes.release()
    done(error)
  }

  override _read(): void {
    const { request, run } = this.#context
    request.entity.pull(BLOCK, ({ hr, bytes }) => {
      if (this.destroyed) return
      if (run.finished && !this.#context.ended) {
        this.#onFinish()
        this.destroy()
      } else if (hr === EOF) {
        if (request.entityTouched) this.receivedEncodedLength = Number(request.GetHeader('content-length') ?? 0)
        this.push(null)
      } else if (FAILED(hr)) {
        this.destroy(new Error(`The body of the request cannot be read (${hresultToHex(hr)}).`))
      } else if (bytes.byteLength > 0) {
        this.push(bytes)
      } else {
        this._read() // a handler took everything
      }
    })
  }
}
