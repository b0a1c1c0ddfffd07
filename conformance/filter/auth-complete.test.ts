import { SF_STATUS_REQ_NEXT_NOTIFICATION, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { NamedUser, type ModuleEntry } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import fastify from 'fastify'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, header, recordingEvents, variable } from '../support/filters.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'
import { authenticating, pause } from './support.ts'

/** A module that knows a client as it says itself: `x-user` and `x-scheme`, and the length of the name as token. */
const trusting: ModuleEntry = moduleOf('trusting', {
  OnAuthenticateRequest(context, provider) {
    const request = context.GetRequest()
    const name = request.GetHeader('x-user')
    if (name === null) return
    provider.SetUser(new NamedUser({ remoteUserName: name, userName: name, authenticationType: request.GetHeader('x-scheme') ?? 'Basic', token: name.length }))
  }
})

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.auth-complete.user-known', async () => {
    const log: string[] = []
    const look = (event: string) => (pfc: HTTP_FILTER_CONTEXT): void => { log.push(`${event} ${variable(pfc, 'AUTH_USER')}`) }
    const site = await open({
      modules: [
        bridged('a', { PREPROC_HEADERS: look('PREPROC_HEADERS'), URL_MAP: look('URL_MAP'), AUTH_COMPLETE: look('AUTH_COMPLETE') }, { order: 'HIGH' }),
        moduleOf('early', recordingHandlers('early', log, ['AUTHENTICATE_REQUEST'])),
        trusting,
        moduleOf('late', recordingHandlers('late', log, ['AUTHENTICATE_REQUEST', 'AUTHORIZE_REQUEST']))
      ]
    })
    for (const user of ['alice', 'bob']) {
      await site.ask({ url: '/hello', headers: { 'x-user': user } })
      expect(log.splice(0)).toEqual([
        'PREPROC_HEADERS ', 'URL_MAP ', 'early AUTHENTICATE_REQUEST', 'late AUTHENTICATE_REQUEST', `AUTH_COMPLETE ${user}`, 'late AUTHORIZE_REQUEST'
      ])
    }
  })

  statement('filter.auth-complete.every-scheme', async () => {
    const seen: unknown[] = []
    const look = (pfc: HTTP_FILTER_CONTEXT): void => { seen.push(variable(pfc, 'AUTH_TYPE')) }
    const site = await open({ modules: [trusting, bridged('a', { AUTH_COMPLETE: look })] })
    for (const scheme of ['Basic', 'Negotiate', 'Certificate']) {
      expect((await site.ask({ url: '/hello', headers: { 'x-user': 'alice', 'x-scheme': scheme } })).status).toBe(200)
      expect(seen.splice(0)).toEqual([scheme])
    }
    expect((await site.ask('/hello')).status).toBe(200)
    expect(seen.splice(0)).toEqual([''])

    const closed = await open({ anonymousAuthentication: false, modules: [trusting, bridged('a', { AUTH_COMPLETE: look })] })
    expect((await closed.ask('/hello')).status).toBe(401)
    expect(seen).toEqual([])
    expect((await closed.ask({ url: '/hello', headers: { 'x-user': 'alice' } })).status).toBe(200)
    expect(seen).toEqual(['Basic'])
  })

  statement('filter.auth-complete.since-iis5', async () => {
    for (const [profile, expected] of [['iis4', ['PREPROC_HEADERS']], ['iis5', ['PREPROC_HEADERS', 'AUTH_COMPLETE']]] as const) {
      const log: string[] = []
      const site = await open({ modules: [bridged('a', recordingEvents('a', log, ['PREPROC_HEADERS', 'AUTH_COMPLETE']), { profile })] })
      expect((await site.ask('/hello')).status).toBe(200)
      expect(log).toEqual(expected.map((event) => `a ${event}`))
    }
  })

  statement('filter.auth-complete.before-handler', async () => {
    const log: string[] = []
    const site = await open({
      routes: {
        '/hello': () => {
          log.push('route')
          return 'hello'
        }
      },
      modules: [
        moduleOf('module', recordingHandlers('module', log, ['EXECUTE_REQUEST_HANDLER'])),
        bridged('a', {
          async AUTH_COMPLETE() {
            await pause(5)
            log.push('a AUTH_COMPLETE')
            return SF_STATUS_REQ_NEXT_NOTIFICATION
          }
        })
      ]
    })
    await site.ask('/hello')
    expect(log.splice(0)).toEqual(['a AUTH_COMPLETE', 'route'])
    await site.ask('/nothing')
    expect(log).toEqual(['a AUTH_COMPLETE', 'module EXECUTE_REQUEST_HANDLER'])
  })

  statement('filter.auth-complete.request-headers', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [
        bridged('a', {
          AUTH_COMPLETE(pfc, data) {
            seen.push(header(pfc, data, 'X-Set:'), header(pfc, data, 'X-None:'), header(pfc, data, 'method'))
            seen.push(data.SetHeader(pfc, 'X-Set:', 'new'), data.AddHeader(pfc, 'X-Added:', 'more'), data.SetHeader(pfc, 'X-Gone:', ''))
          }
        }),
        moduleOf('module', {
          OnAuthorizeRequest(context) { seen.push(['x-set', 'x-added', 'x-gone'].map((name) => context.GetRequest().GetHeader(name))) }
        })
      ]
    })
    const answered = await site.ask({ url: '/hello', headers: { 'x-set': 'old', 'x-added': 'one', 'x-gone': 'there' } })
    expect(seen).toEqual(['old', null, 'GET', true, true, true, ['new', 'one, more', null]])
    expect([answered.headers['x-set'], answered.headers['x-added']]).toEqual([undefined, undefined]) // not those of the response
  })

  statement('filter.auth-complete.request-line-writable', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [
        bridged('a', {
          AUTH_COMPLETE(pfc, data) {
            seen.push(data.SetHeader(pfc, 'method', 'PUT'), data.SetHeader(pfc, 'url', '/hello?b=2'), data.SetHeader(pfc, 'version', 'HTTP/1.0'))
            seen.push(['method', 'url', 'version'].map((name) => header(pfc, data, name)))
          },
          END_OF_REQUEST(pfc) { seen.push(['REQUEST_METHOD', 'URL', 'QUERY_STRING', 'SERVER_PROTOCOL'].map((name) => variable(pfc, name))) }
        }),
        moduleOf('module', {
          OnAuthorizeRequest(context) {
            const request = context.GetRequest()
            seen.push([request.GetHttpMethod(), context.GetScriptName(), request.GetHttpVersion()])
          }
        })
      ]
    })
    expect((await site.ask('/nothing?a=1')).body).toBe('hello')
    expect(seen).toEqual([
      true, true, true, ['PUT', '/hello?b=2', 'HTTP/1.0'], ['PUT', '/hello', { pMajorVersion: 1, pMinorVersion: 0 }], ['PUT', '/hello', 'b=2', 'HTTP/1.0']
    ])
  })

  statement('filter.auth-complete.url-selects', async () => {
    const log: string[] = []
    const site = await open({
      routes: { '/old': () => 'old route', '/new': () => 'new route' },
      modules: [bridged('a', {
        ...recordingEvents('a', log, ['PREPROC_HEADERS']),
        AUTH_COMPLETE(pfc, data) { if (header(pfc, data, 'X-Move:') !== null) data.SetHeader(pfc, 'url', '/new') }
      })]
    })
    expect((await site.ask({ url: '/old', headers: { 'x-move': '1' } })).body).toBe('new route')
    expect((await site.ask({ url: '/none', headers: { 'x-move': '1' } })).body).toBe('new route')
    expect((await site.ask('/old')).body).toBe('old route')
  })

  statement('filter.auth-complete.reset-ignored', async () => {
    const run = async (reset: boolean): Promise<unknown> => {
      const log: unknown[] = []
      const site = await open({
        modules: [
          moduleOf('module', recordingHandlers('module', log as string[], ['AUTHENTICATE_REQUEST', 'AUTHORIZE_REQUEST'])), // strings among others
          authenticating('alice', 'Basic', 4711),
          bridged('a', {
            AUTH_COMPLETE(pfc, data) {
              if (reset) data.fResetAuth = true
              const token = { value: null as unknown }
              log.push('a AUTH_COMPLETE', variable(pfc, 'AUTH_USER'), data.GetUserToken(pfc, token), token.value)
            },
            END_OF_REQUEST(pfc) { log.push(variable(pfc, 'AUTH_USER'), variable(pfc, 'AUTH_TYPE')) }
          })
        ]
      })
      const { status, body, closed } = await site.ask('/hello')
      return { log, status, body, closed, reports: site.reports }
    }
    const undisturbed = await run(false)
    expect(undisturbed).toMatchObject({
      log: ['module AUTHENTICATE_REQUEST', 'a AUTH_COMPLETE', 'alice', true, 4711, 'module AUTHORIZE_REQUEST', 'alice', 'Basic'],
      status: 200, body: 'hello', reports: []
    })
    expect(await run(true)).toEqual(undisturbed)
  })

  statement('filter.auth-complete.user-token', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [trusting, bridged('a', {
        AUTH_COMPLETE(pfc, data) {
          const token = { value: 'untouched' as unknown }
          seen.push(data.GetUserToken(pfc, token), token.value)
        }
      })]
    })
    for (const user of ['al', 'alice', null]) await site.ask({ url: '/hello', headers: user === null ? {} : { 'x-user': user } })
    expect(seen).toEqual([true, 2, true, 5, false, 'untouched'])
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('filter.auth-complete.every-scheme', async () => {
    const log: string[] = []
    const site = await open({
      modules: [trusting, bridged('a', recordingEvents('a', log, ['AUTH_COMPLETE'])), bridged('b', recordingEvents('b', log, ['AUTH_COMPLETE']))]
    })
    const client = site.connect()
    for (const headers of [{}, { 'x-user': 'alice' }, { 'x-user': 'alice' }, {}]) {
      await client.ask({ url: '/hello', headers })
      expect(log.splice(0)).toEqual(['a AUTH_COMPLETE', 'b AUTH_COMPLETE'])
    }
    await client.leave()
  })
})

statement('filter.auth-complete.request-line-writable', async () => {
  // Routes of a method.
  const app = fastify()
  onTestFinished(() => app.close())
  await app.register(integratedPipeline, { modules: [bridged('a', { AUTH_COMPLETE(pfc, data) { data.SetHeader(pfc, 'method', 'POST') } })] })
  app.get('/submit', async () => 'GET /submit')
  app.post('/submit', async () => 'POST /submit')
  expect((await app.inject('/submit')).body).toBe('POST /submit')
})
