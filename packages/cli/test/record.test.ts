// isapi-bridge record, and the option shadow: what they print and how they end. A shadow needs the built thread, and so a process.

import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { command, FILTER, go, makeFolder, start } from './support/command.ts'

vi.setConfig({ testTimeout: 60_000 })

const urlOf = (out: string): string => /listening on ([^\s,]+)/.exec(out)?.[1] ?? ''

/** Answers of a filter that stamps them. */
const STAMP = (value: string): string => `export function GetFilterVersion(pVer) { pVer.dwFlags = 0x00000040 | 0x00020000; return true }
export function HttpFilterProc(pfc, type, data) { data.SetHeader(pfc, 'X-Stamp:', '${value}'); return 0x08000002 }
`

it('record serves as serve does, says where and how many, and what it wrote can be compared', async () => {
  const folder = makeFolder()
  folder.write('filter.mjs', FILTER)
  const { kill, exit, until } = start(folder.path, 'record', '--filter', 'filter.mjs', '--root', 'www', '--port', '0', '--out', 'r.ndjson', '--bodies', '100')
  const url = urlOf(await until('recording to r.ndjson\n'))
  for (const path of ['/', '/none']) await (await fetch(`${url}${path}`, { headers: { cookie: 'a=hidden' } })).text()
  await (await fetch(`${url}/`, { method: 'POST', body: 'a body' })).text()
  kill('SIGINT')
  expect(await exit).toEqual({ code: 0, out: `listening on ${url}\nrecording to r.ndjson\nending\n3 requests recorded in r.ndjson\n`, err: '' })
  expect(readFileSync(join(folder.path, 'r.ndjson'), 'utf8')).not.toContain('hidden')
  const config = folder.write('c.json', JSON.stringify({ root: 'www' }))
  expect(await command('compare', config, config, join(folder.path, 'r.ndjson'), '--allow-writes')).toMatchObject({ code: 0, out: expect.stringContaining('All 3 requests are answered alike') })
})

it('record stands in front of a server that runs, and changes nothing on the way', async () => {
  const seen: string[] = []
  const old = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.rawHeaders.filter((_, index) => index % 2 === 0).join(' ')}`)
    request.pipe(response.writeHead(299, 'Odd', { 'Set-Cookie': ['a=1', 'b=2'], 'X-Old': 'yes' }))
  })
  onTestFinished(() => { old.closeAllConnections(); old.close() })
  await new Promise<void>((resolve) => { old.listen(0, '127.0.0.1', resolve) })
  const folder = makeFolder()
  const { kill, exit, until } = go('record', `http://127.0.0.1:${(old.address() as AddressInfo).port}`, '--port', '0', '--out', folder.at('r.ndjson'), '--bodies', '100') // it listens on a port
  const url = urlOf(await until('recording to '))
  const response = await fetch(`${url}/a%2Fb/../c?d=%20+e`, { method: 'PUT', body: 'a body' })
  expect([response.status, response.statusText, response.headers.getSetCookie(), response.headers.get('x-old'), await response.text()]).toEqual([299, 'Odd', ['a=1', 'b=2'], 'yes', 'a body'])
  expect((await fetch(url, { method: 'PROPFIND' })).status).toBe(299)
  expect(seen.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(['PUT /a%2Fb/../c?d=%20+e host'.replace('/a%2Fb/../c', new URL('http://x/a%2Fb/../c').pathname), 'PROPFIND / host'])
  kill('SIGTERM')
  expect(await exit).toMatchObject({ code: 0, out: expect.stringContaining('2 requests recorded in '), err: '' })
  expect((await command('trace', folder.at('r.ndjson'))).out).toMatch(/299 .* PUT .*\n.*299 .* PROPFIND/)
})

it('record says what is wrong', async () => {
  expect(await command('record', '--root', '.')).toMatchObject({ code: 2, err: expect.stringContaining("required option '-o, --out <file>'") })
  expect(await command('record', 'http://a/b', '--out', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('not the URL of a server') })
  expect(await command('record', 'http://a', '--root', '.', '--out', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('runs already') })
  expect((await command('record', '--help')).out).toMatch(/Usage: isapi-bridge record [^]*Examples:\n/)
})

