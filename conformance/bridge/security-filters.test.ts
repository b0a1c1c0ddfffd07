// A filter that guards a URL sees the very URL that the handler is chosen by, whatever the spelling and the options of the router: it
// cannot be walked round, wherever it looks.

import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import {
  SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, getHeader, getServerVariable, type HTTP_FILTER_CONTEXT, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import fastify, { type FastifyServerOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bridged, type FilterHandlers } from '../support/filters.ts'

const SPELLINGS = [
  '/admin', '//admin', '///admin', '/admin/', '/admin//', '/./admin', '/../admin', '/x/../admin', '/x/%2e%2e/admin', '/x/.%2E/admin', '/%2e/admin', '/x/..//admin', '/x//../admin',
  '/%61dmin', '/%41dmin', '/ADMIN', '/Admin/', '/admin;x', '/admin;x=/../y', '/x/..;/admin', '/admin/..', '/admin/../admin', '/admin/.', '/admin/%2e%2e/', '/x%2f..%2fadmin',
  '/%2fadmin', '/admin%2f', '/admin%3b', '/admin%3f', '/admin?x', '/admin??x', '/admin#x', '/admin%23x', '/%2561dmin', '/%252e%252e/admin', '/admin%20', '/x\\..\\admin', '/%5cadmin',
  '/..%5cadmin', 'http://other.test/admin', 'http://other.test//admin', 'http://other.test/x/../admin', '/.admin', '/admin..', '/a/b/../../admin', '/admin%00', '*'
]

type RouterOptions = NonNullable<FastifyServerOptions['routerOptions']> // lacks one
const OPTIONS: readonly (readonly [string, FastifyServerOptions])[] = [
  ['the defaults', {}],
  ['ignoreDuplicateSlashes', { routerOptions: { ignoreDuplicateSlashes: true } }],
  ['ignoreTrailingSlash', { routerOptions: { ignoreTrailingSlash: true } }],
  ['useSemicolonDelimiter', { routerOptions: { useSemicolonDelimiter: true } as RouterOptions }],
  ['caseSensitive: false', { routerOptions: { caseSensitive: false } }],
  ['all of them', { routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, useSemicolonDelimiter: true, caseSensitive: false } as RouterOptions }]
]

/** Turns the client away when `url` is the guarded one. The router may fold case, so a guard has to. */
function guard(pfc: HTTP_FILTER_CONTEXT, url: string | null): SF_STATUS_TYPE {
  if (url?.toLowerCase() !== '/admin') return SF_STATUS_REQ_NEXT_NOTIFICATION
  pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '403 Forbidden', '\r\n')
  return SF_STATUS_REQ_FINISHED
}

const GUARDS: readonly (readonly [string, FilterHandlers])[] = [
  ['URL_MAP', { URL_MAP: (pfc, data) => guard(pfc, data.pszURL) }],
  ['AUTHENTICATION', { AUTHENTICATION: (pfc) => guard(pfc, getServerVariable(pfc, 'URL')) }],
  ['AUTH_COMPLETE', { AUTH_COMPLETE: (pfc) => guard(pfc, getServerVariable(pfc, 'SCRIPT_NAME')) }]
]

async function openGuarded(options: FastifyServerOptions, handlers: FilterHandlers) {
  const reached: string[] = []
  const app = fastify({ ...options, forceCloseConnections: true })
  await app.register(integratedPipeline, { modules: [bridged('guard', handlers)], site: { root: resolve('wwwroot') }, report() {} })
  app.get('/admin', () => { reached.push('/admin'); return 'secret' })
  app.get('/*', () => 'anybody')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return {
    reached,
    close: () => app.close(),
    ask: (path: string) => new Promise<{ readonly status: number; readonly body: string }>((settle, reject) => {
      const message = httpRequest({ port, host: '127.0.0.1', path, method: path === '*' ? 'OPTIONS' : 'GET', agent: false }, (response) => {
        let body = ''
        response.setEncoding('latin1').on('data', (chunk: string) => { body += chunk }).on('end', () => { settle({ status: response.statusCode ?? 0, body }) }).on('error', reject)
      })
      message.on('error', reject).end()
    })
  }
}

describe.each(GUARDS)('a filter that guards in %s', (_where, handlers) => {
  describe.each(OPTIONS)('with %s', (_name, options) => {
    let site: Awaited<ReturnType<typeof openGuarded>>
    beforeAll(async () => { site = await openGuarded(options, handlers) })
    afterAll(() => site.close())

    test('keeps its route, however it is spelt', async () => {
      const turnedAway: string[] = []
      for (const spelling of SPELLINGS) {
        const { status, body } = await site.ask(spelling)
        expect(body, spelling).not.toContain('secret')
        if (status === 403) turnedAway.push(spelling)
      }
      expect(site.reached).toEqual([])
      expect(turnedAway).toEqual(expect.arrayContaining(['/admin', '/%61dmin', '/x/../admin', '/admin?x', 'http://other.test/admin'])) // it did look
    })
  })
})

test('PREPROC_HEADERS has the raw URL: what it rewrites is canonical again before anybody else looks', async () => {
  const seen: (string | null)[] = []
  const site = await openGuarded({}, {
    PREPROC_HEADERS(pfc, data) {
      const url = getHeader(pfc, data, 'url')
      if (url !== null && url.startsWith('/old/')) data.SetHeader(pfc, 'url', `/x/../${url.slice('/old/'.length)}`)
    },
    URL_MAP(pfc, data) {
      seen.push(data.pszURL)
      return guard(pfc, data.pszURL)
    }
  })
  expect((await site.ask('/old/admin')).status).toBe(403)
  expect((await site.ask('/old/%61dmin')).status).toBe(403)
  expect(seen).toEqual(['/admin', '/admin'])
  expect(site.reached).toEqual([])
  await site.close()
})
