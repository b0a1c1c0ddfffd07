import { expect, it } from 'vitest'
import { Client, useDemo } from './support/demo.ts'

const demo = useDemo()

const FOLDERS: ReadonlySet<string> = new Set(['/~alice', '/~alice/', '/~alice/.', '/~al%69ce/'])

// Over a socket: inject would put the dot segments in order before the server sees them.
it('nothing outside the folder of a user is served, however the URL is spelled', async () => {
  await demo.app.listen({ host: '127.0.0.1', port: 0 })
  const client = new Client(demo.app)
  const up = '/~alice/../../'
  for (const path of [
    '/~alice', '/~alice/', '/~alice/.', '/~alice//notes.txt', '//~alice/notes.txt', '/~alice/notes.txt/', '/~alice/notes.txt/x',
    `${up}package.json`, `${up}../etc/passwd`, '/~alice/../../../../../../etc/passwd',
    '/~alice/%2e%2e/%2e%2e/package.json', '/~alice/%2E./.%2e/package.json', '/~alice/..%2f..%2fpackage.json', '/~alice/%2e%2e%2fpackage.json',
    '/~alice/..%5c..%5cpackage.json', '/~alice/..\\..\\package.json', '/~alice/%5c..%5cpackage.json', '/~alice/%2fetc/passwd', '/~alice//etc/passwd',
    '/~alice/%252e%252e/package.json', '/~alice/..%252f..%252fpackage.json', '/~alice/notes.txt%00', '/~alice/c:/notes.txt',
    '/~alice/....//package.json', '/~alice/..;/package.json', '/~alice/%c0%ae%c0%ae/package.json',
    '/~al%69ce/', '/~al%69ce/../../package.json', '/~ALICE/notes.txt', '/~bob/notes.txt', '/~/notes.txt', '/~../package.json', '/~./alice/notes.txt',
    '/~alice%2fnotes.txt', '/~%2e%2e/package.json', '/%7ebob/notes.txt', '/~__proto__/notes.txt', '/~alice/../~bob/notes.txt'
  ]) {
    const { status, body } = await client.get(path)
    // 301 and 403: the folder itself, which is not listed.
    expect([path, (FOLDERS.has(path) ? [301, 403] : [400, 404]).includes(status)]).toEqual([path, true])
    expect(body).not.toMatch(/isapi-bridge\/demo-server|root:|Notes of alice/)
  }
  client.close()
})

it('other spellings of the file itself are the file', async () => {
  await demo.app.listen({ host: '127.0.0.1', port: 0 })
  const client = new Client(demo.app)
  for (const path of ['/~alice/notes.txt', '/%7ealice/notes.txt', '/~al%69ce/notes.txt', '/~alice/./notes.txt', '/~alice/x/../notes.txt', '/~bob/../~alice/notes.txt', '/~alice/notes%2etxt?x=1']) {
    expect([path, (await client.get(path)).status]).toEqual([path, 200])
  }
  client.close()
})
