// Child requests go through the whole application by inject, linked to their parent by a store that only this call sees, never by a header.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { E_FAIL, ERROR_OPERATION_ABORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { EXECUTE_FLAG_BUFFER_RESPONSE } from '../constants.ts'
import { toError } from '../errors.ts'
import { HttpDataChunkFromMemory, HttpDataChunkFromStream } from '../http-response.ts'
import { mergeHead } from '../host/child-requests.ts'
import type { HttpContext } from '../host/context.ts'
import { spellingOf } from './header-spelling.ts'

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
    if (!child.aborted) child.report(toError(error))
    done(child.parent?.aborted === true ? HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED) : E_FAIL, 0)
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

/** The headers that are of use to the parent. */
function * ownHeaders(child: HttpContext, headers: ChildResponse['headers']): Generator<readonly [string, string | readonly string[]]> {
  const isHead = child.request.GetHttpMethod() === 'HEAD' // the length of the body that does not follow
  const spellings = new Map(child.response.store.names().map((name) => [name.toLowerCase(), name])) // inject gives names in lower case
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || (OWN_HEADERS.has(name) && !(isHead && name === 'content-length'))) continue
    yield [spellings.get(name) ?? spellingOf(name), Array.isArray(value) ? value.map(String) : String(value)]
  }
}

function adopt(child: HttpContext, response: ChildResponse, done: (hr: HRESULT, bytes: number) => void, fail: (error: unknown) => void): void {
  const target = child.parent?.response
  if (target === undefined) return
  const stream = response.stream()
  if (target.complete || child.parent?.ended === true) { // the parent has gone meanwhile
    stream.on('error', () => {}).destroy()
    child.abort()
    done(HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED), 0)
    return
  }
  const merge = (): void => { mergeHead(child, { status: response.statusCode, headers: ownHeaders(child, response.headers) }) }
  const buffered = (child.GetExecuteFlags() & EXECUTE_FLAG_BUFFER_RESPONSE) !== 0
  const length = Number(response.headers['content-length'])
  if (buffered || (Number.isInteger(length) && length <= BUFFER_LIMIT)) {
    stream.toArray().then((chunks) => {
      const pBuffer = Buffer.concat(chunks as Buffer[]) // a response stream carries bytes
      merge()
      if (buffered) child.response.keepBody(pBuffer)
      if (pBuffer.byteLength > 0) target.WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer } })
      done(S_OK, pBuffer.byteLength)
    }).catch(fail)
    return
  }
  merge()
  stream.once('error', hideInject)
  stream.once('close', () => { if (!stream.readableEnded) child.abort() })
  target.WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream: stream } })
  done(S_OK, 0)
}

/** That the child went through inject is nobody's business: the code of its error would stand in the answer. */
function hideInject(error: Error & { code?: unknown }): void {
  delete error.code
  error.message = 'The answer of a child request broke off.'
}
