// Names of response headers on the wire: over HTTP/1 as they were written, over HTTP/2 in lower case.

import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import {
  CLONE_FLAG_BASICS, HttpDataChunkFromMemory, HttpHeaderWwwAuthenticate, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type IHttpContext,
  type ModuleEntry
} from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { bridged } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { get, openWire } from '../support/wire.ts'

/** The names of an answer, in their order. */
async function namesOf(url: string, modules: readonly ModuleEntry[], routes?: (app: FastifyInstance) => void): Promise<string[]> {
  const wire = await openWire({ modules, ...(routes !== undefined && { routes }) })
  const [head = ''] = (await wire.exchange(get(url, true))).split('\r\n\r\n')
  return head.split('\r\n').slice(1).map((line) => line.slice(0, line.indexOf(':')))
}

const setting = (...names: readonly string[]): ModuleEntry => moduleOf('setting', { OnBeginRequest(context) { for (const name of names) context.GetResponse().SetHeader(name, 'a', true) } })
const HELLO = ['Content-Type', 'Content-Length', 'Date', 'Connection']

/** The ways in which an answer leaves. */
const WAYS: Readonly<Record<string, (app: FastifyInstance) => void>> = {
  'a text': (app) => { app.get('/', () => 'text') },
  'a stream': (app) => { app.get('/', (_request, reply) => reply.send(Readable.from([Buffer.from('stream')]))) },
  'a Response': (app) => { app.get('/', () => new Response('web')) },
  'an error': (app) => { app.get('/', () => { throw new Error('no') }) },
  'no body': (app) => { app.get('/', (_request, reply) => reply.code(204).send()) },
  'nothing that any route gives': () => {}
}

describe('names of response headers', () => {
  describe.each(Object.entries(WAYS))('of %s', (_name, routes) => {
    statement('response.name-kept', async () => {
      const names = await namesOf('/', [setting('X-Kept', 'x-lower', 'X-KePt-2', 'x_under')], routes)
      expect(names.filter((name) => /^x/i.test(name))).toEqual(['X-Kept', 'x-lower', 'X-KePt-2', 'x_under'])
      expect(names.filter((name) => !/^x/i.test(name) && !/^[A-Z]/.test(name))).toEqual([])
    })
  })

  statement('response.name-kept', async () => {
    const flushing = (context: IHttpContext): void => {
      const response = context.GetResponse()
      response.SetHeader('X-Kept', '1', true)
      response.SetHeader('x-lower', '1', true)
      response.WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('early ') } }])
      response.Flush()
    }
    for (const OnEvent of ['OnBeginRequest', 'OnPreExecuteRequestHandler', 'OnEndRequest'] as const) {
      const names = await namesOf('/hello', [moduleOf('flushing', { [OnEvent]: flushing })])
      expect(names).toEqual(expect.arrayContaining(['X-Kept', 'x-lower', 'Transfer-Encoding']))
    }
  })

  statement('response.name-kept', async () => {
    const parent = moduleOf('parent', { OnPreExecuteRequestHandler(context) {
      if (context.GetParentContext() !== null) {
        for (const name of ['X-Of-tHe-Child', 'x-lower']) context.GetResponse().SetHeader(name, '1', true)
        return RQ_NOTIFICATION_CONTINUE
      }
      const child = context.CloneContext(CLONE_FLAG_BASICS)
      if (typeof child === 'number') throw new Error(`CloneContext gave ${child}`)
      return context.ExecuteRequest(true, child, 0, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_FINISH_REQUEST
    }, OnAsyncCompletion: () => RQ_NOTIFICATION_FINISH_REQUEST })
    expect(await namesOf('/hello', [parent])).toEqual(expect.arrayContaining(['X-Of-tHe-Child', 'x-lower', ...HELLO]))
  })

  statement('response.name-case-insensitive', async () => {
    const seen: unknown[] = []
    const reading = moduleOf('reading', { OnSendResponse(context) {
      const response = context.GetResponse()
      seen.push(response.GetHeader('x-KEPT'), response.GetHeader('content-TYPE'), response.GetRawHttpResponse().Headers.pUnknownHeaders)
      response.SetHeader('x-kEPT', 'b', false)
    } })
    const names = await namesOf('/hello', [setting('X-Kept'), reading])
    expect(seen).toEqual(['a', 'text/plain; charset=utf-8', [{ pName: 'X-Kept', pRawValue: 'a' }]])
    expect(names.filter((name) => /^x/i.test(name))).toEqual(['x-kEPT'])
  })

  statement('response.known-name', async () => {
    const names = await namesOf('/hello', [moduleOf('m', { OnEndRequest(context) {
      const response = context.GetResponse()
      for (const name of ['ETAG', 'set-COOKIE', 'server', 'content-md5']) response.SetHeader(name, 'a', true)
      response.SetHeader(HttpHeaderWwwAuthenticate, 'Basic', true)
    } })])
    expect(names.filter((name) => !HELLO.includes(name))).toEqual(['ETag', 'Set-Cookie', 'Server', 'Content-MD5', 'WWW-Authenticate'])
    expect(names).toEqual(expect.arrayContaining(HELLO))
  })

  statement('response.route-name', async () => {
    const routes = (app: FastifyInstance): void => { app.get('/', (_request, reply) => reply.headers({ 'x-of-route': '1', etag: '"a"', p3p: 'CP=NOI' }).send('a')) }
    expect(await namesOf('/', [moduleOf('idle', { OnBeginRequest() {} })], routes)).toEqual(['X-Of-Route', 'ETag', 'P3P', ...HELLO])
    expect(await namesOf('/', [], routes)).toEqual(['x-of-route', 'etag', 'p3p', 'content-type', 'content-length', 'Date', 'Connection'])
  })

  statement('filter.response-name-kept', async () => {
    const filter = bridged('filter', {
      PREPROC_HEADERS(pfc) { pfc.AddResponseHeaders(pfc, 'X-Kept: 1\r\nx-lower: 2\r\nP3p: 3\r\n', 0) },
      SEND_RESPONSE(pfc, data) {
        data.SetHeader(pfc, 'X-sEt:', '1')
        data.AddHeader(pfc, 'X-ADDED:', '1')
        data.SetHeader(pfc, 'content-TYPE:', 'text/html')
      }
    })
    expect(await namesOf('/hello', [filter])).toEqual(expect.arrayContaining(['X-Kept', 'x-lower', 'P3p', 'X-sEt', 'X-ADDED', ...HELLO]))
  })

  statement('filter.response-name-kept', async () => {
    const heads: string[] = []
    const filter = bridged('filter', {
      PREPROC_HEADERS(pfc) { pfc.AddResponseHeaders(pfc, 'x-lower: 2\r\n', 0) },
      SEND_RAW_DATA(_pfc, data) { heads.push(Buffer.from(data.pvInData.subarray(0, data.cbInData)).toString('latin1')) }
    })
    const names = await namesOf('/hello', [filter])
    expect(heads[0]?.split('\r\n').slice(1, -2).map((line) => line.split(':')[0])).toEqual(names)
    expect(names).toEqual(expect.arrayContaining(['x-lower', ...HELLO]))
  })

  statement('response.name-http2', async () => {
    const app = fastify({ http2: true })
    await app.register(integratedPipeline, { modules: [setting('X-Kept', 'ETag')] })
    app.get('/', () => 'hello')
    await app.listen({ port: 0, host: '127.0.0.1' })
    const client = connectHttp2(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
    onTestFinished(async () => { client.destroy(); await app.close() })
    const [headers] = await once(client.request({ ':path': '/' }), 'response') as [object]
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(['x-kept', 'etag', 'content-type']))
  })
})
