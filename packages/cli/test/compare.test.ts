// isapi-bridge compare: what it accepts, what it says, how it ends.

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findToolchain } from '@isapi-bridge/wasm'
import { command, makeFolder, type Folder } from './support/command.ts'

const compiler = await findToolchain().catch(() => null)

/** A filter that marks answers, in plain JavaScript. */
const stamp = (value: string): string => `export function GetFilterVersion(pVer) { pVer.dwFlags = 0x00000040 | 0x00020000; return true }
export function HttpFilterProc(pfc, type, data) { data.SetHeader(pfc, 'X-Stamp:', '${value}'); return 0x08000002 }
`

/** Two configurations, each with a filter that stamps answers, and a list of URLs. */
function makeSides(a: string, b: string): { folder: Folder; a: string; b: string; urls: string } {
  const folder = makeFolder()
  for (const [name, value] of [['a', a], ['b', b]] as const) {
    folder.write(`${name}.mjs`, stamp(value))
    folder.write(`${name}.json`, JSON.stringify({ root: 'www', filters: [`${name}.mjs`], port: 80, logDir: 'logs' }))
  }
  return { folder, a: join(folder.path, 'a.json'), b: join(folder.path, 'b.json'), urls: folder.write('urls.txt', '/\n/nothing\n') }
}

it('has help with examples and exit codes', async () => {
  expect(await command('compare', '--help')).toMatchObject({ code: 0, out: expect.stringMatching(/Usage: isapi-bridge compare [^]*Exit codes:\n {2}0 [^]*Examples:\n {2}isapi-bridge compare old/) })
})

it('equal stacks end with 0, and leave ports and logs of their sites alone', async () => {
  const { folder, a, b, urls } = makeSides('same', 'same')
  const { code, out, err } = await command('compare', a, b, urls)
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/\nEQUAL {2}All 2 requests are answered alike\.\n/)
  expect(existsSync(join(folder.path, 'logs'))).toBe(false)
})

it('different ones end with 1, name the call, and write the reports', async () => {
  const { folder, a, b, urls } = makeSides('old', 'new')
  const { code, out, err } = await command('compare', a, b, urls, '--html', join(folder.path, 'r.html'), '--junit', join(folder.path, 'r.xml'))
  expect(code).toBe(1)
  expect(out).toMatch(/DIFFERENT {2}2 requests of 2 differ, for 1 cause\.\n\n1\. header x-stamp differs: filter a sets it on A, filter b sets it on B {2}2 requests\n {3}the traces part at response-header x-stamp\n {5}A {2}SEND_RESPONSE: filter a SF_NOTIFY_SEND_RESPONSE → "old"/)
  expect(err).toMatch(/wrote .*r\.html\nwrote .*r\.xml\n/)
  expect(readFileSync(join(folder.path, 'r.html'), 'utf8')).toContain('Not safe to switch yet')
  expect(readFileSync(join(folder.path, 'r.xml'), 'utf8')).toContain('<testcase classname="isapi-bridge compare" name="GET /nothing">')
  expect(readdirSync(folder.path).sort()).toEqual(['a.json', 'a.mjs', 'b.json', 'b.mjs', 'r.html', 'r.xml', 'urls.txt', 'www'])
})

it('a report that cannot be written is said before anything is sent', async () => {
  const { folder, a, b, urls } = makeSides('same', 'same')
  for (const place of [folder.path, join(folder.path, 'gone', 'r.html')]) {
    expect(await command('compare', a, b, urls, '--html', place)).toEqual({ code: 2, out: '', err: expect.stringMatching(/^isapi-bridge: .* cannot be written: /) })
  }
})

it('--json is for programs', async () => {
  const { a, b, urls } = makeSides('old', 'new')
  const report: unknown = JSON.parse((await command('compare', a, b, urls, '--json', '--limit', '1')).out)
  expect(report).toMatchObject({ version: 1, result: 'different', traced: true, requests: { compared: 1 }, groups: [{ parting: { subject: 'response-header x-stamp', b: { value: 'new' } } }] })
})

it('rules come from arguments and from a file; --suggest gives the noise as rules', async () => {
  const { folder, a, b, urls } = makeSides('old', 'new')
  expect((await command('compare', a, b, urls, '--ignore', 'header:x-stamp')).code).toBe(0)
  expect((await command('compare', a, b, urls, '--ignore-file', folder.write('rules.txt', '# known\n/ header:x-stamp\n/nothing header:x-stamp\n'))).code).toBe(0)
  const noisy = folder.write('noisy.mjs', stamp('').replace("''", 'String(count++)').concat('let count = 0\n'))
  const config = folder.write('noisy.json', JSON.stringify({ root: 'www', filters: [noisy] }))
  const { code, out } = await command('compare', config, config, urls, '--suggest')
  expect(code).toBe(0)
  expect(out).toMatch(/as rules for --ignore-file\n\/ header:x-stamp\n/)
  folder.write('cookies.mjs', stamp('').replace("'X-Stamp:', ''", "'Set-Cookie:', 'Visit=' + count++").concat('let count = 0\n'))
  const cookies = folder.write('cookies.json', JSON.stringify({ root: 'www', filters: ['cookies.mjs'] }))
  const suggested = (await command('compare', cookies, cookies, urls, '--suggest')).out.split('--ignore-file\n')[1] ?? ''
  expect(suggested).toContain('/ header:set-cookie ')
  expect((await command('compare', cookies, cookies, urls, '--once', '--ignore-file', folder.write('suggested.txt', suggested))).code).toBe(0)
})

