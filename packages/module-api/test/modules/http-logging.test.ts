import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CLOSING, type LogRecord } from '@isapi-bridge/module-api'
import { HttpLoggingModule, W3C_FIELDS, type W3cField } from '@isapi-bridge/module-api/modules'
import { describe, expect, test, vi } from 'vitest'
import { closing, createFolder, createSite } from './site.ts'

const START = Date.UTC(2026, 0, 31, 12, 0, 0)
const FILE = 'u_ex260131.log'
const DEFAULT_FIELDS = '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken'

/** Sets parts of every record, so that lines can be told beforehand. */
function records(parts: Partial<LogRecord>) {
  return closing('records', { onLogRecord: (_context, record) => { Object.assign(record, { time: START, timeTaken: 5 }, parts) } })
}

function linesOf(directory: string, file = FILE): string[] {
  return readFileSync(join(directory, file), 'utf8').split(/\r?\n/).slice(0, -1)
}

/** The line of one request with these fields. */
async function lineWith(fields: readonly W3cField[], parts: Partial<LogRecord>): Promise<string | undefined> {
  const directory = createFolder()
  const { host } = createSite(directory, [records(parts), HttpLoggingModule({ directory, fields })])
  await host.request('/')
  host.close()
  return linesOf(directory)[4]
}

test('a line for each request, below the directives', async () => {
  const directory = join(createFolder(), 'logs', 'site')
  const { host, reports } = createSite(directory, [records({}), HttpLoggingModule({ directory })])
  await host.request({ url: '/a/b?x=1&y=2', headers: { 'User-Agent': 'Mozilla/5.0 (Test)', Referer: 'http://site.test/from' } })
  await host.request({ url: '/c', method: 'POST' })
  host.close()
  expect(linesOf(directory)).toEqual([
    '#Software: isapi-bridge',
    '#Version: 1.0',
    '#Date: 2026-01-31 12:00:00',
    DEFAULT_FIELDS,
    '2026-01-31 12:00:00 192.0.2.80 GET /a/b x=1&y=2 80 - 192.0.2.1 Mozilla/5.0+(Test) http://site.test/from 404 0 0 5',
    '2026-01-31 12:00:00 192.0.2.80 POST /c - 80 - 192.0.2.1 - - 404 0 0 5'
  ])
  expect(readdirSync(directory)).toEqual([FILE])
  expect(reports).toEqual([])
})

test('the line is there a moment after the request, without waiting for the end', async () => {
  const directory = createFolder()
  const { host } = createSite(directory, [records({}), HttpLoggingModule({ directory })])
  await host.request('/')
  await new Promise((resolve) => { setImmediate(resolve) })
  expect(linesOf(directory)).toHaveLength(5)
})

test('requests of one moment are logged in the order of their ends', async () => {
  const directory = createFolder()
  const { host } = createSite(directory, [records({}), HttpLoggingModule({ directory, fields: ['cs-uri-stem'] })])
  const urls = Array.from({ length: 50 }, (_, index) => `/${index}`)
  await Promise.all(urls.map((url) => host.request(url)))
  host.close()
  expect(linesOf(directory).slice(4)).toEqual(urls)
})

test('the fields of the request are taken at LOG_REQUEST', async () => {
  const directory = createFolder()
  const late = closing('late', { onRequestEnded: (context) => { context.GetRequest().SetHeader('User-Agent', 'late', true) } })
  const { host } = createSite(directory, [late, records({}), HttpLoggingModule({ directory, fields: ['cs(User-Agent)'] })])
  await host.request({ url: '/', headers: { 'User-Agent': 'early' } })
  host.close()
  expect(linesOf(directory)[4]).toBe('early')
})

test('the plan shows the module at LOG_REQUEST and in the closing step', () => {
  const { host } = createSite(createFolder(), [HttpLoggingModule({ directory: createFolder() })])
  expect(host.plan().map(({ name, stage }) => [name, stage])).toEqual([['HttpLoggingModule', 'LOG_REQUEST'], ['HttpLoggingModule', CLOSING]])
})

