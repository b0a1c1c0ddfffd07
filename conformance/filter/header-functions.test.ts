import type { HTTP_FILTER_CONTEXT, HTTP_FILTER_PREPROC_HEADERS } from '@isapi-bridge/filter-api'
import { RQ_NOTIFICATION_FINISH_REQUEST } from '@isapi-bridge/module-api'
import { ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { FILTER_EVENTS, type FilterEvent } from '../support/events.ts'
import { bridged, header, variable } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS, type OpenSite } from '../support/site.ts'
import { handlerOf, outcome, writeBody } from './support-b.ts'

type HeaderFunctions = Pick<HTTP_FILTER_PREPROC_HEADERS, 'GetHeader' | 'SetHeader' | 'AddHeader'>
type Look = (pfc: HTTP_FILTER_CONTEXT, data: HeaderFunctions) => void
type Profile = 'iis4' | 'iis5' | 'iis6' | 'iis7'

const EVENTS = ['PREPROC_HEADERS', 'AUTH_COMPLETE', 'SEND_RESPONSE'] as const satisfies readonly FilterEvent[]

/** Looks at the headers of a request in one event, then reads its variables at the end. */
async function at(open: OpenSite, event: (typeof EVENTS)[number], look: Look, variables: readonly string[] = [], profile: Profile = 'iis6') {
  let found: (string | null)[] = []
  const site = await open({ modules: [
    handlerOf((context) => {
      context.GetResponse().SetHeader('X-One', 'one', true)
      context.GetResponse().SetHeader('Set-Cookie', 'a=1', true)
      writeBody(context, 'handled')
    }),
    bridged('a', { [event]: look, END_OF_REQUEST(pfc: HTTP_FILTER_CONTEXT) { found = variables.map((name) => variable(pfc, name)) } }, { profile })
  ] })
  const response = await site.ask({ url: '/handled?a=b', headers: { 'X-One': 'one' } })
  return { found, response }
}