it('goes on where another run has ended', async () => {
  const { a, b, urls } = makeSides('old', 'new')
  const { out } = await command('compare', a, b, urls, '--skip', '1')
  expect(out).toMatch(/DIFFERENT {2}1 request of 1 differs[^]*1 request at the beginning of the sources was passed over\.[^]*GET \/nothing \(/)
})

it('what is written of the time, or drawn by lot, is the same on both sides; --no-freeze leaves each its own', async () => {
  const { folder, urls } = makeSides('x', 'x')
  folder.write('time.mjs', `import { randomUUID } from 'node:crypto'\n${stamp('').replace("''", 'new Date().toISOString() + performance.now() + Math.random() + randomUUID()')}`)
  const config = folder.write('time.json', JSON.stringify({ root: 'www', filters: ['time.mjs'] }))
  const { code, out } = await command('compare', config, config, urls, '--once')
  expect([code, out]).toEqual([0, expect.stringContaining('with one clock and the same random values')])
  expect(await command('compare', config, config, urls, '--once', '--no-freeze')).toMatchObject({ code: 1, out: expect.stringContaining('header x-stamp differs') })
  expect(await command('compare', config, config, urls, '--no-freeze')).toMatchObject({ code: 0, out: expect.stringContaining('Noise: differs between a side and itself\n  header x-stamp') })
})

it.skipIf(compiler === null)('a compiled filter has that clock too: the time of the log that is replayed', async () => {
  const { folder, b } = makeSides('x', 'x')
  const source = folder.write('clock.c', `#include <windows.h>
#include <httpfilt.h>
#include <stdio.h>
#include <stdlib.h>
BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION version) { version->dwFlags = SF_NOTIFY_SEND_RESPONSE; return TRUE; }
DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD type, LPVOID data) {
  char text[100]; SYSTEMTIME now; unsigned int lot; GetSystemTime(&now); rand_s(&lot);
  sprintf(text, "%04d-%02d-%02d %02d:%02d:%02d %lu %u", now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond, GetTickCount(), lot);
  ((PHTTP_FILTER_SEND_RESPONSE)data)->SetHeader(pfc, "X-Clock:", text);
  return SF_STATUS_REQ_NEXT_NOTIFICATION;
}`)
  expect((await command('compile', source, '-o', join(folder.path, 'clock.wasm'))).code).toBe(0)
  const config = folder.write('clock.json', JSON.stringify({ root: 'www', filters: ['clock.wasm'] }))
  const log = folder.write('x.log', '#Fields: date time cs-method cs-uri-stem\n2026-01-31 10:00:00 GET /\n')
  expect((await command('compare', config, config, log, '--once')).code).toBe(0)
  expect((await command('compare', config, b, log, '--once')).out).toMatch(/header x-clock\n {7}A {2}"2026-01-31 10:00:00 \d+ \d+"/)
})

it('one stack in the manners of two servers', async () => {
  const { a, urls } = makeSides('x', 'y')
  expect((await command('compare', a, a, urls, '--profile-a', 'iis5', '--profile-b', 'iis6')).out).toMatch(/a\.json \(profile iis5\)\n[^]*\(profile iis6\)\n[^]*EQUAL/)
})

it.each<[string, (sides: ReturnType<typeof makeSides>) => string[], RegExp]>([
  ['a configuration that is not there', ({ a, urls }) => [a, 'nowhere.json', urls], /nowhere\.json/],
  ['a file that is not there', ({ a, b }) => [a, b, 'nowhere.log'], /nowhere\.log cannot be read/],
  ['a module that is not there', ({ a, folder, urls }) => [a, folder.write('c.json', '{"root": "www", "filters": ["gone.mjs"]}'), urls], /c\.json cannot be started: .*gone\.mjs/],
  ['a URL with a path', ({ a, urls }) => [a, 'http://localhost/x', urls], /has a path/],
  ['a server that is not there', ({ a, urls }) => [a, 'http://127.0.0.1:1', urls], /^$/],
  ['a log without #Fields', ({ a, b, folder }) => [a, b, folder.write('x.log', '#Software: X\n1 2 3\n')], /x\.log:2 comes before any #Fields line/],
  ['a rule that is none', ({ a, b, urls }) => [a, b, urls, '--ignore', 'etag'], /"etag" is no rule/],
  ['no requests', ({ a, b }) => [a, b], /missing required argument 'requests'/],
  ['a limit of nothing', ({ a, b, urls }) => [a, b, urls, '--limit', '0'], /a whole number, 1 or more/]
])('%s ends with 2', async (_, args, says) => {
  const { code, err } = await command('compare', ...args(makeSides('x', 'x')))
  expect(code).toBe(2)
  expect(err).toMatch(says)
  expect(err).not.toMatch(/\n\s+at /)
})
