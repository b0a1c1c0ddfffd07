// Targets and methods that no ordinary client sends.

import { RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST } from '@isapi-bridge/module-api'
import type { FastifyReply, FastifyServerOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import { clientOf, listen, startApp, until } from '../support/hosts.ts'
import { ALL_HANDLERS, THE_END, moduleOf, recordingModule } from '../support/modules.ts'

const LONG = `/item/${'x'.repeat(200)}`

async function ask(request: string, { server }: { readonly server?: FastifyServerOptions } = {}) {
  const log: string[] = []
  const statuses: number[] = []
  const { app, errors } = await startApp([recordingModule(log, {
    act(handler, context) { if (handler === 'OnLogRequest') statuses.push(context.GetResponse().GetStatus().pStatusCode); return undefined }
  })], (instance) => {
    instance.get('/item/:id', (incoming) => ({ url: incoming.url, params: incoming.params }))
    instance.get('/route', (incoming) => ({ url: incoming.url, original: incoming.originalUrl, query: incoming.query }))
    instance.options('/route', () => 'options')
  }, server === undefined ? {} : { server })
  const client = await clientOf(await listen(app))
  client.send(`${request}\r\nHost: site.test\r\n\r\n`)
  const answer = await client.answer(request.startsWith('HEAD'))
  client.get('/route')
  expect((await client.answer()).status).toBe(200) // the connection lives on
  await until(() => log.filter((line) => line === 'Dispose').length > (statuses.length === 1 ? 0 : 1))
  const first = log.slice(0, log.indexOf('Dispose') + 1)
  return { ...answer, log: statuses.length === 1 ? [] : first, statuses: statuses.slice(0, -1), errors }
}

test.each([
  ['GET /%zz HTTP/1.1'], ['GET /%ff HTTP/1.1'], ['GET /a/%c0%ae HTTP/1.1'], ['GET /% HTTP/1.1'], ['GET /%zz?a=%20 HTTP/1.1']
])('%s is refused before the pipeline: 400', async (request) => {
  expect(await ask(request)).toMatchObject({ status: 400, log: [], errors: [] })
})

test('a parameter that is too long is refused by the router: 414 in LOG, END and the closing step', async () => {
  const { status, log, statuses, errors } = await ask(`GET ${LONG} HTTP/1.1`)
  expect(status).toBe(414)
  expect(statuses).toEqual([414])
  expect(log.slice(log.indexOf('OnMapRequestHandler') + 1)).toEqual([...THE_END, 'closing', 'Dispose'])
  expect(errors).toEqual([])
})

test('a query that cannot be decoded is the route\'s business', async () => {
  expect(await ask('GET /route?a=%zz HTTP/1.1')).toMatchObject({ status: 200, statuses: [200] })
})

test.each(['PROPFIND', 'PURGE', 'SUBSCRIBE', 'TRACE', 'DELETE'])('method %s without a route is 404, through every stage', async (method) => {
  const { status, log, statuses } = await ask(`${method} /route HTTP/1.1`)
  expect(status).toBe(404)
  expect(statuses).toEqual([404])
  expect(log).toContain('OnExecuteRequestHandler')
})

test.each(['OPTIONS *', 'GET *', 'GET ftp://other.test/route'])('%s has no route: 404, through every stage', async (request) => {
  const { status, log, statuses } = await ask(`${request} HTTP/1.1`)
  expect(status).toBe(404)
  expect(statuses).toEqual([404])
  expect(log).toEqual([...ALL_HANDLERS, 'OnSendResponse', 'closing', 'Dispose'])
})

test('OPTIONS of a path is a request like others', async () => {
  expect(await ask('OPTIONS /route HTTP/1.1')).toMatchObject({ status: 200, body: 'options', statuses: [200] })
})

test('the absolute form is the path in it', async () => {
  for (const target of ['http://other.test/route?a=1', 'HTTPS://other.test:8080/route?a=1', 'http://user:secret@other.test/route?a=1']) {
    const answer = await ask(`GET ${target} HTTP/1.1`)
    expect(answer).toMatchObject({ status: 200, statuses: [200] })
    expect(JSON.parse(answer.body)).toEqual({ url: '/route?a=1', original: target, query: { a: '1' } })
  }
  expect((await ask('GET http://other.test HTTP/1.1')).status).toBe(404)
  expect((await ask('GET http://other.test?a=1 HTTP/1.1')).status).toBe(404)
})

test('frameworkErrors of the application answers what is refused', async () => {
  const server: FastifyServerOptions = { frameworkErrors: (error, _request, reply) => { void (reply as FastifyReply).code(error.code === 'FST_ERR_BAD_URL' ? 490 : 491).send('mine') } }
  expect(await ask('GET /%zz HTTP/1.1', { server })).toMatchObject({ status: 490, body: 'mine', log: [] })
  expect(await ask(`GET ${LONG} HTTP/1.1`, { server })).toMatchObject({ status: 491, body: 'mine' })
})

describe('what a module answers', () => {
  test('a method that it invented leads nowhere, and ends well', async () => {
    const log: string[] = []
    const { app } = await startApp([
      moduleOf('inventor', { OnBeginRequest(context) { context.GetRequest().SetHttpMethod('INVENTED'); return RQ_NOTIFICATION_CONTINUE } }),
      recordingModule(log)
    ], (instance) => { instance.get('/route', () => 'route') })
    expect((await app.inject('/route')).statusCode).toBe(404)
    await until(() => log.includes('Dispose'))
    for (const line of [...THE_END, 'OnSendResponse', 'closing']) expect(log.filter((each) => each === line)).toEqual([line])
  })

  test('goes out where the router has no place for the method or target', async () => {
    const log: string[] = []
    const { app } = await startApp([recordingModule(log, {
      act(handler, context) {
        if (handler !== 'OnAuthorizeRequest') return undefined
        context.GetRequest().SetHttpMethod('INVENTED')
        context.GetResponse().SetHeader('Allow', 'GET', true)
        context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from('mine') } }])
        return RQ_NOTIFICATION_FINISH_REQUEST
      }
    })])
    const client = await clientOf(await listen(app))
    for (const request of ['OPTIONS *', 'GET /route']) {
      log.length = 0
      client.send(`${request} HTTP/1.1\r\nHost: a\r\n\r\n`)
      const answer = await client.answer()
      expect(answer).toMatchObject({ status: 200, body: 'mine', headers: { allow: 'GET' } })
      expect(answer.headers).not.toHaveProperty('content-type')
      await until(() => log.includes('Dispose'))
      expect(log.slice(log.indexOf('OnAuthorizeRequest') + 1)).toEqual([...THE_END, 'OnSendResponse', 'closing', 'Dispose'])
    }
  })

  test('it may answer under any method', async () => {
    const { app } = await startApp([moduleOf('answering', { OnBeginRequest(context) { context.GetResponse().SetStatus(207, 'Multi'); return RQ_NOTIFICATION_FINISH_REQUEST } })])
    const client = await clientOf(await listen(app))
    for (const method of ['PROPFIND', 'OPTIONS', 'PURGE', 'DELETE']) {
      client.send(`${method} /anything HTTP/1.1\r\nHost: a\r\n\r\n`)
      expect(await client.answer()).toMatchObject({ status: 207, reason: 'Multi' })
    }
  })
})