/** True, or the last error, of reading a header. */
function read(pfc: HTTP_FILTER_CONTEXT, data: HeaderFunctions, name: string): true | number {
  return outcome(data.GetHeader(pfc, name, new Uint8Array(100), { value: 100 }))
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.header.colon', async () => {
    for (const event of EVENTS) {
      const seen: unknown[] = []
      await at(open, event, (pfc, data) => {
        seen.push(...['X-One:', 'x-one:', 'X-ONE:', 'X-One', 'x-one'].map((name) => header(pfc, data, name)))
        seen.push(data.SetHeader(pfc, 'x-oNE:', 'two'), data.SetHeader(pfc, 'X-One', 'three'), data.AddHeader(pfc, 'X-One', 'three'), header(pfc, data, 'X-One:'))
      })
      expect(seen).toEqual(['one', 'one', 'one', null, null, true, false, false, 'two'])
    }
  })

  statement('filter.header.special-case', async () => {
    const seen: unknown[] = []
    const names = ['method', 'url', 'version']
    await at(open, 'PREPROC_HEADERS', (pfc, data) => {
      seen.push(names.map((name) => header(pfc, data, name)))
      seen.push(['Method', 'METHOD', 'Url', 'Version', 'VERSION'].map((name) => header(pfc, data, name)))
      seen.push(names.map((name) => header(pfc, data, `${name}:`)))
    })
    await at(open, 'SEND_RESPONSE', (pfc, data) => { seen.push(['status', 'Status', 'STATUS', 'status:'].map((name) => header(pfc, data, name) !== null)) })
    expect(seen).toEqual([['GET', '/handled?a=b', 'HTTP/1.1'], [null, null, null, null, null], [null, null, null], [true, false, false, false]])
  })

  statement('filter.header.url-alias', async () => {
    const seen: unknown[] = []
    const { found } = await at(open, 'PREPROC_HEADERS', (pfc, data) => {
      seen.push(...['URL', 'url', 'Url', 'uRL'].map((name) => header(pfc, data, name)))
      seen.push(data.SetHeader(pfc, 'Url', '/never'), data.SetHeader(pfc, 'URL', '/other?c=d'), header(pfc, data, 'url'))
    }, ['URL', 'QUERY_STRING'])
    expect(seen).toEqual(['/handled?a=b', '/handled?a=b', null, null, false, true, '/other?c=d'])
    expect(found).toEqual(['/other', 'c=d'])
  })

  statement('filter.header.absent', async () => {
    for (const event of EVENTS) {
      const seen: unknown[] = []
      await at(open, event, (pfc, data) => { seen.push(read(pfc, data, 'X-None:'), read(pfc, data, 'X-One:')) })
      expect(seen).toEqual([ERROR_INVALID_INDEX, true])
    }
  })

  statement('filter.header.missing-colon-iis6', async () => {
    for (const profile of ['iis6', 'iis7'] as const) {
      const seen: unknown[] = []
      await at(open, 'PREPROC_HEADERS', (pfc, data) => { seen.push(read(pfc, data, 'X-One'), read(pfc, data, 'X-None'), read(pfc, data, 'X-None:')) }, [], profile)
      expect(seen).toEqual([ERROR_INVALID_PARAMETER, ERROR_INVALID_PARAMETER, ERROR_INVALID_INDEX])
    }
  })

  statement('filter.header.missing-colon-iis5', async () => {
    for (const profile of ['iis4', 'iis5'] as const) {
      const seen: unknown[] = []
      await at(open, 'PREPROC_HEADERS', (pfc, data) => { seen.push(read(pfc, data, 'X-One'), read(pfc, data, 'X-None'), read(pfc, data, 'X-One:')) }, [], profile)
      expect(seen).toEqual([ERROR_INVALID_INDEX, ERROR_INVALID_INDEX, true])
    }
  })

  statement('filter.header.required-size', async () => {
    for (const event of EVENTS) {
      const seen: unknown[] = []
      await at(open, event, (pfc, data) => {
        for (const capacity of [0, 3, 4]) {
          const size = { value: capacity }
          seen.push(outcome(data.GetHeader(pfc, 'X-One:', new Uint8Array(10), size)), size.value)
        }
      })
      expect(seen).toEqual([ERROR_INSUFFICIENT_BUFFER, 4, ERROR_INSUFFICIENT_BUFFER, 4, true, 4])
    }
  })

  statement('filter.header.no-line-breaks', async () => {
    for (const event of EVENTS) {
      const seen = new Set<unknown>()
      let calls = 0
      let after: string | null = null
      const { response, found } = await at(open, event, (pfc, data) => {
        for (const change of [data.SetHeader, data.AddHeader]) {
          for (const end of ['\r', '\n', '\r\n']) {
            for (const [name, value] of [[`X-One${end}:`, 'two'], [`X-One:${end}X-Two:`, 'two'], ['X-One:', `two${end}X-Two: 2`], ['X-One:', `two${end}`]] as const) {
              seen.add(outcome(change(pfc, name, value)))
              calls++
            }
          }
        }
        after = header(pfc, data, 'X-One:')
      }, ['HTTP_X_TWO'])
      expect([calls, [...seen], after, found, response.headers['x-two']]).toEqual([24, [ERROR_INVALID_PARAMETER], 'one', [null], undefined])
    }
  })

  statement('filter.header.empty-deletes', async () => {
    for (const event of EVENTS) {
      for (const how of ['SetHeader', 'AddHeader'] as const) {
        const seen: unknown[] = []
        const { response, found } = await at(open, event, (pfc, data) => { seen.push(data[how](pfc, 'X-One:', ''), read(pfc, data, 'X-One:')) }, ['HTTP_X_ONE'])
        expect(seen).toEqual([true, ERROR_INVALID_INDEX])
        expect([found[0], response.headers['x-one']]).toEqual(event === 'SEND_RESPONSE' ? ['one', undefined] : [null, 'one'])
      }
    }
  })

  statement('filter.header.null-deletes', async () => {
    for (const event of EVENTS) {
      for (const how of ['SetHeader', 'AddHeader'] as const) {
        const seen: unknown[] = []
        await at(open, event, (pfc, data) => { seen.push(data[how](pfc, 'X-One:', null), read(pfc, data, 'X-One:')) })
        expect(seen).toEqual([true, ERROR_INVALID_INDEX])
      }
    }
  })

  statement('filter.header.set-creates', async () => {
    for (const event of EVENTS) {
      const seen: unknown[] = []
      const { response, found } = await at(open, event, (pfc, data) => { seen.push(header(pfc, data, 'X-New:'), data.SetHeader(pfc, 'X-New:', 'made'), header(pfc, data, 'X-New:')) }, ['HTTP_X_NEW'])
      expect(seen).toEqual([null, true, 'made'])
      expect([found[0], response.headers['x-new']]).toEqual(event === 'SEND_RESPONSE' ? [null, 'made'] : ['made', undefined])
    }
  })

  statement('filter.header.add-keeps', async () => {
    for (const event of EVENTS) {
      const seen: unknown[] = []
      const { response } = await at(open, event, (pfc, data) => {
        seen.push(data.AddHeader(pfc, 'X-One:', 'two'), header(pfc, data, 'X-One:'))
        if (event === 'SEND_RESPONSE') data.AddHeader(pfc, 'Set-Cookie:', 'b=2')
      })
      expect(seen).toEqual([true, 'one, two'])
      expect([response.headers['set-cookie']].flat()).toEqual(event === 'SEND_RESPONSE' ? ['a=1', 'b=2'] : ['a=1'])
    }
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('filter.header.three-structures', async () => {
    const carried: Record<string, string[]> = {}
    const events = Object.keys(FILTER_EVENTS) as FilterEvent[]
    const look = (event: FilterEvent) => (_pfc: unknown, data: object | null): void => {
      carried[event] = ['GetHeader', 'SetHeader', 'AddHeader'].filter((name) => data !== null && name in data)
    }
    const denying = moduleOf('denying', {
      OnAuthorizeRequest(context) {
        if (context.GetScriptName() !== '/denied') return
        context.GetResponse().SetStatus(401, 'Unauthorized', 3)
        return RQ_NOTIFICATION_FINISH_REQUEST
      }
    })
    const site = await open({ modules: [denying, bridged('a', Object.fromEntries(events.map((event) => [event, look(event)])))] })
    await site.ask('/hello')
    await site.ask('/denied')
    const all = ['GetHeader', 'SetHeader', 'AddHeader']
    expect(carried).toEqual({
      PREPROC_HEADERS: all, URL_MAP: [], AUTHENTICATION: [], ACCESS_DENIED: [], AUTH_COMPLETE: all, SEND_RESPONSE: all, END_OF_REQUEST: [], LOG: [], END_OF_NET_SESSION: []
    })
  })
})