describe('fields', () => {
  test.each<[W3cField, Partial<LogRecord>, string]>([
    ['date', {}, '2026-01-31'],
    ['time', { timeTaken: 61_500 }, '12:01:01'],
    ['s-sitename', {}, 'W3SVC1'],
    ['s-computername', {}, hostname()],
    ['s-ip', {}, '192.0.2.80'],
    ['cs-method', { method: 'PUT' }, 'PUT'],
    ['cs-uri-stem', { uriStem: '/grüße/日本' }, '/grüße/日本'],
    ['cs-uri-query', { uriQuery: 'a=%20b+c' }, 'a=%20b+c'],
    ['s-port', { serverPort: 8080 }, '8080'],
    ['cs-username', { userName: 'SITE\\jane doe' }, 'SITE\\jane+doe'],
    ['c-ip', { clientHost: '2001:db8::1' }, '2001:db8::1'],
    ['cs-version', {}, 'HTTP/1.1'],
    ['cs(User-Agent)', { userAgent: 'a  b' }, 'a++b'],
    ['cs(Cookie)', { cookie: 'a=1; b=2' }, 'a=1;+b=2'],
    ['cs(Referer)', { referer: '' }, '-'],
    ['cs-host', {}, 'site.test'],
    ['sc-status', { status: 503 }, '503'],
    ['sc-substatus', { subStatus: 2 }, '2'],
    ['sc-win32-status', { win32Status: 2_147_942_405 }, '2147942405'],
    ['sc-bytes', { bytesSent: 12 }, '12'],
    ['cs-bytes', { bytesReceived: 34 }, '34'],
    ['time-taken', { timeTaken: 0 }, '0']
  ])('%s with %o is %s', async (field, parts, expected) => {
    expect(await lineWith([field], parts)).toBe(expected)
  })

  test('stand in the order of IIS, whatever the selection', async () => {
    const directory = createFolder()
    const fields = W3C_FIELDS.map((row) => row.name)
    const { host } = createSite(directory, [records({}), HttpLoggingModule({ directory, fields: fields.toReversed() })])
    await host.request('/')
    host.close()
    const [, , , head, line] = linesOf(directory)
    expect(head).toBe(`#Fields: ${fields.join(' ')}`)
    expect(line?.split(' ')).toHaveLength(fields.length)
  })

  test('wrong options say what is wrong', () => {
    expect(() => HttpLoggingModule({ directory: '' })).toThrow(/`directory`/)
    expect(() => HttpLoggingModule({ directory: 'logs', fields: [] })).toThrow(/at least one/)
    expect(() => HttpLoggingModule({ directory: 'logs', fields: ['cs-nothing' as W3cField] })).toThrow(/cs-nothing; there are date, time/)
  })
})

describe('files', () => {
  test('one for each UTC day in which requests end', async () => {
    const directory = createFolder()
    const midnight = Date.UTC(2026, 1, 1)
    const days: Partial<LogRecord>[] = [{ time: midnight - 10, timeTaken: 9 }, { time: midnight - 10, timeTaken: 10 }]
    writeFileSync(join(directory, 'u_ex260201.log'), 'of another server\n')
    const { host } = createSite(directory, [closing('days', { onLogRecord: (_context, record) => { Object.assign(record, days.shift()) } }), HttpLoggingModule({ directory, fields: ['date', 'time'] })])
    await Promise.all([host.request('/'), host.request('/')])
    host.close()
    expect(linesOf(directory, 'u_ex260131.log').slice(2)).toEqual(['#Date: 2026-01-31 23:59:59', '#Fields: date time', '2026-01-31 23:59:59'])
    expect(linesOf(directory, 'u_ex260201.log').slice(3)).toEqual(['#Date: 2026-02-01 00:00:00', '#Fields: date time', '2026-02-01 00:00:00'])
  })

  test('are taken up again by the next server, with new directives', async () => {
    const directory = createFolder()
    const serve = async (fields: readonly W3cField[]): Promise<void> => {
      const { host } = createSite(directory, [records({}), HttpLoggingModule({ directory, fields })])
      await host.request('/')
      host.close()
    }
    await serve(['cs-method'])
    appendFileSync(join(directory, FILE), 'by hand\n')
    await serve(['cs-uri-stem'])
    const head = ['#Software: isapi-bridge', '#Version: 1.0', '#Date: 2026-01-31 12:00:00']
    expect(linesOf(directory)).toEqual([...head, '#Fields: cs-method', 'GET', 'by hand', ...head, '#Fields: cs-uri-stem', '/'])
  })

  test.each(['.', FILE])('are begun anew after somebody removed %s', async (removed) => {
    const directory = join(createFolder(), 'logs')
    const { host, reports } = createSite(directory, [records({}), HttpLoggingModule({ directory, fields: ['cs-uri-stem'] })])
    await host.request('/1')
    await vi.waitFor(() => { expect(existsSync(join(directory, FILE))).toBe(true) })
    rmSync(join(directory, removed), { recursive: true })
    await host.request('/2')
    host.close()
    expect(linesOf(directory).slice(3)).toEqual(['#Fields: cs-uri-stem', '/2'])
    expect(reports).toEqual([])
  })
})

