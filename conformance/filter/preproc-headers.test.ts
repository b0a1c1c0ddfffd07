import {
  SF_PROPERTY_INSTANCE_NUM_ID, SF_REQ_GET_PROPERTY, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SetLastError,
  type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import type { IHttpContext, LogRecord, ModuleEntry } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { StaticFileModule } from '@isapi-bridge/module-api/modules'
import { ERROR_ACCESS_DENIED, ERROR_INVALID_DATA, FAILED } from '@isapi-bridge/win32'
import fastify from 'fastify'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { DETERMINISTIC } from '../support/events.ts'
import { bridged, header, recordingEvents, variable } from '../support/filters.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'
import { authenticating, folderWith, hostOf } from './support.ts'

const STAGES = DETERMINISTIC.map(({ name }) => name)

/** A module that keeps the log records of all requests. */
function logKeeper(records: LogRecord[]): ModuleEntry {
  return moduleOf('log keeper', {}, {
    register(info) {
      if (FAILED(info.setClosingSteps({ onLogLine(_context, record) { records.push({ ...record }) } }))) throw new Error('closing steps are refused')
    }
  })
}

/** What the request line has become. */
function requestLine(context: IHttpContext): string {
  const request = context.GetRequest()
  const { pMajorVersion, pMinorVersion } = request.GetHttpVersion()
  return `${request.GetHttpMethod()} ${context.GetScriptName()} ${pMajorVersion}.${pMinorVersion}`
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.preproc.before-all', async () => {
    const log: string[] = []
    const site = await open({
      modules: [
        moduleOf('module', recordingHandlers('module', log, [...STAGES, 'MAP_PATH', 'SEND_RESPONSE'], STAGES)),
        bridged('a', { PREPROC_HEADERS(pfc, data) { log.push(`a PREPROC_HEADERS ${header(pfc, data, 'X-Client:') ?? 'nothing'}`) } }),
        bridged('b', recordingEvents('b', log, ['PREPROC_HEADERS']))
      ]
    })
    await site.ask({ url: '/hello', headers: { 'x-client': 'seven' } })
    expect(log.slice(0, 2)).toEqual(['a PREPROC_HEADERS seven', 'b PREPROC_HEADERS'])
    expect(log[2]).toMatch(/^module /)
    expect(log.filter((line) => line.includes('PREPROC_HEADERS'))).toHaveLength(2)
  })

  statement('filter.preproc.changes-visible', async () => {
    const seen: unknown[] = []
    const look = (context: IHttpContext): void => {
      seen.push(['x-kept', 'x-set', 'x-added', 'x-gone', 'x-new'].map((name) => context.GetRequest().GetHeader(name)))
    }
    const site = await open({
      modules: [
        // A route would be the handler, and this module has its place.
        moduleOf('module', { OnBeginRequest: look, OnExecuteRequestHandler: look }),
        bridged('a', {
          PREPROC_HEADERS(pfc, data) {
            data.SetHeader(pfc, 'X-Set:', 'new')
            data.AddHeader(pfc, 'X-Added:', 'more')
            data.SetHeader(pfc, 'X-Gone:', '')
            data.SetHeader(pfc, 'X-New:', 'made')
          }
        }),
        bridged('b', { PREPROC_HEADERS(pfc, data) { seen.push(header(pfc, data, 'X-Set:')) } })
      ]
    })
    await site.ask({ url: '/nothing', headers: { 'x-kept': 'kept', 'x-set': 'old', 'x-added': 'one', 'x-gone': 'there' } })
    const expected = ['kept', 'new', 'one, more', null, 'made']
    expect(seen).toEqual(['new', expected, expected])
  })

  statement('filter.preproc.special-names', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [bridged('a', {
        PREPROC_HEADERS(pfc, data) {
          for (const name of ['method', 'url', 'version']) seen.push(header(pfc, data, name), header(pfc, data, `${name}:`))
        }
      })]
    })
    await site.ask({ url: '/hello?a=1', method: 'POST' })
    expect(seen).toEqual(['POST', null, '/hello?a=1', null, 'HTTP/1.1', null])
  })

  statement('filter.preproc.request-line-writable', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [
        moduleOf('module', { OnBeginRequest(context) { seen.push(requestLine(context)) }, OnMapRequestHandler(context) { seen.push(requestLine(context)) } }),
        bridged('a', {
          PREPROC_HEADERS(pfc, data) {
            seen.push(data.SetHeader(pfc, 'method', 'PUT'), data.SetHeader(pfc, 'url', '/hello?b=2'), data.SetHeader(pfc, 'version', 'HTTP/1.0'))
          },
          AUTH_COMPLETE(pfc) { seen.push(['REQUEST_METHOD', 'URL', 'QUERY_STRING', 'SERVER_PROTOCOL'].map((name) => variable(pfc, name))) }
        })
      ]
    })
    expect((await site.ask('/nothing?a=1')).body).toBe('hello')
    expect(seen).toEqual([true, true, true, 'PUT /hello 1.0', ['PUT', '/hello', 'b=2', 'HTTP/1.0'], 'PUT /hello 1.0'])
  })

  statement('filter.preproc.url-selects', async () => {
    const paths: string[] = []
    const site = await open({
      site: { root: folderWith({ 'page.txt': 'from the file' }) },
      routes: { '/app': () => 'from the route' },
      modules: [
        StaticFileModule(),
        bridged('a', {
          PREPROC_HEADERS(pfc, data) {
            const url = variable(pfc, 'HTTP_X_TO') ?? ''
            if (url !== '') data.SetHeader(pfc, 'url', url)
          },
          URL_MAP(_pfc, data) { paths.push(data.pszURL) }
        })
      ]
    })
    const ask = async (url: string, to: string): Promise<string> => (await site.ask({ url, headers: to === '' ? {} : { 'x-to': to } })).body
    expect(await ask('/page.txt', '')).toBe('from the file')
    expect(await ask('/page.txt', '/app')).toBe('from the route')
    expect(await ask('/app', '')).toBe('from the route')
    expect(await ask('/app', '/page.txt')).toBe('from the file')
    expect(paths).toEqual(['/page.txt', '/app', '/app', '/page.txt'])
  })

  statement('filter.preproc.query-string-empty', async () => {
    const seen: unknown[] = []
    const look = (pfc: HTTP_FILTER_CONTEXT): void => { seen.push(variable(pfc, 'QUERY_STRING')) }
    const site = await open({ modules: [bridged('a', { PREPROC_HEADERS: look, URL_MAP: look, AUTH_COMPLETE: look, SEND_RESPONSE: look })] })
    await site.ask('/hello?a=1')
    expect(seen).toEqual(['', 'a=1', 'a=1', 'a=1'])
  })

  statement('filter.preproc.no-user-yet', async () => {
    const seen: unknown[] = []
    const look = (pfc: HTTP_FILTER_CONTEXT): void => { seen.push(variable(pfc, 'AUTH_USER')) }
    const site = await open({ modules: [authenticating('alice'), bridged('a', { PREPROC_HEADERS: look, AUTH_COMPLETE: look })] })
    await site.ask({ url: '/hello', headers: { authorization: 'Basic YWxpY2U6c2VjcmV0' } })
    expect(seen).toEqual(['', 'alice'])
  })

  statement('filter.preproc.site-number', async () => {
    const seen: unknown[] = []
    const look = (pfc: HTTP_FILTER_CONTEXT): void => {
      const cell = { value: 0 }
      seen.push(pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell, SF_PROPERTY_INSTANCE_NUM_ID), cell.value)
    }
    for (const id of [1, 42]) {
      const site = await open({
        site: { id },
        modules: [bridged('a', { PREPROC_HEADERS: look, URL_MAP: look, AUTH_COMPLETE: look, SEND_RESPONSE: look, END_OF_REQUEST: look, LOG: look })]
      })
      await site.ask('/hello')
      expect(seen.splice(0)).toEqual(Array.from({ length: 6 }, () => [true, id]).flat())
    }
  })

  statement('filter.preproc.response-lines', async () => {
    const site = await open({
      modules: [bridged('a', { PREPROC_HEADERS(pfc) { if (variable(pfc, 'HTTP_X_ASK') !== null) pfc.AddResponseHeaders(pfc, 'X-One: 1\r\nX-Two: 2\r\n') } })]
    })
    const answered = await site.ask({ url: '/hello', headers: { 'x-ask': '1' } })
    expect(answered).toMatchObject({ status: 200, body: 'hello' })
    expect([answered.headers['x-one'], answered.headers['x-two']]).toEqual(['1', '2'])
    const other = await site.ask('/hello')
    expect([other.headers['x-one'], other.headers['x-two']]).toEqual([undefined, undefined])
  })

  statement('filter.preproc.own-response', async () => {
    const handled: string[] = []
    const site = await open({
      routes: {
        '/hello': () => {
          handled.push('route')
          return 'hello'
        }
      },
      modules: [bridged('a', {
        PREPROC_HEADERS(pfc) {
          pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '418 Short And Stout', 'Content-Type: text/plain\r\nX-Own: yes\r\n\r\n')
          for (const part of ['I am ', 'a teapot']) pfc.WriteClient(pfc, Buffer.from(part), { value: part.length })
          return SF_STATUS_REQ_FINISHED
        }
      })]
    })
    const answered = await site.ask('/hello')
    expect(answered).toMatchObject({ status: 418, reason: 'Short And Stout', body: 'I am a teapot' })
    expect([answered.headers['x-own'], answered.headers['content-type']]).toEqual(['yes', 'text/plain'])
    expect(handled).toEqual([])
    expect(site.reports).toEqual([])
  })

  statement('filter.preproc.url-raw', async () => {
    const seen: (string | null)[] = []
    const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc, data) { seen.push(header(pfc, data, 'url')) } })] })
    for (const url of ['/hello?a=%26&b=%C3%A9+', '/a%20b/%E2%82%AC%2Fc', '/hello?x']) await site.ask(url)
    expect(seen).toEqual(['/hello?a=%26&b=%C3%A9+', '/a%20b/%E2%82%AC%2Fc', '/hello?x'])
  })

  statement('filter.preproc.finished-skips-map', async () => {
    const log: string[] = []
    const site = await open({
      routes: { '/hello': () => { log.push('route'); return 'hello' } },
      modules: [
        moduleOf('m', recordingHandlers('m', log, [...STAGES, 'MAP_PATH'], STAGES)),
        bridged('a', { PREPROC_HEADERS(pfc) {
          pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null)
          return SF_STATUS_REQ_FINISHED
        } }),
        bridged('b', recordingEvents('b', log))
      ]
    })
    const client = site.connect()
    expect((await client.ask('/hello')).body).toBe('')
    await client.leave()
    await expect.poll(() => log.at(-1)).toBe('b END_OF_NET_SESSION')
    expect(log).toEqual([
      'b SEND_RESPONSE', 'm LOG_REQUEST', 'm post LOG_REQUEST', 'm END_REQUEST', 'm post END_REQUEST', 'b END_OF_REQUEST', 'b LOG', 'b END_OF_NET_SESSION'
    ])
  })

  statement('filter.preproc.url-known', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc, data) {
      seen.push(variable(pfc, 'URL'), variable(pfc, 'QUERY_STRING'))
      data.SetHeader(pfc, 'url', '/hello?c=d')
      seen.push(variable(pfc, 'URL'))
    } })] })
    await site.ask('/h%65re?a=b')
    expect(seen).toEqual(['/here', '', '/hello'])
  })

  statement('filter.preproc.access-denied', async () => {
    const records: LogRecord[] = []
    const fail = (event: 'PREPROC_HEADERS' | 'AUTH_COMPLETE', error: typeof ERROR_ACCESS_DENIED | typeof ERROR_INVALID_DATA) => open({
      modules: [logKeeper(records), bridged('a', {
        [event]() {
          SetLastError(error)
          return SF_STATUS_REQ_ERROR
        }
      })]
    })
    expect((await (await fail('PREPROC_HEADERS', ERROR_ACCESS_DENIED)).ask('/hello')).status).toBe(401)
    expect((await (await fail('PREPROC_HEADERS', ERROR_INVALID_DATA)).ask('/hello')).status).toBe(500)
    expect((await (await fail('AUTH_COMPLETE', ERROR_ACCESS_DENIED)).ask('/hello')).status).toBe(500)
    expect(records.map(({ status, subStatus }) => [status, subStatus])).toEqual([[401, 4], [500, 0], [500, 0]])
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('filter.preproc.status-zero', async () => {
    const seen: (number | string)[] = []
    const site = await open({
      modules: [
        moduleOf('module', {}, {
          preBegin(context) {
            context.GetResponse().SetStatus(404, 'Not Found')
            seen.push('status 404')
          },
          preBeginPriority: 'FIRST'
        }),
        bridged('a', {
          PREPROC_HEADERS(_pfc, data) { seen.push(data.HttpStatus) },
          SEND_RESPONSE(_pfc, data) { seen.push(data.HttpStatus) }
        }, { order: 'LOW' })
      ]
    })
    const client = site.connect()
    await client.ask('/nothing')
    await client.ask('/nothing')
    expect(seen).toEqual(['status 404', 0, 404, 'status 404', 0, 404])
    await client.leave()
  })
})

