// The body between modules and routes, on Fastify: over sockets where bytes, aborts and the next request matter.

import { createHash } from 'node:crypto'
import {
  CLONE_FLAG_BASICS, CLONE_FLAG_ENTITY, CLONE_FLAG_HEADERS, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, extrasOf,
  type IHttpContext, type IReadEntityProvider
} from '@isapi-bridge/module-api'
import { ERROR_HANDLE_EOF, ERROR_NOT_ENOUGH_MEMORY, ERROR_NOT_SUPPORTED, FAILED, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { clientOf, deferred, listen, startApp, until } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

const NOTHING = RQ_NOTIFICATION_CONTINUE
const POST = 'POST /echo HTTP/1.1\r\nHost: site.test\r\nContent-Type: text/plain\r\n'
const hashOf = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

function echo(app: FastifyInstance): void {
  app.post('/echo', { bodyLimit: 8_388_608 }, (request) => `[${String(request.body)}]`)
  app.get('/echo', () => 'got')
}

/** All that is left, in blocks of 64 KiB. */
async function drain(context: IHttpContext): Promise<Buffer> {
  const buffer = Buffer.alloc(65_536)
  const blocks: Buffer[] = []
  while (true) {
    const { hr, pcbBytesReceived } = await extrasOf(context).readEntity(buffer)
    if (hr !== S_OK) return Buffer.concat(blocks)
    blocks.push(Buffer.from(buffer.subarray(0, pcbBytesReceived)))
  }
}

/** Reads everything in BEGIN_REQUEST and inserts what `change` makes of it. */
const inserting = (change: (body: Buffer) => Buffer) => moduleOf('inserting', { async OnBeginRequest(context) {
  const body = await drain(context)
  context.GetRequest().InsertEntityBody(change(body))
  return NOTHING
} })

const touching = (act: (bytes: Uint8Array) => void) => moduleOf('touching', { OnReadEntity(_context: IHttpContext, provider: IReadEntityProvider) {
  const { ppBuffer, pcbData } = provider.GetEntity()
  act(ppBuffer.subarray(0, pcbData))
  return NOTHING
} })

describe('large bodies', () => {
  const body = Buffer.alloc(3_000_001, 'abcdefghijklmnopqrstuvwxyz0123456789')
  const hashed = (app: FastifyInstance): void => {
    app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: 8_388_608 }, (_request, bytes, done) => { done(null, bytes) })
    app.post('/hash', { bodyLimit: 8_388_608 }, (request) => hashOf(request.body as Buffer))
  }

  test.each([
    ['read and inserted again', inserting((bytes) => bytes)],
    ['passing READ_ENTITY', touching(() => {})]
  ])('%s they keep every byte', async (_, module) => {
    const { app, errors } = await startApp([module], hashed)
    const port = await listen(app)
    for (const [name, sent] of [['bytes', body], ['a stream', new Blob([body]).stream()]] as const) {
      const response = await fetch(`http://127.0.0.1:${port}/hash`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: sent as never, duplex: 'half' } as RequestInit)
      expect(await response.text(), name).toBe(hashOf(body))
    }
    expect(errors).toEqual([])
  })

  test('a parser that does not read holds back the client', async () => {
    let read = 0
    const stop = deferred()
    const { app } = await startApp([touching((bytes) => { read += bytes.byteLength })], (instance) => {
      instance.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
        payload.once('data', () => {
          payload.pause()
          void stop.promise.then(() => { payload.on('end', () => { done(null, null) }).resume() })
        })
      })
      instance.post('/slow', { bodyLimit: 100_000_000 }, () => 'ok')
    })
    const client = await clientOf(await listen(app))
    const size = 64_000_000
    client.send(`POST /slow HTTP/1.1\r\nHost: site.test\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size}\r\n\r\n`)
    client.socket.write(Buffer.alloc(size))
    await until(() => read > 0)
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => { setImmediate(resolve) })
    expect(read).toBeLessThan(1_000_000)
    stop.resolve()
    expect((await client.answer()).body).toBe('ok')
    expect(read).toBe(size)
  })
})

