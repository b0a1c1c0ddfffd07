// Global events beyond what documents say.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as moduleApi from '@isapi-bridge/module-api'
import {
  CGlobalModule, createMemoryHost, GL_CONFIGURATION_CHANGE, GL_CUSTOM_NOTIFICATION, GL_FILE_CHANGE, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST,
  GLOBAL_EVENTS, type IGlobalConfigurationChangeProvider, type IHttpServer, type MemoryHostOptions
} from '@isapi-bridge/module-api'
import { E_FAIL, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished, test } from 'vitest'

/** A server with global modules that are registered for these events. */
function startServer(events: number, makeModules: (server: IHttpServer) => CGlobalModule[], options: Partial<MemoryHostOptions> = {}) {
  const errors: Error[] = []
  const servers: IHttpServer[] = []
  let modules: CGlobalModule[] = []
  const entries = [0, 1].map((index) => ({
    name: `m${index + 1}`,
    module: (_version: number, info: moduleApi.ModuleRegistration, server: IHttpServer) => {
      servers.push(server)
      if (index === 0) modules = makeModules(server)
      return info.SetGlobalNotifications(modules[index] ?? new (class extends CGlobalModule { Terminate() {} })(), modules[index] === undefined ? 0 : events)
    }
  }))
  const host = createMemoryHost({ modules: entries, report: (error) => { errors.push(error) }, ...options })
  onTestFinished(() => host.close())
  const [server] = servers
  if (server === undefined) throw new Error('no module has been loaded')
  return { host, server, errors }
}

describe('the table', () => {
  test('has a row for each GL_* constant but the statuses', () => {
    const constants = Object.entries(moduleApi).filter(([name]) => name.startsWith('GL_') && !name.startsWith('GL_NOTIFICATION_'))
    expect(GLOBAL_EVENTS.map(({ name, notification }) => [name, notification])).toEqual(constants.sort(([, a], [, b]) => Number(a) - Number(b)))
  })

  test('names a handler of CGlobalModule for each, and each once', () => {
    const handlers = Object.getOwnPropertyNames(CGlobalModule.prototype).filter((name) => name.startsWith('On'))
    expect(GLOBAL_EVENTS.map(({ handler }) => handler).sort()).toEqual(handlers.sort())
  })
})

test('handlers that raise what raises them come to an end', () => {
  let calls = 0
  const { server, errors } = startServer(GL_CUSTOM_NOTIFICATION, (given) => [0, 1].map(() => new class extends CGlobalModule {
    override OnGlobalCustomNotification(provider: moduleApi.ICustomNotificationProvider) {
      calls++
      given.NotifyCustomNotification(provider)
      return GL_NOTIFICATION_CONTINUE
    }
    Terminate() {}
  }()))
  const provider = { QueryNotificationType: () => 'x', SetErrorStatus() {} }
  server.NotifyCustomNotification(provider)
  expect(calls).toBe(8)
  expect(errors).toEqual([expect.objectContaining({ code: 'ERR_MODULE_GLOBAL_RECURSION' })])
  server.NotifyCustomNotification(provider)
  expect(calls).toBe(16)
})

test('an error status of a global handler is reported, the next module starts without it', () => {
  const { server, errors } = startServer(GL_CONFIGURATION_CHANGE, () => [0, 1].map((index) => new class extends CGlobalModule {
    override OnGlobalConfigurationChange(provider: IGlobalConfigurationChangeProvider) {
      if (index === 0) provider.SetErrorStatus(E_FAIL)
      return GL_NOTIFICATION_CONTINUE
    }
    Terminate() {}
  }()))
  server.NotifyConfigurationChange('MACHINE')
  expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('"m1" reported 0x80004005 from OnGlobalConfigurationChange')])
})

test('what GL_PRE_BEGIN_REQUEST answers is looked at', async () => {
  const { host, errors } = startServer(GL_PRE_BEGIN_REQUEST, () => [new class extends CGlobalModule {
    override OnGlobalPreBeginRequest() { return undefined as never }
    Terminate() {}
  }()], { route: () => true })
  expect((await host.request('/')).status).toBe(200)
  expect(errors).toEqual([expect.objectContaining({ code: 'ERR_MODULE_GLOBAL_STATUS', message: expect.stringContaining('"m1" returned undefined from OnGlobalPreBeginRequest') })])
})

test('monitors end with the server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'monitors-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  const { host, server } = startServer(GL_FILE_CHANGE, () => [])
  const monitor = server.RegisterFileChangeMonitor(folder, null)
  if (typeof monitor === 'number') throw new Error(`not watched: ${monitor}`)
  let cleaned = 0
  monitor.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { cleaned++ } }, 1)
  expect(server.RegisterFileChangeMonitor(folder, {})).toBe(HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED))
  await host.close()
  expect(cleaned).toBe(1)
  monitor.DereferenceFileMonitor()
  expect(cleaned).toBe(1)
  expect(server.RegisterFileChangeMonitor(folder, null)).toBe(E_FAIL)
})

test('the memory host takes no request once it closes', async () => {
  const { host } = startServer(0, () => [], { route: () => true })
  const closed = host.close()
  expect((await host.request('/')).status).toBe(503)
  await closed
  expect(await host.close()).toBeUndefined()
})
