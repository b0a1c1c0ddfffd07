import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { readSzW, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { NamedUser, RQ_NOTIFICATION_FINISH_REQUEST, createMemoryHost, type ConnectionPort } from '@isapi-bridge/module-api'
import { ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_NO_DATA } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, variable } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS, openInMemory, type Ask, type OpenSite, type SiteOptions } from '../support/site.ts'
import { outcome } from './support-b.ts'

/** What a filter finds in AUTH_COMPLETE, where every variable has its value. */
async function inAuthComplete<T>(open: OpenSite, ask: string | Ask, look: (pfc: HTTP_FILTER_CONTEXT) => T, options: Partial<SiteOptions> = {}): Promise<T | undefined> {
  let found: T | undefined
  const site = await open({ ...options, modules: [...options.modules ?? [], bridged('a', { AUTH_COMPLETE(pfc) { found = look(pfc) } })] })
  await site.ask(ask)
  expect(site.reports).toEqual([])
  return found
}

/** Values of variables there. */
function values(open: OpenSite, ask: string | Ask, names: readonly string[], options: Partial<SiteOptions> = {}) {
  return inAuthComplete(open, ask, (pfc) => names.map((name) => variable(pfc, name)), options)
}

/** The same on a connection of the test's choice. */
async function valuesOn(port: Partial<ConnectionPort>, names: readonly string[]): Promise<(string | null)[]> {
  let found: (string | null)[] = []
  const host = createMemoryHost({ modules: [bridged('a', { AUTH_COMPLETE(pfc) { found = names.map((name) => variable(pfc, name)) } })] })
  const connection = host.connect({ remoteAddress: '192.0.2.7', remotePort: 50_007, localAddress: '192.0.2.80', localPort: 80, encrypted: false, ...port })
  await connection.request({ url: '/hello' })
  connection.close()
  return found
}