statement('filter.preproc.changes-visible', async () => {
  // A route.
  const app = fastify()
  onTestFinished(() => app.close())
  await app.register(integratedPipeline, { modules: [bridged('a', { PREPROC_HEADERS(pfc, data) { data.SetHeader(pfc, 'X-Set:', 'new') } })] })
  app.get('/hello', (request) => String(request.headers['x-set']))
  expect((await app.inject({ url: '/hello', headers: { 'x-set': 'old' } })).body).toBe('new')
})

statement('filter.preproc.changes-visible', async () => {
  const seen: unknown[] = []
  const { host } = hostOf({
    modules: [bridged('a', { PREPROC_HEADERS(pfc, data) { data.SetHeader(pfc, 'X-Set:', 'new') } })],
    route(context) {
      seen.push(context.GetRequest().GetHeader('x-set'))
      return true
    }
  })
  await host.request({ url: '/', headers: { 'x-set': 'old' } })
  expect(seen).toEqual(['new'])
})

statement('filter.preproc.request-line-writable', async () => {
  // Routes of a method.
  const app = fastify()
  onTestFinished(() => app.close())
  await app.register(integratedPipeline, {
    modules: [bridged('a', {
      PREPROC_HEADERS(pfc, data) {
        data.SetHeader(pfc, 'method', 'POST')
        data.SetHeader(pfc, 'url', '/submit')
      }
    })]
  })
  app.get('/submit', async () => 'GET /submit')
  app.post('/submit', async () => 'POST /submit')
  app.get('/', async () => 'GET /')
  expect((await app.inject('/')).body).toBe('POST /submit')
})
