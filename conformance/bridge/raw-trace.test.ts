// What filters do with bytes before a request is parsed: records of the connection.

import { SF_STATUS_REQ_FINISHED } from '@isapi-bridge/filter-api'
import { notificationChannel, requestChannel, type NotificationTrace, type NotificationTraceMessage, type RequestTraceMessage } from '@isapi-bridge/module-api'
import { createTraceRecorder } from '@isapi-bridge/trace'
import { expect, onTestFinished, test } from 'vitest'
import { bridged } from '../support/filters.ts'
import { get, openWire } from '../support/wire.ts'

const RAW = { overrides: { readRawData: true } } as const

function listen(): { readonly started: NotificationTrace[]; readonly ended: NotificationTrace[]; readonly requests: number[] } {
  const [started, ended, requests]: [NotificationTrace[], NotificationTrace[], number[]] = [[], [], []]
  const onNotification = (message: unknown): void => {
    const { phase, event } = message as NotificationTraceMessage // the channel carries nothing else
    if (phase === 'start') started.push(event)
    else ended.push(event)
  }
  const onRequest = (message: unknown): void => {
    const { phase, request } = message as RequestTraceMessage // the channel carries nothing else
    if (phase === 'start') requests.push(request.id)
  }
  notificationChannel.subscribe(onNotification)
  requestChannel.subscribe(onRequest)
  onTestFinished(() => {
    notificationChannel.unsubscribe(onNotification)
    requestChannel.unsubscribe(onRequest)
  })
  return { started, ended, requests }
}

const line = ({ request, stage, notification, depth, status }: NotificationTrace): string => `${request === null ? 'connection' : request.url} ${stage} ${notification} ${depth} ${status}`

test('blocks that no request has been parsed from are records of their connection; the end stands with the last request', async () => {
  const { started, ended, requests } = listen()
  const recorder = createTraceRecorder()
  onTestFinished(() => { recorder.stop() })
  const { app, connect } = await openWire({ modules: [bridged('a', { READ_RAW_DATA() {}, PREPROC_HEADERS() {}, END_OF_NET_SESSION() {} }, RAW)] })
  const client = await connect()
  client.send(get('/hello', true))
  await client.rest()
  await app.close()
  expect(started.map(line)).toEqual([
    'connection CONNECTION_READ SF_NOTIFY_READ_RAW_DATA 0 SF_STATUS_REQ_NEXT_NOTIFICATION',
    '/hello PRE_BEGIN_REQUEST SF_NOTIFY_PREPROC_HEADERS 0 SF_STATUS_REQ_NEXT_NOTIFICATION',
    '/hello CONNECTION_CLOSE SF_NOTIFY_END_OF_NET_SESSION 0 SF_STATUS_REQ_NEXT_NOTIFICATION'
  ])
  expect(ended).toEqual(started)
  expect(started[0]?.changes).toEqual([])
  expect(requests).toEqual(recorder.list().map(({ id }) => id))
  expect(new Set([...started.map(({ connection }) => connection), ...recorder.list().map(({ connection }) => connection)]).size).toBe(1)
  expect(recorder.list().map(({ events }) => events.length)).toEqual([2])
})

test('a connection without a request has records too, with what happens inside another call below it', async () => {
  const { started, ended, requests } = listen()
  const { app, connect } = await openWire({ modules: [bridged('a', {
    READ_RAW_DATA(pfc) {
      const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
      pfc.WriteClient(pfc, bytes, { value: bytes.length }, 0)
      return SF_STATUS_REQ_FINISHED
    },
    END_OF_NET_SESSION() {}
  }, RAW), bridged('b', { SEND_RAW_DATA() { throw new Error('on purpose') } }, { ...RAW, order: 'HIGH' })] })
  const client = await connect()
  client.send(get('/hello'))
  await client.rest()
  await app.close()
  expect(started.map((event) => `${event.name} ${line(event)}`)).toEqual([
    'a connection CONNECTION_READ SF_NOTIFY_READ_RAW_DATA 0 SF_STATUS_REQ_FINISHED',
    'b connection CONNECTION_SEND SF_NOTIFY_SEND_RAW_DATA 1 SF_STATUS_REQ_ERROR',
    'a connection CONNECTION_CLOSE SF_NOTIFY_END_OF_NET_SESSION 0 SF_STATUS_REQ_NEXT_NOTIFICATION'
  ])
  expect(ended.length).toBe(started.length)
  expect(requests).toEqual([])
})