describe('what the route gets', () => {
  test('JSON that a module makes, whatever Content-Length said', async () => {
    const { app } = await startApp([inserting((bytes) => Buffer.from(JSON.stringify({ was: bytes.toString() })))], (instance) => { instance.post('/json', (request) => request.body) })
    const response = await app.inject({ url: '/json', method: 'POST', headers: { 'content-type': 'application/json' }, payload: '"a"' })
    expect([response.statusCode, response.json()]).toEqual([200, { was: '"a"' }])
  })

  test('what READ_ENTITY makes longer, and shorter', async () => {
    const resized = moduleOf('resized', { OnReadEntity(_context, provider) {
      if (provider.GetEntity().pcbData > 0) provider.SetEntity(Buffer.from('x'.repeat(30)), provider.GetEntity().pcbData > 10 ? 1 : 30)
      return NOTHING
    } })
    const { app } = await startApp([resized], echo)
    const ask = async (payload: string): Promise<string> => (await app.inject({ url: '/echo', method: 'POST', headers: { 'content-type': 'text/plain' }, payload })).body
    expect(await ask('abc')).toBe(`[${'x'.repeat(30)}]`)
    expect(await ask('abcdefghijklmnop')).toBe('[x]')
  })

  test('bodyLimit counts what the route reads', async () => {
    const { app } = await startApp([inserting(() => Buffer.alloc(50, 'x'))], (instance) => { instance.post('/small', { bodyLimit: 20 }, () => 'ok') })
    expect((await app.inject({ url: '/small', method: 'POST', headers: { 'content-type': 'text/plain' }, payload: 'abc' })).statusCode).toBe(413)
  })

  test('a wrong Content-Length is still refused', async () => {
    const { app } = await startApp([touching(() => {})], echo)
    for (const length of ['2', '10']) {
      expect((await app.inject({ url: '/echo', method: 'POST', headers: { 'content-type': 'text/plain', 'content-length': length }, payload: 'abcde' })).statusCode).toBe(400)
    }
  })

  test('a body whose length a module sets as well', async () => {
    const { app } = await startApp([moduleOf('m', { OnBeginRequest(context) {
      const request = context.GetRequest()
      request.SetHeader('Content-Length', '8', true)
      request.InsertEntityBody(Buffer.from('more '))
      return NOTHING
    } })], echo)
    expect((await app.inject({ url: '/echo', method: 'POST', headers: { 'content-type': 'text/plain' }, payload: 'abc' })).body).toBe('[more abc]')
  })

  test('SetEntity with nonsense is a fault of its module', async () => {
    const { app, errors } = await startApp([moduleOf('wrong', { OnReadEntity(_context, provider) { provider.SetEntity(Buffer.alloc(2), 3); return NOTHING } })], echo)
    expect((await app.inject({ url: '/echo', method: 'POST', headers: { 'content-type': 'text/plain' }, payload: 'abc' })).statusCode).toBe(500)
    expect(errors[0]?.message).toMatch(/"wrong" threw from OnReadEntity/)
  })
})