const user = moduleOf('user', { OnAuthenticateRequest(_context, provider) {
  provider.SetUser(new NamedUser({ remoteUserName: 'alice', userName: 'DOMAIN\\service', authenticationType: 'Basic' }))
} })

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.buffer.value-with-nul', async () => {
    const found = await inAuthComplete(open, { url: '/hello', headers: { 'X-One': 'value' } }, (pfc) => {
      const buffer = new Uint8Array(10).fill(0x78)
      const size = { value: buffer.length }
      return [pfc.GetServerVariable(pfc, 'HTTP_X_ONE', buffer, size), size.value, Buffer.from(buffer).toString('latin1')]
    })
    expect(found).toEqual([true, 6, 'value\0xxxx'])
  })

  statement('filter.buffer.required-size', async () => {
    const found = await inAuthComplete(open, { url: '/hello', headers: { 'X-One': 'value' } }, (pfc) => [0, 1, 5, 6].map((capacity) => {
      const size = { value: capacity }
      return [outcome(pfc.GetServerVariable(pfc, 'HTTP_X_ONE', new Uint8Array(10), size)), size.value]
    }))
    expect(found).toEqual([[ERROR_INSUFFICIENT_BUFFER, 6], [ERROR_INSUFFICIENT_BUFFER, 6], [ERROR_INSUFFICIENT_BUFFER, 6], [true, 6]])
  })

  statement('filter.buffer.second-call', async () => {
    const found = await inAuthComplete(open, '/hello?some=query', (pfc) => ['QUERY_STRING', 'UNICODE_QUERY_STRING', 'ALL_HTTP'].map((name) => {
      const size = { value: 2 }
      const first = pfc.GetServerVariable(pfc, name, new Uint8Array(2), size)
      const needed = size.value
      return [first, pfc.GetServerVariable(pfc, name, new Uint8Array(needed), size), size.value === needed]
    }))
    expect(found).toEqual([[false, true, true], [false, true, true], [false, true, true]])
  })

  statement('filter.variables.unknown', async () => {
    const names = ['NO_SUCH_VARIABLE', 'HTTP_NO_SUCH', 'HEADER_NO_SUCH', 'UNICODE_NO_SUCH', 'URL']
    const found = await inAuthComplete(open, '/hello', (pfc) => names.map((name) => outcome(pfc.GetServerVariable(pfc, name, new Uint8Array(100), { value: 100 }))))
    expect(found).toEqual([...Array<number>(4).fill(ERROR_INVALID_INDEX), true])
  })

  statement('filter.variables.null-arguments', async () => {
    const found = await inAuthComplete(open, '/hello', (pfc) => {
      const buffer = new Uint8Array(100)
      const call = (context: unknown, name: unknown, size: unknown) => outcome(pfc.GetServerVariable(context as HTTP_FILTER_CONTEXT, name as string, buffer, size as { value: number }))
      return [call(null, 'URL', { value: 100 }), call(pfc, null, { value: 100 }), call(pfc, 'URL', null), call(pfc, 'URL', { value: 100 })]
    })
    expect(found).toEqual([ERROR_INVALID_PARAMETER, ERROR_INVALID_PARAMETER, ERROR_INVALID_PARAMETER, true])
  })

  statement('filter.variables.no-value-yet', async () => {
    const seen: unknown[] = []
    const look = (pfc: HTTP_FILTER_CONTEXT): void => {
      for (const name of ['QUERY_STRING', 'AUTH_USER', 'SERVER_PROTOCOL']) {
        const buffer = new Uint8Array(100).fill(0x78)
        seen.push(outcome(pfc.GetServerVariable(pfc, name, buffer, { value: 100 })), buffer[0] === 0)
      }
    }
    for (const overrides of [{}, { noDataError: ERROR_NO_DATA }]) {
      const site = await open({ modules: [bridged('a', { PREPROC_HEADERS: look }, { overrides })] })
      await site.ask('/hello?some=query')
    }
    expect(seen).toEqual([true, true, true, true, true, false, ERROR_NO_DATA, false, ERROR_NO_DATA, false, true, false])
  })

  statement('filter.variables.unicode', async () => {
    const found = await inAuthComplete(open, '/hello?q', (pfc) => ['UNICODE_QUERY_STRING', 'UNICODE_URL'].map((name) => {
      const buffer = new Uint8Array(100).fill(0xFF)
      const size = { value: buffer.length }
      const small = { value: 7 }
      return [pfc.GetServerVariable(pfc, name, buffer, size), size.value, readSzW(buffer), buffer[size.value - 1], buffer[size.value],
        pfc.GetServerVariable(pfc, name, new Uint8Array(7), small), small.value]
    }))
    expect(found).toEqual([[true, 4, 'q', 0, 0xFF, true, 4], [true, 14, '/hello', 0, 0xFF, false, 14]])
  })

  statement('filter.variables.unicode-not-headers', async () => {
    const names = ['UNICODE_HTTP_X_ONE', 'UNICODE_HEADER_X-One', 'HTTP_X_ONE', 'HEADER_X-One', 'UNICODE_URL']
    const found = await inAuthComplete(open, { url: '/hello', headers: { 'X-One': 'value' } },
      (pfc) => names.map((name) => outcome(pfc.GetServerVariable(pfc, name, new Uint8Array(100), { value: 100 }))))
    expect(found).toEqual([ERROR_INVALID_INDEX, ERROR_INVALID_INDEX, true, true, true])
  })

  const both = { url: '/hello', headers: { 'X-Y': 'dash', X_Y: 'low line' } }

  statement('filter.variables.http-prefix', async () => {
    expect(await values(open, both, ['HTTP_X_Y'])).toEqual(['dash'])
    expect(await values(open, { url: '/hello', headers: { X_Y: 'low line' } }, ['HTTP_X_Y'])).toEqual([null])
  })

  statement('filter.variables.header-prefix', async () => {
    expect(await values(open, both, ['HEADER_X_Y'])).toEqual(['low line'])
    expect(await values(open, { url: '/hello', headers: { 'X-Y': 'dash' } }, ['HEADER_X_Y', 'HEADER_X-Y'])).toEqual([null, 'dash'])
  })

  statement('filter.variables.http-after-change', async () => {
    const found = await values(open, { url: '/hello', headers: { changed: 'old', deleted: 'old', kept: 'old' } }, ['HTTP_CHANGED', 'HTTP_DELETED', 'HTTP_MADE', 'HTTP_KEPT'], {
      modules: [bridged('changes', { PREPROC_HEADERS(pfc, data) {
        data.SetHeader(pfc, 'Changed:', 'new')
        data.SetHeader(pfc, 'Deleted:', '')
        data.SetHeader(pfc, 'Made:', 'new')
      } })]
    })
    expect(found).toEqual(['new', null, 'new', 'old'])
  })

  statement('filter.variables.all-headers', async () => {
    const [http, raw] = await values(open, { url: '/hello', headers: { 'x-ONE': '1', 'X-Two': 'two words' } }, ['ALL_HTTP', 'ALL_RAW']) ?? []
    const lines = http?.split('\n') ?? []
    expect(lines.pop()).toBe('')
    expect(lines).toEqual(expect.arrayContaining(['HTTP_HOST:site.test', 'HTTP_X_ONE:1', 'HTTP_X_TWO:two words']))
    for (const line of lines) expect(line).toMatch(/^HTTP_[A-Z0-9_]+:/)
    const rawLines = raw?.split('\r\n') ?? []
    expect(rawLines.length).toBe(lines.length + 1)
    expect(raw?.toLowerCase()).toContain('x-one: 1\r\n')
    expect(raw?.toLowerCase()).toContain('x-two: two words\r\n')
  })

  statement('filter.variables.anonymous-user', async () => {
    expect(await values(open, '/hello', ['AUTH_USER', 'REMOTE_USER'])).toEqual(['', ''])
    expect(await values(open, '/hello', ['AUTH_USER', 'REMOTE_USER'], { modules: [user] })).toEqual(['alice', 'alice'])
  })

  statement('filter.variables.auth-type-unknown-scheme', async () => {
    const ask = (authorization: string) => ({ url: '/hello', headers: { authorization } })
    expect(await values(open, ask('Custom abc'), ['AUTH_TYPE', 'AUTH_USER'])).toEqual(['Custom', ''])
    expect(await values(open, ask(`Basic ${Buffer.from('alice:x').toString('base64')}`), ['AUTH_TYPE'])).toEqual([''])
    expect(await values(open, ask('Custom abc'), ['AUTH_TYPE', 'AUTH_USER'], { modules: [user] })).toEqual(['Basic', 'alice'])
  })

  statement('filter.variables.script-translated', async () => {
    const root = resolve('site-of-statements')
    expect(await values(open, '/a/b.txt', ['SCRIPT_TRANSLATED', 'PATH_TRANSLATED'], { site: { root } })).toEqual([resolve(root, 'a/b.txt'), resolve(root, 'a/b.txt')])
  })

  statement('filter.variables.path-info', async () => {
    const root = mkdtempSync(join(tmpdir(), 'isapi-bridge-'))
    onTestFinished(() => { rmSync(root, { recursive: true, force: true }) })
    writeFileSync(join(root, 'form.php'), 'script')
    mkdirSync(join(root, 'folder.php'))
    writeFileSync(join(root, 'folder.php', 'in.php'), 'script')
    const names = ['PATH_INFO', 'PATH_TRANSLATED', 'SCRIPT_NAME', 'SCRIPT_TRANSLATED', 'URL']
    const handler = moduleOf('Php', { OnExecuteRequestHandler() { return RQ_NOTIFICATION_FINISH_REQUEST } })
    const ask = (url: string, allowPathInfo: boolean, path = '*.php'): Promise<unknown> =>
      values(open, url, names, { site: { root }, modules: [handler], handlers: [{ name: 'php', path, verb: '*', modules: 'Php', resourceType: allowPathInfo ? 'File' : 'Unspecified', allowPathInfo }] })
    const at = (...parts: string[]): string => join(root, ...parts)
    expect(await ask('/form.php', false)).toEqual(['/form.php', at('form.php'), '/form.php', at('form.php'), '/form.php'])
    expect(await ask('/form.php/a/b', false)).toEqual(['/form.php/a/b', at('form.php/a/b'), '/form.php/a/b', at('form.php/a/b'), '/form.php/a/b'])
    expect(await ask('/form.php/a/b?c', true)).toEqual(['/a/b', at('a/b'), '/form.php', at('form.php'), '/form.php/a/b'])
    expect(await ask('/form.php/', true)).toEqual(['/', at('') + sep, '/form.php', at('form.php'), '/form.php/'])
    expect(await ask('/form.php', true)).toEqual(['', '', '/form.php', at('form.php'), '/form.php'])
    expect(await ask('/folder.php/in.php/x.php', true)).toEqual(['/x.php', at('x.php'), '/folder.php/in.php', at('folder.php', 'in.php'), '/folder.php/in.php/x.php'])
    expect(await ask('/form.php/a', true, '/form.*')).toEqual(['/a', at('a'), '/form.php', at('form.php'), '/form.php/a'])
  })

  statement('filter.variables.path-info-maps', async () => {
    const log: string[] = []
    const handler = moduleOf('Php', { OnExecuteRequestHandler() { return RQ_NOTIFICATION_FINISH_REQUEST } })
    const site = await open({
      modules: [handler, bridged('a', { URL_MAP(_pfc, data) { log.push(data.pszURL) }, AUTH_COMPLETE(pfc) { variable(pfc, 'PATH_INFO'); variable(pfc, 'PATH_TRANSLATED') } })],
      handlers: [{ name: 'php', path: '*.php', verb: '*', modules: 'Php', allowPathInfo: true }]
    })
    await site.ask('/form.php/a')
    expect(log).toEqual(['/form.php/a', '/a', '/a'])
  })

  statement('filter.variables.logon-user', async () => {
    expect(await values(open, '/hello', ['LOGON_USER', 'AUTH_USER'], { modules: [user] })).toEqual(['DOMAIN\\service', 'alice'])
  })

  statement('filter.variables.remote-host', async () => {
    const [host, address] = await values(open, '/hello', ['REMOTE_HOST', 'REMOTE_ADDR']) ?? []
    expect(host).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
    expect(host).toBe(address)
  })

  statement('filter.variables.url-and-query', async () => {
    const names = ['URL', 'QUERY_STRING']
    expect(await values(open, '/hello?a=b&c=%20d?e', names)).toEqual(['/hello', 'a=b&c=%20d?e'])
    expect(await values(open, '/hello', names)).toEqual(['/hello', ''])
  })

  statement('filter.variables.instance-id', async () => {
    for (const id of [1, 42]) expect(await values(open, '/hello', ['INSTANCE_ID'], { site: { id } })).toEqual([String(id)])
  })

  statement('filter.variables.name-and-version', async () => {
    const [software, gateway] = await values(open, '/hello', ['SERVER_SOFTWARE', 'GATEWAY_INTERFACE']) ?? []
    expect(software).toMatch(/^[^\s/]+\/\d[\d.]*$/)
    expect(gateway).toMatch(/^CGI\/\d+\.\d+$/)
  })

  statement('filter.variables.server-software', async () => {
    const software: (string | null)[] = []
    const seen: unknown[] = []
    const watching = (profile?: 'iis4' | 'iis5' | 'iis7') => bridged(profile ?? 'default', { SEND_RESPONSE(pfc) { software.push(variable(pfc, 'SERVER_SOFTWARE')) } }, profile === undefined ? {} : { profile })
    const module = moduleOf('m', { OnBeginRequest(context) {
      seen.push(context.GetServerVariable('SERVER_SOFTWARE'))
      if (context.GetRequest().GetHeader('X-Own') !== null) context.SetServerVariable('SERVER_SOFTWARE', 'own/1.0')
    } })
    const site = await open({ modules: [watching('iis4'), watching('iis5'), watching(), watching('iis7'), bridged('own', { SEND_RESPONSE(pfc) { software.push(variable(pfc, 'SERVER_SOFTWARE')) } }, { overrides: { serverSoftware: 'Zeus/4.3' } }), module] })
    await site.ask('/hello')
    expect(software.splice(0)).toEqual(['Microsoft-IIS/4.0', 'Microsoft-IIS/5.0', 'Microsoft-IIS/6.0', 'Microsoft-IIS/7.0', 'Zeus/4.3'])
    await site.ask({ url: '/hello', headers: { 'X-Own': 'yes' } })
    expect(software).toEqual(Array.from({ length: 5 }, () => 'own/1.0'))
    expect(seen).toEqual(['isapi-bridge/0.1', 'isapi-bridge/0.1'])
  })

  statement('filter.variables.application', async () => {
    for (const [id, root] of [[3, 'one'], [4, 'two']] as const) {
      expect(await values(open, '/hello', ['APPL_MD_PATH', 'APPL_PHYSICAL_PATH'], { site: { id, root } })).toEqual([`/LM/W3SVC/${id}/ROOT`, resolve(root)])
    }
  })

  statement('filter.variables.site-path', async () => {
    for (const id of [3, 4]) expect(await values(open, '/hello', ['INSTANCE_META_PATH'], { site: { id } })).toEqual([`/LM/W3SVC/${id}`])
  })
})

