import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { SF_STATUS_REQ_FINISHED, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { RQ_NOTIFICATION_FINISH_REQUEST } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { StaticFileModule } from '@isapi-bridge/module-api/modules'
import fastify from 'fastify'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, header, variable, type FilterHandlers } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'
import { answer, handlerOf, write, writeBody } from './support-b.ts'

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.send-response.own-response-inside', async () => {
    const denying = moduleOf('denying', { OnAuthorizeRequest(context) {
      context.GetResponse().SetStatus(401, 'Unauthorized')
      return RQ_NOTIFICATION_FINISH_REQUEST
    } })
    for (const event of ['ACCESS_DENIED', 'SEND_RESPONSE'] as const) {
      const log: string[] = []
      const watching = (name: string): FilterHandlers => ({ SEND_RESPONSE(_pfc, data) { log.push(`${name} ${data.HttpStatus}`) } })
      let first = true
      const answering = (pfc: HTTP_FILTER_CONTEXT) => {
        if (!first) return undefined
        first = false
        answer(pfc, '299 Own', 'own')
        log.push('answered')
        return undefined
      }
      const site = await open({
        routes: { '/hello': () => 'hello' },
        modules: [bridged('before', watching('before')), bridged('answering', { [event]: answering }), bridged('after', watching('after')), ...(event === 'ACCESS_DENIED' ? [denying] : [])]
      })
      const { status, body } = await site.ask('/hello')
      expect([event, status, body]).toEqual([event, 299, 'own'])
      expect(log).toEqual([...(event === 'ACCESS_DENIED' ? [] : ['before 200']), 'before 299', 'after 299', 'answered'])
      await site.close()
    }
  })

  statement('filter.send-response.before-headers-leave', async () => {
    const log: string[] = []
    const site = await open({
      routes: { '/hello': () => { log.push('handler'); return 'hello' } },
      modules: [bridged('a', { SEND_RESPONSE(pfc, data) {
        log.push('SEND_RESPONSE')
        data.SetHeader(pfc, 'X-Late:', 'yes')
        data.SetHeader(pfc, 'status', '203 Changed')
      } })]
    })
    const response = await site.ask('/hello')
    expect(log).toEqual(['handler', 'SEND_RESPONSE'])
    expect([response.status, response.headers['x-late'], response.body]).toEqual([203, 'yes', 'hello'])
  })

  statement('filter.send-response.content-length', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [bridged('a', { SEND_RESPONSE(pfc, data) {
      seen.push(header(pfc, data, 'Content-Length:'))
      data.SetHeader(pfc, 'Content-Length:', '')
      seen.push(header(pfc, data, 'Content-Length:'))
    } })] })
    const response = await site.ask('/hello')
    expect(response.body).toBe('hello')
    expect(['5', undefined]).toContain(response.headers['content-length']) // in memory nothing has to tell where a response ends
    expect(seen).toEqual(['5', null])
  })

  statement('filter.send-response.acts-on-response', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [
      handlerOf((context) => { context.GetResponse().SetHeader('X-Name', 'response', true); writeBody(context, 'handled') }),
      bridged('a', {
        SEND_RESPONSE(pfc, data) {
          seen.push(header(pfc, data, 'X-Name:'), header(pfc, data, 'X-Other:'))
          data.SetHeader(pfc, 'X-Name:', 'changed')
          data.AddHeader(pfc, 'X-Other:', 'added')
        },
        END_OF_REQUEST(pfc) { seen.push(variable(pfc, 'HTTP_X_NAME'), variable(pfc, 'HTTP_X_OTHER')) }
      })
    ] })
    const { headers } = await site.ask({ url: '/nothing', headers: { 'X-Name': 'request', 'X-Other': 'request' } })
    expect(seen).toEqual(['response', null, 'request', 'request'])
    expect([headers['x-name'], headers['x-other']]).toEqual(['changed', 'added'])
  })

  statement('filter.send-response.set-replaces', async () => {
    const site = await open({ modules: [
      handlerOf((context) => {
        const response = context.GetResponse()
        response.SetHeader('X-Name', 'handler', true)
        response.SetHeader('Set-Cookie', 'a=1', false)
        response.SetHeader('Set-Cookie', 'b=2', false)
        response.SetHeader('X-Kept', 'kept', true)
        writeBody(context, 'handled')
      }),
      bridged('a', { SEND_RESPONSE(pfc, data) {
        data.SetHeader(pfc, 'x-NAME:', 'filter')
        data.SetHeader(pfc, 'Set-Cookie:', 'c=3')
      } })
    ] })
    const { headers } = await site.ask('/nothing')
    expect([headers['x-name'], [headers['set-cookie']].flat(), headers['x-kept']]).toEqual(['filter', ['c=3'], 'kept'])
  })

  statement('filter.send-response.empty-deletes', async () => {
    const site = await open({ modules: [
      handlerOf((context) => {
        for (const name of ['X-Set', 'X-Add', 'X-Kept']) context.GetResponse().SetHeader(name, 'handler', true)
        writeBody(context, 'handled')
      }),
      bridged('a', { SEND_RESPONSE(pfc, data) {
        expect(data.SetHeader(pfc, 'X-Set:', '')).toBe(true)
        expect(data.AddHeader(pfc, 'X-Add:', '')).toBe(true)
      } })
    ] })
    const response = await site.ask('/nothing')
    expect(response.status).toBe(200)
    expect(Object.keys(response.headers).filter((name) => name.startsWith('x-'))).toEqual(['x-kept'])
  })

  statement('filter.send-response.http-status', async () => {
    const seen: number[] = []
    const site = await open({ modules: [
      handlerOf((context) => { if (context.GetScriptName() === '/busy') { context.GetResponse().SetStatus(503, 'Busy'); writeBody(context, 'busy') } }),
      bridged('a', { SEND_RESPONSE(_pfc, data) { seen.push(data.HttpStatus) } })
    ] })
    for (const url of ['/hello', '/busy', '/nothing']) await site.ask(url)
    expect(seen).toEqual([200, 503, 404])
  })

  statement('filter.send-response.status-line', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [
      handlerOf((context) => { context.GetResponse().SetStatus(503, 'Quite Busy'); writeBody(context, 'busy') }),
      bridged('a', { SEND_RESPONSE(pfc, data) {
        seen.push(header(pfc, data, 'status'), data.SetHeader(pfc, 'status', '410 Long Gone'), header(pfc, data, 'status'), data.SetHeader(pfc, 'status', 'nonsense'))
      } })
    ] })
    const response = await site.ask('/nothing')
    expect(seen).toEqual(['503 Quite Busy', true, '410 Long Gone', false])
    expect([response.status, response.reason]).toEqual([410, 'Long Gone'])
  })

  statement('filter.add-response-headers.too-late', async () => {
    const seen: unknown[] = []
    const add = (event: string) => (pfc: HTTP_FILTER_CONTEXT): void => { seen.push([event, pfc.AddResponseHeaders(pfc, `X-${event}: yes\r\n`)]) }
    const site = await open({ modules: [bridged('a', {
      PREPROC_HEADERS: add('Preproc'), AUTH_COMPLETE: add('Auth'), SEND_RESPONSE: add('Send'), END_OF_REQUEST: add('End'), LOG: add('Log')
    })] })
    const { headers } = await site.ask('/hello')
    expect(seen).toEqual([['Preproc', true], ['Auth', true], ['Send', false], ['End', false], ['Log', false]])
    expect(Object.keys(headers).filter((name) => name.startsWith('x-')).toSorted()).toEqual(['x-auth', 'x-preproc'])
  })

  statement('filter.send-response.own-response', async () => {
    const log: string[] = []
    const watch = (name: string) => bridged(name, { SEND_RESPONSE(pfc, data) { log.push(`${name} ${data.HttpStatus} ${header(pfc, data, 'X-Own:')}`) } })
    const site = await open({ modules: [
      watch('before'),
      bridged('answers', {
        PREPROC_HEADERS(pfc) { answer(pfc, '299 Own', 'own', 'X-Own: yes\r\n'); return SF_STATUS_REQ_FINISHED },
        SEND_RESPONSE(pfc, data) { log.push(`answers ${data.HttpStatus} ${header(pfc, data, 'X-Own:')}`) }
      }),
      watch('after')
    ] })
    expect((await site.ask('/hello')).status).toBe(299)
    expect(log).toEqual(['before 299 yes', 'answers 299 yes', 'after 299 yes'])
  })

  statement('filter.send-response.every-response', async () => {
    const root = mkdtempSync(join(tmpdir(), 'site-'))
    onTestFinished(() => { rmSync(root, { recursive: true }) })
    writeFileSync(join(root, 'page.html'), 'page')
    const seen: number[] = []
    const site = await open({
      site: { root },
      routes: { '/hello': () => 'hello', '/throws': () => { throw new Error('broken') } },
      modules: [StaticFileModule(), bridged('a', { SEND_RESPONSE(pfc, data) { seen.push(data.HttpStatus); data.SetHeader(pfc, 'X-Filtered:', 'yes') } })]
    })
    const expected: readonly (readonly [string, number])[] = [['/hello', 200], ['/page.html', 200], ['/nothing', 404], ['/throws', 500]]
    for (const [url, status] of expected) {
      const response = await site.ask(url)
      expect([url, seen.splice(0), response.status, response.headers['x-filtered']]).toEqual([url, [status], status, 'yes'])
    }
  })

  statement('filter.send-response.once-per-block', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      handlerOf((context) => {
        for (const part of ['one ', 'two']) {
          writeBody(context, part)
          context.GetResponse().Flush()
        }
      }),
      bridged('a', {
        PREPROC_HEADERS(pfc) {
          if (variable(pfc, 'HTTP_OWN') !== 'yes') return undefined
          answer(pfc)
          write(pfc, ' and more')
          return SF_STATUS_REQ_FINISHED
        },
        SEND_RESPONSE() { log.push('SEND_RESPONSE') }
      })
    ] })
    for (const [request, body] of [['/hello', 'hello'], ['/flushed', 'one two'], [{ url: '/hello', headers: { own: 'yes' } }, 'own and more']] as const) {
      expect((await site.ask(request)).body).toBe(body)
      expect(log.splice(0)).toEqual(['SEND_RESPONSE'])
    }
  })
})

statement('filter.send-response.after-compression', async () => {
  const seen: unknown[] = []
  const app = fastify()
  await app.register(integratedPipeline, { modules: [bridged('a', { SEND_RESPONSE(pfc, data) { seen.push(header(pfc, data, 'Content-Encoding:'), header(pfc, data, 'Vary:')) } })] })
  // As plugins that compress do it.
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').removeHeader('content-length')
    return gzipSync(String(payload))
  })
  app.get('/hello', () => 'hello')
  const response = await app.inject('/hello')
  expect(gunzipSync(response.rawPayload).toString()).toBe('hello')
  expect(seen).toEqual(['gzip', 'accept-encoding'])
  await app.close()
})
