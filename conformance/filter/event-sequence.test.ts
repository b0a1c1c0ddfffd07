import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, recordingEvents, variable } from '../support/filters.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'
import { EVENTS, LATER_EVENTS } from './support.ts'

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.sequence.preproc-once', async () => {
    const log: string[] = []
    const site = await open({
      modules: [
        bridged('a', {
          ...recordingEvents('a', log, ['PREPROC_HEADERS']),
          // Another URL and another mapping do not begin the request anew.
          URL_MAP() { log.push('a URL_MAP') },
          AUTH_COMPLETE(pfc, data) { data.SetHeader(pfc, 'url', '/hello') }
        }),
        bridged('b', recordingEvents('b', log, ['PREPROC_HEADERS']))
      ]
    })
    expect((await site.ask('/other')).body).toBe('hello')
    expect(log).toEqual(['a PREPROC_HEADERS', 'b PREPROC_HEADERS', 'a URL_MAP', 'a URL_MAP'])
    await site.ask('/nothing/here')
    expect(log.filter((line) => line.endsWith('PREPROC_HEADERS'))).toEqual(['a PREPROC_HEADERS', 'b PREPROC_HEADERS', 'a PREPROC_HEADERS', 'b PREPROC_HEADERS'])
  })

  statement('filter.sequence.map-after-preproc', async () => {
    const log: string[] = []
    const site = await open({
      modules: [
        bridged('a', {
          ...recordingEvents('a', log, ['URL_MAP']),
          PREPROC_HEADERS(pfc) {
            log.push('a PREPROC_HEADERS')
            for (const name of ['URL', 'PATH_INFO', 'PATH_TRANSLATED', 'SCRIPT_TRANSLATED']) variable(pfc, name) // does not map here
          }
        }, { order: 'HIGH' }),
        bridged('b', recordingEvents('b', log, ['PREPROC_HEADERS', 'URL_MAP']), { order: 'LOW' })
      ]
    })
    await site.ask('/hello')
    expect(log).toEqual(['a PREPROC_HEADERS', 'b PREPROC_HEADERS', 'a URL_MAP', 'b URL_MAP'])
  })

  statement('filter.sequence.end-before-log', async () => {
    const log: string[] = []
    const site = await open({
      modules: [
        bridged('a', recordingEvents('a', log, ['END_OF_REQUEST', 'LOG']), { order: 'HIGH' }),
        moduleOf('module', recordingHandlers('module', log, ['LOG_REQUEST', 'END_REQUEST'])),
        bridged('b', recordingEvents('b', log, ['END_OF_REQUEST', 'LOG']), { order: 'LOW' })
      ]
    })
    await site.ask('/hello')
    expect(log.filter((line) => !line.startsWith('module'))).toEqual(['a END_OF_REQUEST', 'b END_OF_REQUEST', 'a LOG', 'b LOG'])
    expect(log.filter((line) => line.startsWith('module'))).toEqual(['module LOG_REQUEST', 'module END_REQUEST'])
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('filter.sequence.session-end-once', async () => {
    for (const requests of [1, 3]) {
      const log: string[] = []
      const site = await open({ modules: [bridged('a', recordingEvents('a', log))] })
      const client = site.connect()
      for (let count = 0; count < requests; count++) await client.ask('/hello')
      const expected = EVENTS.length - 1 + (requests - 1) * LATER_EVENTS.length
      expect(log).toHaveLength(expected)
      expect(log).not.toContain('a END_OF_NET_SESSION')
      await client.leave()
      await site.close()
      expect(log).toHaveLength(expected + 1)
      expect(log.at(-1)).toBe('a END_OF_NET_SESSION')
    }
  })

  statement('filter.sequence.restarts', async () => {
    const log: string[] = []
    const site = await open({ modules: [bridged('a', recordingEvents('a', log))] })
    const client = site.connect()
    for (let count = 0; count < 3; count++) {
      await client.ask('/hello')
      expect(log.splice(0)).toEqual((count === 0 ? EVENTS.slice(0, -1) : LATER_EVENTS).map((event) => `a ${event}`))
    }
    await client.leave()
  })
})
