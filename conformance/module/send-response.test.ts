import {
  HTTP_SEND_RESPONSE_FLAG_DISCONNECT, HttpDataChunkFromMemory, RQ_END_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type ISendResponseProvider
} from '@isapi-bridge/module-api'
import { CustomErrorModule } from '@isapi-bridge/module-api/modules'
import { ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { DETERMINISTIC } from '../support/events.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'

const TWELVE = DETERMINISTIC.map(({ name }) => name)
const write = (context: IHttpContext, text: string): void => {
  context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from(text) } }])
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('module.send-response.once', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', recordingHandlers('m', log, ['SEND_RESPONSE']))] })
    for (const url of ['/hello', '/nothing']) {
      await site.ask(url)
      expect(log.splice(0)).toEqual(['m SEND_RESPONSE'])
    }
  })

  statement('module.send-response.after-end', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', recordingHandlers('m', log, ['END_REQUEST', 'SEND_RESPONSE'], ['END_REQUEST']))] })
    await site.ask('/hello')
    expect(log).toEqual(['m END_REQUEST', 'm post END_REQUEST', 'm SEND_RESPONSE'])
  })

  statement('module.send-response.flush-at-once', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnAuthorizeRequest(context) {
        log.push('before')
        context.GetResponse().Flush()
        log.push('after')
      },
      OnSendResponse() { log.push('send') }
    })] })
    await site.ask('/hello')
    expect(log.slice(0, 3)).toEqual(['before', 'send', 'after'])
  })

  statement('module.send-response.flush-goes-on', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('flusher', { OnBeginRequest(context) { write(context, 'early '); context.GetResponse().Flush() } }),
      moduleOf('m', recordingHandlers('m', log, TWELVE))
    ] })
    const answer = await site.ask('/nothing')
    expect(log).toEqual(TWELVE.map((name) => `m ${name}`))
    expect([answer.status, answer.body]).toEqual([200, 'early '])
  })

  statement('module.send-response.reentry', async () => {
    const log: unknown[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnEndRequest(context) {
        context.GetResponse().SetStatus(500, 'Broken')
        const before = context.GetResponse().GetStatus().pdwNotification
        log.push('in')
        context.GetResponse().Flush()
        log.push('out')
        context.DisableNotifications(0, RQ_END_REQUEST) // the calling module is this one again
        expect(before).toBe(RQ_END_REQUEST)
      },
      OnPostEndRequest() { log.push('post') },
      OnSendResponse() { log.push(this) }
    })] })
    await site.ask('/hello')
    const [first, instance, second] = log
    expect([first, typeof instance, second]).toEqual(['in', 'object', 'out'])
    expect(log).not.toContain('post')
  })

  statement('module.send-response.headers-being-sent', async () => {
    const sends: boolean[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { context.GetResponse().Flush() },
      OnEndRequest(context) { write(context, 'more') },
      OnSendResponse(_context, provider) { sends.push(provider.GetHeadersBeingSent()) }
    })] })
    await site.ask('/hello')
    expect(sends).toEqual([true, false])
  })

  statement('module.send-response.may-change', async () => {
    const site = await open({ modules: [moduleOf('m', {
      OnSendResponse(context) {
        context.GetResponse().SetStatus(203, 'Changed')
        context.GetResponse().SetHeader('X-Late', 'yes', true)
      }
    })] })
    const answer = await site.ask('/hello')
    expect([answer.status, answer.headers['x-late']]).toEqual([203, 'yes'])
  })

  statement('module.send-response.headers-sent', async () => {
    const seen: boolean[] = []
    const look = (context: IHttpContext): void => { seen.push(context.GetResponseHeadersSent()) }
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest: look,
      OnAuthorizeRequest(context) { look(context); context.GetResponse().Flush(); look(context) },
      OnEndRequest: look
    })] })
    await site.ask('/hello')
    expect(seen).toEqual([false, false, true, true])
  })

  statement('module.send-response.headers-suppressed', async () => {
    const sends: boolean[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { context.GetResponse().SuppressHeaders() },
      OnExecuteRequestHandler(context) { write(context, 'HTTP/1.1 207 Mine\r\nContent-Length: 2\r\n\r\nok') },
      OnSendResponse(_context, provider) { sends.push(provider.GetHeadersBeingSent()) }
    })] })
    await site.ask('/nothing')
    expect(sends).toEqual([false])
  })

  statement('module.send-response.log-data-priority', async () => {
    const seen: unknown[] = []
    const look = (name: string) => ({ OnSendResponse(_context: IHttpContext, provider: ISendResponseProvider) { seen.push([name, provider.GetReadyToLogData(), provider.GetLogData()?.UriStem ?? null]) } })
    const site = await open({ modules: [
      moduleOf('first', look('first'), { priority: { OnSendResponse: 'FIRST' } }), moduleOf('high', look('high'), { priority: { OnSendResponse: 'HIGH' } }),
      moduleOf('medium', look('medium')), moduleOf('low', look('low'), { priority: { OnSendResponse: 'LOW' } })
    ] })
    await site.ask('/hello')
    expect(seen).toEqual([['low', true, null], ['medium', true, null], ['high', true, '/hello'], ['first', true, '/hello']])
  })

  statement('module.send-response.log-data-ready', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { context.GetResponse().Flush() },
      OnSendResponse(_context, provider) { seen.push([provider.GetReadyToLogData(), provider.GetLogData()?.UriStem ?? null]) }
    }, { priority: { OnSendResponse: 'FIRST' } })] })
    await site.ask('/hello')
    expect(seen).toEqual([[false, null], [true, '/hello']])
  })

  statement('module.send-response.log-data-set', async () => {
    const lines: unknown[] = []
    const results: unknown[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnSendResponse(_context, provider) {
        const data = provider.GetLogData()
        if (data === null) return
        results.push(provider.SetLogData({ ...data, UserName: 'a\nb' }), provider.SetLogData({ ...data, UserName: 'somebody', ProtocolStatus: 299 }))
      }
    }, { priority: { OnSendResponse: 'HIGH' }, register(info) { info.setClosingSteps({ onLogLine: (_context, { userName, status, uriStem }) => { lines.push([userName, status, uriStem]) } }) } })] })
    await site.ask('/hello')
    expect(results).toEqual([HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER), S_OK])
    expect(lines).toEqual([['somebody', 299, '/hello']])
  })

  statement('module.custom-error.late', async () => {
    const seen: unknown[] = []
    const bodies = (context: IHttpContext): string => context.GetResponse().GetRawHttpResponse().pEntityChunks
      .map((chunk) => (chunk.DataChunkType === HttpDataChunkFromMemory ? Buffer.from(chunk.FromMemory.pBuffer).toString() : '')).join('')
    const look = (name: string) => ({ OnSendResponse(context: IHttpContext) { seen.push([name, bodies(context)]) } })
    const site = await open({ modules: [
      CustomErrorModule({ pages: [{ status: 403, text: 'page' }] }),
      moduleOf('denies', { OnAuthorizeRequest(context) { context.GetResponse().SetStatus(403, 'No'); write(context, 'own'); return RQ_NOTIFICATION_FINISH_REQUEST } }),
      moduleOf('low', look('low'), { priority: { OnSendResponse: 'LOW' } }), moduleOf('medium', look('medium')),
      moduleOf('first', look('first'), { priority: { OnSendResponse: 'FIRST' } })
    ] })
    expect(await site.ask('/hello')).toMatchObject({ status: 403, body: 'page' })
    expect(seen).toEqual([['low', 'own'], ['medium', 'own'], ['first', 'page']])
  })

  statement('module.custom-error.skipped', async () => {
    const site = await open({ modules: [
      CustomErrorModule({ pages: [{ status: 403, text: 'page' }] }),
      moduleOf('denies', { OnAuthorizeRequest(context) { context.GetResponse().SetStatus(403, 'No', 0, S_OK, null, true); write(context, 'own'); return RQ_NOTIFICATION_FINISH_REQUEST } })
    ] })
    expect(await site.ask('/hello')).toMatchObject({ status: 403, body: 'own' })
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('module.send-response.disconnect', async () => {
    const site = await open({ modules: [moduleOf('m', {
      OnSendResponse(context, provider) { if (context.GetScriptName() === '/bye') provider.SetFlags(HTTP_SEND_RESPONSE_FLAG_DISCONNECT) }
    })] })
    const client = site.connect()
    expect((await client.ask('/hello')).closed).toBe(false)
    expect((await client.ask('/bye')).closed).toBe(true)
    await client.leave()
  })
})
