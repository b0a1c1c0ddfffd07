// Beside other plugins: each of their hooks runs once, and what they answer counts as the answer of the stage at which they did.

import { RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type ModuleEntry } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientOf, deferred, listen, startApp, until } from '../support/hosts.ts'
import { ALL_HANDLERS, THE_END, moduleOf, recordingModule } from '../support/modules.ts'

const withoutHandler = ALL_HANDLERS.filter((handler) => handler !== 'OnExecuteRequestHandler')
const upTo = (handler: string): string[] => withoutHandler.slice(0, withoutHandler.indexOf(handler) + 1)
const ANSWERED_EARLY = [...upTo('OnPostPreExecuteRequestHandler'), ...THE_END, 'OnSendResponse', 'closing', 'Dispose']
const WHOLE = [...withoutHandler, 'OnSendResponse', 'closing', 'Dispose']

/** A plugin of somebody else that writes down its hooks. */
function hooksInto(log: string[], app: FastifyInstance): void {
  const note = (name: string) => (_request: unknown, _reply: unknown, done: () => void): void => { log.push(name); done() }
  app.addHook('onRequest', note('onRequest'))
  app.addHook('preValidation', note('preValidation'))
  app.addHook('preHandler', note('preHandler'))
  app.addHook('preParsing', async (_request, _reply, payload) => { log.push('preParsing'); return payload })
  app.addHook('preSerialization', async (_request, _reply, payload) => { log.push('preSerialization'); return payload })
  app.addHook('onSend', async (_request, _reply, payload) => { log.push('onSend'); return payload })
  app.addHook('onError', async () => { log.push('onError') })
  app.addHook('onResponse', note('onResponse'))
}

async function get(app: FastifyInstance, log: readonly string[], url = '/route'): Promise<{ statusCode: number; body: string; headers: Readonly<Record<string, unknown>> }> {
  const answer = await app.inject(url)
  await until(() => log.includes('Dispose'))
  return answer
}

describe('every hook of another plugin runs once', () => {
  const HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'onResponse']

  test.each([['inject'], ['socket']])('over %s', async (how) => {
    const log: string[] = []
    const { app } = await startApp([recordingModule(log)], (instance) => {
      hooksInto(log, instance)
      instance.get('/route', () => ({ answer: 1 }))
    })
    if (how === 'inject') {
      await app.inject('/route')
    } else {
      const client = await clientOf(await listen(app))
      client.get('/route')
      await client.answer()
    }
    await until(() => log.includes('Dispose') && log.includes('onResponse'))
    for (const hook of HOOKS) expect(log.filter((line) => line === hook)).toEqual([hook])
    expect(log.filter((line) => line.startsWith('On') || line === 'closing' || line === 'Dispose')).toEqual(WHOLE)
    // The route is known in onRequest; other plugins have had their say before the final send.
    expect(log.indexOf('OnPostPreExecuteRequestHandler')).toBeLessThan(log.indexOf('onRequest'))
    expect(log.indexOf('onSend')).toBeLessThan(log.indexOf('OnPostExecuteRequestHandler'))
  })

  test('also when a URL was changed, a child ran, or a module answered', async () => {
    const log: string[] = []
    const { app } = await startApp([moduleOf('answering', {
      OnBeginRequest(context) {
        context.GetRequest().SetUrl('/route')
        context.GetResponse().SetStatus(203, 'Mine')
        return RQ_NOTIFICATION_FINISH_REQUEST
      },
      Dispose() { log.push('Dispose') }
    })], (instance) => {
      hooksInto(log, instance)
      instance.get('/route', () => { throw new Error('not reached') })
    })
    expect((await get(app, log, '/other')).statusCode).toBe(203)
    await until(() => log.includes('onResponse'))
    expect(log.filter((line) => line !== 'Dispose')).toEqual(['onSend', 'onResponse'])
  })
})

