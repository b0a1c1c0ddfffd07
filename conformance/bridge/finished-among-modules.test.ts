// A filter that ends a request ends the notification for the modules behind it as well.

import { SF_STATUS_REQ_FINISHED } from '@isapi-bridge/filter-api'
import { describe, expect, test } from 'vitest'
import type { FilterEvent } from '../support/events.ts'
import { bridged } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

describe.each(HOSTS)('%s', (_, open) => {
  test.each(['PREPROC_HEADERS', 'URL_MAP', 'SEND_RESPONSE'] as const satisfies readonly FilterEvent[])('FINISHED in %s', async (event) => {
    const log: string[] = []
    const watching = (name: string) => moduleOf(name, {
      OnMapPath() { log.push(`${name} URL_MAP`) },
      OnSendResponse() { log.push(`${name} SEND_RESPONSE`) }
    }, { preBegin: () => { log.push(`${name} PREPROC_HEADERS`) }, preBeginPriority: 'LAST', priority: { OnMapPath: 'LAST', OnSendResponse: 'FIRST' } })
    const finishing = bridged('finishing', { [event]: () => { log.push(`filter ${event}`); return SF_STATUS_REQ_FINISHED } })
    const site = await open({ modules: [watching('late'), finishing] })
    await site.ask('/hello')
    const place = log.indexOf(`filter ${event}`)
    expect(place).not.toBe(-1)
    expect(log.slice(place)).not.toContain(`late ${event}`)
    expect(log.slice(0, place)).not.toContain(`late ${event}`)
  })
})
