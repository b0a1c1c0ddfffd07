// Nothing that a module is given by a client can end a header line, start another one, or stop the server.

import { RQ_NOTIFICATION_CONTINUE, extrasOf, type IHttpContext, type ModuleEntry } from '@isapi-bridge/module-api'
import { ERROR_INVALID_DATA, ERROR_INVALID_PARAMETER, FAILED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { HOSTS, clientOf, listen, startApp } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

const INJECTIONS = ['a\r\nX-Evil: 1', 'a\nX-Evil: 1', 'a\rX-Evil: 1', 'a\0b', '\r\n\r\n<script>', 'a\u010aX-Evil: 1', 'a\u560d\u560aX-Evil: 1', 'a\u0001b', 'a\u007fb', 'a\u000bb', 'x'.repeat(70_000)]
const NAMES = ['', 'X Evil', 'X-Evil:', 'X-Evil\r\nX-More', 'X\0', 'Ä', 'X-Evil\n', '(x)', 99]

const using = (handler: string, use: (context: IHttpContext) => void): ModuleEntry =>
  moduleOf('user', { [handler](context: IHttpContext) { use(context); return RQ_NOTIFICATION_CONTINUE } })

describe.each(['OnBeginRequest', 'OnAcquireRequestState', 'OnEndRequest', 'OnSendResponse'])('in %s', (handler) => {
  test('CR, LF and what Node does not send are refused everywhere', async () => {
    const results: [string, HRESULT][] = []
    const { app, errors } = await startApp([using(handler, (context) => {
      const request = context.GetRequest()
      const response = context.GetResponse()
      for (const value of INJECTIONS) {
        const calls: Readonly<Record<string, HRESULT>> = {
          'response value': response.SetHeader('X-A', value, true), 'response append': response.SetHeader('X-A', value, false), 'another response header': extrasOf(context).appendResponseHeader('X-A', value),
          'request value': request.SetHeader('X-A', value, true), 'request append': request.SetHeader('X-A', value, false), reason: response.SetStatus(299, value), redirect: response.Redirect(value),
          'redirect to a path': response.Redirect(`/${value}`), url: request.SetUrl(`/ ${value}`), 'rewritten url': extrasOf(context).rewriteUrl(`/ ${value}`), method: request.SetHttpMethod(value.slice(0, 100) + '\n'),
          version: extrasOf(context).setHttpVersion(value)
        }
        for (const [name, hr] of Object.entries(calls)) results.push([`${name} ${JSON.stringify(value.slice(0, 20))}`, hr])
      }
      for (const name of NAMES as string[]) {
        results.push([`response name ${name}`, response.SetHeader(name, 'v', true)], [`request name ${name}`, request.SetHeader(name, 'v', true)], [`another ${name}`, extrasOf(context).appendResponseHeader(name, 'v')])
      }
    })], (instance) => { instance.get('/route', (_request, reply) => reply.code(200).send('route')) })
    const client = await clientOf(await listen(app))
    client.get('/route')
    const answer = await client.answer()
    expect(answer).toMatchObject({ status: 200, reason: 'OK', body: 'route' })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('x-') || name === 'location')).toEqual([])
    for (const [name, hr] of results) expect(FAILED(hr), name).toBe(true)
    expect(errors).toEqual([])
  })
})

describe.each([['buffered', false], ['flushed', true]])('where a response ends is the business of the server (%s)', (_name, flushed) => {
  test.each([
    ['Transfer-Encoding', ['chunked']],
    ['transfer-encoding', ['identity']],
    ['Content-Length', ['5', '99']],
    ['Content-Length', ['5, 99']],
    ['Content-Length', ['+5']],
    ['Content-Length', ['many']]
  ])('%s: %j', async (header, values) => {
    for (const handler of flushed ? ['OnBeginRequest', 'OnAcquireRequestState'] : ['OnBeginRequest', 'OnAcquireRequestState', 'OnSendResponse']) {
      const { app } = await startApp([using(handler, (context) => {
        if (context.GetScriptName() !== '/route') return
        for (const value of values) extrasOf(context).appendResponseHeader(header, value)
        if (flushed) context.GetResponse().Flush(false, true)
      })], (instance) => {
        instance.get('/route', () => 'route')
        instance.get('/next', () => 'next')
      })
      const client = await clientOf(await listen(app))
      client.get('/route')
      const { headers, body } = await client.answer()
      expect([handler, body]).toEqual([handler, 'route'])
      expect([undefined, '5']).toContain(headers['content-length'])
      expect(headers['transfer-encoding']).toBe(headers['content-length'] === undefined ? 'chunked' : undefined)
      client.get('/next')
      expect(await client.answer()).toMatchObject({ status: 200, body: 'next' })
    }
  })
})