describe('another plugin answers', () => {
  const answer = (_request: FastifyRequest, reply: FastifyReply): void => { void reply.code(401).send('who?') }
  const early: readonly (readonly [string, (app: FastifyInstance) => void])[] = [
    ['in onRequest', (app) => { app.addHook('onRequest', answer) }],
    ['in an asynchronous onRequest', (app) => { app.addHook('onRequest', async (_request, reply) => { await Promise.resolve(); return reply.code(401).send('who?') }) }],
    ['in preParsing', (app) => { app.addHook('preParsing', (request, reply) => { answer(request, reply) }) }],
    ['in preValidation', (app) => { app.addHook('preValidation', answer) }],
    ['in preHandler', (app) => { app.addHook('preHandler', answer) }],
    ['in onRequest of a deeper plugin', (app) => { app.register(async (scope) => { scope.addHook('onRequest', answer); scope.get('/deep', () => 'deep') }, { prefix: '/in' }) }],
    ['with an error in onRequest', (app) => { app.addHook('onRequest', async () => { throw Object.assign(new Error('who?'), { statusCode: 401 }) }) }],
    ['with an error in preHandler', (app) => { app.addHook('preHandler', (_request, _reply, done) => { done(Object.assign(new Error('who?'), { statusCode: 401 })) }) }]
  ]

  test.each(early)('%s: FINISH_REQUEST at that stage', async (_where, build) => {
    const log: string[] = []
    const { app, errors } = await startApp([recordingModule(log)], (instance) => {
      build(instance)
      instance.get('/route', () => { log.push('route'); return 'route' })
    })
    const { statusCode, body } = await get(app, log, app.hasRoute({ method: 'GET', url: '/in/deep' }) ? '/in/deep' : '/route')
    expect(statusCode).toBe(401)
    expect(body).toContain('who?')
    expect(log).toEqual(ANSWERED_EARLY)
    expect(errors).toEqual([])
  })

  test('where no route matches: the same', async () => {
    const log: string[] = []
    const { app } = await startApp([recordingModule(log)], (instance) => { instance.addHook('onRequest', answer) })
    expect((await get(app, log, '/nothing')).statusCode).toBe(401)
    expect(log).toEqual(ANSWERED_EARLY)
  })

  test('with a stream: LOG and END follow it', async () => {
    const log: string[] = []
    const { Readable } = await import('node:stream')
    const { app } = await startApp([recordingModule(log)], (instance) => {
      instance.addHook('onRequest', (_request, reply) => { void reply.code(401).send(Readable.from(['who', '?'], { objectMode: false })) })
      instance.get('/route', () => 'route')
    })
    expect(await get(app, log)).toMatchObject({ statusCode: 401, body: 'who?' })
    expect(log).toEqual([...upTo('OnPostPreExecuteRequestHandler'), 'OnSendResponse', ...THE_END, 'closing', 'Dispose'])
  })

  test('schema validation and body limit: the same', async () => {
    for (const [payload, status] of [['{}', 400], ['{"a":', 400], [JSON.stringify({ a: 'x'.repeat(100) }), 413]] as const) {
      const log: string[] = []
      const { app } = await startApp([recordingModule(log)], (instance) => {
        instance.post('/route', { bodyLimit: 50, schema: { body: { type: 'object', required: ['a'] } } }, () => 'route')
      })
      const answered = await app.inject({ method: 'POST', url: '/route', headers: { 'content-type': 'application/json' }, payload })
      await until(() => log.includes('Dispose'))
      expect(answered.statusCode).toBe(status)
      expect(log).toEqual(ANSWERED_EARLY)
    }
  })

  test('a plugin that was there first and answers: LOG and END with its status', async () => {
    const log: string[] = []
    const app = fastify()
    onTestFinished(async () => { await app.close() })
    app.addHook('onRequest', answer)
    const statuses: number[] = []
    await app.register(integratedPipeline, {
      modules: [recordingModule(log, { act(handler, context) { if (handler === 'OnLogRequest') statuses.push(context.GetResponse().GetStatus().pStatusCode); return undefined } })]
    })
    app.get('/route', () => 'route')
    expect((await get(app, log)).statusCode).toBe(401)
    expect(statuses).toEqual([401])
    expect(log).toEqual([...upTo('OnMapRequestHandler'), ...THE_END, 'OnSendResponse', 'closing', 'Dispose'])
  })

  test.each([
    ['at once', [], async () => {}],
    ['after a while', ['ERR_MODULE_HOOKS_BEFORE'], async () => { for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => { setImmediate(resolve) }) }]
  ])('an asynchronous hook that was there first and goes on %s: requests pass, a long wait is reported once', async (_when, codes, hook) => {
    const log: string[] = []
    const errors: Error[] = []
    const app = fastify()
    onTestFinished(async () => { await app.close() })
    app.addHook('onRequest', hook)
    await app.register(integratedPipeline, { modules: [recordingModule(log)], report: (error) => { errors.push(error) } })
    app.get('/route', () => 'route')
    const client = await clientOf(await listen(app))
    for (let time = 0; time < 2; time++) {
      expect((await app.inject('/route')).body).toBe('route')
      client.get('/route')
      expect((await client.answer()).body).toBe('route')
    }
    await until(() => log.filter((line) => line === 'Dispose').length === 4)
    for (const line of [...THE_END, 'closing']) expect(log.filter((each) => each === line)).toHaveLength(4)
    expect(errors.map((error) => 'code' in error && error.code)).toEqual(codes)
  })

  test('a client that leaves while such a hook works', async () => {
    const log: string[] = []
    const reached = deferred()
    const app = fastify()
    onTestFinished(async () => { await app.close() })
    app.addHook('onRequest', () => { reached.resolve(); return new Promise<void>(() => {}) })
    await app.register(integratedPipeline, { modules: [recordingModule(log)] })
    const client = await clientOf(await listen(app))
    client.get('/route')
    await reached.promise
    client.leave()
    await until(() => log.includes('Dispose'))
    expect(log).toEqual([...upTo('OnMapRequestHandler'), ...THE_END, 'closing', 'Dispose'])
  })
})

