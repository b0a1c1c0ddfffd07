import {
  CGlobalModule, CHttpModule, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST, PRIORITY_ALIAS_HIGH, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE,
  type HTTP_MODULE_ID, type IHttpModuleFactory
} from '@isapi-bridge/module-api'
import { ERROR_ALREADY_EXISTS, ERROR_NOT_ENOUGH_MEMORY, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { HOSTS, openInMemory } from '../support/site.ts'

class Nothing extends CHttpModule {
  override OnBeginRequest() { return RQ_NOTIFICATION_CONTINUE }
}
let serial = 1
const factory: IHttpModuleFactory = { GetHttpModule: () => new Nothing(), Terminate() {} }

describe.each(HOSTS)('%s', (_, open) => {
  statement('module.register.once', async () => {
    const calls: unknown[][] = []
    const site = await open({ modules: [{ name: 'm', module: (...args) => { calls.push(args); return S_OK } }] })
    await site.ask('/hello')
    await site.ask('/hello')
    expect(calls).toHaveLength(1)
    const [version, info, server] = calls[0] ?? []
    expect(version).toBe(7)
    expect(info).toHaveProperty('SetRequestNotifications')
    expect(server).toHaveProperty('GetAppPoolName')
  })

  statement('module.register.failure', async () => {
    await expect(open({ modules: [{ name: 'faulty', module: () => HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY) }] }))
      .rejects.toThrow(/"faulty" returned an error from registration: 0x80070008/)
  })

  statement('module.register.nothing', async () => {
    const ended: string[] = []
    const site = await open({ modules: [moduleOf('idle', {}, { register: () => { ended.push('registered') } }), moduleOf('busy', recordingHandlers('busy', ended, ['BEGIN_REQUEST']))] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(ended).toEqual(['registered', 'busy BEGIN_REQUEST'])
    expect(site.reports).toEqual([])
  })

  statement('module.register.post-only', async () => {
    const log: string[] = []
    class Module extends CHttpModule {
      override OnBeginRequest() { log.push('OnBeginRequest'); return RQ_NOTIFICATION_CONTINUE }
      override OnPostBeginRequest() { log.push('OnPostBeginRequest'); return RQ_NOTIFICATION_CONTINUE }
    }
    const site = await open({ modules: [{ name: 'm', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Module(), Terminate() {} }, 0, RQ_BEGIN_REQUEST) }] })
    await site.ask('/hello')
    expect(log).toEqual(['OnPostBeginRequest'])
  })

  statement('module.register.two-masks', async () => {
    const log: string[] = []
    const handlers = recordingHandlers('m', log, ['BEGIN_REQUEST', 'END_REQUEST'], ['BEGIN_REQUEST', 'LOG_REQUEST'])
    const site = await open({ modules: [moduleOf('m', handlers)] })
    await site.ask('/hello')
    expect(log).toEqual(['m BEGIN_REQUEST', 'm post BEGIN_REQUEST', 'm post LOG_REQUEST', 'm END_REQUEST'])
  })

  statement('module.register.map-path-only', async () => {
    const called = new Set<string>()
    class Module extends CHttpModule {}
    for (const name of Object.getOwnPropertyNames(CHttpModule.prototype).filter((each) => each.startsWith('On'))) {
      Object.defineProperty(Module.prototype, name, { value: () => { called.add(name); return RQ_NOTIFICATION_CONTINUE } })
    }
    const site = await open({ modules: [{ name: 'm', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Module(), Terminate() {} }, RQ_MAP_PATH, 0) }] })
    await site.ask('/hello')
    expect([...called]).toEqual(['OnMapPath'])
  })

  statement('module.instance.per-request', async () => {
    let made = 0
    const order: string[] = []
    const site = await open({
      modules: [moduleOf('m', { OnBeginRequest() { order.push('begin') }, OnEndRequest() { order.push('end') } }, {
        factory: (Module) => ({ GetHttpModule() { made++; order.push('made'); return new Module() }, Terminate() {} })
      })]
    })
    await site.ask('/hello')
    expect(order).toEqual(['made', 'begin', 'end'])
    await site.ask('/hello')
    expect(made).toBe(2)
  })

  statement('module.instance.fields', async () => {
    const read: unknown[] = []
    const values = new WeakMap<object, string>()
    const site = await open({
      modules: [moduleOf('m', {
        OnBeginRequest(context) {
          read.push(values.get(this))
          values.set(this, context.GetScriptName())
        },
        OnEndRequest() { read.push(values.get(this)) }
      })],
      routes: { '/a': () => 'a', '/b': () => 'b' }
    })
    await site.ask('/a')
    await site.ask('/b')
    expect(read).toEqual([undefined, '/a', undefined, '/b'])
  })

  statement('module.instance.disposed', async () => {
    const log: string[] = []
    const site = await open({
      modules: [moduleOf('m', { OnEndRequest() { log.push('end') }, OnSendResponse() { log.push('send') }, Dispose() { log.push('dispose') } })]
    })
    await site.ask('/hello')
    expect(log).toEqual(['end', 'send', 'dispose'])
  })

  statement('module.factory.result', async () => {
    const statuses = []
    for (const result of [new Nothing(), HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY)]) {
      const site = await open({ modules: [{ name: 'm', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => result, Terminate() {} }, RQ_BEGIN_REQUEST, 0) }] })
      statuses.push((await site.ask('/hello')).status)
    }
    expect(statuses).toEqual([200, 500])
  })

  statement('module.factory.failure', async () => {
    const log: string[] = []
    const site = await open({
      modules: [
        { name: 'faulty', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY), Terminate() {} }, RQ_BEGIN_REQUEST, 0) },
        moduleOf('other', recordingHandlers('other', log, ['BEGIN_REQUEST', 'END_REQUEST']))
      ]
    })
    expect((await site.ask('/hello')).status).toBe(500)
    expect(log).toEqual(['other END_REQUEST'])
    expect(site.reports.map(({ message }) => message)).toEqual([expect.stringContaining('"faulty"')])
  })

  statement('module.factory.terminate', async () => {
    const log: string[] = []
    const site = await open({
      modules: ['a', 'b'].map((name) => moduleOf(name, { OnBeginRequest() {} }, { factory: (Module) => ({ GetHttpModule: () => new Module(), Terminate() { log.push(name) } }) }))
    })
    await site.ask('/hello')
    expect(log).toEqual([])
    await site.close()
    expect(log.sort()).toEqual(['a', 'b'])
  })

  statement('module.global.terminate', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', {}, { preBegin() { log.push('pre-begin') }, terminate() { log.push('terminate') } })] })
    await site.ask('/hello')
    await site.close()
    expect(log).toEqual(['pre-begin', 'terminate'])
  })

  statement('module.handler.not-overridden', async () => {
    const warnings: string[] = []
    const listen = (warning: Error): void => { warnings.push(warning.message) }
    process.on('warning', listen)
    onTestFinished(() => { process.off('warning', listen) })
    const name = `Forgetful${serial++}` // each class is warned of once
    const Forgetful = { [name]: class extends CHttpModule {} }[name] ?? Nothing
    const site = await open({ modules: [{ name: 'm', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Forgetful(), Terminate() {} }, RQ_END_REQUEST, 0) }] })
    expect((await site.ask('/hello')).body).toBe('hello')
    await expect.poll(() => warnings).toContainEqual(expect.stringContaining(`${name}.OnEndRequest`))
  })
})

