import { setTimeout as sleep } from 'node:timers/promises'
import {
  SetLastError, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN, SF_STATUS_REQ_HANDLED_NOTIFICATION,
  SF_STATUS_REQ_NEXT_NOTIFICATION, SF_STATUS_REQ_READ_NEXT, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { HttpDataChunkFromMemory, RQ_NOTIFICATION_FINISH_REQUEST } from '@isapi-bridge/module-api'
import { CustomErrorModule } from '@isapi-bridge/module-api/modules'
import { ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, ERROR_INVALID_DATA, NO_ERROR } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import type { FilterEvent } from '../support/events.ts'
import { moduleOf } from '../support/modules.ts'
import { bridged, recordingEvents, variable, type FilterFlags, type FilterHandlers } from '../support/filters.ts'
import { CONNECTION_HOSTS, HOSTS, type OpenSite } from '../support/site.ts'
import { answer } from './support-b.ts'

const EVENTS = ['PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'AUTH_COMPLETE', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG'] as const satisfies readonly FilterEvent[]
/** Those before the handler. */
const EARLY = EVENTS.slice(0, 4)
const ENDING = ['END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION'] as const satisfies readonly FilterEvent[]

/** A filter that returns this from one event, and does something before. */
function returning(event: FilterEvent, status: SF_STATUS_TYPE, before: (...args: Parameters<NonNullable<FilterHandlers['PREPROC_HEADERS']>>) => void = () => {}): FilterHandlers {
  return { [event]: (...args: Parameters<NonNullable<FilterHandlers['PREPROC_HEADERS']>>) => { before(...args); return status } }
}

/** A site with a route that tells when it runs, a filter that returns a status, and two that watch. */
async function watched(open: OpenSite, handlers: FilterHandlers, options: FilterFlags & { readonly profile?: 'iis4' | 'iis5' | 'iis6' | 'iis7' } = {}) {
  const log: string[] = []
  const site = await open({
    routes: { '/hello': () => { log.push('handler'); return 'hello' } },
    modules: [bridged('before', recordingEvents('before', log)), bridged('tested', handlers, options), bridged('after', recordingEvents('after', log))]
  })
  return { log, site }
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.status.next', async () => {
    for (const event of EVENTS) {
      const { log, site } = await watched(open, returning(event, SF_STATUS_REQ_NEXT_NOTIFICATION))
      const { status, body } = await site.ask('/hello')
      expect([status, body]).toEqual([200, 'hello'])
      expect(log.filter((line) => line.endsWith(event) || line === 'handler').toSorted()).toEqual([`after ${event}`, `before ${event}`, 'handler'])
      expect(log.indexOf(`after ${event}`)).toBe(log.indexOf(`before ${event}`) + 1)
      expect(site.reports).toEqual([])
    }
  })

  statement('filter.status.handled-once', async () => {
    for (const event of EVENTS) {
      const { log, site } = await watched(open, { [event]: () => SF_STATUS_REQ_HANDLED_NOTIFICATION })
      expect((await site.ask('/hello')).body).toBe('hello')
      const missing = EVENTS.filter((each) => !log.includes(`after ${each}`))
      expect([event, missing, log.includes(`before ${event}`), log.includes('handler')]).toEqual([event, [event], true, true])
    }
    // A later occurrence of the same event goes to all again.
    const seen: string[] = []
    const site = await open({ modules: [
      bridged('first', {
        URL_MAP() { seen.push('first'); return seen.length === 1 ? SF_STATUS_REQ_HANDLED_NOTIFICATION : SF_STATUS_REQ_NEXT_NOTIFICATION },
        AUTH_COMPLETE(pfc) { variable(pfc, 'PATH_TRANSLATED') }
      }),
      bridged('second', { URL_MAP() { seen.push('second') } })
    ] })
    await site.ask('/hello')
    expect(seen).toEqual(['first', 'first', 'second'])
  })

  statement('filter.status.finished-stops-chain', async () => {
    for (const event of [...EARLY, 'SEND_RESPONSE'] as const) {
      const { log, site } = await watched(open, returning(event, SF_STATUS_REQ_FINISHED, (pfc) => { if (event !== 'SEND_RESPONSE') answer(pfc) }))
      await site.ask('/hello')
      expect(log).toContain(`before ${event}`)
      expect(log).not.toContain(`after ${event}`)
      expect(log).toContain('after LOG')
    }
  })

  statement('filter.status.error', async () => {
    const cases = [
      ['PREPROC_HEADERS', ERROR_FILE_NOT_FOUND, 404], ['PREPROC_HEADERS', ERROR_ACCESS_DENIED, 401], ['PREPROC_HEADERS', ERROR_INVALID_DATA, 500],
      ['PREPROC_HEADERS', NO_ERROR, 500], ['URL_MAP', ERROR_FILE_NOT_FOUND, 404], ['URL_MAP', ERROR_INVALID_DATA, 500],
      ['AUTH_COMPLETE', ERROR_FILE_NOT_FOUND, 404], ['AUTH_COMPLETE', NO_ERROR, 500]
    ] as const
    for (const [event, error, status] of cases) {
      const { log, site } = await watched(open, returning(event, SF_STATUS_REQ_ERROR, () => { SetLastError(error) }))
      const response = await site.ask('/hello')
      expect([event, error, response.status]).toEqual([event, error, status])
      expect(response.body).not.toContain('hello')
      expect(log).not.toContain('handler')
      expect(log).not.toContain(`after ${event}`)
    }
  })

  statement('filter.status.error-not-found', async () => {
    for (const event of EARLY) {
      const { site } = await watched(open, returning(event, SF_STATUS_REQ_ERROR, () => { SetLastError(ERROR_FILE_NOT_FOUND) }))
      expect((await site.ask('/hello')).status).toBe(404)
    }
  })

  statement('filter.status.no-custom-error', async () => {
    for (const existingResponse of ['Auto', 'PassThrough', 'Replace'] as const) {
      for (const body of ['', 'go away']) {
        const site = await open({
          modules: [CustomErrorModule({ existingResponse }), bridged('f', { PREPROC_HEADERS(pfc) {
            pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '404 Not Here', 'Content-Type: text/plain\r\n\r\n')
            if (body !== '') pfc.WriteClient(pfc, Buffer.from(body), { value: body.length })
            return SF_STATUS_REQ_FINISHED
          } })]
        })
        const got = await site.ask('/hello')
        expect([existingResponse, got.status, got.headers['content-type'], got.body]).toEqual([existingResponse, 404, 'text/plain', body])
        await site.close()
      }
    }
  })

  statement('filter.status.next-after-own-response', async () => {
    const { log, site } = await watched(open, returning('PREPROC_HEADERS', SF_STATUS_REQ_NEXT_NOTIFICATION, (pfc) => { answer(pfc) }))
    const { status, body } = await site.ask('/hello')
    expect([status, body]).toEqual([299, 'ownhello'])
    expect(log).toContain('handler')
  })

  statement('filter.status.unknown', async () => {
    for (const event of EVENTS) {
      const { log, site } = await watched(open, returning(event, 7 as SF_STATUS_TYPE))
      expect((await site.ask('/hello')).body).toBe('hello')
      expect(log).toContain(`after ${event}`)
      expect(site.reports.map(({ message }) => message)).toEqual([expect.stringMatching(new RegExp(`"tested" returned 7\\b.*SF_NOTIFY_${event}`))])
    }
  })

  statement('filter.status.read-next-elsewhere', async () => {
    for (const event of EVENTS) {
      const { log, site } = await watched(open, returning(event, SF_STATUS_REQ_READ_NEXT))
      expect((await site.ask('/hello')).body).toBe('hello')
      expect(log).toContain(`after ${event}`)
      expect(site.reports.map(({ message }) => message)).toEqual([expect.stringMatching(new RegExp(`"tested" returned SF_STATUS_REQ_READ_NEXT .*SF_NOTIFY_${event}`))])
    }
  })

  statement('filter.status.throws', async () => {
    const throwing = async (): Promise<never> => { await sleep(1); throw new Error('broken') }
    for (const event of [...EARLY, 'SEND_RESPONSE'] as const) {
      for (const fail of event === 'SEND_RESPONSE' ? [() => { throw new Error('broken') }] : [() => { throw new Error('broken') }, throwing]) {
        const { log, site } = await watched(open, { [event]: (...[pfc]: Parameters<NonNullable<FilterHandlers['LOG']>>) => (variable(pfc, 'HTTP_BAD') === 'yes' ? fail() : undefined) })
        const client = site.connect()
        expect((await client.ask({ url: '/hello', headers: { bad: 'yes' } })).status).toBe(500)
        expect(log.includes('handler')).toBe(event === 'SEND_RESPONSE')
        expect(log).not.toContain(`after ${event}`)
        expect(log).toEqual(expect.arrayContaining(['before END_OF_REQUEST', 'after END_OF_REQUEST', 'before LOG', 'after LOG']))
        expect(site.reports.map(({ message }) => message)).toEqual([expect.stringMatching(new RegExp(`"tested" threw in SF_NOTIFY_${event}: broken`))])
        log.length = 0
        expect((await client.ask('/hello')).body).toBe('hello')
        expect(log).toContain(`after ${event}`)
        await client.leave()
      }
    }
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('filter.status.finished', async () => {
    for (const event of EARLY) {
      const { log, site } = await watched(open, returning(event, SF_STATUS_REQ_FINISHED, (pfc) => { answer(pfc) }))
      const { status, body, closed } = await site.ask('/hello')
      expect([event, status, body, closed]).toEqual([event, 299, 'own', true])
      expect(log).not.toContain('handler')
      const reached = [...EARLY.slice(0, EARLY.indexOf(event)), event, 'SEND_RESPONSE', ...ENDING]
      expect(log.filter((line) => line.startsWith('before '))).toEqual(reached.map((each) => `before ${each}`))
    }
  })

  statement('filter.status.finished-keeps-error', async () => {
    const denying = moduleOf('denying', { OnAuthorizeRequest(context) {
      const response = context.GetResponse()
      response.SetStatus(401, 'Not You', 3)
      response.SetHeader('X-Page', 'yes', true)
      response.WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('page') } }])
      return RQ_NOTIFICATION_FINISH_REQUEST
    } })
    const failing = bridged('failing', { PREPROC_HEADERS: () => SF_STATUS_REQ_ERROR })
    for (const [event, stood, expected] of [
      ['ACCESS_DENIED', denying, [401, 'Not You', 3]], ['SEND_RESPONSE', denying, [401, 'Not You', 3]],
      ['SEND_RESPONSE', failing, [500, 'Internal Server Error', 0]], ['SEND_RESPONSE', bridged('other', {}), [200, 'OK', 0]]
    ] as const) {
      const logged: number[] = []
      const site = await open({
        routes: { '/hello': () => 'hello' },
        modules: [bridged('tested', { [event]: () => SF_STATUS_REQ_FINISHED }), stood,
          moduleOf('line', {}, { register: (info) => { info.setClosingSteps({ onLogLine: (_context, record) => { logged.push(record.subStatus) } }) } })]
      })
      const { status, reason, headers, body, closed } = await site.connect().ask('/hello')
      expect([event, status, reason, logged.at(-1)]).toEqual([event, expected[0], expected[1], expected[2]])
      expect([body, headers['x-page'], closed]).toEqual(['', undefined, true])
      expect(site.reports.join()).toContain('without having answered')
      await site.close()
    }
  })

  statement('filter.status.keep-connection-iis5', async () => {
    for (const profile of ['iis4', 'iis5'] as const) {
      const { log, site } = await watched(open, returning('PREPROC_HEADERS', SF_STATUS_REQ_FINISHED_KEEP_CONN, (pfc) => { answer(pfc) }), { profile })
      const client = site.connect()
      for (let request = 0; request < 2; request++) {
        const { status, closed } = await client.ask('/hello')
        expect([profile, status, closed]).toEqual([profile, 299, false])
      }
      expect(log).not.toContain('handler')
      expect(log).not.toContain('before END_OF_NET_SESSION')
      await client.leave()
      expect(log.filter((line) => line === 'before END_OF_NET_SESSION').length).toBe(1)
    }
  })

  statement('filter.status.keep-connection-iis6', async () => {
    for (const profile of ['iis6', 'iis7'] as const) {
      const { log, site } = await watched(open, returning('PREPROC_HEADERS', SF_STATUS_REQ_FINISHED_KEEP_CONN, (pfc) => { answer(pfc) }), { profile })
      const client = site.connect()
      const { status, closed } = await client.ask('/hello')
      expect([profile, status, closed]).toEqual([profile, 299, true])
      expect(log).not.toContain('handler')
      await expect.poll(() => log).toContain('before END_OF_NET_SESSION')
      await client.leave()
    }
  })
})