describe('what the route does', () => {
  async function outcome(build: (app: FastifyInstance) => void, url = '/route', modules: readonly ModuleEntry[] = []) {
    const log: string[] = []
    const statuses: number[] = []
    const { app, errors } = await startApp([recordingModule(log, {
      act(handler, context) { if (handler === 'OnLogRequest') statuses.push(context.GetResponse().GetStatus().pStatusCode); return undefined }
    }), ...modules], build)
    const { statusCode, body } = await get(app, log, url)
    return { statusCode, body, log, errors, statuses }
  }

  test.each([
    ['throws', (): never => { throw new Error('broken route') }],
    ['rejects', () => Promise.reject(new Error('broken route'))],
    ['sends an error', (_request: FastifyRequest, reply: FastifyReply) => reply.send(new Error('broken route'))]
  ])('a route that %s is a handler that continued with 500', async (_how, handler) => {
    expect(await outcome((app) => { app.get('/route', handler) })).toMatchObject({ statusCode: 500, body: expect.stringContaining('broken route'), log: WHOLE, statuses: [500] })
  })

  test('error handlers, of the application and of the route, answer as always', async () => {
    expect(await outcome((app) => {
      app.setErrorHandler((_error, _request, reply) => reply.code(418).send('handled'))
      app.get('/route', () => { throw new Error('broken') })
    })).toMatchObject({ statusCode: 418, body: 'handled', log: WHOLE, statuses: [418] })
    expect(await outcome((app) => {
      app.get('/route', { errorHandler: (_error, _request, reply) => { void reply.code(419).send('mine') } }, () => { throw new Error('broken') })
    })).toMatchObject({ statusCode: 419, body: 'mine', log: WHOLE })
  })

  test('an error handler that throws', async () => {
    expect(await outcome((app) => {
      app.setErrorHandler(() => { throw new Error('worse') })
      app.get('/route', () => { throw new Error('broken') })
    })).toMatchObject({ statusCode: 500, body: expect.stringContaining('worse'), log: WHOLE })
  })

  test('setNotFoundHandler answers after the handler modules', async () => {
    const answered = await outcome((app) => { app.setNotFoundHandler((_request, reply) => reply.code(404).send('mine')) }, '/nothing')
    expect(answered).toMatchObject({ statusCode: 404, body: 'mine', log: [...ALL_HANDLERS, 'OnSendResponse', 'closing', 'Dispose'], statuses: [404] })
  })

  test('an encapsulated not-found handler with hooks of its own', async () => {
    expect(await outcome((app) => {
      app.register(async (scope) => {
        scope.addHook('preHandler', async () => {})
        scope.addHook('onSend', async (_request, reply, payload) => { reply.header('x-scope', '1'); return payload })
        scope.setNotFoundHandler((_request, reply) => reply.code(404).send('inner'))
      }, { prefix: '/inner' })
    }, '/inner/nothing')).toMatchObject({ statusCode: 404, body: 'inner', log: [...ALL_HANDLERS, 'OnSendResponse', 'closing', 'Dispose'] })
  })

  test('callNotFound gives the handler modules their turn, and stays behind the hooks of others', async () => {
    const order: string[] = []
    const answered = await outcome((app) => {
      app.addHook('onSend', async (_request, _reply, payload) => { order.push('other'); return payload })
      app.get('/route', (_request, reply) => { reply.callNotFound() })
    }, '/route', [moduleOf('sender', { OnSendResponse() { order.push('ours'); return RQ_NOTIFICATION_CONTINUE } })])
    expect(answered).toMatchObject({ statusCode: 404, statuses: [404] })
    expect(answered.log).toEqual([...ALL_HANDLERS, 'OnSendResponse', 'closing', 'Dispose'])
    expect(order).toEqual(['other', 'ours'])
  })

  test('callNotFound in onRequest of another plugin', async () => {
    expect(await outcome((app) => {
      app.addHook('onRequest', (_request, reply) => { reply.callNotFound() })
      app.get('/route', () => 'route')
    })).toMatchObject({ statusCode: 404, log: [...ALL_HANDLERS, 'OnSendResponse', 'closing', 'Dispose'] })
  })

  test('hijack: no final send, everything else', async () => {
    expect(await outcome((app) => {
      app.get('/route', (_request, reply) => {
        reply.hijack()
        reply.raw.writeHead(202)
        reply.raw.end('raw')
      })
    })).toMatchObject({ statusCode: 202, body: 'raw', log: [...withoutHandler, 'closing', 'Dispose'], statuses: [202] })
  })

  test('hijack in a hook: FINISH_REQUEST there', async () => {
    expect(await outcome((app) => {
      app.addHook('preValidation', (_request, reply) => {
        reply.hijack()
        reply.raw.end('raw')
      })
      app.get('/route', () => 'route')
    })).toMatchObject({ body: 'raw', log: ANSWERED_EARLY.filter((line) => line !== 'OnSendResponse') })
  })

  test('encapsulated plugins with a prefix', async () => {
    expect(await outcome((app) => {
      app.register(async (scope) => {
        scope.register(async (deeper) => { deeper.get('/', () => 'deeper') }, { prefix: '/b' })
      }, { prefix: '/a' })
    }, '/a/b/')).toMatchObject({ statusCode: 200, body: 'deeper', log: WHOLE })
  })

  test('onSend of the route that fails, and one that fails after ours: stages once, the error goes out', async () => {
    let sends = 0
    const failing = async (_request: unknown, _reply: unknown, payload: unknown): Promise<unknown> => {
      if (sends++ === 0) throw new Error('broken send')
      return payload
    }
    expect(await outcome((app) => { app.get('/route', { onSend: failing }, () => 'route') })).toMatchObject({ statusCode: 500, body: expect.stringContaining('broken send'), log: WHOLE, statuses: [500] })
    // One that fails every time is answered by Fastify past all hooks.
    const always = async (): Promise<never> => { throw new Error('broken send') }
    expect(await outcome((app) => { app.get('/route', { onSend: always }, () => 'route') })).toMatchObject({ statusCode: 500, log: WHOLE.filter((line) => line !== 'OnSendResponse'), statuses: [500] })
    let times = 0
    const answered = await outcome((app) => {
      app.addHook('onRoute', (route) => {
        route.onSend = [...[route.onSend ?? []].flat(), async (_request, _reply, payload) => { if (times++ === 0) throw new Error('broken later'); return payload }]
      })
      app.get('/route', () => 'route')
    })
    expect(answered).toMatchObject({ statusCode: 500, body: expect.stringContaining('broken later'), log: WHOLE })
  })

  test('a payload that Fastify refuses stays its error', async () => {
    const answered = await outcome((app) => {
      app.addHook('onSend', async () => ({ not: 'a payload' }))
      app.get('/route', () => 'route')
    })
    expect(answered).toMatchObject({ statusCode: 500, body: expect.stringContaining('FST_ERR_REP_INVALID_PAYLOAD_TYPE') })
    expect(answered.log).toEqual(WHOLE)
  })

  test('a handler timeout while a module pends answers once and completes the module', async () => {
    for (const stage of ['OnAcquireRequestState', 'OnReleaseRequestState', 'OnLogRequest', 'OnEndRequest']) {
      const log: string[] = []
      const held = deferred<typeof RQ_NOTIFICATION_CONTINUE>()
      const { app, errors } = await startApp([recordingModule(log, { act: (handler) => (handler === stage ? held.promise : undefined) })], (instance) => {
        instance.get('/route', { handlerTimeout: 5 }, () => { log.push('route'); return 'route' })
      })
      expect((await app.inject('/route')).statusCode).toBe(503)
      held.resolve(RQ_NOTIFICATION_CONTINUE)
      await until(() => log.includes('Dispose'))
      for (const line of [...THE_END, 'closing']) expect(log.filter((each) => each === line)).toEqual([line])
      if (stage === 'OnAcquireRequestState') expect(log).not.toContain('route')
      expect(errors).toEqual([])
    }
  })
})