test('the documented codes', async () => {
  const codes: HRESULT[] = []
  const { app } = await startApp([using('OnBeginRequest', (context) => {
    const response = context.GetResponse()
    codes.push(
      response.SetHeader('', 'a', true), response.SetHeader('A', 'a\r\n', true), response.SetStatus(200, 'a\nb'), response.SetStatus(200, 'x'.repeat(513)), response.SetStatus(99, ''), response.SetStatus(1000, ''),
      response.SetStatus(200.5, ''), response.Redirect('a\nb'), context.GetRequest().SetUrl('/a\nb'), context.GetRequest().SetHttpMethod('GET /x HTTP/1.1\r\n')
    )
  })])
  await app.inject('/')
  const [parameter, data] = [HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER), HRESULT_FROM_WIN32(ERROR_INVALID_DATA)]
  expect(codes).toEqual([parameter, data, data, data, parameter, parameter, parameter, parameter, parameter, parameter])
})

test('what is allowed arrives as it is', async () => {
  const { app } = await startApp([using('OnBeginRequest', (context) => {
    expect(context.GetResponse().SetHeader('X-Tab', 'a\tb', true)).toBe(S_OK)
    expect(context.GetResponse().SetHeader('X-Latin', '\u00e4\u00ff', true)).toBe(S_OK)
    expect(context.GetResponse().SetHeader('X-Empty', '', true)).toBe(S_OK)
  })], (instance) => { instance.get('/route', () => 'route') })
  const client = await clientOf(await listen(app))
  client.get('/route')
  expect((await client.answer()).headers).toMatchObject({ 'x-tab': 'a\tb', 'x-latin': '\u00e4\u00ff', 'x-empty': '' })
})

describe.each(HOSTS)('names that every object has are no headers (%s)', (_name, start) => {
  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])('%s', async (name) => {
    const seen: unknown[] = []
    const host = await start([using('OnBeginRequest', (context) => {
      seen.push(context.GetRequest().GetHeader(name), context.GetResponse().GetHeader(name), typeof context.GetServerVariable(`HTTP_${name}`), typeof context.GetServerVariable(`HEADER_${name.toUpperCase()}`))
    }), moduleOf('sender', {
      OnSendResponse(context) {
        seen.push(context.GetResponse().GetHeader(name))
        context.GetResponse().DeleteHeader(name)
        if (name !== '__proto__') context.GetResponse().SetHeader(name, 'mine', false)
        return RQ_NOTIFICATION_CONTINUE
      }
    })])
    const answer = await host.request('/route')
    expect(answer).toMatchObject({ status: 200, body: 'route' })
    expect(seen).toEqual([null, null, 'number', 'number', null])
    if (name !== '__proto__') expect(Object.hasOwn(answer.headers, name.toLowerCase())).toBe(true)
    expect(host.errors).toEqual([])
  })
})

test('a client may send a header of such a name', async () => {
  const seen: unknown[] = []
  const { app } = await startApp([using('OnBeginRequest', (context) => { seen.push(context.GetRequest().GetHeader('Constructor'), context.GetServerVariable('HTTP_CONSTRUCTOR')) })])
  const client = await clientOf(await listen(app))
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConstructor: mine\r\n__proto__: x\r\n\r\n')
  expect((await client.answer()).status).toBe(404)
  expect(seen).toEqual(['mine', 'mine'])
})
