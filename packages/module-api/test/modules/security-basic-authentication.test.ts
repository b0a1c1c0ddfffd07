import { BasicAuthenticationModule, type BasicLogon } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { basic, createUserSite } from './authentication.ts'

const off = { anonymousAuthentication: false }
const encode = (bytes: string, encoding: BufferEncoding = 'utf8'): string => Buffer.from(bytes, encoding).toString('base64')

function site(logon: BasicLogon) {
  return createUserSite([BasicAuthenticationModule({ realm: 'site', logon })], off)
}

describe('a header that makes no sense', () => {
  test.each([
    ['no credentials', 'Basic'],
    ['blanks only', 'Basic    '],
    ['no base64', 'Basic ###'],
    ['base64 with something behind it', `Basic ${encode('bob:secret')} x`],
    ['base64 with something inside', `Basic ${encode('bob:secret').slice(0, 4)}\t${encode('bob:secret').slice(4)}`],
    ['base64 with bits too many', 'Basic Ym9iOnh='],
    ['base64 of URLs', 'Basic Ym9iOn__'],
    ['too much padding', `Basic ${encode('bob:secretx')}===`],
    ['no colon', `Basic ${encode('bob')}`],
    ['a line break', `Basic ${encode('bob\r\n:secret')}`],
    ['a NUL', `Basic ${encode('bob\0:secret')}`],
    ['bytes that are no UTF-8', `Basic ${encode('b\xf6b:secret', 'latin1')}`],
    ['two users', `Basic ${encode('bob:secret')}, Basic ${encode('eve:secret')}`]
  ])('with %s is 401.1 and reaches no logon', async (_what, header) => {
    let asked = 0
    const { host, seen, served } = site(() => { asked++; return true })
    expect(await host.request({ url: '/', headers: { Authorization: header } })).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Basic realm="site"' } })
    expect(seen[0]).toMatchObject({ user: null, status: { pSubStatus: 1 } })
    expect([asked, served]).toEqual([0, []])
  })
})

describe('a logon that fails', () => {
  test.each<[string, BasicLogon]>([
    ['throws', () => { throw new Error('no database') }],
    ['rejects', () => Promise.reject(new Error('no database'))],
    ['gives 1', () => 1 as never],
    ['gives "no"', () => 'no' as never],
    ['gives a promise of "no"', () => Promise.resolve('no' as never)],
    ['gives an account without name', () => ({ userName: '' })],
    ['gives roles that are none', () => ({ roles: 'admins' as never })]
  ])('because it %s, is 500 and lets nobody in', async (_what, logon) => {
    const { host, seen, served, reports } = site(logon)
    expect(await host.request({ url: '/', headers: basic('bob', 'secret') })).toMatchObject({ status: 500, body: '' })
    expect(seen[0]?.user).toBeNull()
    expect(served).toEqual([])
    expect(reports).toMatchObject([{ code: 'ERR_MODULE_THREW', message: expect.stringContaining('BasicAuthenticationModule') }])
  })
})

test('an error names no password', async () => {
  const { host, reports } = site(() => 'no' as never)
  await host.request({ url: '/', headers: basic('bob', 'hunter2') })
  expect(String(reports[0]?.message)).not.toContain('hunter2')
})

test('a role of another script is another role', async () => {
  const { host, seen } = site(() => ({ roles: ['ADMIN'] }))
  await host.request({ url: '/', headers: basic('bob', 'x') })
  expect([seen[0]?.user?.IsInRole('admin').value, seen[0]?.user?.IsInRole('adm\u0131n').value]).toEqual([true, false])
  expect(seen[0]?.user?.IsInRole(null as never).value).toBe(false)
})

test('a client that leaves while the logon runs is not let in later', async () => {
  let settle: (result: boolean) => void = () => {}
  const { host, served, reports } = site(() => new Promise<boolean>((resolve) => { settle = resolve }))
  const client = new AbortController()
  const answer = host.request({ url: '/', headers: basic('bob', 'secret'), signal: client.signal })
  await new Promise((resolve) => { setImmediate(resolve) })
  client.abort()
  settle(true)
  await answer
  expect([served, reports]).toEqual([[], []])
})
