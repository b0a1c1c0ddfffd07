// What filters cost: requests through the pipeline without a network, with filters that do little, and the same work done by a module.

import {
  SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP,
  SF_STATUS_REQ_NEXT_NOTIFICATION, type Filter, type HttpFilterProc
} from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import {
  CHttpModule, createModuleFactory, Pipeline, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type HttpConnection, type IHttpContext, type ModuleEntry,
  type NotificationResult, type PFN_REGISTERMODULE, type RequestMessage
} from '@isapi-bridge/module-api'
import { Bench } from 'tinybench'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION
const EACH = [SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_URL_MAP, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG] as const
const ALL = EACH.reduce((mask, flag) => mask | flag, 0)
const idle: HttpFilterProc = (_pfc, _type, _pv) => NEXT

function filterOf(flags: number, proc: HttpFilterProc): Filter {
  return { GetFilterVersion(pVer) { pVer.dwFlags = flags; return true }, HttpFilterProc: proc }
}

function filters(count: number, flags: number, proc: HttpFilterProc): ModuleEntry[] {
  return Array.from({ length: count }, (_, index) => bridgeFilter(filterOf(flags, proc), { name: `filter-${index + 1}` }))
}

const buffer = new Uint8Array(256)
const size = { value: 0 }

const readHeader: HttpFilterProc = (...call) => {
  if (call[1] === SF_NOTIFY_PREPROC_HEADERS) {
    size.value = buffer.length
    call[2].GetHeader(call[0], 'X-Forwarded-For:', buffer, size)
  }
  return NEXT
}

const readAndWrite: HttpFilterProc = (...call) => {
  if (call[1] === SF_NOTIFY_PREPROC_HEADERS) {
    size.value = buffer.length
    call[2].GetHeader(call[0], 'X-Forwarded-For:', buffer, size)
    call[2].SetHeader(call[0], 'X-Seen:', 'yes')
  }
  return NEXT
}

/** The work of the comparison over HTTP: read a request header, set a response header, edit the log. */
const stamp: HttpFilterProc = (...call) => {
  if (call[1] === SF_NOTIFY_PREPROC_HEADERS) {
    size.value = buffer.length
    call[2].GetHeader(call[0], 'X-Forwarded-For:', buffer, size)
  } else if (call[1] === SF_NOTIFY_SEND_RESPONSE) call[2].SetHeader(call[0], 'X-Filtered:', 'yes')
  else if (call[1] === SF_NOTIFY_LOG) call[2].pszClientHostName = '203.0.113.7'
  return NEXT
}
const STAMP = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_LOG

class StampModule extends CHttpModule {
  override OnSendResponse(context: IHttpContext): NotificationResult {
    context.GetRequest().GetHeader('X-Forwarded-For')
    context.GetResponse().SetHeader('X-Filtered', 'yes', true)
    return RQ_NOTIFICATION_CONTINUE
  }
}
const stampModule: PFN_REGISTERMODULE = (_version, info) => {
  info.setClosingSteps({ onLogRecord: (_context, record) => { record.clientHost = '203.0.113.7' } })
  return info.SetRequestNotifications(createModuleFactory(StampModule), RQ_SEND_RESPONSE, 0)
}

const message = (): RequestMessage => ({
  method: 'GET',
  url: '/app/hello?name=world',
  headers: { 'host': 'site.test', 'user-agent': 'bench/1.0', 'accept': '*/*', 'x-forwarded-for': '203.0.113.7' },
  rawHeaders: ['Host', 'site.test', 'User-Agent', 'bench/1.0', 'Accept', '*/*', 'X-Forwarded-For', '203.0.113.7'],
  httpVersionMajor: 1,
  httpVersionMinor: 1
})
const nothing = (): void => {}

/** A whole request on a kept connection: every stage, the final send, the closing step. */
function request(pipeline: Pipeline, connection: HttpConnection): void {
  const context = pipeline.createContext(message(), connection)
  pipeline.begin(context, nothing)
  context.run.advance(pipeline.plan.limits.end, nothing)
  context.sendFinal(() => {})
  pipeline.close(context, nothing)
}

interface Row {
  readonly name: string
  readonly run: () => void
  /** Calls of filters in one request. */
  readonly calls: number
}

const rows: Row[] = []
const BATCH = 100
const BASE = 'no filter'

function add(name: string, modules: readonly ModuleEntry[], calls = 0): void {
  const pipeline = new Pipeline({ modules, report: (error) => { throw error } }, { executeChild: () => { throw new Error('no child requests here') } })
  const connection = pipeline.createConnection({ remoteAddress: '203.0.113.7', remotePort: 50_000, localAddress: '192.0.2.80', localPort: 80 })
  rows.push({ name, calls, run: () => { for (let count = 0; count < BATCH; count++) request(pipeline, connection) } })
}

add(BASE, [])
for (const flag of EACH) add(`1 filter, idle in 0x${flag.toString(16)}`, filters(1, flag, idle), 1)
add('1 filter, GetHeader', filters(1, SF_NOTIFY_PREPROC_HEADERS, readHeader), 1)
add('1 filter, GetHeader + SetHeader', filters(1, SF_NOTIFY_PREPROC_HEADERS, readAndWrite), 1)
add('1 filter, header in, header out, log', filters(1, STAMP, stamp), 3)
add('1 module doing the same', [stampModule])
for (const count of [1, 5, 20, 50]) add(`${count} × idle in all`, filters(count, ALL, idle), count * EACH.length)

// Interleaved: every row runs in every round, and the median of the rounds counts.
const ROUNDS = 5
const samples = new Map<string, number[]>(rows.map((row) => [row.name, []]))
for (let round = 0; round < ROUNDS; round++) {
  const bench = new Bench({ time: 150, warmupTime: round === 0 ? 300 : 30 })
  for (const { name, run } of rows) bench.add(name, run)
  bench.runSync()
  for (const { name } of rows) {
    const result = bench.getTask(name)?.result
    if (result?.state !== 'completed') throw new Error(`"${name}" did not complete.`)
    samples.get(name)?.push((result.latency.p50 * 1e6) / BATCH)
  }
}

const median = (name: string): number => samples.get(name)?.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
console.table(rows.map(({ name, calls }) => ({
  what: name,
  'ns a request': Math.round(median(name)),
  'ns more': name === BASE ? '' : Math.round(median(name) - median(BASE)),
  'ns a call': calls === 0 ? '' : ((median(name) - median(BASE)) / calls).toFixed(0)
})))
