// The applications that are measured: filters and modules on one side, the same work in plain Fastify on the other.

import { fileURLToPath } from 'node:url'
import { bridgeFilter } from '@isapi-bridge/bridge'
import {
  HTTP_FILTER_REVISION, readSz, SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_SEND_RESPONSE,
  SF_STATUS_REQ_NEXT_NOTIFICATION, writeSz, type Filter
} from '@isapi-bridge/filter-api'
import {
  CHttpModule, CLONE_FLAG_BASICS, createModuleFactory, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING,
  type IHttpContext, type IMapPathProvider, type ModuleEntry, type NotificationResult
} from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { loadWasmFilter } from '@isapi-bridge/wasm'
import { TRUE } from '@isapi-bridge/win32'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const CLIENT_HEADER = 'x-forwarded-for'

/** What each stack answers with. */
function addRoute(app: FastifyInstance): void {
  app.get('/hello', (_request, reply) => { reply.send({ hello: 'world' }) })
}

function onPipeline(app: FastifyInstance, modules: readonly ModuleEntry[]): void {
  app.register(integratedPipeline, { modules })
  app.register((inner, _options, done) => {
    addRoute(inner)
    done()
  })
}

// --- nothing

const LARGE = Buffer.alloc(65_536, 'A')

function addLargeRoute(app: FastifyInstance): void {
  app.get('/large', (_request, reply) => { reply.send(LARGE) })
}

function onRawPipeline(app: FastifyInstance, modules: readonly ModuleEntry[]): void {
  app.register(integratedPipeline, { modules })
  app.register((inner, _options, done) => {
    addLargeRoute(inner)
    done()
  })
}

