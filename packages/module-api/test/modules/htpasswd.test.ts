import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BasicAuthenticationModule, htpasswdFile } from '@isapi-bridge/module-api/modules'
import { hashSync } from 'bcryptjs'
import { expect, test } from 'vitest'
import { basic, createUserSite } from './authentication.ts'
import { createFolder } from './site.ts'

const line = (user: string, password: string, prefix = '$2y$'): string => `${user}:${hashSync(password, 4).replace(/^\$2.\$/, prefix)}\n`

function createFile(text: string): string {
  return join(createFolder({ users: text }), 'users')
}

async function logOn(file: string, ...users: [string, string][]): Promise<number[]> {
  const { host } = createUserSite([BasicAuthenticationModule({ realm: 'site', logon: htpasswdFile(file) })], { anonymousAuthentication: false })
  const statuses: number[] = []
  for (const user of users) statuses.push((await host.request({ url: '/', headers: basic(...user) })).status)
  return statuses
}

test('users of the file are let in, each with the own password', async () => {
  const file = createFile(`# users\n\n${line('bob', 'secret')}${line('grün', 'pässwörd', '$2b$')}${line('eve', 'other', '$2a$').replace('\n', '\r\n')}`)
  expect(await logOn(file, ['bob', 'secret'], ['bob', 'secret'], ['grün', 'pässwörd'], ['eve', 'other'])).toEqual([200, 200, 200, 200])
  expect(await logOn(file, ['bob', 'other'], ['Bob', 'secret'], ['none', 'secret'], ['', ''], ['bob', ''], ['bob', 'secret '])).toEqual([401, 401, 401, 401, 401, 401])
})

test('a file without users lets nobody in', async () => {
  expect(await logOn(createFile(''), ['bob', 'secret'], ['', ''])).toEqual([401, 401])
})

test('a hash of another implementation is understood', async () => {
  // crypt(3) of libxcrypt
  expect(await logOn(createFile('bob:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a'), ['bob', 'secret'], ['bob', 'x'])).toEqual([200, 401])
})

test('changes of the file count at once, also for those who have logged on before', async () => {
  const file = createFile(line('bob', 'secret'))
  const logon = htpasswdFile(file)
  expect([await logon('bob', 'secret'), await logon('bob', 'secret')]).toEqual([true, true])
  writeFileSync(file, line('bob', 'changed') + line('eve', 'x'))
  expect([await logon('bob', 'secret'), await logon('bob', 'changed'), await logon('eve', 'x')]).toEqual([false, true, true])
  writeFileSync(file, line('eve', 'x'))
  expect(await logon('bob', 'changed')).toBe(false)
})

test('a file that is gone, or has become wrong, lets nobody in: 500', async () => {
  const file = createFile(line('bob', 'secret'))
  const { host, reports } = createUserSite([BasicAuthenticationModule({ realm: 'site', logon: htpasswdFile(file) })])
  const request = { url: '/', headers: basic('bob', 'secret') }
  expect(await host.request(request)).toMatchObject({ status: 200 })
  writeFileSync(file, 'bob:plain text')
  expect(await host.request(request)).toMatchObject({ status: 500 })
  rmSync(file)
  expect(await host.request(request)).toMatchObject({ status: 500 })
  expect(reports).toHaveLength(2)
})

test.each([
  ['bob:secret', /line 1 .* no bcrypt hash.*htpasswd -B/],
  ['bob:$apr1$r31ry2mG$8/Yy9Jx3Nn3rp2Sdbk1Xq/', /no bcrypt hash/],
  ['\nbob', /line 2 .*name:hash/],
  [':x', /line 1 .*name:hash/],
  [line('bob', 'x') + line('bob', 'y'), /line 2 .*second one for "bob"/]
])('a file like this is refused at the start: %j', (text, message) => {
  expect(() => htpasswdFile(createFile(text))).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringMatching(message) }))
})

test('a file that cannot be read is refused at the start', () => {
  expect(() => htpasswdFile(join(createFolder(), 'none'))).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringContaining('ENOENT') }))
  expect(() => htpasswdFile('')).toThrow(/must be named/)
})