// In memory: connections and bodies that are only said to be there.

statement('filter.variables.remote-host', async () => {
  expect(await valuesOn({ remoteAddress: '2001:db8::1' }, ['REMOTE_HOST'])).toEqual(['2001:db8::1'])
})

statement('filter.variables.secure-port', async () => {
  expect(await valuesOn({ localPort: 8443, encrypted: true }, ['SERVER_PORT_SECURE'])).toEqual(['1'])
  expect(await valuesOn({ localPort: 443, encrypted: false }, ['SERVER_PORT_SECURE'])).toEqual(['0'])
})

statement('filter.variables.content-length', async () => {
  for (const length of ['7', '123456']) {
    expect(await values(openInMemory, { url: '/hello', method: 'POST', headers: { 'Content-Length': length } }, ['CONTENT_LENGTH'])).toEqual([length])
  }
})

statement('filter.variables.all-headers', async () => {
  const found = await values(openInMemory, { url: '/hello', headers: { 'x-ONE': '1', 'X-Two': 'two words' } }, ['ALL_HTTP', 'ALL_RAW'])
  expect(found).toEqual(['HTTP_HOST:site.test\nHTTP_X_ONE:1\nHTTP_X_TWO:two words\n', 'Host: site.test\r\nx-ONE: 1\r\nX-Two: two words\r\n'])
})
