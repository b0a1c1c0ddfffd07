import {
  readSz, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, SF_PROPERTY_INSTANCE_NUM_ID,
  SF_PROPERTY_SSL_CTXT, SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_GET_CONNID, SF_REQ_GET_PROPERTY, SF_REQ_NORMALIZE_URL, SF_REQ_SEND_RESPONSE_HEADER,
  SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN, writeSz, type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import type { FilterEvent } from '../support/events.ts'
import { bridged, header, recordingEvents, variable } from '../support/filters.ts'
import { CONNECTION_HOSTS, HOSTS, type Client, type OpenSite } from '../support/site.ts'
import { outcome, write } from './support-b.ts'

const EVENTS = ['PREPROC_HEADERS', 'URL_MAP', 'AUTH_COMPLETE', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG'] as const satisfies readonly FilterEvent[]

/** A filter that answers in PREPROC_HEADERS. */
async function answered(open: OpenSite, act: (pfc: HTTP_FILTER_CONTEXT) => void) {
  const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) { act(pfc); return SF_STATUS_REQ_FINISHED } })] })
  return site.ask('/hello')
}

/** What a filter asks the server in PREPROC_HEADERS, beside a request that goes on. */
async function asked<T>(open: OpenSite, ask: (pfc: HTTP_FILTER_CONTEXT) => T): Promise<T | undefined> {
  let found: T | undefined
  const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) { found = ask(pfc) } })] })
  expect((await site.ask('/hello')).body).toBe('hello')
  return found
}

/** Filters around one that disables events where the client asks for it, and what the three got. */
async function disabling(open: OpenSite, event: (typeof EVENTS)[number], mask: number): Promise<{ client: Client; eventsOf(name: string): string[] }> {
  const log: string[] = []
  const handlers = recordingEvents('calls', log, EVENTS)
  const site = await open({ modules: [
    bridged('before', recordingEvents('before', log, EVENTS)),
    bridged('calls', { ...handlers, [event]: (pfc: HTTP_FILTER_CONTEXT) => {
      log.push(`calls ${event}`)
      if (variable(pfc, 'HTTP_OFF') === 'yes') expect(pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, mask)).toBe(true)
    } }),
    bridged('after', recordingEvents('after', log, EVENTS))
  ] })
  return {
    client: site.connect(),
    eventsOf: (name) => log.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
  }
}

function normalized(pfc: HTTP_FILTER_CONTEXT, url: string): string | number {
  const buffer = new Uint8Array(url.length + 1)
  writeSz(buffer, url)
  const result = outcome(pfc.ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, buffer))
  return result === true ? readSz(buffer) : result
}

