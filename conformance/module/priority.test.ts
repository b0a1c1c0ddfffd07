import { RQ_BEGIN_REQUEST, type PRIORITY_ALIAS } from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { HOSTS, openInMemory } from '../support/site.ts'

// In the list against their order, so that the list alone would give the reverse.
const CLASSES: readonly PRIORITY_ALIAS[] = ['LAST', 'LOW', 'MEDIUM', 'HIGH', 'FIRST']

describe.each(HOSTS)('%s', (_, open) => {
  statement('module.priority.order', async () => {
    const log: string[] = []
    const modules = CLASSES.map((alias) => moduleOf(alias, recordingHandlers(alias, log, ['BEGIN_REQUEST', 'MAP_PATH', 'END_REQUEST']), {
      priority: { OnBeginRequest: alias, OnMapPath: alias, OnEndRequest: alias }
    }))
    const site = await open({ modules })
    await site.ask('/hello')
    for (const event of ['BEGIN_REQUEST', 'MAP_PATH', 'END_REQUEST']) {
      expect(log.filter((line) => line.endsWith(event))).toEqual(['FIRST', 'HIGH', 'MEDIUM', 'LOW', 'LAST'].map((alias) => `${alias} ${event}`))
    }
  })

  statement('module.priority.inverted-on-send', async () => {
    const log: string[] = []
    // Reversed here as well: the list alone, walked backwards, would give FIRST … LAST.
    const modules = CLASSES.map((alias) => moduleOf(alias, recordingHandlers(alias, log, ['BEGIN_REQUEST', 'SEND_RESPONSE']), {
      priority: { OnBeginRequest: alias, OnSendResponse: alias }
    }))
    const site = await open({ modules })
    await site.ask('/hello')
    expect(log.slice(0, 5)).toEqual(['FIRST', 'HIGH', 'MEDIUM', 'LOW', 'LAST'].map((alias) => `${alias} BEGIN_REQUEST`))
    expect(log.slice(5)).toEqual(['LAST', 'LOW', 'MEDIUM', 'HIGH', 'FIRST'].map((alias) => `${alias} SEND_RESPONSE`))
  })

  statement('module.priority.global', async () => {
    const log: string[] = []
    const modules = CLASSES.map((alias) => moduleOf(alias, {}, { preBegin: () => { log.push(alias) }, preBeginPriority: alias }))
    const site = await open({ modules })
    await site.ask('/hello')
    expect(log).toEqual(['FIRST', 'HIGH', 'MEDIUM', 'LOW', 'LAST'])
  })
})

statement('module.priority.aliases', async () => {
  const results: unknown[] = []
  const aliases = ['FIRST', 'HIGH', 'MEDIUM', 'LOW', 'LAST', 'NORMAL', 'first', '', 'HIGHEST']
  await openInMemory({
    modules: [moduleOf('m', {}, {
      register(info) { for (const alias of aliases) results.push(info.SetPriorityForRequestNotification(RQ_BEGIN_REQUEST, alias as PRIORITY_ALIAS)) }
    })]
  })
  const refused = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
  expect(results).toEqual([S_OK, S_OK, S_OK, S_OK, S_OK, refused, refused, refused, refused])
})
