// Starting: what a pipeline without modules costs, and how one that cannot work says so.

import {
  CGlobalModule, CHttpModule, GL_PRE_BEGIN_REQUEST, ModuleContractError, PRIORITY_ALIAS_FIRST, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE_STATUS_AND_HEADERS, createModuleFactory,
  type IHttpModuleRegistrationInfo, type ModuleEntry
} from '@isapi-bridge/module-api'
import { integratedPipeline, type IntegratedPipelineOptions } from '@isapi-bridge/module-api/fastify'
import { ERROR_ALREADY_EXISTS, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, E_FAIL, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { fastify, type FastifyInstance } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientOf, listen, startApp, until } from '../support/hosts.ts'
import { THE_END, moduleOf, recordingModule } from '../support/modules.ts'

class Nothing extends CHttpModule {
  override OnBeginRequest(): typeof RQ_NOTIFICATION_CONTINUE { return RQ_NOTIFICATION_CONTINUE }
}
const factory = createModuleFactory(Nothing)
/** A bit that no global notification has. */
const UNASSIGNED = 0x0000_0008

function create(): FastifyInstance {
  const app = fastify()
  onTestFinished(async () => { await app.close() })
  return app
}

/** Registers and waits; what went wrong. */
async function failure(options: unknown, before: (app: FastifyInstance) => void = () => {}): Promise<ModuleContractError> {
  const app = create()
  before(app)
  try {
    await app.register(integratedPipeline, options as IntegratedPipelineOptions)
    await app.ready()
  } catch (error) {
    if (error instanceof ModuleContractError) return error
    throw error
  }
  throw new Error('It started.')
}

describe('without modules', () => {
  const silent: readonly (readonly [string, readonly ModuleEntry[]])[] = [
    ['no module', []],
    ['a module that registers nothing', [{ name: 'silent', module: () => S_OK }]],
    ['a module that asks for serial requests only', [moduleOf('serial', {}, { serial: true })]]
  ]

  test.each(silent)('%s: nothing is installed', async (_what, modules) => {
    const app = create()
    await app.register(integratedPipeline, { modules })
    app.get('/route', () => 'route')
    await app.ready()
    expect(app.hasConstraintStrategy('integratedPipeline')).toBe(false)
    expect(app.hasConstraintStrategy('host')).toBe(false)
    expect(app.hasRoute({ method: 'GET', url: '/route' })).toBe(true)
    const plain = create()
    plain.get('/route', () => 'route')
    await plain.ready()
    expect(app.printRoutes({ includeHooks: true })).toBe(plain.printRoutes({ includeHooks: true }))
    expect(await app.inject('/route')).toMatchObject({ statusCode: 200, body: 'route' })
    expect(app.integratedPipeline.plan()).toEqual([])
    const client = await clientOf(await listen(app))
    client.get('/route', '/a/../route', '//route')
    expect([(await client.answer()).status, (await client.answer()).status, (await client.answer()).status]).toEqual([200, 404, 404])
  })

  test('routes that are there already are none of its business', async () => {
    const app = create()
    app.get('/route', () => 'route')
    await app.register(integratedPipeline, { modules: [] })
    expect((await app.inject('/route')).body).toBe('route')
  })
})

describe('what nobody needs is not installed', () => {
  const hooksOf = (app: FastifyInstance): string[] => [...app.printRoutes({ includeHooks: true, method: 'GET' }).matchAll(/\((\w+)\)/g)].map(([, hook = '']) => hook)

  test.each([
    ['OnBeginRequest', true, ['onRequest', 'preParsing', 'onSend']],
    ['OnMapRequestHandler', true, ['onRequest', 'preParsing', 'onSend', 'preHandler']],
    ['OnMapPath', true, ['onRequest', 'preParsing', 'onSend']],
    ['OnPostMapRequestHandler', false, ['onRequest', 'preParsing', 'onSend']],
    ['OnPostPreExecuteRequestHandler', false, ['onRequest', 'preParsing', 'onSend']],
    ['OnExecuteRequestHandler', false, ['onRequest', 'preParsing', 'onSend', 'preHandler']],
    ['OnReleaseRequestState', false, ['onRequest', 'preParsing', 'onSend', 'preHandler']],
    ['OnLogRequest', false, ['onRequest', 'preParsing', 'onSend']],
    ['OnSendResponse', false, ['onRequest', 'preParsing', 'onSend']],
    ['OnReadEntity', false, ['onRequest', 'preParsing', 'onSend']]
  ])('%s', async (handler, beforeRouting, hooks) => {
    const { app } = await startApp([moduleOf('one', { [handler]: () => RQ_NOTIFICATION_CONTINUE })], (instance) => { instance.get('/route', () => 'route') })
    expect(app.hasConstraintStrategy('integratedPipeline')).toBe(beforeRouting)
    const found = app.printRoutes({ includeHooks: true })
    for (const hook of ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'onError', 'onResponse', 'onTimeout', 'onRequestAbort']) {
      expect(found.includes(`(${hook})`), hook).toBe(hooks.includes(hook))
    }
    expect((await app.inject('/route')).body).toBe('route')
    expect(hooksOf(app).length).toBeGreaterThanOrEqual(0)
  })
})

