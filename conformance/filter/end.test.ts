import { SetLastError, SF_REQ_DISABLE_NOTIFICATIONS, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, type HTTP_FILTER_LOG } from '@isapi-bridge/filter-api'
import type { IHttpConnection, LogRecord } from '@isapi-bridge/module-api'
import { ERROR_FILE_NOT_FOUND } from '@isapi-bridge/win32'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { FILTER_EVENTS, type FilterEvent } from '../support/events.ts'
import { bridged, recordingEvents, variable } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'
import { answer, logLines, openRaw } from './support-b.ts'

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('filter.end-of-request.connection-open', async () => {
    const log: string[] = []
    let connection: IHttpConnection | null = null
    const look = (event: string) => (): void => { log.push(`${event} ${connection?.IsConnected()}`) }
    const site = await open({
      routes: { '/hello': () => { log.push('handler'); return 'hello' } },
      modules: [
        moduleOf('m', { OnBeginRequest(context) { connection = context.GetConnection() } }),
        bridged('a', { END_OF_REQUEST: look('END_OF_REQUEST'), END_OF_NET_SESSION: look('END_OF_NET_SESSION') })
      ]
    })
    const client = site.connect()
    await client.ask('/hello')
    await client.ask('/hello')
    await client.leave()
    expect(log).toEqual(['handler', 'END_OF_REQUEST true', 'handler', 'END_OF_REQUEST true', 'END_OF_NET_SESSION false'])
  })

  statement('filter.end-events.no-structure', async () => {
    const without: string[] = []
    const look = (event: FilterEvent) => (_pfc: unknown, data: unknown): void => { if (data === null) without.push(event) }
    const events = Object.keys(FILTER_EVENTS) as FilterEvent[]
    const site = await open({ modules: [bridged('a', Object.fromEntries(events.map((event) => [event, look(event)])))] })
    await site.ask('/hello')
    expect(without).toEqual(['END_OF_REQUEST', 'END_OF_NET_SESSION'])
  })

  statement('filter.end-of-net-session.every-ending', async () => {
    const log: string[] = []
    const site = await open({ modules: [bridged('a', {
      PREPROC_HEADERS(pfc) {
        if (variable(pfc, 'HTTP_CLOSE') !== 'yes') return undefined
        answer(pfc)
        return SF_STATUS_REQ_FINISHED
      },
      END_OF_NET_SESSION() { log.push('END_OF_NET_SESSION') }
    })] })
    const leaves = site.connect()
    await leaves.ask('/hello')
    expect(log).toEqual([])
    await leaves.leave()
    expect(log.splice(0)).toEqual(['END_OF_NET_SESSION'])

    const isClosed = site.connect()
    expect((await isClosed.ask({ url: '/hello', headers: { close: 'yes' } })).closed).toBe(true)
    await expect.poll(() => log).toEqual(['END_OF_NET_SESSION'])
    await isClosed.leave()
    expect(log).toEqual(['END_OF_NET_SESSION'])
  })

  statement('filter.end-of-net-session.after-finished', async () => {
    const log: string[] = []
    const site = await open({ modules: [bridged('a', {
      ...recordingEvents('a', log, ['END_OF_NET_SESSION', 'LOG']),
      URL_MAP(pfc) { answer(pfc); return SF_STATUS_REQ_FINISHED }
    })] })
    expect((await site.ask('/hello')).body).toBe('own')
    expect(log).toEqual(['a LOG', 'a END_OF_NET_SESSION'])
  })

  statement('filter.end-of-net-session.always', async () => {
    const log: string[] = []
    const site = await open({ modules: [bridged('a', {
      ...recordingEvents('a', log, ['END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']),
      PREPROC_HEADERS(pfc) { pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, 0xFFFF_FFFF) }
    })] })
    await site.ask('/hello')
    expect(log).toEqual(['a END_OF_NET_SESSION'])
  })
})