statement('module.instance.not-shared', async () => {
  const instances: unknown[] = []
  let release = (): void => {}
  const held = new Promise<void>((resolve) => { release = resolve })
  const site = await openInMemory({
    modules: [moduleOf('m', {
      async OnBeginRequest() {
        instances.push(this)
        if (instances.length === 2) release()
        await held
        return RQ_NOTIFICATION_CONTINUE
      },
      OnEndRequest() { instances.push(this) }
    })]
  })
  await Promise.all([site.ask('/hello'), site.ask('/hello')])
  const [first, second, ...ends] = instances
  expect(first).not.toBe(second)
  expect(new Set(ends)).toEqual(new Set([first, second]))
})

statement('module.register.name', async () => {
  const names: string[] = []
  const RegisterModule = (_version: number, info: { GetName(): string }) => { names.push(info.GetName()); return S_OK }
  await openInMemory({ modules: [{ name: 'first', module: RegisterModule }, { name: 'second', module: RegisterModule }] })
  expect(names).toEqual(['first', 'second'])
})

statement('module.register.id', async () => {
  const ids: HTTP_MODULE_ID[] = []
  const register = (info: { GetId(): HTTP_MODULE_ID }): void => {
    expect(info.GetId()).toBe(info.GetId())
    ids.push(info.GetId())
  }
  for (let server = 0; server < 2; server++) await openInMemory({ modules: ['a', 'b', 'c'].map((name) => moduleOf(name, {}, { register })) })
  expect(new Set(ids).size).toBe(6)
})

statement('module.register.requests-twice', async () => {
  const results: unknown[] = []
  await openInMemory({
    modules: [moduleOf('m', {}, {
      register(info) { for (const mask of [RQ_BEGIN_REQUEST, RQ_END_REQUEST]) results.push(info.SetRequestNotifications(factory, mask, 0)) }
    })]
  })
  expect(results).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS)])
})

statement('module.register.global-twice', async () => {
  const results: unknown[] = []
  await openInMemory({
    modules: [moduleOf('m', {}, {
      register(info) {
        const global = new class extends CGlobalModule {
          override OnGlobalPreBeginRequest() { return GL_NOTIFICATION_CONTINUE }
          Terminate() {}
        }()
        for (let time = 0; time < 2; time++) results.push(info.SetGlobalNotifications(global, GL_PRE_BEGIN_REQUEST))
      }
    })]
  })
  expect(results).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS)])
})

statement('module.register.duplicate-name', async () => {
  await expect(openInMemory({ modules: [moduleOf('twin', {}), moduleOf('other', {}), moduleOf('twin', {})] })).rejects.toThrow('"twin"')
})

statement('module.priority.mask', async () => {
  const log: string[] = []
  const both = ['BEGIN_REQUEST', 'END_REQUEST']
  const site = await openInMemory({
    modules: [
      moduleOf('plain', recordingHandlers('plain', log, both)),
      moduleOf('high', recordingHandlers('high', log, both), { register(info) { info.SetPriorityForRequestNotification(RQ_BEGIN_REQUEST | RQ_END_REQUEST, PRIORITY_ALIAS_HIGH) } })
    ]
  })
  await site.ask('/hello')
  expect(log).toEqual(['high BEGIN_REQUEST', 'plain BEGIN_REQUEST', 'high END_REQUEST', 'plain END_REQUEST'])
})