describe('a start that is refused', () => {
  const named = (name: string, module: unknown): unknown => ({ name, module })

  test.each([
    ['no options', undefined, 'ERR_MODULE_OPTIONS', '`modules`'],
    ['modules that are no list', { modules: {} }, 'ERR_MODULE_OPTIONS', '`modules`'],
    ['a site number that is none', { modules: [], site: { id: 0 } }, 'ERR_MODULE_OPTIONS', '`site.id` is 0'],
    ['a size that is none', { modules: [], uploadReadAheadSize: -1 }, 'ERR_MODULE_OPTIONS', '`uploadReadAheadSize` is -1'],
    ['a filter root that is none', { modules: [], filterRoots: [''] }, 'ERR_MODULE_OPTIONS', '`filterRoots`'],
    ['an entry that is null', { modules: [null] }, 'ERR_MODULE_ENTRY', 'modules[0] is null'],
    ['an entry that is no module', { modules: [() => S_OK, 'x'] }, 'ERR_MODULE_ENTRY', 'modules[1] is string'],
    ['an entry without a name', { modules: [named('', () => S_OK)] }, 'ERR_MODULE_ENTRY', 'modules[0]'],
    ['two of one name', { modules: [named('twice', () => S_OK), named('twice', () => S_OK)] }, 'ERR_MODULE_DUPLICATE_NAME', '"twice"'],
    ['a failure', { modules: [named('failing', () => E_FAIL)] }, 'ERR_MODULE_REGISTRATION', '"failing" returned an error from registration: 0x80004005'],
    ['no result', { modules: [named('forgetful', () => undefined)] }, 'ERR_MODULE_REGISTRATION', '"forgetful"'],
    ['a throw', { modules: [named('throwing', () => { throw new Error('broken') })] }, 'ERR_MODULE_REGISTRATION', '"throwing" threw from RegisterModule: broken'],
    ['a promise', { modules: [named('slow', async () => S_OK)] }, 'ERR_MODULE_ASYNC_REGISTRATION', '"slow"']
  ])('%s', async (_what, options, code, message) => {
    const error = await failure(options)
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })

  test('a function is a module of its own name; two of one name are refused', async () => {
    function timing(): HRESULT { return S_OK }
    expect((await failure({ modules: [timing, timing] })).message).toContain('"timing"')
  })
})

test('routes that were there before are named in a warning, and work', async () => {
  const warnings: Error[] = []
  const listener = (warning: Error): void => { warnings.push(warning) }
  process.on('warning', listener)
  onTestFinished(() => { process.off('warning', listener) })
  const log: string[] = []
  const app = create()
  app.get('/early/:id', () => 'early')
  app.get('/gives-up', (_request, reply) => { reply.callNotFound() })
  await app.register(integratedPipeline, { modules: [recordingModule(log)] })
  app.get('/late', () => 'late')
  for (const [url, body] of [['/early/1', 'early'], ['/late', 'late'], ['/gives-up', 'Not Found']] as const) {
    log.length = 0
    expect((await app.inject(url)).body).toContain(body)
    await until(() => log.includes('Dispose'))
    for (const line of ['OnBeginRequest', 'OnPostPreExecuteRequestHandler', 'OnReleaseRequestState', ...THE_END, 'OnSendResponse', 'closing']) expect(log.filter((each) => each === line), `${url} ${line}`).toEqual([line])
  }
  await until(() => warnings.length > 0)
  expect(warnings.map((warning) => 'code' in warning && warning.code)).toEqual(['ERR_MODULE_ROUTES_BEFORE'])
  expect(warnings[0]?.message).toContain('early/')
})

