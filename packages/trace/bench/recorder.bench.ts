// What recording costs: one request through five modules without a network, with nobody listening, after a recorder has stopped, and recorded.

import { CHttpModule, createMemoryHost, createModuleFactory, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_NOTIFICATION_CONTINUE, type ModuleEntry } from '@isapi-bridge/module-api'
import { createTraceRecorder, type TraceRecorder, type TraceRecorderOptions } from '@isapi-bridge/trace'
import { Bench } from 'tinybench'

class Idle extends CHttpModule {
  override OnBeginRequest() { return RQ_NOTIFICATION_CONTINUE }
  override OnEndRequest() { return RQ_NOTIFICATION_CONTINUE }
}

const modules = Array.from({ length: 5 }, (_, index): ModuleEntry => ({
  name: `module-${index + 1}`, module: (_version, info) => info.SetRequestNotifications(createModuleFactory(Idle), RQ_BEGIN_REQUEST | RQ_END_REQUEST, 0)
}))
const host = createMemoryHost({ modules, route: (context) => { context.GetResponse().SetStatus(200, 'OK'); return true } })
const request = { url: '/a?b=c', headers: { 'User-Agent': 'bench', Accept: '*/*', Cookie: 'a=b; c=d' } }

const bench = new Bench({ time: 1500 })
let recorder: TraceRecorder | null = null

function add(name: string, options: TraceRecorderOptions | null): void {
  bench.add(name, async () => { await host.request(request) }, {
    beforeAll() { recorder = options === null ? null : createTraceRecorder(options) },
    afterAll() { recorder?.stop() }
  })
}

add('nobody listens', null)
add('nobody listens, a recorder has stopped', null)
add('recorded, only what a rule asks for: none of them', { rules: [{ path: '/elsewhere/*', statusCodes: '500-599' }] })
add('recorded', {})
add('recorded, credentials kept', { redact: false })
bench.addEventListener('start', () => { createTraceRecorder().stop() })
await bench.run()
const base = bench.tasks[0]?.result.state === 'completed' ? bench.tasks[0].result.latency.p50 : Number.NaN
console.table(bench.tasks.map(({ name, result }) => (result.state === 'completed' ? { name, 'µs a request (median)': (result.latency.p50 * 1000).toFixed(1), ratio: (base / result.latency.p50).toFixed(2) } : { name, state: result.state })))