it('shadow: another configuration gets copies in a thread of its own; differences are counted, sampled and reported', async () => {
  const folder = makeFolder()
  folder.write('old.mjs', STAMP('old'))
  folder.write('new.mjs', STAMP('new'))
  folder.write('new.json', JSON.stringify({ root: 'www', filters: ['new.mjs'], port: 80 }))
  folder.write('c.json', JSON.stringify({ root: 'www', filters: ['old.mjs'], port: 0, shadow: { to: 'new.json', samples: 's.ndjson', report: 'r.html' } }))
  const { kill, exit, until } = start(folder.path, 'serve', '--config', 'c.json')
  const url = urlOf(await until('copies go to new.json\n'))
  expect((await fetch(`${url}/`)).headers.get('x-stamp')).toBe('old')
  await until('GET / is answered otherwise: header x-stamp differs', 'err')
  kill('SIGTERM')
  expect(await exit).toMatchObject({ code: 0, err: expect.stringContaining('shadow: 1 came in, 1 compared, 1 answered otherwise, 0 left out.') })
  expect(JSON.parse(readFileSync(join(folder.path, 's.ndjson'), 'utf8'))).toMatchObject({ type: 'shadow', target: '/', differences: [{ what: 'header x-stamp', a: 'old', b: 'new' }] })
  expect(readFileSync(join(folder.path, 'r.html'), 'utf8')).toContain('header x-stamp differs')
})

it('shadow: a new stack that dies, or cannot be started, does not end the old one', async () => {
  const folder = makeFolder()
  folder.write('dying.mjs', `export function GetFilterVersion(pVer) { pVer.dwFlags = 0x4000; return true }
export function HttpFilterProc() { setImmediate(() => { throw new Error('it has died') }); return 0x08000002 }\n`)
  folder.write('dying.json', JSON.stringify({ root: 'www', filters: ['dying.mjs'] }))
  folder.write('gone.json', JSON.stringify({ root: 'www', filters: ['gone.mjs'] }))
  await Promise.all(([['dying.json', 'dying.json has ended, and gets no more copies: it has died'], ['gone.json', 'gone.json cannot be started, so that nothing is compared']] as const).map(async ([to, says]) => {
    folder.write(`for-${to}`, JSON.stringify({ root: 'www', port: 0, shadow: { to } }))
    const { kill, exit, until } = start(folder.path, 'serve', '--config', `for-${to}`)
    const url = urlOf(await until('\n'))
    expect(await (await fetch(`${url}/`)).text()).toBe('the index')
    await until(says, 'err')
    expect(await (await fetch(`${url}/`)).text()).toBe('the index')
    kill('SIGTERM')
    expect((await exit).code).toBe(0)
  }))
})

it('compare that is ended by Ctrl-C prints what it has, and ends with 2', async () => {
  let asked = 0
  let enough = (): void => {}
  const underWay = new Promise<void>((resolve) => { enough = resolve })
  const slow = createServer((_request, response) => {
    if (++asked === 50) enough()
    response.end('x')
  })
  onTestFinished(() => { slow.closeAllConnections(); slow.close() })
  await new Promise<void>((resolve) => { slow.listen(0, '127.0.0.1', resolve) })
  const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}` // it listens on a port
  const folder = makeFolder()
  const urls = folder.write('urls.txt', Array.from({ length: 5000 }, (_, index) => `/${index}`).join('\n'))
  const { kill, exit } = go('compare', url, url, urls)
  await underWay
  kill('SIGINT')
  expect(await exit).toMatchObject({ code: 2, out: expect.stringMatching(/CANNOT SAY .* but the comparison was ended early\./), err: '' })
})

it('shadow: options that cannot be are refused at the start', async () => {
  const folder = makeFolder()
  const write = (shadow: object): string => folder.write('c.json', JSON.stringify({ root: 'www', port: 0, shadow }))
  expect(await command('serve', '--config', write({ to: 'nowhere.json' }))).toMatchObject({ code: 3, err: expect.stringContaining('does not exist') })
  expect(await command('serve', '--config', write({ to: 'http://127.0.0.1:1', ignore: ['etag'] }))).toMatchObject({ code: 3, err: expect.stringContaining('"etag" is no rule') })
  expect(await command('serve', '--config', write({ to: 'http://127.0.0.1:1', share: 2 }))).toMatchObject({ code: 3, err: expect.stringContaining('`shadow.share` is 2; it must be at most 1') })
})