test('late registration fails and names the module', async () => {
  const kept: IHttpModuleRegistrationInfo[] = []
  const { app } = await startApp([{ name: 'late', module: (_version, info) => { kept.push(info); return S_OK } }])
  const [info] = kept
  expect(() => info?.SetRequestNotifications(factory, RQ_BEGIN_REQUEST, 0)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_LATE_REGISTRATION', message: expect.stringContaining('"late"') }))
  expect(() => info?.SetPriorityForRequestNotification(RQ_BEGIN_REQUEST, PRIORITY_ALIAS_FIRST)).toThrow('"late"')
  expect((await app.inject('/')).statusCode).toBe(404)
})

test('the results of a registration', async () => {
  const results: HRESULT[] = []
  await startApp([{
    name: 'asking',
    module(version, info, server) {
      expect([version, info.GetName(), server.GetAppPoolName(), server.IsCommandLineLaunch()]).toEqual([7, 'asking', 'DefaultAppPool', true])
      results.push(
        info.SetRequestNotifications({} as never, RQ_BEGIN_REQUEST, 0), info.SetRequestNotifications(factory, RQ_SEND_RESPONSE_STATUS_AND_HEADERS, 0), info.SetRequestNotifications(factory, RQ_BEGIN_REQUEST, RQ_BEGIN_REQUEST),
        info.SetRequestNotifications(factory, RQ_BEGIN_REQUEST, 0), info.SetPriorityForRequestNotification(RQ_BEGIN_REQUEST, 'soon' as never), info.SetPriorityForRequestNotification(RQ_BEGIN_REQUEST, PRIORITY_ALIAS_FIRST)
      )
      const global = new class extends CGlobalModule { Terminate() {} }()
      results.push(info.SetGlobalNotifications(global, UNASSIGNED), info.SetGlobalNotifications(global, GL_PRE_BEGIN_REQUEST), info.SetGlobalNotifications(global, GL_PRE_BEGIN_REQUEST))
      results.push(info.setClosingSteps({}), info.setClosingSteps({}))
      return S_OK
    }
  }])
  const [exists, parameter, unsupported] = [ERROR_ALREADY_EXISTS, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED].map(HRESULT_FROM_WIN32)
  expect(results).toEqual([parameter, unsupported, S_OK, exists, parameter, S_OK, unsupported, S_OK, exists, S_OK, exists])
})

test('a factory that fails or throws is 500, names its module, and leaves LOG and END to the others', async () => {
  for (const make of [() => E_FAIL, () => { throw new Error('broken factory') }, () => ({}) as never]) {
    const log: string[] = []
    const broken: ModuleEntry = { name: 'broken', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: make, Terminate() {} }, RQ_BEGIN_REQUEST, 0) }
    const { app, errors } = await startApp([broken, recordingModule(log)], (instance) => { instance.get('/route', () => 'route') })
    expect((await app.inject('/route')).statusCode).toBe(500)
    await until(() => log.includes('Dispose'))
    expect(log).toEqual([...THE_END, 'OnSendResponse', 'closing', 'Dispose'])
    expect(errors.at(-1)).toMatchObject({ code: 'ERR_MODULE_FACTORY', message: expect.stringContaining('"broken"') })
  }
})

describe('in a place where it cannot work', () => {
  test('twice', async () => {
    const app = create()
    app.register(integratedPipeline, { modules: [] })
    app.register(integratedPipeline, { modules: [] })
    await expect(app.ready()).rejects.toThrow('integratedPipeline')
  })

  test('inside an encapsulated plugin, with modules that run before routing', async () => {
    const app = create()
    app.register(async (scope) => { await scope.register(integratedPipeline, { modules: [recordingModule([])] }) })
    await expect(app.ready()).rejects.toMatchObject({ code: 'ERR_MODULE_ROUTES_BEFORE', message: expect.stringContaining('encapsulated') })
  })

  test('inside an encapsulated plugin, with modules that run after routing: it serves that plugin', async () => {
    const log: string[] = []
    const app = create()
    app.register(async (scope) => {
      await scope.register(integratedPipeline, { modules: [moduleOf('inner', { OnLogRequest(context) { log.push(context.GetScriptName()); return RQ_NOTIFICATION_CONTINUE } })] })
      scope.get('/inner', () => 'inner')
    })
    app.get('/outer', () => 'outer')
    expect([(await app.inject('/inner')).body, (await app.inject('/outer')).body]).toEqual(['inner', 'outer'])
    expect(log).toEqual(['/inner'])
  })
})

test('the plan can be read before the first request, and printed', async () => {
  const { app } = await startApp([recordingModule([])])
  expect(app.integratedPipeline.plan().map((row) => row.stage)).toContain('BEGIN_REQUEST')
})

test('a priority of events that a module does not have, or nobody has, changes nothing', async () => {
  const results: HRESULT[] = []
  await startApp([{ name: 'm', module(_version, info) {
    results.push(info.SetPriorityForGlobalNotification(UNASSIGNED, PRIORITY_ALIAS_FIRST), info.SetPriorityForRequestNotification(0x4000, PRIORITY_ALIAS_FIRST),
      info.SetPriorityForPostRequestNotification(0xffff_ffff, PRIORITY_ALIAS_FIRST))
    return S_OK
  } }])
  expect(results).toEqual([S_OK, S_OK, S_OK])
})
