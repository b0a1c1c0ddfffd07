// A promise in RQ_SEND_RESPONSE: waited for at the end of the request, refused in a send that somebody waits for on the stack.

import { Readable } from 'node:stream'
import {
  HttpDataChunkFromMemory, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, createMemoryHost, extrasOf,
  type CHttpModule, type IHttpContext, type NotificationResult
} from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { HOSTS, clientOf, deferred, listen, startApp, until } from '../support/hosts.ts'
import { THE_END, moduleOf, recordingModule } from '../support/modules.ts'

const codesOf = (errors: readonly Error[]): unknown[] => errors.map((error) => 'code' in error && error.code)
const once = (log: readonly string[]): number[] => [...THE_END, 'closing', 'Dispose'].map((line) => log.filter((each) => each === line).length)
const ONCE = [1, 1, 1, 1, 1, 1]
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

/** A module whose OnSendResponse answers so. */
const sending = (name: string, give: (context: IHttpContext) => NotificationResult): ReturnType<typeof moduleOf> => moduleOf(name, { OnSendResponse: give } as Partial<CHttpModule>)

describe.each(HOSTS)('%s host', (_name, start) => {
  test('is waited for, in the order of the modules', async () => {
    const log: string[] = []
    const host = await start([
      sending('last', (context) => { log.push('last'); context.GetResponse().SetHeader('X-Order', 'last', false); return RQ_NOTIFICATION_CONTINUE }),
      sending('slow', async (context) => {
        await turn()
        log.push('slow')
        context.GetResponse().SetHeader('X-Order', 'slow', false)
        return RQ_NOTIFICATION_CONTINUE
      })
    ])
    expect(await host.request('/route')).toMatchObject({ status: 200, body: 'route', headers: { 'x-order': 'slow, last' } })
    expect(log).toEqual(['slow', 'last'])
    expect(host.errors).toEqual([])
  })

  test('FINISH_REQUEST keeps the modules behind it from the send', async () => {
    const log: string[] = []
    const host = await start([
      sending('last', () => { log.push('last'); return RQ_NOTIFICATION_CONTINUE }),
      sending('slow', async () => { await turn(); return RQ_NOTIFICATION_FINISH_REQUEST })
    ])
    expect(await host.request('/route')).toMatchObject({ status: 200, body: 'route' })
    expect(log).toEqual([])
  })

  test('one that rejects is a module that throws', async () => {
    const log: string[] = []
    const host = await start([sending('broken', () => Promise.reject(new Error('later'))), recordingModule(log)])
    expect((await host.request('/route')).status).toBe(500)
    await until(() => log.includes('Dispose'))
    expect(once(log)).toEqual(ONCE)
    expect(host.errors.map(({ message }) => message)).toEqual([expect.stringContaining('Module "broken" threw from OnSendResponse: later')])
  })

  test('one that gives no status counts as CONTINUE', async () => {
    const host = await start([sending('odd', () => Promise.resolve(7 as never))])
    expect(await host.request('/route')).toMatchObject({ status: 200, body: 'route' })
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_STATUS'])
  })

  test('handlerTimeout ends it with 500', async () => {
    const log: string[] = []
    const late = deferred<typeof RQ_NOTIFICATION_CONTINUE>()
    const seen: number[] = []
    const host = await start([sending('stuck', (context) => {
      seen.push(extrasOf(context).timeouts)
      return late.promise.finally(() => { seen.push(extrasOf(context).timeouts) })
    }), recordingModule(log)], { handlerTimeout: 5 })
    expect((await host.request('/route')).status).toBe(500)
    await until(() => log.includes('Dispose'))
    expect(once(log)).toEqual(ONCE)
    late.resolve(RQ_NOTIFICATION_CONTINUE)
    await until(() => host.errors.length > 1)
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_TIMEOUT', 'ERR_MODULE_COMPLETION'])
    expect(seen).toEqual([0, 1])
  })

  test('a client that leaves meanwhile: the request ends once, and the module is not waited for', async () => {
    const log: string[] = []
    const reached = deferred()
    const late = deferred<typeof RQ_NOTIFICATION_CONTINUE>()
    const host = await start([
      sending('witness', () => { log.push('witness'); return RQ_NOTIFICATION_CONTINUE }),
      sending('slow', () => { reached.resolve(); return late.promise }), recordingModule(log)
    ])
    await host.leaveAfter('/route', reached.promise)
    await until(() => log.includes('Dispose'))
    late.resolve(RQ_NOTIFICATION_CONTINUE)
    await turn()
    expect(once(log)).toEqual(ONCE)
    expect(log).not.toContain('witness')
    expect(host.errors).toEqual([])
  })

  test('PENDING stays refused, and so does a promise in a flush', async () => {
    const host = await start([
      moduleOf('flushes', { OnBeginRequest(context) { context.GetResponse().Flush(false, true); return RQ_NOTIFICATION_CONTINUE } }),
      sending('pends', (context) => (context.GetResponseHeadersSent() ? RQ_NOTIFICATION_PENDING : Promise.resolve(RQ_NOTIFICATION_CONTINUE)))
    ])
    expect(await host.request('/route')).toMatchObject({ status: 200, body: 'route' })
    expect(host.errors.map(({ message }) => message)).toEqual(Array(2).fill(expect.stringContaining('Module "pends" cannot pend in OnSendResponse here')))
  })

  test('the rest of a flushed response waits as well', async () => {
    const log: string[] = []
    const host = await start([
      moduleOf('flushes', { OnBeginRequest(context) { context.GetResponse().Flush(false, true); return RQ_NOTIFICATION_CONTINUE } }),
      sending('slow', (context) => {
        if (!context.GetResponseHeadersSent()) return RQ_NOTIFICATION_CONTINUE
        return turn().then(() => { log.push('slow'); return RQ_NOTIFICATION_CONTINUE })
      })
    ])
    expect(await host.request('/route')).toMatchObject({ status: 200, body: 'route' })
    expect(log).toEqual(['slow'])
  })

  test('what the module writes while it is waited for leaves with the response; a flush does nothing, a child is refused', async () => {
    const results: unknown[] = []
    const host = await start([sending('slow', async (context) => {
      await turn()
      const response = context.GetResponse()
      results.push(response.Flush(false, true).pcbSent, context.ExecuteRequest(true, null, 0, null).hr)
      response.Clear()
      response.WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('other') } }])
      return RQ_NOTIFICATION_CONTINUE
    })])
    expect(await host.request('/route')).toMatchObject({ status: 200, body: 'other' })
    expect(results[0]).toBe(0)
    expect(results[1]).not.toBe(0)
  })
})