describe('over a connection', () => {
  test('chunked, with Expect, and pipelined', async () => {
    const seen: string[] = []
    const { app } = await startApp([touching((bytes) => { if (bytes.byteLength > 0) seen.push(Buffer.from(bytes).toString()) })], echo)
    const client = await clientOf(await listen(app))
    client.send(`${POST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n${POST}Content-Length: 2\r\n\r\nghGET /echo HTTP/1.1\r\nHost: site.test\r\n\r\n`)
    expect([(await client.answer()).body, (await client.answer()).body, (await client.answer()).body]).toEqual(['[abcdef]', '[gh]', 'got'])
    client.send(`${POST}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n`)
    expect((await client.answer()).status).toBe(100)
    client.send('ijk')
    expect((await client.answer()).body).toBe('[ijk]')
    expect(seen.join('')).toBe('abcdefghijk')
  })

  test('of a chunked body at least one byte is left until its end is known', async () => {
    const left: number[] = []
    const { app } = await startApp([moduleOf('m', { async OnBeginRequest(context) {
      const request = context.GetRequest()
      left.push(request.GetRemainingEntityBytes())
      await drain(context)
      left.push(request.GetRemainingEntityBytes())
      return NOTHING
    } })], echo)
    const client = await clientOf(await listen(app))
    client.send(`${POST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`)
    expect((await client.answer()).body).toBe('[]')
    expect(left).toEqual([1, 0])
  })

  test('GET with a body is there for modules, and the next request on the connection', async () => {
    let body = ''
    const { app } = await startApp([moduleOf('m', { async OnBeginRequest(context) { body += (await drain(context)).toString(); return NOTHING } })], echo)
    const client = await clientOf(await listen(app))
    client.send('GET /echo HTTP/1.1\r\nHost: site.test\r\nContent-Length: 3\r\n\r\nabc')
    client.get('/echo')
    expect([(await client.answer()).body, (await client.answer()).body]).toEqual(['got', 'got'])
    expect(body).toBe('abc')
  })

  test('a body that a module begins and nobody finishes does not keep the connection', async () => {
    const { app } = await startApp([moduleOf('m', { async OnBeginRequest(context) {
      if (context.GetRequest().GetHttpMethod() === 'GET') return NOTHING
      await extrasOf(context).readEntity(Buffer.alloc(10))
      context.GetResponse().SetStatus(409, 'Conflict')
      return RQ_NOTIFICATION_FINISH_REQUEST
    } })], echo)
    const client = await clientOf(await listen(app))
    client.send(`${POST}Content-Length: 1000000\r\n\r\n`)
    client.socket.write(Buffer.alloc(1_000_000))
    client.get('/echo')
    expect([(await client.answer()).status, (await client.answer()).body]).toEqual([409, 'got'])
  })

  test('a client that leaves during a pending read completes it with an error, and the request ends once', async () => {
    for (const name of ['OnBeginRequest', 'OnPostMapRequestHandler'] as const) {
      const log: string[] = []
      const pending = deferred()
      const { app } = await startApp([moduleOf('m', {
        [name](context: IHttpContext) {
          log.push(String(context.GetRequest().ReadEntityBody(Buffer.alloc(10), true).pfCompletionPending))
          pending.resolve()
          return RQ_NOTIFICATION_PENDING
        },
        OnAsyncCompletion(_context, _notification, _post, _provider, info) {
          log.push(`failed ${FAILED(info.GetCompletionStatus())}`)
          return NOTHING
        },
        OnEndRequest() { log.push('end'); return NOTHING },
        Dispose() { log.push('gone') }
      })], echo)
      const client = await clientOf(await listen(app))
      client.send(`${POST}Content-Length: 10\r\n\r\n`)
      await pending.promise
      client.leave()
      await until(() => log.includes('gone'))
      await new Promise((resolve) => { setImmediate(resolve) })
      expect(log).toEqual(['true', 'failed true', 'end', 'gone'])
    }
  })

  test('a client that leaves while the server reads ahead', async () => {
    const log: string[] = []
    const { app, errors } = await startApp([moduleOf('m', { OnBeginRequest() { log.push('begin'); return NOTHING }, OnEndRequest() { log.push('end'); return NOTHING }, Dispose() { log.push('gone') } })], echo, { uploadReadAheadSize: 100 })
    const client = await clientOf(await listen(app))
    client.send(`${POST}Content-Length: 10\r\n\r\nabc`)
    await new Promise((resolve) => { app.server.once('request', resolve) })
    client.leave()
    await until(() => log.includes('gone'))
    expect(log).toEqual(['end', 'gone'])
    expect(errors).toEqual([])
  })

  test('a client that leaves while the route reads', async () => {
    const ended = deferred()
    let reads = 0
    const { app } = await startApp([moduleOf('m', { OnReadEntity() { reads++; return NOTHING }, Dispose() { ended.resolve() } })], echo)
    const client = await clientOf(await listen(app))
    client.send(`${POST}Content-Length: 10\r\n\r\nabc`)
    await until(() => reads > 0)
    client.leave()
    await ended.promise
  })
})

describe('where no route matches', () => {
  const reader = moduleOf('reader', { async OnExecuteRequestHandler(context) {
    const body = await drain(context)
    context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from(`module ${body.toString()}`) } }])
    return RQ_NOTIFICATION_FINISH_REQUEST
  } })

  test.each(['text/plain', 'application/json', 'application/x-unknown'])('a handler module reads what came as %s', async (type) => {
    const { app } = await startApp([reader], echo)
    const client = await clientOf(await listen(app))
    client.send(`POST /none HTTP/1.1\r\nHost: site.test\r\nContent-Type: ${type}\r\nContent-Length: 7\r\n\r\n"a b c"`)
    expect((await client.answer()).body).toBe('module "a b c"')
  })

  test('the handler of the application still has its body', async () => {
    const { app } = await startApp([moduleOf('m', { OnExecuteRequestHandler: () => NOTHING })], (instance) => {
      instance.setNotFoundHandler((request) => `none ${String(request.body)}`)
    })
    expect((await app.inject({ url: '/none', method: 'POST', headers: { 'content-type': 'text/plain' }, payload: 'abc' })).body).toBe('none abc')
  })

  test('what is larger than the buffer is gone for handler modules', async () => {
    const { app } = await startApp([reader], () => {}, { entityBufferLimit: 2 })
    expect((await app.inject({ url: '/none', method: 'POST', headers: { 'content-type': 'text/plain' }, payload: 'abc' })).body).toBe('module ')
  })
})