describe('hooks like those of @fastify/cors', () => {
  test('a preflight answered by an OPTIONS route, headers on every answer', async () => {
    const log: string[] = []
    const { app } = await startApp([recordingModule(log)], (instance) => {
      instance.addHook('onRequest', (request, reply, done) => {
        reply.header('access-control-allow-origin', request.headers.origin ?? '*').header('vary', 'Origin')
        if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) void reply.code(204).header('content-length', '0').send()
        else done()
      })
      instance.options('*', { schema: { hide: true } as never }, (_request, reply) => { reply.callNotFound() })
      instance.get('/route', () => 'route')
    })
    const preflight = await app.inject({ method: 'OPTIONS', url: '/route', headers: { origin: 'http://a.test', 'access-control-request-method': 'GET' } })
    expect(preflight).toMatchObject({ statusCode: 204, headers: { 'access-control-allow-origin': 'http://a.test' } })
    await until(() => log.includes('Dispose'))
    expect(log).toEqual(ANSWERED_EARLY)
    expect((await app.inject({ url: '/route', headers: { origin: 'http://a.test' } })).headers).toMatchObject({ 'access-control-allow-origin': 'http://a.test', vary: 'Origin' })
    expect((await app.inject({ url: '/nothing', headers: { origin: 'http://a.test' } })).headers).toMatchObject({ 'access-control-allow-origin': 'http://a.test' })
  })

  test('what a module answers before routing has no headers of onRequest hooks, but those of onSend hooks', async () => {
    const { app } = await startApp([moduleOf('denying', { OnBeginRequest(context) { context.GetResponse().SetStatus(403, 'No'); return RQ_NOTIFICATION_FINISH_REQUEST } })], (instance) => {
      instance.addHook('onRequest', async (_request, reply) => { reply.header('x-request', '1') })
      instance.addHook('onSend', async (_request, reply, payload) => { reply.header('x-send', '1'); return payload })
      instance.get('/route', () => 'route')
    })
    const answer = await app.inject('/route')
    expect(answer).toMatchObject({ statusCode: 403, statusMessage: 'No', headers: { 'x-send': '1' } })
    expect(answer.headers).not.toHaveProperty('x-request')
  })
})
