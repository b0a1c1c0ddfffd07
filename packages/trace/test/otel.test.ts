// Spans as they arrive at an exporter of the real SDK.

import { propagation, SpanKind, SpanStatusCode, trace as api, TraceFlags } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { CHttpModule, createMemoryHost, createModuleFactory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext, type MemoryRequest, type PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { traceToOpenTelemetry, type OpenTelemetryOptions } from '@isapi-bridge/trace/otel'
import { expect, onTestFinished, test } from 'vitest'

const module: PFN_REGISTERMODULE = (_version, info) => info.SetRequestNotifications(createModuleFactory(class extends CHttpModule {
  override OnBeginRequest(context: IHttpContext) { context.GetRequest().SetHeader('Authorization', 'Basic c2VjcmV0', true); return RQ_NOTIFICATION_CONTINUE }
  override OnSendResponse() { return RQ_NOTIFICATION_CONTINUE }
}), RQ_BEGIN_REQUEST | RQ_SEND_RESPONSE, 0)

async function spansOf(request: MemoryRequest, status = 200, options: OpenTelemetryOptions = {}): Promise<readonly ReadableSpan[]> {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const stop = traceToOpenTelemetry({ tracerProvider: provider, ...options })
  const host = createMemoryHost({ modules: [{ name: 'm', module }], route: (context) => { context.GetResponse().SetStatus(status, 'As asked'); return true } })
  await host.request(request)
  stop()
  await provider.forceFlush()
  const spans = exporter.getFinishedSpans()
  await provider.shutdown()
  return spans
}

test('a request is a server span with the attributes of the conventions', async () => {
  const [request, ...others] = [...await spansOf({ url: '/a?b=1&password=x', headers: { 'User-Agent': 'test' } })].reverse()
  expect(request?.name).toBe('GET')
  expect(request?.kind).toBe(SpanKind.SERVER)
  expect(request?.attributes).toMatchObject({
    'http.request.method': 'GET', 'url.scheme': 'http', 'url.path': '/a', 'url.query': 'b=1&password=[redacted]', 'http.response.status_code': 200, 'server.address': 'site.test', 'server.port': 80,
    'client.address': '192.0.2.1', 'network.protocol.version': '1.1', 'user_agent.original': 'test'
  })
  expect(request?.status.code).toBe(SpanStatusCode.UNSET)
  expect(others.every(({ parentSpanContext }) => parentSpanContext?.spanId === request?.spanContext().spanId)).toBe(true)
})

test('of an absolute target the path is the path, and whoever stands in front of its host is left out', async () => {
  const span = (await spansOf({ url: 'http://u:secret@site.test/a?b=1' })).at(-1)
  expect([span?.attributes['url.path'], span?.attributes['url.query']]).toEqual(['/a', 'b=1'])
  expect(JSON.stringify(span?.attributes)).not.toContain('secret')
})

test('calls are spans inside it, with what they changed, without credentials', async () => {
  const spans = await spansOf({ url: '/a' })
  expect(spans.map(({ name }) => name)).toEqual(['m BEGIN_REQUEST', 'm SEND_RESPONSE', 'GET'])
  expect(spans[0]?.attributes).toMatchObject({ 'isapi.kind': 'module', 'isapi.name': 'm', 'isapi.status': 'RQ_NOTIFICATION_CONTINUE', 'isapi.post': false })
  expect(spans[0]?.events.map(({ attributes }) => attributes)).toContainEqual({ 'isapi.change.what': 'request-header', 'isapi.change.name': 'authorization', 'isapi.change.after': 'Basic [redacted]' })
})

test('an error of the server is one of the span, one of the client is not', async () => {
  expect((await spansOf({ url: '/a' }, 503)).at(-1)?.status.code).toBe(SpanStatusCode.ERROR)
  expect((await spansOf({ url: '/a' }, 404)).at(-1)?.status.code).toBe(SpanStatusCode.UNSET)
})

test('the trace of the client goes on', async () => {
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']
  propagation.setGlobalPropagator({
    inject() {},
    fields: () => ['traceparent'],
    extract(context, carrier, getter) {
      const [, trace = '', span = ''] = String(getter.get(carrier, 'traceparent')).split('-')
      return api.setSpanContext(context, { traceId: trace, spanId: span, traceFlags: TraceFlags.SAMPLED, isRemote: true })
    }
  })
  onTestFinished(() => { propagation.disable() })
  const span = (await spansOf({ url: '/a', headers: { TraceParent: `00-${traceId}-${spanId}-01` } })).at(-1)
  expect(span?.spanContext().traceId).toBe(traceId)
  expect(span?.parentSpanContext?.spanId).toBe(spanId)
})

test('unknown methods make no names of their own; calls and requests can be left out', async () => {
  const [other] = [...await spansOf({ url: '/a', method: 'FROB' })].reverse()
  expect([other?.name, other?.attributes['http.request.method'], other?.attributes['http.request.method_original']]).toEqual(['HTTP', '_OTHER', 'FROB'])
  expect((await spansOf({ url: '/a' }, 200, { calls: false })).map(({ name }) => name)).toEqual(['GET'])
  expect(await spansOf({ url: '/a' }, 200, { ignore: () => true })).toEqual([])
})
