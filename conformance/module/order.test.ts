import { CHttpModule, RQ_MAP_PATH, RQ_SEND_RESPONSE } from '@isapi-bridge/module-api'
import { createTraceRecorder } from '@isapi-bridge/trace'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { HOSTS, openInMemory } from '../support/site.ts'

const TWELVE = [
  'BEGIN_REQUEST', 'AUTHENTICATE_REQUEST', 'AUTHORIZE_REQUEST', 'RESOLVE_REQUEST_CACHE', 'MAP_REQUEST_HANDLER',
  'ACQUIRE_REQUEST_STATE', 'PRE_EXECUTE_REQUEST_HANDLER', 'EXECUTE_REQUEST_HANDLER', 'RELEASE_REQUEST_STATE',
  'UPDATE_REQUEST_CACHE', 'LOG_REQUEST', 'END_REQUEST'
]

describe.each(HOSTS)('%s', (_, open) => {
  statement('module.order.deterministic', async () => {
    const log: string[] = []
    // No route: EXECUTE_REQUEST_HANDLER is for handler modules.
    const site = await open({ modules: [moduleOf('m', recordingHandlers('m', log, TWELVE))] })
    await site.ask('/nothing')
    expect(log).toEqual(TWELVE.map((name) => `m ${name}`))
  })

  statement('module.order.map-handler-before-acquire', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', recordingHandlers('m', log, ['ACQUIRE_REQUEST_STATE', 'MAP_REQUEST_HANDLER']))] })
    await site.ask('/hello')
    expect(log).toEqual(['m MAP_REQUEST_HANDLER', 'm ACQUIRE_REQUEST_STATE'])
  })

  statement('module.order.events-before-posts', async () => {
    const log: string[] = []
    const modules = ['a', 'b'].map((name) => moduleOf(name, recordingHandlers(name, log, TWELVE, TWELVE)))
    const site = await open({ modules })
    await site.ask('/nothing')
    expect(log).toHaveLength(48)
    for (const name of TWELVE) {
      expect(log.filter((line) => line.endsWith(` ${name}`))).toEqual([`a ${name}`, `b ${name}`, `a post ${name}`, `b post ${name}`])
    }
  })

  statement('module.order.posts-before-next', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', recordingHandlers('m', log, TWELVE, TWELVE))] })
    await site.ask('/nothing')
    expect(log).toEqual(TWELVE.flatMap((name) => [`m ${name}`, `m post ${name}`]))
  })

  statement('module.order.list', async () => {
    const run = async (names: readonly string[]): Promise<string[]> => {
      const log: string[] = []
      const site = await open({ modules: names.map((name) => moduleOf(name, recordingHandlers(name, log, ['BEGIN_REQUEST', 'MAP_REQUEST_HANDLER']))) })
      await site.ask('/hello')
      return log
    }
    expect(await run(['a', 'b', 'c'])).toEqual(['a BEGIN_REQUEST', 'b BEGIN_REQUEST', 'c BEGIN_REQUEST', 'a MAP_REQUEST_HANDLER', 'b MAP_REQUEST_HANDLER', 'c MAP_REQUEST_HANDLER'])
    expect(await run(['b', 'c', 'a'])).toEqual(['b BEGIN_REQUEST', 'c BEGIN_REQUEST', 'a BEGIN_REQUEST', 'b MAP_REQUEST_HANDLER', 'c MAP_REQUEST_HANDLER', 'a MAP_REQUEST_HANDLER'])
  })

  statement('module.order.send-list-reversed', async () => {
    const log: string[] = []
    const site = await open({ modules: ['a', 'b', 'c'].map((name) => moduleOf(name, recordingHandlers(name, log, ['SEND_RESPONSE']))) })
    await site.ask('/hello')
    expect(log).toEqual(['c SEND_RESPONSE', 'b SEND_RESPONSE', 'a SEND_RESPONSE'])
  })

  statement('module.order.log-and-end-forward', async () => {
    const log: string[] = []
    const site = await open({ modules: ['a', 'b'].map((name) => moduleOf(name, recordingHandlers(name, log, ['LOG_REQUEST', 'END_REQUEST']))) })
    await site.ask('/hello')
    expect(log).toEqual(['a LOG_REQUEST', 'b LOG_REQUEST', 'a END_REQUEST', 'b END_REQUEST'])
  })

  statement('module.pre-begin.first', async () => {
    const log: string[] = []
    const site = await open({
      modules: [
        moduleOf('request', recordingHandlers('request', log, TWELVE)),
        moduleOf('global', {}, { preBegin: () => { log.push('global PRE_BEGIN_REQUEST') } })
      ]
    })
    await site.ask('/hello')
    expect(log.slice(0, 2)).toEqual(['global PRE_BEGIN_REQUEST', 'request BEGIN_REQUEST'])
    expect(log.filter((line) => line === 'global PRE_BEGIN_REQUEST')).toHaveLength(1)
  })

  statement('module.pre-begin.context', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [moduleOf('m', {
        OnBeginRequest(context) { seen.push(context) }
      }, {
        preBegin(context) { seen.push(context, context.GetScriptName()) }
      })]
    })
    await site.ask('/hello?a=b')
    expect(seen[1]).toBe('/hello')
    expect(seen[2]).toBe(seen[0])
  })

  statement('module.map-path.raised', async () => {
    const log: string[] = []
    const site = await open({
      modules: [moduleOf('m', {
        OnBeginRequest(context) {
          log.push('begin')
          context.MapPath('/other')
          log.push('mapped')
          context.GetServerVariable('PATH_TRANSLATED')
          log.push('read')
        },
        OnMapPath(_context, provider) { log.push(`map ${provider.GetUrl()}`) }
      })]
    })
    await site.ask('/hello')
    expect(log).toEqual(['map /hello', 'begin', 'map /other', 'mapped', 'map /hello', 'read'])
  })
})

statement('module.order.no-post-for-nested', async () => {
  const log: string[] = []
  const site = await openInMemory({
    modules: [{
      name: 'm',
      module(_version, info) {
        class Module extends CHttpModule {
          override OnMapPath() { log.push('OnMapPath'); return 0 as const }
          override OnSendResponse() { log.push('OnSendResponse'); return 0 as const }
        }
        return info.SetRequestNotifications({ GetHttpModule: () => new Module(), Terminate() {} }, 0, (RQ_MAP_PATH | RQ_SEND_RESPONSE) >>> 0)
      }
    }]
  })
  expect((await site.ask('/hello')).status).toBe(200)
  expect(log).toEqual([])
})

statement('module.order.trace-name', async () => {
  const recorder = createTraceRecorder({ limit: 1, skipped: false })
  onTestFinished(() => { recorder.stop() })
  const site = await openInMemory({ modules: [moduleOf('m', recordingHandlers('m', [], TWELVE))] })
  await site.ask('/nothing')
  const stages = recorder.list().flatMap(({ events }) => events.map(({ stage }) => stage))
  expect(stages).toEqual(TWELVE.map((name) => (name === 'ACQUIRE_REQUEST_STATE' ? 'REQUEST_ACQUIRE_STATE' : name)))
})
