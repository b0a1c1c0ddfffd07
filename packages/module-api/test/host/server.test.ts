import { CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, createMemoryHost, type ModuleEntry } from '@isapi-bridge/module-api'
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
