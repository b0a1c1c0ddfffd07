// Filters that change the log: extended-log.ts, client-ip.ts.

import type { LogRecord } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { logLines } from '../filter/support-b.ts'
import { CONNECTION_HOSTS, type Ask, type OpenSite } from '../support/site.ts'
import { clientIp } from './client-ip.ts'
import { extendedLog } from './extended-log.ts'
import { entryOf } from './support.ts'

async function logged(open: OpenSite, filter: Parameters<typeof entryOf>[1], requests: readonly (string | Ask)[]): Promise<Readonly<LogRecord>[]> {
  const records: Readonly<LogRecord>[] = []
  const site = await open({ modules: [entryOf('log', filter), logLines((record) => { records.push({ ...record }) })] })
  const client = site.connect()
  for (const request of requests) await client.ask(request)
  await client.leave()
  expect(site.reports).toEqual([])
  return records
}

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  test('extended-log: user agent and referrer without its query, a dash for what is missing', async () => {
    const records = await logged(open, extendedLog, [
      { url: '/hello?a', headers: { 'user-agent': 'Client/1', referer: 'http://other.test/page?secret' } }, { url: '/hello', headers: { 'user-agent': 'Client/1' } }
    ])
    expect(records.map(({ uriStem, uriQuery }) => [uriStem, uriQuery])).toEqual([['/hello, Client/1, http://other.test/page', 'a'], ['/hello, Client/1, -', '']])
  })

  test('client-ip: the address of the header, short or long, for its own request only', async () => {
    const chain = '203.0.113.9, 198.51.100.1, 198.51.100.2'
    const records = await logged(open, clientIp('X-Forwarded-For:'), [
      { url: '/hello', headers: { 'x-forwarded-for': '203.0.113.9' } }, { url: '/hello', headers: { 'x-forwarded-for': chain } }, '/hello'
    ])
    expect(records.map(({ clientHost }) => clientHost)).toEqual(['203.0.113.9', chain, expect.stringMatching(/^(127\.0\.0\.1|192\.0\.2\.1)$/)])
  })
})