const OFF = { url: '/hello', headers: { off: 'yes' } }

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.send-response-header.default-status', async () => {
    const { status, reason } = await answered(open, (pfc) => { pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null) })
    expect([status, reason]).toEqual([200, 'OK'])
    const other = await answered(open, (pfc) => { pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '299 Own') })
    expect([other.status, other.reason]).toEqual([299, 'Own'])
  })

  statement('filter.send-response-header.text', async () => {
    const seen: unknown[] = []
    const { status, headers, body } = await answered(open, (pfc) => {
      for (const text of ['X-One: 1\nX-Two: 2\r\n\r\n', 'X One: 1\r\n\r\n', 'X-One: 1\r\nX-Two: 2\r\n\r\n']) seen.push(outcome(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '299 Own', text)))
      write(pfc, 'own')
    })
    expect(seen).toEqual([ERROR_INVALID_PARAMETER, ERROR_INVALID_PARAMETER, true])
    expect([status, headers['x-one'], headers['x-two'], body]).toEqual([299, '1', '2', 'own'])
  })

  statement('filter.send-response-header.no-blank-line', async () => {
    for (const [text, one, expected] of [['', undefined, 'own'], ['X-One: 1', '1', 'own'], ['X-One: 1\r\n', '1', 'own'], ['Not here. ', undefined, 'Not here. own']] as const) {
      const { status, headers, body } = await answered(open, (pfc) => {
        pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '299 Own', text)
        write(pfc, 'own')
      })
      expect([status, headers['x-one'], body]).toEqual([299, one, expected])
    }
  })

  statement('filter.send-response-header.chunked', async () => {
    const whole = '5\r\nhello\r\n8;note=x\r\n, \r\nzwei\r\n0\r\nX-Trailer: t\r\n\r\nleft over'
    const ways = { whole: [whole], bytewise: [...whole], 'no framing': ['plain ', 'text\r\n'], broken: ['3\r\nabcdef'], sized: ['5\r\nhello', '\r\n', '0\r\n\r\n'] }
    const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc, data) {
      const parts = ways[header(pfc, data, 'Way:') as keyof typeof ways]
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '200 OK', 'Transfer-Encoding: Chunked\r\n\r\n')
      for (const part of parts) pfc.WriteClient(pfc, Buffer.from(part), { value: part.length })
      return SF_STATUS_REQ_FINISHED_KEEP_CONN
    } }, { profile: 'iis5' })] })
    const client = site.connect()
    const bodies: string[] = []
    for (const Way of Object.keys(ways)) bodies.push((await client.ask({ url: '/hello', headers: { Way } })).body)
    expect(bodies).toEqual(['hello, \r\nzwei', 'hello, \r\nzwei', 'plain text\r\n', 'abcdef', 'hello'])
  })

  statement('filter.send-response-header.once', async () => {
    const seen: unknown[] = []
    const log: string[] = []
    const site = await open({ modules: [bridged('a', {
      PREPROC_HEADERS(pfc) {
        seen.push(outcome(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '299 Own', 'X-One: 1\r\n\r\nfirst')))
        seen.push(outcome(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '298 Twice', 'X-Two: 2\r\n\r\nsecond')))
        return SF_STATUS_REQ_FINISHED
      },
      ...recordingEvents('a', log, ['SEND_RESPONSE'])
    })] })
    for (let request = 0; request < 2; request++) { // once in each
      const { status, headers, body } = await site.ask('/hello')
      expect([status, headers['x-one'], headers['x-two'], body]).toEqual([299, '1', undefined, 'first'])
      expect(seen.splice(0)).toEqual([true, ERROR_INVALID_PARAMETER])
      expect(log.splice(0)).toEqual(['a SEND_RESPONSE'])
    }
  })

  statement('filter.support.disable', async () => {
    const cases = [
      ['PREPROC_HEADERS', SF_NOTIFY_URL_MAP, ['URL_MAP']],
      ['PREPROC_HEADERS', SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_LOG, ['SEND_RESPONSE', 'LOG']],
      ['URL_MAP', SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_END_OF_REQUEST, ['AUTH_COMPLETE', 'END_OF_REQUEST']],
      ['AUTH_COMPLETE', 0xFFFF_FFFF, ['SEND_RESPONSE', 'END_OF_REQUEST', 'LOG']],
      ['END_OF_REQUEST', SF_NOTIFY_LOG, ['LOG']],
      ['PREPROC_HEADERS', 0, []]
    ] as const
    for (const [event, mask, gone] of cases) {
      const { client, eventsOf } = await disabling(open, event, mask)
      await client.ask(OFF)
      expect(eventsOf('calls')).toEqual(EVENTS.filter((each) => !gone.some((other) => other === each)))
      await client.leave()
    }
  })

  statement('filter.support.disable-own-only', async () => {
    const { client, eventsOf } = await disabling(open, 'PREPROC_HEADERS', 0xFFFF_FFFF)
    await client.ask(OFF)
    expect([eventsOf('before'), eventsOf('calls'), eventsOf('after')]).toEqual([[...EVENTS], ['PREPROC_HEADERS'], [...EVENTS]])
    await client.leave()
  })

  statement('filter.support.ssl-context', async () => {
    const found = await asked(open, (pfc) => [SF_PROPERTY_SSL_CTXT, SF_PROPERTY_INSTANCE_NUM_ID].map((property) => {
      const cell = { value: 99 }
      return [outcome(pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, cell, property as typeof SF_PROPERTY_INSTANCE_NUM_ID)), cell.value]
    }))
    expect(found).toEqual([[ERROR_INVALID_PARAMETER, 99], [true, 1]])
  })

  statement('filter.support.connection-id', async () => {
    const cell = { value: 99 }
    expect(await asked(open, (pfc) => outcome(pfc.ServerSupportFunction(pfc, SF_REQ_GET_CONNID, cell)))).toBe(ERROR_NOT_SUPPORTED)
    expect(cell.value).toBe(0)
  })

  statement('filter.support.normalize', async () => {
    const urls = ['/plain', '/a%20b', '/%41%2d%6A', '/caf%C3%A9', '/not%zz%4']
    expect(await asked(open, (pfc) => urls.map((url) => normalized(pfc, url)))).toEqual(['/plain', '/a b', '/A-j', '/caf\xC3\xA9', '/not%zz%4'])
  })

  statement('filter.support.normalize-backslash', async () => {
    const urls = ['/a\\b', '/a%5Cb', '/a\\..\\b', '/a/b\\../c', '/a/../c']
    expect(await asked(open, (pfc) => urls.map((url) => normalized(pfc, url)))).toEqual(['/a\\b', '/a\\b', '/a\\..\\b', '/a/b\\../c', '/c'])
  })

  statement('filter.support.unknown', async () => {
    const requests = [9, 100, -1, 1.5, 'toString', null]
    const found = await asked(open, (pfc) => requests.map((request) => outcome(pfc.ServerSupportFunction(pfc, request as typeof SF_REQ_DISABLE_NOTIFICATIONS, null, 0))))
    expect(found).toEqual(Array<number>(requests.length).fill(ERROR_INVALID_PARAMETER))
    expect(await asked(open, (pfc) => outcome(pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, 0)))).toBe(true)
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('filter.support.disable-one-request', async () => {
    const { client, eventsOf } = await disabling(open, 'PREPROC_HEADERS', 0xFFFF_FFFF)
    await client.ask(OFF)
    await client.ask('/hello')
    expect(eventsOf('calls')).toEqual(['PREPROC_HEADERS', ...EVENTS])
    await client.leave()
  })
})