describe('files of a limited size', () => {
  const requests = async (directory: string, urls: readonly string[], truncateSize: number) => {
    const { host, reports } = createSite(directory, [records({}), HttpLoggingModule({ directory, fields: ['cs-uri-stem'], truncateSize })])
    for (const url of urls) {
      await host.request(url)
      await new Promise((resolve) => { setImmediate(resolve) })
    }
    host.close()
    expect(reports).toEqual([])
  }
  const lines = (directory: string) => readdirSync(directory).sort().map((file) => [file, ...linesOf(directory, file).filter((line) => !line.startsWith('#'))])

  test('what finds no room goes to the next file of the day, which has directives of its own', async () => {
    const directory = createFolder()
    await requests(directory, ['/a', '/b', '/c'], 1)
    expect(lines(directory)).toEqual([[FILE, '/a'], ['u_ex260131_1.log', '/b'], ['u_ex260131_2.log', '/c']])
    expect(linesOf(directory, 'u_ex260131_2.log')[3]).toBe('#Fields: cs-uri-stem')
  })

  test('a file is filled to its last byte', async () => {
    const directory = createFolder()
    await requests(directory, ['/a'], 1000)
    const size = readFileSync(join(directory, FILE)).length + '/b\r\n'.length
    rmSync(join(directory, FILE))
    await requests(directory, ['/a', '/b', '/c'], size)
    expect(lines(directory)).toEqual([[FILE, '/a', '/b'], ['u_ex260131_1.log', '/c']])
  })

  test('a server that starts again goes on in the first file that has room, and another day begins anew', async () => {
    const directory = createFolder()
    await requests(directory, ['/a', '/b'], 1)
    await requests(directory, ['/c'], 1)
    expect(lines(directory)).toEqual([[FILE, '/a'], ['u_ex260131_1.log', '/b'], ['u_ex260131_2.log', '/c']])
    const { host } = createSite(directory, [records({ time: START + 86_400_000 }), HttpLoggingModule({ directory, fields: ['cs-uri-stem'], truncateSize: 1 })])
    await host.request('/next')
    host.close()
    expect(linesOf(directory, 'u_ex260201.log')[4]).toBe('/next')
  })

  test('the directives of a server that starts again count as well', async () => {
    const directory = createFolder()
    await requests(directory, ['/a'], 100_000)
    const size = readFileSync(join(directory, FILE)).length
    await requests(directory, ['/b'], size + '/b\r\n'.length)
    expect(lines(directory)).toEqual([[FILE, '/a'], ['u_ex260131_1.log', '/b']])
    expect(readFileSync(join(directory, FILE)).length).toBe(size)
    rmSync(join(directory, 'u_ex260131_1.log'))
    await requests(directory, ['/b', '/c'], 2 * size) // directives and one line fit
    expect(lines(directory)).toEqual([[FILE, '/a', '/b'], ['u_ex260131_1.log', '/c']])
  })

  test.each([0, -1, 1.5, Number.NaN])('%s bytes are refused', (truncateSize) => {
    expect(() => HttpLoggingModule({ directory: 'logs', truncateSize })).toThrow(/`truncateSize` must be a number of bytes, 1 or more/)
  })
})

describe('a folder that cannot be written', () => {
  test('is reported once, with folder and remedy, and requests are answered', async () => {
    const directory = join(createFolder({ 'file.txt': '' }), 'file.txt')
    const { host, reports } = createSite(directory, [HttpLoggingModule({ directory })])
    for (const url of ['/1', '/2']) {
      expect(await host.request(url)).toMatchObject({ status: 404 })
      await new Promise((resolve) => { setImmediate(resolve) })
    }
    host.close()
    expect(reports).toMatchObject([{ code: 'ERR_MODULE_LOG', message: expect.stringMatching(/file\.txt" does not take the log file u_ex\d{6}\.log \(.*right to write there, or choose another `directory`/) }])
  })

  test('goes to onError, and the log goes on once it can be written', async () => {
    const directory = join(createFolder({ logs: '' }), 'logs')
    const errors: Error[] = []
    const { host, reports } = createSite(directory, [records({}), HttpLoggingModule({ directory, fields: ['cs-uri-stem'], onError: (error) => { errors.push(error) } })])
    await host.request('/1')
    await vi.waitFor(() => { expect(errors).toHaveLength(1) })
    rmSync(directory)
    await host.request('/2')
    await vi.waitFor(() => { expect(linesOf(directory).slice(3)).toEqual(['#Fields: cs-uri-stem', '/2']) })
    rmSync(directory, { recursive: true })
    writeFileSync(directory, '')
    await host.request('/3')
    await vi.waitFor(() => { expect(errors).toHaveLength(2) })
    host.close()
    expect(reports).toEqual([])
  })
})
