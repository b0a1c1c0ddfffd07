// The files of a site, as StaticFileModule of IIS serves them where neither a route nor another handler module has answered.

import { once } from 'node:events'
import { ReadStream } from 'node:fs'
import { STATUS_CODES } from 'node:http'
import type { Readable } from 'node:stream'
import send from '@fastify/send'
import { ERROR_ACCESS_DENIED, ERROR_INVALID_FUNCTION, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { ModuleContractError } from '../errors.ts'
import { isHeaderValue } from '../host/message.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule, type NotificationResult } from '../http-module.ts'
import type { IHttpRequest } from '../http-request.ts'
import { HttpDataChunkFromMemory, HttpDataChunkFromStream, type HTTP_DATA_CHUNK } from '../http-response.ts'
import type { ModuleEntry } from '../registration.ts'
import { filePathOf, findFile, isAbsent, isDenied, noteMissing } from './site-files.ts'

export interface StaticFileOptions {
  /** Value of the header Cache-Control. Default: none is sent, as in IIS. */
  readonly cacheControl?: string | undefined
}

/** Bodies up to this size are read before they are answered, so that they pass the stages as IIS's do; its file cache has the same limit. */
const BUFFER_LIMIT = 262_144

const CONDITIONS = ['cache-control', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']
/** A range means something with GET only (RFC 9110, 14.2), and never together with a weak tag (13.1.5): parts of two versions must not meet. */
const RANGES = ['range', 'if-range']
const WEAK_TAGS = /W\/"[^"]*"/g
const STRONG_TAG = /^\s*("[^"]*")\s*$/
/** The last bytes, at least one: a file of any size has them. */
const SUFFIX = /[=,]\s*-0*[1-9]/

type Sent = Awaited<ReturnType<typeof send>>

/** All of a message that send() reads, although its type asks for a stream. */
function messageOf(request: IHttpRequest, ranges: boolean): Readable {
  const headers: Record<string, string> = {}
  for (const name of ranges ? [...CONDITIONS, ...RANGES] : CONDITIONS) {
    const value = request.GetHeader(name)
    if (value !== null) headers[name] = value
  }
  if (headers['if-match'] !== undefined) {
    headers['if-match'] = headers['if-match'].replace(WEAK_TAGS, '"weak"') // they match nothing: 13.1.1
    delete headers['if-unmodified-since'] // RFC 9110, 13.2.2
  }
  // Our tags are those of send() without their W/; it puts that before all but this one.
  if (headers['if-range'] !== undefined) headers['if-range'] = headers['if-range'].replace(STRONG_TAG, 'W/$1')
  if (headers['range'] !== undefined) headers['range'] = headers['range'].replace(/^\s*bytes=/i, 'bytes=')
  return { method: request.GetHttpMethod(), headers } as unknown as Readable
}

/** Whether send() took the ranges as RFC 9110 has it; where not, the whole file is the answer. */
function tookRanges(request: IHttpRequest, { statusCode, headers }: Sent): boolean {
  if (statusCode === 416) return !SUFFIX.test(request.GetHeader('range') ?? '') // 14.1.2: more than there is means all of it
  const validator = request.GetHeader('if-range')
  // 13.1.5: the date of the file, and no later one.
  return statusCode !== 206 || validator === null || validator.includes('"') || Date.parse(validator) === Date.parse(headers['Last-Modified'] ?? '')
}

/** Whether the ranges of a request may count: no If-Range, or one with a date or a strong tag. */
function mayTakeRanges(request: IHttpRequest): boolean {
  const validator = request.GetHeader('if-range')
  return request.GetHttpMethod() === 'GET' && (validator === null || !validator.includes('"') || STRONG_TAG.test(validator))
}

async function sendFile(request: IHttpRequest, file: string): Promise<Sent> {
  const options = { dotfiles: 'allow', index: false, cacheControl: false } as const
  const ranges = mayTakeRanges(request)
  const sent = await send(messageOf(request, ranges), encodeURIComponent(file), options)
  if (!ranges || tookRanges(request, sent)) return sent
  sent.stream.destroy()
  return send(messageOf(request, false), encodeURIComponent(file), options)
}

/** The body to answer with; rejects when the file cannot be opened. */
async function toChunk(stream: ReadStream, length: number): Promise<HTTP_DATA_CHUNK> {
  if (length <= BUFFER_LIMIT) {
    const pBuffer = Buffer.concat(await stream.toArray() as Buffer[]) // without an encoding it gives bytes
    return { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer } }
  }
  await once(stream, 'open')
  return { DataChunkType: HttpDataChunkFromStream, FromStream: { pStream: stream } }
}

