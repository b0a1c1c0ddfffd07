import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, type HTTP_FILTER_LOG } from '@isapi-bridge/filter-api'
import { load } from './support/guests.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION

function logEntry(): HTTP_FILTER_LOG {
  return { pszClientHostName: '127.0.0.1', pszClientUserName: '', pszServerName: 'W', pszOperation: 'GET', pszTarget: '/', pszParameters: '', dwHttpStatus: 200, dwWin32Status: 0, dwBytesSent: 1, dwBytesRecvd: 2, msTimeForProcessing: 3 }
}

it('a C filter reads a header, keeps it in AllocMem memory and edits the log', async () => {
  const { connect } = await load('forwarded')
  const client = connect()
  expect(client.preproc({ 'X-Forwarded-For': '203.0.113.9' })).toBe(NEXT)
  const entry = logEntry()
  expect(client.log(entry)).toBe(NEXT)
  expect(entry).toEqual({ ...logEntry(), pszClientHostName: '203.0.113.9' })
  expect(client.end()).toEqual({ blocks: 1, bytes: 12, modified: [] })
})

it('sessions have contexts of their own', async () => {
  const { connect } = await load('forwarded')
  const [one, other] = [connect(), connect()]
  one.preproc({ 'X-Forwarded-For': '203.0.113.9' })
  other.preproc()
  const entry = logEntry()
  other.log(entry)
  expect(entry.pszClientHostName).toBe('127.0.0.1')
})

it('a C++ filter has its library, exceptions, registry, ini file, drive and event log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-wasm-test-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  writeFileSync(join(folder, 'Everything.INI'), '; settings\r\n[Filter]\r\nMode = "fast"\r\n')
  writeFileSync(join(folder, 'index.html'), 'the index')
  const { connect, events } = await load('everything', {
    drive: { 'C:\\filters\\everything': folder, 'C:\\inetpub\\wwwroot': folder },
    registry: { 'HKEY_LOCAL_MACHINE\\Software\\Contoso\\Filter': { Greeting: 'hello' } }
  })
  const client = connect()
  for (const name of ['greeting', 'mode', 'index', 'other']) expect(client.preproc({ 'X-Ask': name })).toBe(NEXT)
  expect(client.added).toEqual([['X-Answer', 'hello'], ['X-Answer', 'fast'], ['X-Answer', 'the index'], ['X-Answer', 'no other']])
  expect(events).toEqual([{ filter: 'everything', source: 'Everything', level: 'information', id: 7, text: 'loaded' }])
})

it('static objects end with the filter', async () => {
  const { events, filter } = await load('everything')
  filter.TerminateFilter(0)
  expect(events.map(({ text }) => text)).toContain('unloaded')
})

it('a link out of a folder of the drive leads nowhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-wasm-test-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  writeFileSync(join(folder, 'secret'), 'secret')
  mkdirSync(join(folder, 'www'))
  symlinkSync(join(folder, 'secret'), join(folder, 'www', 'index.html'))
  const { connect } = await load('everything', { drive: { 'C:\\inetpub\\wwwroot': join(folder, 'www') } })
  const client = connect()
  client.preproc({ 'X-Ask': 'index' })
  expect(client.added).toEqual([['X-Answer', 'no index']])
})

it.each([
  ['abort', /it was aborted in HttpFilterProc/],
  ['exit', /it called exit\(3\)/],
  ['stack', /stack overflow in Deeper/],
  ['null', /Access violation at 0x00000000/],
  ['outside', /access violation/],
  ['call', /no function of that type/],
  ['divide', /division by zero/],
  ['missing', /it called nobody_has_this, which is not there/],
  ['memory', /it was aborted/]
])('%s ends the call with a report, and the next call has a new instance', async (how, says) => {
  const { connect, filter } = await load('broken', { limits: { memory: 8 * 1024 * 1024 } })
  const client = connect()
  client.preproc()
  client.preproc()
  expect(() => client.preproc({ 'X-Break': how })).toThrow(says)
  expect(client.preproc()).toBe(NEXT)
  expect(client.added.map(([, value]) => value)).toEqual(['1', '2', '3', '1'])
  expect(filter.faults).toBe(1)
})

it('an exception that leaves a C++ filter is a breakdown', async () => {
  const { connect } = await load('everything')
  expect(() => connect().preproc({ 'X-Ask': 'throw' })).toThrow(/a C\+\+ exception left it/)
})

it('a function of Windows that is not there fails as on Windows, and is named once', async () => {
  const { connect, events, filter } = await load('broken')
  const client = connect()
  expect([client.preproc({ 'X-Break': 'pipe' }), client.preproc({ 'X-Break': 'pipe' })]).toEqual([NEXT, NEXT])
  expect(events.map(({ text }) => text)).toEqual(['Filter "broken" has called CreateNamedPipeA, which is not there.'])
  expect(filter.missing).toContain('CreateNamedPipeA')
})

it('a write past a block of AllocMem is found', async () => {
  const { connect } = await load('broken')
  const client = connect()
  client.preproc({ 'X-Break': 'block' })
  expect(client.end()).toEqual({ blocks: 1, bytes: 4, modified: [{ message: expect.stringMatching(/^Heap block at 0x[0-9A-F]{8} modified$/), size: 4, origin: 'AllocMem' }] })
})

it('too many breakdowns disable a filter: what it would have seen is refused', async () => {
  const { connect, events, filter } = await load('broken', { limits: { rapidFail: { faults: 2, minutes: 5 } } })
  const client = connect()
  for (const _ of [1, 2]) expect(() => client.preproc({ 'X-Break': 'abort' })).toThrow(/broke down/)
  expect(filter.disabled).toBe(true)
  expect(client.preproc()).toBe(SF_STATUS_REQ_ERROR)
  expect(events).toEqual([expect.objectContaining({ source: 'W3SVC', id: 5002, text: expect.stringMatching(/broke down 2 times within 5 minutes/) })])
})

it('a limit of memory below what the file starts with is refused', async () => {
  await expect(load('broken', { limits: { memory: 65_536 } })).rejects.toThrow(/^Filter "broken": `limits\.memory` is 65536; it must be at least the \d+ bytes that the filter starts with\./)
})
