import { RQ_NOTIFICATION_FINISH_REQUEST, type ConnectionPort } from '@isapi-bridge/module-api'
import { CustomErrorModule, type ErrorMode } from '@isapi-bridge/module-api/modules'
import { E_ACCESSDENIED, E_FAIL, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { expect, test } from 'vitest'
import { moduleOf } from '../support/modules.ts'
import { createFolder, createSite, handler } from './site.ts'

const refusing = handler('Refusing', (context) => {
  context.GetResponse().SetStatus(403, 'No', 14, E_FAIL)
  context.SetRequestHandled()
})

function port(remote: string, local = '192.0.2.1'): ConnectionPort {
  return { remoteAddress: remote, remotePort: 5000, localAddress: local, localPort: 80 }
}

async function ask(errorMode: ErrorMode | undefined, connection: ConnectionPort, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = createFolder()
  const { host } = createSite(root, [refusing, CustomErrorModule({ errorMode })])
  const { body } = await host.connect(connection).request({ url: '/a%26b?<x>', headers })
  return body.replaceAll(root, 'ROOT')
}

const DETAILED = /HTTP error 403\.14.*Refusing.*EXECUTE_REQUEST_HANDLER.*0x80004005.*\/a%26b\?&lt;x&gt;.*ROOT\/a&amp;b/s

test('Detailed shows everybody sub-status, module, notification, error code, URL and path', async () => {
  expect(await ask('Detailed', port('198.51.100.7'))).toMatch(DETAILED)
})

test.each([
  [true, '<p>5 &lt; 6</p>'],
  [false, '<p>5 < 6</p>'],
  [undefined, '<p>5 &lt; 6</p>']
])('what a module says about the error is on the page, encoded or not (%s)', async (encode, expected) => {
  const talking = handler('Talking', (context) => {
    const response = context.GetResponse()
    response.SetErrorDescription('5 < 6', encode)
    response.SetStatus(500, 'Broken')
    context.SetRequestHandled()
  })
  const page = async (errorMode: ErrorMode): Promise<string> => (await createSite(createFolder(), [talking, CustomErrorModule({ errorMode })]).host.request('/')).body
  expect(await page('Detailed')).toContain(expected)
  expect(await page('Custom')).not.toMatch(/5 .* 6/)
})

test.each([
  ['127.0.0.1'], ['127.8.9.1'], ['::1'], ['::ffff:127.0.0.1'], ['192.0.2.1']
])('DetailedLocalOnly takes %s for this machine', async (address) => {
  expect(await ask('DetailedLocalOnly', port(address))).toMatch(DETAILED)
})

test.each([
  [port('198.51.100.7'), {}], [port('::ffff:198.51.100.7'), {}], [port('', ''), {}], [port('/run/socket', '/run/socket'), {}],
  [port('127.0.0.1'), { 'X-Forwarded-For': '198.51.100.7' }], [port('127.0.0.1'), { Forwarded: 'for=198.51.100.7' }], [port('127.0.0.1'), { Via: '1.1 proxy' }]
])('DetailedLocalOnly tells nothing to a client elsewhere: %j %j', async (connection, headers) => {
  const body = await ask('DetailedLocalOnly', connection, headers)
  expect(body).toContain('<h1>Forbidden</h1>')
  expect(body).not.toMatch(/Refusing|ROOT|403\.14/)
})

test.each([undefined, 'Custom'] as const)('%s tells nobody', async (errorMode) => {
  expect(await ask(errorMode, port('127.0.0.1'))).not.toMatch(/Refusing|ROOT|403\.14/)
})

test('the reason that a module gave for ending the request stands in for the error code of the status', async () => {
  const page = async (hrErrorToReport: HRESULT): Promise<string> => {
    const failing = moduleOf('Failing', { OnBeginRequest(context, provider) {
      context.GetResponse().SetStatus(500, 'Broken', 0, hrErrorToReport)
      provider.SetErrorStatus(E_ACCESSDENIED)
      return RQ_NOTIFICATION_FINISH_REQUEST
    } })
    return (await createSite(createFolder(), [failing, CustomErrorModule({ errorMode: 'Detailed' })]).host.request('/')).body
  }
  expect(await page(S_OK)).toContain('<td>0x80070005</td>')
  expect(await page(E_FAIL)).toContain('<td>0x80004005</td>')
})

test('another mode is refused', () => {
  expect(() => CustomErrorModule({ errorMode: 'detailed' as never })).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS' }))
})
