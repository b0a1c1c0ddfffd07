import {
  GL_NOTIFICATION_CONTINUE, GL_NOTIFICATION_HANDLED, RQ_AUTHORIZE_REQUEST, RQ_END_REQUEST, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE,
  RQ_NOTIFICATION_FINISH_REQUEST, RQ_SEND_RESPONSE, type IHttpContext, type IHttpEventProvider
} from '@isapi-bridge/module-api'
import { E_ACCESSDENIED, E_FAIL, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { DETERMINISTIC } from '../support/events.ts'
import { moduleOf, recordingHandlers, type Handlers } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

const TWELVE = DETERMINISTIC.map(({ name }) => name)
const BEFORE_LOG = DETERMINISTIC.slice(0, 10)
const CLOSING = ['LOG_REQUEST', 'post LOG_REQUEST', 'END_REQUEST', 'post END_REQUEST']

/** A handler of one notification that finishes the request. */
function finishing(handler: string): Handlers {
  return { [handler]: () => RQ_NOTIFICATION_FINISH_REQUEST }
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('module.status.continue', async () => {
    const log: string[] = []
    const handler = (name: string) => ({ OnBeginRequest() { log.push(name); return RQ_NOTIFICATION_CONTINUE } })
    const site = await open({ modules: ['a', 'b', 'c'].map((name) => moduleOf(name, handler(name))) })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(log).toEqual(['a', 'b', 'c'])
  })

  statement('module.finish.stops-notification', async () => {
    for (const { name, handler } of BEFORE_LOG) {
      const log: string[] = []
      const site = await open({ modules: [
        moduleOf('before', recordingHandlers('before', log, [name])),
        moduleOf('finisher', finishing(handler)),
        moduleOf('after', recordingHandlers('after', log, [name]))
      ] })
      await site.ask('/nothing')
      expect(log).toEqual([`before ${name}`])
    }
  })

  statement('module.finish.skips-post', async () => {
    for (const { name, handler } of BEFORE_LOG) {
      const log: string[] = []
      const site = await open({ modules: [moduleOf('m', recordingHandlers('m', log, [], [name, 'END_REQUEST'])), moduleOf('finisher', finishing(handler))] })
      await site.ask('/nothing')
      expect(log).toEqual(['m post END_REQUEST'])
    }
  })

  statement('module.finish.skips-to-log', async () => {
    for (const [index, { name, handler }] of BEFORE_LOG.entries()) {
      const log: string[] = []
      const site = await open({ modules: [moduleOf('m', recordingHandlers('m', log, TWELVE)), moduleOf('finisher', finishing(handler))] })
      await site.ask('/nothing')
      expect(log, name).toEqual([...TWELVE.slice(0, index + 1), 'LOG_REQUEST', 'END_REQUEST'].map((each) => `m ${each}`))
    }
  })

  statement('module.finish.skips-release-and-update', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', recordingHandlers('m', log, TWELVE.slice(6))), moduleOf('finisher', finishing('OnExecuteRequestHandler'))] })
    await site.ask('/nothing')
    expect(log).toEqual(['m PRE_EXECUTE_REQUEST_HANDLER', 'm EXECUTE_REQUEST_HANDLER', 'm LOG_REQUEST', 'm END_REQUEST'])
  })

  statement('module.finish.log-runs', async () => {
    for (const { handler } of BEFORE_LOG) {
      const log: string[] = []
      const modules = ['a', 'b'].map((name) => moduleOf(name, recordingHandlers(name, log, ['LOG_REQUEST'], ['LOG_REQUEST'])))
      const site = await open({ modules: [...modules, moduleOf('finisher', finishing(handler))] })
      await site.ask('/nothing')
      expect(log).toEqual(['a LOG_REQUEST', 'b LOG_REQUEST', 'a post LOG_REQUEST', 'b post LOG_REQUEST'])
    }
  })

  statement('module.finish.end-runs', async () => {
    for (const { handler } of BEFORE_LOG) {
      const log: string[] = []
      const modules = ['a', 'b'].map((name) => moduleOf(name, recordingHandlers(name, log, ['END_REQUEST'], ['END_REQUEST'])))
      const site = await open({ modules: [moduleOf('finisher', finishing(handler)), ...modules] })
      await site.ask('/nothing')
      expect(log).toEqual(['a END_REQUEST', 'b END_REQUEST', 'a post END_REQUEST', 'b post END_REQUEST'])
    }
  })

  statement('module.finish.sends', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('m', recordingHandlers('m', log, ['END_REQUEST', 'SEND_RESPONSE'])),
      moduleOf('finisher', {
        OnBeginRequest(context) {
          context.GetResponse().SetStatus(403, 'Forbidden')
          context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from('no') } }])
          return RQ_NOTIFICATION_FINISH_REQUEST
        }
      })
    ] })
    const answer = await site.ask('/hello')
    expect([answer.status, answer.body]).toEqual([403, 'no'])
    expect(log).toEqual(['m END_REQUEST', 'm SEND_RESPONSE'])
  })

  statement('module.finish.log-and-end-not-starved', async () => {
    for (const handler of ['OnLogRequest', 'OnPostLogRequest', 'OnEndRequest', 'OnPostEndRequest']) {
      const log: string[] = []
      const events = ['LOG_REQUEST', 'END_REQUEST']
      const site = await open({ modules: [moduleOf('finisher', finishing(handler)), moduleOf('m', recordingHandlers('m', log, events, events))] })
      await site.ask('/hello')
      expect(log).toEqual(CLOSING.map((each) => `m ${each}`))
    }
  })

  statement('module.finish.in-send-response', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('third', recordingHandlers('third', log, ['SEND_RESPONSE', 'LOG_REQUEST'])),
      moduleOf('second', { OnSendResponse() { log.push('second'); return RQ_NOTIFICATION_FINISH_REQUEST } }),
      moduleOf('first', recordingHandlers('first', log, ['SEND_RESPONSE']))
    ] })
    const answer = await site.ask('/hello')
    expect([answer.status, answer.body]).toEqual([200, 'hello'])
    expect(log).toEqual(['third LOG_REQUEST', 'first SEND_RESPONSE', 'second'])
  })

  statement('module.status.continue-from-handler', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('m', recordingHandlers('m', log, ['RELEASE_REQUEST_STATE', 'UPDATE_REQUEST_CACHE', 'LOG_REQUEST'])),
      moduleOf('handler', { OnExecuteRequestHandler(context) { context.SetRequestHandled() } })
    ] })
    expect((await site.ask('/nothing')).status).toBe(200)
    expect(log).toEqual(['m RELEASE_REQUEST_STATE', 'm UPDATE_REQUEST_CACHE', 'm LOG_REQUEST'])
  })

  statement('module.global.continue', async () => {
    const log: string[] = []
    const site = await open({ modules: ['a', 'b'].map((name) => moduleOf(name, {}, { preBegin() { log.push(name); return GL_NOTIFICATION_CONTINUE } })) })
    await site.ask('/hello')
    expect(log).toEqual(['a', 'b'])
  })

  statement('module.global.handled', async () => {
    const log: string[] = []
    const site = await open({ modules: ['a', 'b', 'c'].map((name) => moduleOf(name, {}, {
      preBegin() { log.push(name); return name === 'b' ? GL_NOTIFICATION_HANDLED : GL_NOTIFICATION_CONTINUE }
    })) })
    await site.ask('/hello')
    expect(log).toEqual(['a', 'b'])
  })

  statement('module.error-status.alone', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('a', { OnBeginRequest(_context, provider) { provider.SetErrorStatus(E_FAIL) } }),
      moduleOf('b', recordingHandlers('b', log, ['BEGIN_REQUEST', 'AUTHORIZE_REQUEST']))
    ] })
    const answer = await site.ask('/hello')
    expect([answer.status, answer.body]).toEqual([200, 'hello'])
    expect(log).toEqual(['b BEGIN_REQUEST', 'b AUTHORIZE_REQUEST'])
  })

  statement('module.error-status.reason', async () => {
    for (const [hr, expected] of [[E_FAIL, 0x8000_4005], [E_ACCESSDENIED, 5], [S_OK, 0]] as const) {
      for (const [handler, finishes] of [['OnBeginRequest', true], ['OnAuthenticateRequest', true], ['OnMapRequestHandler', true], ['OnAuthorizeRequest', false]] as const) {
        const records: number[] = []
        const site = await open({ modules: [
          moduleOf('a', { [handler](_context: IHttpContext, provider: IHttpEventProvider) {
            provider.SetErrorStatus(hr)
            return finishes ? RQ_NOTIFICATION_FINISH_REQUEST : RQ_NOTIFICATION_CONTINUE
          } }),
          { name: 'log', module: (_version, info) => { info.setClosingSteps({ onLogLine(_context, record) { records.push(record.win32Status) } }); return S_OK } }
        ] })
        await site.ask('/hello')
        await expect.poll(() => records).toEqual([finishes ? expected : 0])
      }
    }
  })

  statement('module.status.later-change', async () => {
    const site = await open({ modules: [
      moduleOf('a', { OnBeginRequest(context) { context.GetResponse().SetStatus(500, 'Broken') } }),
      moduleOf('b', { OnEndRequest(context) { context.GetResponse().SetStatus(202, 'Accepted') } })
    ] })
    expect((await site.ask('/hello')).status).toBe(202)
  })

  statement('module.handled.stops-handlers', async () => {
    const log: string[] = []
    const others = DETERMINISTIC.map(({ name }) => name).filter((name) => name !== 'EXECUTE_REQUEST_HANDLER')
    for (const handler of ['OnPreExecuteRequestHandler', 'OnExecuteRequestHandler']) {
      log.length = 0
      const site = await open({ modules: [
        moduleOf('answerer', { [handler]: (context: { SetRequestHandled(): void }) => { context.SetRequestHandled() } }),
        moduleOf('handler', recordingHandlers('handler', log, ['EXECUTE_REQUEST_HANDLER'])),
        moduleOf('m', recordingHandlers('m', log, others))
      ] })
      expect((await site.ask('/nothing')).status).toBe(200)
      expect(log).toEqual(others.map((name) => `m ${name}`))
    }
    const routed: string[] = []
    const site = await open({
      modules: [moduleOf('answerer', { OnPreExecuteRequestHandler(context) { context.SetRequestHandled() } })],
      routes: { '/hello': () => { routed.push('route'); return 'hello' } }
    })
    expect((await site.ask('/hello')).body).toBe('')
    expect(routed).toEqual([])
  })

  statement('module.disable.own-request', async () => {
    const log: string[] = []
    let first = true
    const site = await open({ modules: [
      moduleOf('a', {
        OnBeginRequest(context) {
          if (first) context.DisableNotifications(RQ_AUTHORIZE_REQUEST, RQ_END_REQUEST)
          first = false
        },
        ...recordingHandlers('a', log, ['AUTHORIZE_REQUEST', 'END_REQUEST'], ['AUTHORIZE_REQUEST', 'END_REQUEST'])
      }),
      moduleOf('b', recordingHandlers('b', log, ['AUTHORIZE_REQUEST'], ['END_REQUEST']))
    ] })
    await site.ask('/hello')
    expect(log).toEqual(['b AUTHORIZE_REQUEST', 'a post AUTHORIZE_REQUEST', 'a END_REQUEST', 'b post END_REQUEST'])
    log.length = 0
    await site.ask('/hello')
    expect(log).toEqual(['a AUTHORIZE_REQUEST', 'b AUTHORIZE_REQUEST', 'a post AUTHORIZE_REQUEST', 'a END_REQUEST', 'a post END_REQUEST', 'b post END_REQUEST'])
  })

  statement('module.disable.deterministic-only', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) {
        context.DisableNotifications((RQ_MAP_PATH | RQ_SEND_RESPONSE) >>> 0, 0)
        context.MapPath('/other')
      },
      ...recordingHandlers('m', log, ['MAP_PATH', 'SEND_RESPONSE'])
    })] })
    await site.ask('/hello')
    expect(log).toEqual(['m MAP_PATH', 'm MAP_PATH', 'm SEND_RESPONSE'])
  })

  statement('module.throws', async () => {
    for (const { name, handler } of DETERMINISTIC) {
      const log: string[] = []
      const site = await open({ modules: [
        moduleOf('thrower', { [handler]: () => { throw new Error('out of order') } }),
        moduleOf('m', recordingHandlers('m', log, ['LOG_REQUEST', 'END_REQUEST', 'SEND_RESPONSE']))
      ] })
      const answer = await site.ask('/nothing')
      expect(answer.status, name).toBe(500)
      expect(log, name).toEqual(['m LOG_REQUEST', 'm END_REQUEST', 'm SEND_RESPONSE'])
      expect(site.reports.map(({ message }) => message), name).toEqual([expect.stringMatching(new RegExp(`"thrower" threw from ${handler}: out of order`))])
    }
  })
})
