import { RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, createMemoryHost } from '@isapi-bridge/module-api'
import { expect, test } from 'vitest'
import { moduleOf } from '../support/modules.ts'

test('the server maps a URL once, and again when it has changed before the handler is chosen', async () => {
  const log: string[] = []
  const host = createMemoryHost({
    modules: [moduleOf('changing', {
      OnMapPath(_context, provider) { log.push(`map ${provider.GetUrl()}`); return RQ_NOTIFICATION_CONTINUE },
      OnAuthorizeRequest(context) {
        if (context.GetScriptName() === '/old') context.GetRequest().SetUrl('/new')
        return RQ_NOTIFICATION_CONTINUE
      },
      OnMapRequestHandler() { log.push('map handler'); return RQ_NOTIFICATION_CONTINUE }
    })]
  })
  await host.request('/same')
  expect(log.splice(0)).toEqual(['map /same', 'map handler'])
  await host.request('/old')
  expect(log).toEqual(['map /old', 'map /new', 'map handler'])
})

test('FINISH_REQUEST from a mapping that a handler asked for ends the request', async () => {
  const log: string[] = []
  const host = createMemoryHost({
    modules: [moduleOf('asking', {
      OnMapPath: (_context, provider) => (provider.GetUrl() === '/elsewhere' ? RQ_NOTIFICATION_FINISH_REQUEST : RQ_NOTIFICATION_CONTINUE),
      OnBeginRequest(context) { context.MapPath('/elsewhere'); return RQ_NOTIFICATION_CONTINUE },
      OnAuthorizeRequest() { log.push('authorize'); return RQ_NOTIFICATION_CONTINUE },
      OnLogRequest() { log.push('log'); return RQ_NOTIFICATION_CONTINUE }
    })]
  })
  await host.request('/')
  expect(log).toEqual(['log'])
})
