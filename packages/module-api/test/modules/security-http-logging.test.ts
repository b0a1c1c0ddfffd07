import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LogRecord } from '@isapi-bridge/module-api'
import { HttpLoggingModule, W3C_FIELDS, type W3cField } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { closing, createFolder, createSite } from './site.ts'

const START = Date.UTC(2026, 0, 31, 12, 0, 0)
const ALL = W3C_FIELDS.map((row) => row.name)

/** Everything behind the directives, for one request whose record was changed like this. */
async function logged(parts: Partial<LogRecord>, fields: readonly W3cField[] = ALL): Promise<string> {
  const directory = createFolder()
  const change = closing('change', { onLogRecord: (_context, record) => { Object.assign(record, { time: START }, parts) } })
  const { host } = createSite(directory, [change, HttpLoggingModule({ directory, fields })])
  await host.request('/')
  host.close()
  return readFileSync(join(directory, 'u_ex260131.log'), 'utf8').split(/\r?\n/).slice(4).join('\n')
}

describe.each(['uriStem', 'uriQuery', 'userName', 'clientHost', 'userAgent', 'referer', 'cookie', 'host', 'method'] as const)('in %s', (part) => {
  test.each([
    ['\r\n2026-01-31 12:00:00 forged', '++2026-01-31+12:00:00+forged'],
    ['a\nb', 'a+b'],
    ['a\rb', 'a+b'],
    ['a\u2028b\u2029c\u0085d\vd\fe', 'a+b+c+d+d+e'],
    ['a\tb\0c\u001b[2Jd\u007fe\u009bf', 'a+b+c+[2Jd+e+f'],
    ['abc\u202Etxt.exe\u2066', 'abc+txt.exe+'],
    ['a \u00a0\u3000b', 'a+++b']
  ])('%j stays one value of one line', async (text, written) => {
    const log = await logged({ [part]: text })
    expect(log.split('\n')).toHaveLength(2)
    expect(log.trimEnd().split(' ')).toHaveLength(ALL.length)
    expect(log).toContain(` ${written} `)
  })
})

test('a number that is none does no harm either', async () => {
  const log = await logged({ status: '200\n#Fields: forged' as unknown as number })
  expect(log.split('\n')).toHaveLength(2)
  expect(log).toContain(' 200+#Fields:+forged ')
})

test('a value in front does not become a directive', async () => {
  expect(await logged({ userAgent: '#Fields: date' }, ['cs(User-Agent)', 'sc-status'])).toBe('+Fields:+date 404\n')
})

test('what a client sends reaches the file as one line', async () => {
  const directory = createFolder()
  const { host } = createSite(directory, [HttpLoggingModule({ directory, fields: ['cs-method', 'cs-uri-stem', 'cs-uri-query', 'cs(User-Agent)', 'sc-status'] })])
  await host.request({ url: '/a%0d%0aGET%20/forged?q=%0a', headers: { 'User-Agent': 'x\r\ny z' } })
  host.close()
  const [file = ''] = readdirSync(directory)
  expect(readFileSync(join(directory, file), 'utf8').split(/\r?\n/).slice(4)).toEqual(['GET /a++GET+/forged q=%0a x++y+z 404', ''])
})
