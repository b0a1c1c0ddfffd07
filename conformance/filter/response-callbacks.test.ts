import { SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, toBytes, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { ERROR_INVALID_PARAMETER } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged } from '../support/filters.ts'
import { HOSTS, type OpenSite } from '../support/site.ts'
import { outcome, write } from './support-b.ts'

/** What a filter does in PREPROC_HEADERS; with `own` in place of the server. */
async function respond(open: OpenSite, act: (pfc: HTTP_FILTER_CONTEXT) => void, own = false) {
  const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) {
    if (own) pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '299 Own', 'X-Own: yes\r\n\r\n')
    act(pfc)
    return own ? SF_STATUS_REQ_FINISHED : undefined
  } })] })
  return site.ask('/hello')
}

function ownHeaders(headers: object): string[] {
  return Object.entries(headers).filter(([name]) => name.startsWith('x-')).map(([name, value]) => `${name}: ${String(value)}`).toSorted()
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.add-response-headers.form', async () => {
    const seen: unknown[] = []
    const { headers } = await respond(open, (pfc) => {
      for (const text of ['X-One: 1\r\n', 'X-Two: 2\r\nX-Three: 3\r\nX-Four: a: b\r\n', 'X-No-End: 1', 'X-Lf: 1\n', 'X-Both: 1\r\nX-No-End: 2']) {
        seen.push(pfc.AddResponseHeaders(pfc, text))
      }
    })
    expect(seen).toEqual([true, true, false, false, false])
    expect(ownHeaders(headers)).toEqual(['x-four: a: b', 'x-one: 1', 'x-three: 3', 'x-two: 2'])
  })

  statement('filter.add-response-headers.blank-line', async () => {
    const seen: unknown[] = []
    const { headers } = await respond(open, (pfc) => {
      for (const text of ['X-One: 1\r\n\r\n', 'X-Two: 2\r\n\r\nX-Three: 3\r\n', 'X-Two: 2\r\n\r\nX-Three: 3\r\n\r\n', '\r\n\r\n']) seen.push(pfc.AddResponseHeaders(pfc, text))
    })
    expect(seen).toEqual([true, false, false, false])
    expect(ownHeaders(headers)).toEqual(['x-one: 1'])
  })

  statement('filter.callbacks.reserved', async () => {
    const seen: unknown[] = []
    const { headers } = await respond(open, (pfc) => {
      seen.push(pfc.AddResponseHeaders(pfc, 'X-With: 1\r\n', 0), pfc.AddResponseHeaders(pfc, 'X-Without: 1\r\n'))
      seen.push(pfc.AllocMem(pfc, 12, 0)?.length, pfc.AllocMem(pfc, 12)?.length)
    })
    expect(seen).toEqual([true, true, 12, 12])
    expect(ownHeaders(headers)).toEqual(['x-with: 1', 'x-without: 1'])
  })

  statement('filter.callbacks.bad-arguments', async () => {
    const seen: unknown[] = []
    const bytes = toBytes('body') ?? new Uint8Array()
    const { body, headers } = await respond(open, (pfc) => {
      const calls = [[null, { value: 4 }], ['body', { value: 4 }], [bytes, null], [bytes, 4], [bytes, { value: 5 }], [bytes, { value: -1 }], [bytes, { value: 1.5 }]]
      for (const [buffer, size] of calls) seen.push(outcome(pfc.WriteClient(pfc, buffer as Uint8Array, size as { value: number })))
      for (const text of [null, 7, '', 'X-One', 'X-One: 1', ': 1\r\n', 'X One: 1\r\n', 'X-One: 1\r\n\r\n', 'X-One: \u{141}\r\n']) seen.push(outcome(pfc.AddResponseHeaders(pfc, text as string)))
      seen.push(outcome(pfc.WriteClient(null as never, bytes, { value: 4 })), outcome(pfc.AddResponseHeaders(null as never, 'X-One: 1\r\n')))
      write(pfc, 'good')
    }, true)
    expect(seen).toEqual(Array<number>(18).fill(ERROR_INVALID_PARAMETER))
    expect([body, ownHeaders(headers)]).toEqual(['good', ['x-own: yes']])
  })

  statement('filter.write-client.count', async () => {
    const seen: unknown[] = []
    const { body } = await respond(open, (pfc) => {
      const bytes = toBytes('abcde') ?? new Uint8Array()
      for (const count of [3, 0, 5]) {
        const size = { value: count }
        seen.push(pfc.WriteClient(pfc, bytes, size), size.value)
      }
      bytes.fill(0x78)
    }, true)
    expect(seen).toEqual([true, 3, true, 0, true, 5])
    expect(body).toBe('abcabcde')
  })

  statement('filter.write-client.raw', async () => {
    const text = 'HTTP/1.1 404 Not Found\r\nX-Written: yes\r\n\r\nbody'
    const written = await respond(open, (pfc) => { write(pfc, text) }, true)
    const plain = await respond(open, (pfc) => { write(pfc, 'y'.repeat(text.length)) }, true)
    const changing = ['date']
    const headersOf = ({ headers }: typeof plain) => Object.entries(headers).filter(([name]) => !changing.includes(name))
    expect([written.status, written.reason]).toEqual([299, 'Own'])
    expect(ownHeaders(written.headers)).toEqual(['x-own: yes'])
    expect(headersOf(written)).toEqual(headersOf(plain))
    expect(written.body).toBe(text)
    expect(plain.body).toBe('y'.repeat(text.length))
  })
})
