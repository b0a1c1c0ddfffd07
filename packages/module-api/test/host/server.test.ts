import { CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, createMemoryHost, type IHttpServer, type ModuleEntry } from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'
import { expect, test } from 'vitest'

test('a factory that several modules share is terminated once', async () => {
  let terminated = 0
  const module = new class extends CHttpModule { override OnBeginRequest() { return RQ_NOTIFICATION_CONTINUE } }()
  const factory = { GetHttpModule: () => module, Terminate() { terminated++ } }
  const entry = (name: string): ModuleEntry => ({ name, module: (_version, info) => info.SetRequestNotifications(factory, RQ_BEGIN_REQUEST, 0) })
  const host = createMemoryHost({ modules: [entry('one'), entry('two')], route: () => true })
  expect((await host.request('/')).status).toBe(200)
  await host.close()
  expect(terminated).toBe(1)
})

test.each([undefined, null, '', 7, {}])('the server survives %j in place of text and providers', async (nonsense) => {
  const servers: IHttpServer[] = []
  const reports: Error[] = []
  const host = createMemoryHost({ modules: [{ name: 'm', module: (_version, _info, server) => { servers.push(server); return S_OK } }], route: () => true, report: (error) => { reports.push(error) } })
  const [server] = servers
  const methods = ['NotifyConfigurationChange', 'NotifyFileChange', 'NotifyCustomNotification', 'GetFileInfo', 'FlushKernelCache', 'RemoveFragmentFromCache', 'ReadFragmentFromCache', 'SatisfiesPrecondition'] as const
  for (const method of methods) expect(() => { (server?.[method] as (value: unknown) => unknown).call(server, nonsense) }, method).not.toThrow()
  expect((await host.request('/')).status).toBe(200)
  await host.close()
  expect(reports).toEqual([])
})
