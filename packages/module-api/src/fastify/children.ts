// Child requests go through the whole application by inject, linked to their parent by a store that only this call sees, never by a header.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { E_FAIL, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { HttpDataChunkFromMemory, HttpDataChunkFromStream } from '../http-response.ts'
import type { HttpContext } from '../host/context.ts'

/** Answers up to this size, of known length, are taken as a whole; larger ones stream. */
const BUFFER_LIMIT = 1_048_576
/** Headers that belong to the child's own message. */
const OWN_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date'])

interface Link { child: HttpContext | null }
const links = new AsyncLocalStorage<Link>()
let used = false

/** The child that the request being received is for; each link is taken once. */
export function takeChild(): HttpContext | null {
  const link = used ? links.getStore() : undefined
  if (link === undefined) return null
  const child = link.child
  link.child = null
  return child
}

interface ChildResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  stream(): Readable
}

/** Runs the child; `done` when its answer stands in the parent's response. */
export function executeChild(app: FastifyInstance, child: HttpContext, done: (hr: HRESULT, bytes: number) => void): void {
  const { message, url, port, payload } = child.request
  used = true
  const fail = (error: unknown): void => {
    if (!child.aborted) child.report(error instanceof Error ? error : new Error(String(error)))
    done(E_FAIL, 0)
  }
  const run = (): void => {
    app.inject({
      method: (message.method ?? 'GET') as 'GET', // its type lists some only
      url: url.target,
      headers: message.headers,
      remoteAddress: port?.remoteAddress ?? '',
      ...(payload === null ? {} : { payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength) }),
      payloadAsStream: true
    }, (error, response) => {
      if (error !== undefined && error !== null || response === undefined) fail(error ?? new Error('The child request gave no response.'))
      else adopt(child, response, done, fail)
    })
  }
  try {
    links.run({ child }, run)
  } catch (error) {
    fail(error) // inject throws for a method that does not exist
  }
}

function adopt(child: HttpContext, response: ChildResponse, done: (hr: HRESULT, bytes: number) => void, fail: (error: unknown) => void): void {
  const target = child.parent?.response
  if (target === undefined) return
  const stream = response.stream()
  if (target.complete || child.parent?.ended === true) { // the parent has gone meanwhile
    stream.on('error', () => {}).resume()
    done(S_OK, 0)
    return
  }
  if (!target.headersSent && !child.keepsHeaders) {
    target.takeStatus(child.response)
    if (target.store.status !== response.statusCode) target.SetStatus(response.statusCode, '') // Fastify answered alone
    const isHead = child.request.GetHttpMethod() === 'HEAD' // the length of the body that does not follow
    for (const [name, value] of Object.entries(response.headers)) {
      if (value === undefined || (OWN_HEADERS.has(name.toLowerCase()) && !(isHead && name === 'content-length'))) continue
      if (Array.isArray(value)) target.store.set(name, value.map(String))
      else target.SetHeader(name, String(value), true)
    }
  }
  const length = Number(response.headers['content-length'])
  if (Number.isInteger(length) && length <= BUFFER_LIMIT) {
    stream.toArray().then((chunks) => {
      const pBuffer = Buffer.concat(chunks as Buffer[]) // a response stream carries bytes
      if (pBuffer.byteLength > 0) target.WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer } })
      done(S_OK, pBuffer.byteLength)
    }, fail)
    return
  }
  stream.once('close', () => { if (!stream.readableEnded) child.abort() })
  target.WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream: stream } })
  done(S_OK, 0)
}
