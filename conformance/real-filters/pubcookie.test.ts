import { BasicAuthenticationModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'
import { pubcookie } from './pubcookie.ts'
import { entryOf, handlerSees } from './support.ts'

const routes = { '/': () => 'home', '/app/page': () => 'page', '/public': () => 'public' }
const options = { appid: 'app', webLogin: 'https://weblogin.test/' }

describe.each(HOSTS)('%s', (_, open) => {
  test('without a cookie: a page that leads to the login server, with the request in a cookie', async () => {
    const site = await open({ routes, modules: [entryOf('pubcookie', pubcookie(options))] })
    const { status, headers, body, closed } = await site.ask('/app/x/../p%61ge?a=b')
    expect([status, closed]).toEqual([200, true])
    expect(body).toBe('<HTML><HEAD><meta HTTP-EQUIV="Refresh" CONTENT="0;URL=https://weblogin.test/"></HEAD></HTML>\n')
    expect(headers).toMatchObject({ 'content-type': 'text/html', 'cache-control': 'no-cache', pragma: 'no-cache', expires: expect.stringMatching(/1990/) })
    const request = /pubcookie_g_req=([^;]*)/.exec(String(headers['set-cookie']))?.[1] ?? ''
    expect(Buffer.from(request, 'base64').toString()).toBe('GET /app/page?a=b a=b')
  })

  test('a granting cookie becomes one of the session; the user is in a header, the cookies are hidden', async () => {
    const seen: unknown[] = []
    const site = await open({ routes, modules: [entryOf('pubcookie', pubcookie(options)), handlerSees(seen, 'Pubcookie-Appid', 'Pubcookie-User', 'Cookie')] })
    const { body, headers } = await site.ask({ url: '/app/page', headers: { cookie: 'a=1; pubcookie_g=alice; b=2' } })
    expect(body).toBe('page')
    expect([headers['set-cookie']].flat()).toEqual([expect.stringMatching(/^pubcookie_g=clear;/), expect.stringMatching(/^pubcookie_s_app=alice; domain=/)])
    expect(seen).toEqual(['app', 'alice', 'a=1; pubcookie_g=XXXXX; b=2'])
  })

  test('the account of the application logs on in place of the anonymous client', async () => {
    const log: string[] = []
    const logon = (user: string, password: string): boolean => log.push(`logon ${user}:${password}`) > 0
    const site = await open({ routes, modules: [entryOf('pubcookie', pubcookie({ ...options, account: { user: 'NT\\app', password: 'pw' } })), BasicAuthenticationModule({ realm: 'r', logon })] })
    expect((await site.ask({ url: '/app/page', headers: { cookie: 'pubcookie_s_app=alice' } })).body).toBe('page')
    expect(log).toEqual(['logon NT\\app:pw'])
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  test('the trace of a connection: what each event finds, and nothing of a poll but the request before it', async () => {
    const lines: string[] = []
    const site = await open({ routes, site: { id: 4 }, modules: [entryOf('pubcookie', pubcookie({ ...options, ignorePoll: true, trace: (line) => { lines.push(line) } }))] })
    const client = site.connect()
    await client.ask('/public?q')
    await client.ask('/')
    await client.leave()
    expect(lines).toEqual([
      'PREPROC_HEADERS /public true 0', 'URL_MAP true', 'AUTHENTICATION ', 'SEND_RESPONSE 200', 'END_OF_REQUEST true', 'LOG 4 GET /public q 200', 'END_OF_NET_SESSION false'
    ])
  })
})