describe('extrasOf(context).mayWait', () => {
  test('is true where a promise is waited for', async () => {
    const seen: (readonly [string, boolean])[] = []
    const see = (name: string) => (context: IHttpContext): NotificationResult => {
      seen.push([name, extrasOf(context).mayWait])
      if (name === 'begin') context.GetResponse().Flush(false, true)
      if (name === 'log') context.MapPath('/other')
      return RQ_NOTIFICATION_CONTINUE
    }
    const host = createMemoryHost({ modules: [moduleOf('m', { OnBeginRequest: see('begin'), OnSendResponse: see('send'), OnLogRequest: see('log'), OnMapPath: see('map') })], route: (context) => {
      context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('x') } }])
      return true
    } })
    await host.request('/')
    expect(seen).toEqual([['map', true], ['begin', true], ['send', false], ['log', true], ['map', false], ['send', true]])
  })
})

describe('streamed answers on Fastify', () => {
  const streaming = async (give: (context: IHttpContext) => NotificationResult, stream: () => Readable, log: string[] = []) => {
    const { app, errors } = await startApp([sending('slow', give), recordingModule(log)], (instance) => { instance.get('/stream', (_request, reply) => reply.send(stream())) })
    return { app, errors, log }
  }

  test('the headers wait, RELEASE … END follow the stream', async () => {
    const log: string[] = []
    const { app } = await streaming(async (context) => {
      await turn()
      context.GetResponse().SetHeader('X-Late', 'yes', true)
      log.push('settled')
      return RQ_NOTIFICATION_CONTINUE
    }, () => Readable.from(['a', 'b']), log)
    const { statusCode, headers, body } = await app.inject('/stream')
    expect([statusCode, headers['x-late'], body]).toEqual([200, 'yes', 'ab'])
    await until(() => log.includes('Dispose'))
    expect(log.indexOf('settled')).toBeLessThan(log.indexOf(THE_END[0] as string))
    expect(once(log)).toEqual(ONCE)
  })

  test('a module that rejects: 500, and the stream is destroyed', async () => {
    const stream = new Readable({ read() {} })
    const { app, log } = await streaming(() => Promise.reject(new Error('later')), () => stream)
    expect((await app.inject('/stream')).statusCode).toBe(500)
    await until(() => log.includes('Dispose'))
    expect([stream.destroyed, once(log)]).toEqual([true, ONCE])
  })

  test('a client that leaves meanwhile: the stream is destroyed', async () => {
    const stream = new Readable({ read() {} })
    const reached = deferred()
    const { app, log } = await streaming(() => { reached.resolve(); return new Promise<never>(() => {}) }, () => stream)
    const client = await clientOf(await listen(app))
    client.get('/stream')
    await reached.promise
    client.leave()
    await until(() => log.includes('Dispose'))
    expect([stream.destroyed, once(log)]).toEqual([true, ONCE])
  })

  test('a stream that breaks off meanwhile takes nobody down', async () => {
    const stream = new Readable({ read() {} })
    const { app, log } = await streaming(async () => {
      stream.destroy(new Error('disk'))
      await turn()
      return RQ_NOTIFICATION_CONTINUE
    }, () => stream)
    await app.inject('/stream').catch(() => {})
    await until(() => log.includes('Dispose'))
    expect(once(log)).toEqual(ONCE)
  })

  test('somebody writes past Fastify meanwhile: the request ends', async () => {
    const log: string[] = []
    const reached = deferred()
    const { app } = await startApp([sending('slow', () => { reached.resolve(); return new Promise<never>(() => {}) }), recordingModule(log)], (instance) => {
      instance.get('/past', (_request, reply) => {
        void reached.promise.then(() => { reply.raw.end('past') })
        return 'route'
      })
    })
    expect((await app.inject('/past')).body).toBe('past')
    await until(() => log.includes('Dispose'))
    expect(once(log)).toEqual(ONCE)
  })
})