/** Nothing to serve: another handler, or the host, answers. */
function passOn(context: IHttpContext): REQUEST_NOTIFICATION_STATUS {
  noteMissing(context)
  return RQ_NOTIFICATION_CONTINUE
}

class StaticFile extends CHttpModule {
  readonly #cacheControl: string | undefined
  #stream: Readable | null = null
  #disposed = false

  constructor(cacheControl: string | undefined) {
    super()
    this.#cacheControl = cacheControl
  }

  override OnExecuteRequestHandler(pHttpContext: IHttpContext): NotificationResult {
    const path = filePathOf(pHttpContext)
    return path === null ? passOn(pHttpContext) : this.#serve(pHttpContext, path)
  }

  /** An answer that nobody fetched must not keep its file open. */
  override Dispose(): void {
    this.#disposed = true
    this.#stream?.destroy()
  }

  /** Where there is nothing to serve the status stays as it is: another handler, or the host, answers. */
  async #serve(context: IHttpContext, path: string): Promise<REQUEST_NOTIFICATION_STATUS> {
    const response = context.GetResponse()
    const method = context.GetRequest().GetHttpMethod()
    try {
      const file = await findFile(context, path)
      if (file === null) return passOn(context)
      if (method !== 'GET' && method !== 'HEAD') {
        response.SetStatus(405, 'Method Not Allowed', 0, HRESULT_FROM_WIN32(ERROR_INVALID_FUNCTION))
        response.SetHeader('Allow', 'GET, HEAD', true)
      } else if (!await this.#send(context, file)) return passOn(context)
    } catch (error) {
      if (isAbsent(error)) return passOn(context)
      if (!isDenied(error)) throw error
      response.SetStatus(401, 'Unauthorized', 3, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED))
    }
    context.SetRequestHandled()
    return RQ_NOTIFICATION_CONTINUE
  }

  /** False when the file, or the request, has gone meanwhile. The response is not touched before the file has proved readable. */
  async #send(context: IHttpContext, file: string): Promise<boolean> {
    const response = context.GetResponse()
    const { type, statusCode, headers, stream } = await sendFile(context.GetRequest(), file)
    const refused = type === 'error' && (statusCode === 412 || statusCode === 416)
    if (type !== 'file' && !refused) return false
    // What is no ReadStream is empty, or a page that send() made.
    const chunk = stream instanceof ReadStream ? await toChunk(stream, Number(headers['Content-Length'])) : null
    if (this.#disposed) {
      stream.destroy()
      return false
    }
    this.#stream = stream
    response.SetStatus(statusCode, STATUS_CODES[statusCode] ?? '')
    for (const [name, value] of Object.entries(headers)) {
      // The other headers of a refusal belong to the page that send() made for it.
      if (!refused || name === 'Content-Range') response.SetHeader(name, name === 'ETag' ? String(value).replace(/^W\//, '') : String(value), true)
    }
    // Without a type browsers would guess one, and run what looks like a page.
    if (type === 'file' && statusCode !== 304 && headers['Content-Type'] === undefined) response.SetHeader('Content-Type', 'application/octet-stream', true)
    if (!refused && this.#cacheControl !== undefined) response.SetHeader('Cache-Control', this.#cacheControl, true)
    if (chunk !== null) response.WriteEntityChunkByReference(chunk)
    return true
  }
}

/** Serves the files of the site to GET and HEAD. Folders, hidden files, and links that lead out of the roots are not served. */
export function StaticFileModule({ cacheControl }: StaticFileOptions = {}): ModuleEntry {
  if (cacheControl !== undefined && (typeof cacheControl !== 'string' || cacheControl === '' || !isHeaderValue(cacheControl))) {
    throw new ModuleContractError('ERR_MODULE_OPTIONS', 'StaticFileModule: `cacheControl` must be a header value.')
  }
  return {
    name: 'StaticFileModule',
    module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new StaticFile(cacheControl), Terminate: () => {} }, RQ_EXECUTE_REQUEST_HANDLER, 0)
  }
}
