// What one notification costs: requests through the pipeline without a network, with handlers that do nothing.

import { S_OK } from '@isapi-bridge/win32'
import {
  CHttpModule, Pipeline, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, STAGES,
  type HttpContext, type IHttpModuleFactory, type ModuleEntry, type NotificationResult, type RequestMessage
} from '@isapi-bridge/module-api'
import { Bench } from 'tinybench'

const CONTINUE = (): NotificationResult => RQ_NOTIFICATION_CONTINUE
const ALL = STAGES.reduce((mask, row) => mask | row.notification, 0)
const FIRST_AND_LAST = (STAGES[0]?.notification ?? 0) | (STAGES.at(-1)?.notification ?? 0)

/** A module that overrides every handler and does nothing in it. */
class IdleModule extends CHttpModule {}
for (const name of Object.getOwnPropertyNames(CHttpModule.prototype)) {
  if (name.startsWith('On')) Object.defineProperty(IdleModule.prototype, name, { value: CONTINUE })
}

const factory: IHttpModuleFactory = { GetHttpModule: () => new IdleModule(), Terminate: () => {} }

function pipelineOf(modules: number, events: number, postEvents = 0): Pipeline {
  const entries = Array.from({ length: modules }, (_, index): ModuleEntry => ({
    name: `idle-${index + 1}`,
    module: (_version, info) => (events === 0 ? S_OK : info.SetRequestNotifications(factory, events, postEvents))
  }))
  return new Pipeline({ modules: entries }, { executeChild: () => { throw new Error('no child requests here') } })
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

/** A whole request: every stage, the final send, the closing step. */
function request(pipeline: Pipeline, connection: HttpContext['connection']): void {
  const context = pipeline.createContext(message(), connection)
  pipeline.begin(context, nothing)
  context.run.advance(pipeline.plan.limits.end, nothing)
  context.sendFinal(() => {})
  pipeline.close(context, nothing)
}

/** The figures of one row; `less` is what is taken off before dividing by `notifications`. */
interface Row {
  readonly name: string
  /** Runs of the measured thing in one call, so that the clock does not weigh. */
  readonly batch: number
  readonly run: () => void
  readonly notifications?: number
  readonly less?: string
}

const rows: Row[] = []

function addRequest(name: string, pipeline: Pipeline, notifications = 0, less = 'request, no module'): void {
  const connection = pipeline.createConnection({ remoteAddress: '203.0.113.7', remotePort: 50_000, localAddress: '192.0.2.80', localPort: 80 })
  rows.push({ name, batch: 100, run: () => { request(pipeline, connection) }, ...(notifications === 0 ? {} : { notifications, less }) })
}

addRequest('request, no module', pipelineOf(0, 0))
for (const modules of [1, 5, 20]) addRequest(`request, ${modules} × BEGIN and END`, pipelineOf(modules, FIRST_AND_LAST), modules * 2)
// The same instances on both sides of the subtraction: what is left is dispatch alone.
for (const modules of [1, 5, 20]) {
  addRequest(`request, ${modules} × all stages and post-events`, pipelineOf(modules, ALL, ALL), modules * (STAGES.length * 2 - 2), `request, ${modules} × BEGIN and END`)
}

for (const modules of [1, 5, 20]) {
  const pipeline = pipelineOf(modules, RQ_SEND_RESPONSE | RQ_MAP_PATH)
  const context = pipeline.createContext(message(), null)
  context.run.calls.createInstances()
  const provider = context.providerOf(RQ_SEND_RESPONSE, false)
  rows.push({ name: `nested, ${modules} × SEND_RESPONSE`, batch: 1000, run: () => { context.run.raiseNow(pipeline.plan.sendResponse, provider) }, notifications: modules })
}

for (const variable of ['URL', 'REMOTE_ADDR', 'HTTP_USER_AGENT', 'QUERY_STRING', 'SERVER_NAME', 'ALL_HTTP', 'NO_SUCH_NAME']) {
  const pipeline = pipelineOf(0, 0)
  const connection = pipeline.createConnection({ remoteAddress: '203.0.113.7', remotePort: 50_000, localAddress: '192.0.2.80', localPort: 80 })
  const context = pipeline.createContext(message(), connection)
  rows.push({ name: `GetServerVariable ${variable}`, batch: 1000, run: () => { context.GetServerVariable(variable) } })
}

// Interleaved: every row runs in every round, and the median of the rounds counts.
const ROUNDS = 5
const samples = new Map<string, number[]>(rows.map((row) => [row.name, []]))
for (let round = 0; round < ROUNDS; round++) {
  const bench = new Bench({ time: 150, warmupTime: round === 0 ? 300 : 30 })
  for (const { name, batch, run } of rows) {
    bench.add(name, () => { for (let count = 0; count < batch; count++) run() })
  }
  bench.runSync()
  for (const { name, batch } of rows) {
    const result = bench.getTask(name)?.result
    if (result?.state !== 'completed') throw new Error(`"${name}" did not complete.`)
    samples.get(name)?.push((result.latency.p50 * 1e6) / batch)
  }
}

const median = (name: string): number => samples.get(name)?.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
console.table(rows.map(({ name, notifications, less }) => ({
  what: name,
  'ns': Math.round(median(name)),
  'ns per notification': notifications === undefined ? '' : ((median(name) - (less === undefined ? 0 : median(less))) / notifications).toFixed(1)
})))