// Sockets: what is closed by the server itself.
statement('filter.end-of-net-session.every-ending', async () => {
  const log: string[] = []
  const modules = [bridged('a', recordingEvents('a', log, ['END_OF_REQUEST', 'END_OF_NET_SESSION']))]
  const ask = 'GET /hello HTTP/1.1\r\nHost: site.test\r\n\r\n'
  for (const ending of ['time limit', 'server stops'] as const) {
    const site = await openRaw(modules, ending === 'time limit' ? { keepAliveTimeout: 50 } : {})
    const socket = await site.connect()
    socket.write(ask)
    await expect.poll(() => log, { interval: 5 }).toEqual(['a END_OF_REQUEST'])
    await sleep(20)
    expect(log).toEqual(['a END_OF_REQUEST'])
    if (ending === 'server stops') await site.close()
    await expect.poll(() => log, { interval: 5, timeout: 4000 }).toEqual(['a END_OF_REQUEST', 'a END_OF_NET_SESSION']) // a second more than the limit in some versions of Node
    await site.close()
    expect(log.splice(0)).toEqual(['a END_OF_REQUEST', 'a END_OF_NET_SESSION'])
  }
})

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.log.once', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      logLines(({ status }) => { log.push(`line ${status}`) }),
      bridged('a', {
        PREPROC_HEADERS(pfc) {
          if (variable(pfc, 'HTTP_OWN') !== 'yes') return undefined
          answer(pfc)
          return SF_STATUS_REQ_FINISHED
        },
        LOG(_pfc, data) { log.push(`LOG ${data.dwHttpStatus}`) }
      })
    ] })
    for (const [request, status] of [['/hello', 200], ['/nothing', 404], [{ url: '/hello', headers: { own: 'yes' } }, 299]] as const) {
      await site.ask(request)
      expect(log.splice(0)).toEqual([`LOG ${status}`, `line ${status}`])
    }
  })

  statement('filter.log.changes-logged', async () => {
    const records: Readonly<LogRecord>[] = []
    const changes: HTTP_FILTER_LOG = {
      pszClientHostName: '203.0.113.9', pszClientUserName: 'bob', pszServerName: 'web1', pszOperation: 'PUT', pszTarget: '/original', pszParameters: 'q',
      dwHttpStatus: 499, dwWin32Status: 2, dwBytesSent: 10, dwBytesRecvd: 20, msTimeForProcessing: 30
    }
    const site = await open({ modules: [
      logLines((record) => { records.push({ ...record }) }),
      bridged('a', { LOG(pfc, data) { if (variable(pfc, 'HTTP_CHANGE') === 'all') Object.assign(data, changes) } })
    ] })
    await site.ask({ url: '/hello?a=b', headers: { change: 'all' } })
    await site.ask('/hello?a=b')
    expect(records[0]).toMatchObject({
      clientHost: '203.0.113.9', userName: 'bob', serverName: 'web1', method: 'PUT', uriStem: '/original', uriQuery: 'q',
      status: 499, win32Status: 2, bytesSent: 10, bytesReceived: 20, timeTaken: 30, host: 'site.test'
    })
    expect(records[1]).toMatchObject({ userName: '', method: 'GET', uriStem: '/hello', uriQuery: 'a=b', status: 200, win32Status: 0 })
  })
})

statement('filter.log.facts', async () => {
  const seen: Pick<HTTP_FILTER_LOG, 'dwHttpStatus' | 'dwWin32Status' | 'dwBytesSent' | 'dwBytesRecvd' | 'msTimeForProcessing'>[] = []
  const site = await openRaw([bridged('a', {
    async PREPROC_HEADERS(pfc) {
      if (variable(pfc, 'HTTP_BAD') !== 'yes') return undefined as never
      await sleep(30)
      SetLastError(ERROR_FILE_NOT_FOUND)
      return SF_STATUS_REQ_ERROR
    },
    LOG(_pfc, { dwHttpStatus, dwWin32Status, dwBytesSent, dwBytesRecvd, msTimeForProcessing }) {
      seen.push({ dwHttpStatus, dwWin32Status, dwBytesSent, dwBytesRecvd, msTimeForProcessing })
    }
  })])
  const socket = await site.connect()
  let received = 0
  socket.on('data', (chunk) => { received += chunk.length })
  for (const [extra, status, error, atLeast] of [['', 200, 0, 0], ['Bad: yes\r\n', 404, ERROR_FILE_NOT_FOUND, 25]] as const) {
    received = 0
    const request = `GET /hello HTTP/1.1\r\nHost: site.test\r\n${extra}\r\n`
    const startedAt = performance.now()
    socket.write(request)
    await expect.poll(() => seen.length, { interval: 5 }).toBe(1)
    const elapsed = performance.now() - startedAt
    const [log] = seen.splice(0)
    expect(log).toMatchObject({ dwHttpStatus: status, dwWin32Status: error, dwBytesRecvd: request.length })
    await expect.poll(() => received, { interval: 5 }).toBe(log?.dwBytesSent)
    expect(received).toBeGreaterThan(0)
    expect(log?.msTimeForProcessing).toBeGreaterThanOrEqual(atLeast)
    expect(log?.msTimeForProcessing).toBeLessThanOrEqual(Math.ceil(elapsed))
  }
})