describe('reading without waiting', () => {
  test('is refused where nothing has come yet, and said once', async () => {
    const results: unknown[] = []
    const { app, errors } = await startApp([moduleOf('impatient', { OnBeginRequest(context) {
      results.push(context.GetRequest().ReadEntityBody(Buffer.alloc(10), false).hr)
      return NOTHING
    } })], echo)
    for (const _ of [1, 2]) {
      expect((await app.inject({ url: '/echo', method: 'POST', headers: { 'content-type': 'text/plain' }, payload: 'abc' })).body).toBe('[abc]')
    }
    expect(results).toEqual([HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED), HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)])
    expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/"impatient" in BEGIN_REQUEST called ReadEntityBody with fAsync false.*uploadReadAheadSize/)])
  })

  test('a stage after the route finds the body read', async () => {
    const results: unknown[] = []
    const { app, errors } = await startApp([moduleOf('late', { OnEndRequest(context) { results.push(context.GetRequest().ReadEntityBody(Buffer.alloc(10), false).hr); return NOTHING } })], echo)
    expect((await app.inject({ url: '/echo', method: 'POST', headers: { 'content-type': 'text/plain' }, payload: 'abc' })).body).toBe('[abc]')
    expect(results).toEqual([HRESULT_FROM_WIN32(ERROR_HANDLE_EOF)])
    expect(errors).toEqual([])
  })
})

describe('children', () => {
  const cloning = (log: unknown[], before: (context: IHttpContext) => Promise<void> = async () => {}) => moduleOf('cloning', {
    async OnBeginRequest(context) {
      if (context.GetParentContext() === null) await before(context)
      return NOTHING
    },
    OnAuthorizeRequest(context) {
      if (context.GetParentContext() !== null) return NOTHING
      const clone = context.CloneContext(CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS | CLONE_FLAG_ENTITY)
      if (typeof clone === 'number') throw new Error('no clone')
      clone.GetRequest().SetUrl('/echo')
      return context.ExecuteRequest(true, clone, 0, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : NOTHING
    },
    OnAsyncCompletion(context, _notification, _post, _provider, info) {
      log.push(info.GetCompletionStatus(), context.GetRequest().GetRemainingEntityBytes())
      return NOTHING
    }
  })

  test.each([['with a length', 'Content-Length: 6\r\n\r\nabcdef'], ['chunked', 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n']])('get the unread rest of a body %s, and leave it to the parent', async (_, rest) => {
    const log: unknown[] = []
    const { app } = await startApp([cloning(log, async (context) => { await extrasOf(context).readEntity(Buffer.alloc(2)) })], echo)
    const client = await clientOf(await listen(app))
    client.send(`POST /other HTTP/1.1\r\nHost: site.test\r\nContent-Type: text/plain\r\n${rest}`)
    expect((await client.answer()).body).toBe('[cdef]')
    expect(log).toEqual([S_OK, 4])
  })

  test('a body above the limit refuses the child, and the parent goes on', async () => {
    const log: unknown[] = []
    const { app, errors } = await startApp([cloning(log)], (instance) => { instance.post('/other', (request) => `own ${String(request.body)}`) }, { entityBufferLimit: 5 })
    const client = await clientOf(await listen(app))
    for (const rest of ['Content-Length: 6\r\n\r\nabcdef', 'Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n0\r\n\r\n']) {
      client.send(`POST /other HTTP/1.1\r\nHost: site.test\r\nContent-Type: text/plain\r\n${rest}`)
      expect((await client.answer()).body).toBe('own abcdef')
    }
    expect(log.filter((_, index) => index % 2 === 0)).toEqual([HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY), HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY)])
    expect(errors.map((error) => 'code' in error && error.code)).toEqual(['ERR_MODULE_ENTITY_LIMIT', 'ERR_MODULE_ENTITY_LIMIT'])
  })
})

test('the log counts what the client sent', async () => {
  const sizes: number[] = []
  const { app } = await startApp([
    inserting(() => Buffer.alloc(1000)),
    moduleOf('log', { OnLogRequest(context) { sizes.push(extrasOf(context).log.bytesReceived); return NOTHING } })
  ], echo)
  const client = await clientOf(await listen(app))
  client.send(`${POST}Content-Length: 6\r\n\r\nabcdef`)
  await client.answer()
  client.send(`${POST}Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n0\r\n\r\n`)
  await client.answer()
  expect(sizes).toEqual([POST.length + 'Content-Length: 6\r\n\r\n'.length + 6, POST.length + 'Transfer-Encoding: chunked\r\n\r\n'.length + 6])
})

test('… whatever modules make of the head', async () => {
  const sizes: number[] = []
  const { app } = await startApp([
    moduleOf('change', {
      OnBeginRequest(context) {
        const request = context.GetRequest()
        request.SetHeader('X-New', 'a value that nobody has sent', true)
        request.DeleteHeader('Content-Type')
        request.SetHttpMethod('PUT')
        return NOTHING
      }
    }),
    moduleOf('log', { OnLogRequest(context) { sizes.push(extrasOf(context).log.bytesReceived); return NOTHING } })
  ], echo)
  const client = await clientOf(await listen(app))
  client.send(`${POST}Content-Length: 6\r\n\r\nabcdef`)
  await client.answer()
  expect(sizes).toEqual([POST.length + 'Content-Length: 6\r\n\r\n'.length + 6])
})