/** The filter beside it makes the rest of the work the same: requests are serial, sessions are kept. */
function rawFilter(flags: number, work: (bytes: Uint8Array) => Uint8Array): ModuleEntry {
  return {
    name: 'raw',
    module: bridgeFilter({
      GetFilterVersion(pVer) {
        pVer.dwFilterVersion = HTTP_FILTER_REVISION
        writeSz(pVer.lpszFilterDesc, 'Raw data')
        pVer.dwFlags = SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_NONSECURE_PORT | flags
        return TRUE
      },
      HttpFilterProc(...[, NotificationType, pvNotification]) {
        if (NotificationType === SF_NOTIFY_SEND_RAW_DATA) pvNotification.pvInData = work(pvNotification.pvInData)
        return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
    }, { name: 'raw' })
  }
}

/** A copy, as of a filter that changes each byte. */
function toUpper(bytes: Uint8Array): Uint8Array {
  const upper = Buffer.from(bytes)
  for (let index = 0; index < upper.length; index++) {
    const byte = upper[index] as number // index is below length
    if (byte >= 97 && byte <= 122 && upper.length === LARGE.length) upper[index] = byte - 32
  }
  return upper
}

export function large(app: FastifyInstance): void { addLargeRoute(app) }
export function largeFiltered(app: FastifyInstance): void { onRawPipeline(app, [rawFilter(SF_NOTIFY_LOG, (bytes) => bytes)]) }
export function largeRaw(app: FastifyInstance): void { onRawPipeline(app, [rawFilter(SF_NOTIFY_LOG | SF_NOTIFY_SEND_RAW_DATA, (bytes) => bytes)]) }
export function largeUpper(app: FastifyInstance): void { onRawPipeline(app, [rawFilter(SF_NOTIFY_LOG | SF_NOTIFY_SEND_RAW_DATA, toUpper)]) }

export function bare(app: FastifyInstance): void { addRoute(app) }
export function pluginAlone(app: FastifyInstance): void { onPipeline(app, []) }

// --- a clock at the beginning and at the end

let elapsed = 0

class ClockModule extends CHttpModule {
  #startedAt = 0

  override OnBeginRequest(): NotificationResult {
    this.#startedAt = performance.now()
    return RQ_NOTIFICATION_CONTINUE
  }

  override OnEndRequest(): NotificationResult {
    elapsed += performance.now() - this.#startedAt
    return RQ_NOTIFICATION_CONTINUE
  }
}

function clockModule(index: number): ModuleEntry {
  return {
    name: `clock-${index}`,
    module: (_dwServerVersion, pModuleInfo) => pModuleInfo.SetRequestNotifications(createModuleFactory(ClockModule), RQ_BEGIN_REQUEST | RQ_END_REQUEST, 0)
  }
}

function addClockHooks(app: FastifyInstance, index: number): void {
  const startedAt = `startedAt${index}` as 'startedAt1'
  app.decorateRequest(startedAt, 0)
  app.addHook('onRequest', (request, _reply, done) => {
    request[startedAt] = performance.now()
    done()
  })
  app.addHook('onSend', (request, _reply, payload, done) => {
    elapsed += performance.now() - request[startedAt]
    done(null, payload)
  })
}

export function oneModule(app: FastifyInstance): void { onPipeline(app, [clockModule(1)]) }

export function moduleAsHooks(app: FastifyInstance): void {
  addClockHooks(app, 1)
  addRoute(app)
}

// --- a request header read, a response header set, the log record edited

/** The client's address from a header into the log, and a mark on the response. */
function markingFilter(index: number): Filter {
  const buffer = new Uint8Array(256)
  const mark = `X-Mark-${index}:`
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      writeSz(pVer.lpszFilterDesc, `Mark ${index}`)
      pVer.dwFlags = SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_LOG
      return TRUE
    },
    HttpFilterProc(...[pfc, NotificationType, pvNotification]) {
      switch (NotificationType) {
        case SF_NOTIFY_PREPROC_HEADERS: {
          const size = { value: buffer.length }
          pfc.pFilterContext = pvNotification.GetHeader(pfc, 'X-Forwarded-For:', buffer, size) ? readSz(buffer) : null
          break
        }
        case SF_NOTIFY_SEND_RESPONSE:
          pvNotification.SetHeader(pfc, mark, 'yes')
          break
        case SF_NOTIFY_LOG:
          if (typeof pfc.pFilterContext === 'string') pvNotification.pszClientHostName = pfc.pFilterContext
      }
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
}

/** The fields of IIS's default W3C log. */
interface AccessRecord {
  time: number
  clientHost: string
  userName: string
  serverAddress: string
  serverPort: number
  method: string
  uriStem: string
  uriQuery: string
  userAgent: string
  referer: string
  status: number
  subStatus: number
  win32Status: number
  timeTaken: number
}

declare module 'fastify' {
  interface FastifyRequest {
    startedAt1: number
    client: string | null
    record: AccessRecord | null
  }
}

function recordOf(request: FastifyRequest, reply: FastifyReply): AccessRecord {
  const { raw, headers, url } = request
  const query = url.indexOf('?')
  return {
    time: Date.now(),
    clientHost: raw.socket.remoteAddress ?? '',
    userName: '',
    serverAddress: raw.socket.localAddress ?? '',
    serverPort: raw.socket.localPort ?? 0,
    method: request.method,
    uriStem: query === -1 ? url : url.slice(0, query),
    uriQuery: query === -1 ? '' : url.slice(query + 1),
    userAgent: headers['user-agent'] ?? '',
    referer: headers.referer ?? '',
    status: reply.statusCode,
    subStatus: 0,
    win32Status: 0,
    timeTaken: reply.elapsedTime
  }
}

function addMarkingHooks(app: FastifyInstance, index: number): void {
  const mark = `X-Mark-${index}`
  if (index === 1) app.decorateRequest('client', null).decorateRequest('record', null)
  app.addHook('onRequest', (request, _reply, done) => {
    const client = request.headers[CLIENT_HEADER]
    request.client = typeof client === 'string' ? client : null
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header(mark, 'yes')
    done(null, payload)
  })
  app.addHook('onResponse', (request, reply, done) => {
    request.record ??= recordOf(request, reply)
    if (request.client !== null) request.record.clientHost = request.client
    done()
  })
}

export function oneFilter(app: FastifyInstance): void { onPipeline(app, [bridgeFilter(markingFilter(1), { name: 'mark-1' })]) }

/** The same filter in C, from packages/wasm/test/filters/mark.c. */
const compiledMark = await loadWasmFilter(fileURLToPath(new URL('../../packages/wasm/test/prebuilt/mark.wasm', import.meta.url)))
export function oneCompiledFilter(app: FastifyInstance): void { onPipeline(app, [bridgeFilter(compiledMark, { name: 'mark-1' })]) }

export function filterAsHooks(app: FastifyInstance): void {
  addMarkingHooks(app, 1)
  addRoute(app)
}

// --- five of either kind

const FIVE = [1, 2, 3, 4, 5] as const

export function filtersAndModules(app: FastifyInstance): void {
  onPipeline(app, [...FIVE.map((index) => bridgeFilter(markingFilter(index), { name: `mark-${index}` })), ...FIVE.map(clockModule)])
}

export function tenHookPlugins(app: FastifyInstance): void {
  for (const index of FIVE) addMarkingHooks(app, index)
  for (const index of FIVE) addClockHooks(app, index)
  addRoute(app)
}

// --- one request inside another

class ChildModule extends CHttpModule {
  #child: IHttpContext | null = null

  override OnMapPath(pHttpContext: IHttpContext, pProvider: IMapPathProvider): NotificationResult {
    if (pProvider.GetUrl() !== '/') return RQ_NOTIFICATION_CONTINUE
    const child = pHttpContext.CloneContext(CLONE_FLAG_BASICS)
    if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
    this.#child = child
    child.GetRequest().SetUrl('/hello', false)
    if (pHttpContext.ExecuteRequest(true, child, 0, null).pfCompletionExpected) return RQ_NOTIFICATION_PENDING
    return this.#release()
  }

  override OnAsyncCompletion(): NotificationResult { return this.#release() }

  #release(): NotificationResult {
    this.#child?.ReleaseClonedContext()
    this.#child = null
    return RQ_NOTIFICATION_CONTINUE
  }
}

export function childByModule(app: FastifyInstance): void {
  onPipeline(app, [{
    name: 'child',
    module: (_dwServerVersion, pModuleInfo) => pModuleInfo.SetRequestNotifications(createModuleFactory(ChildModule), RQ_MAP_PATH, 0)
  }])
}

export function childByInject(app: FastifyInstance): void {
  addRoute(app)
  app.get('/', (_request, reply) => {
    app.inject('/hello', (error, response) => {
      if (error !== undefined && error !== null || response === undefined) reply.code(500).send()
      else reply.type(String(response.headers['content-type'])).send(response.rawPayload)
    })
  })
}
