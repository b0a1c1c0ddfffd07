import {
  readSz, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_URL_MAP, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION,
  writeSz, type HTTP_FILTER_URL_MAP_EX
} from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import {
  CHttpModule, createModuleFactory, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type NotificationResult, type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answers, filterOf, hostWith, recorder, variable } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION
const root = resolve('site-of-tests')
const site = { root }

describe('the mapping of the request', () => {
  test('shows URL and path, in the long form of the structure (F-147, F-159, F-160)', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      site,
      modules: [bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (_pfc, type, pv) => {
        if (type !== SF_NOTIFY_URL_MAP) return NEXT
        const map = pv as HTTP_FILTER_URL_MAP_EX
        seen.push('dwFlags' in pv, map.pszURL, readSz(map.pszPhysicalPath), map.cbPathBuff >= 4097 && map.cbPathBuff === map.pszPhysicalPath.length)
        seen.push(map.cchMatchingURL, map.cchMatchingPath, map.pszScriptMapEntry)
        return NEXT
      }), { name: 'a' })]
    })
    await host.request('/a/b.txt?c=d')
    expect(seen).toEqual([true, '/a/b.txt', join(root, 'a', 'b.txt'), true, 1, root.length, null])
  })

  test('an edited path is the path of the request, and the next filter edits on (F-149, F-212)', async () => {
    const seen: unknown[] = []
    const append = (name: string) => bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (_pfc, type, pv) => {
      if (type === SF_NOTIFY_URL_MAP) writeSz(pv.pszPhysicalPath, `${readSz(pv.pszPhysicalPath)}.${name}`)
      return NEXT
    }), { name })
    const { host } = hostWith({ site, modules: [append('one'), append('two')], route(context) { seen.push(context.GetPhysicalPath()); return true } })
    await host.request('/x')
    expect(seen).toEqual([join(root, 'x.one.two')])
  })

  test('URL and path cross as UTF-8 bytes', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      site,
      modules: [bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (_pfc, type, pv) => {
        if (type !== SF_NOTIFY_URL_MAP) return NEXT
        seen.push(pv.pszURL, readSz(pv.pszPhysicalPath).endsWith('caf\xC3\xA9'))
        writeSz(pv.pszPhysicalPath, readSz(pv.pszPhysicalPath).replace('caf\xC3\xA9', '\xE2\x82\xAC'))
        return NEXT
      }), { name: 'a' })],
      route(context) { seen.push(context.GetPhysicalPath()); return true }
    })
    await host.request('/caf%C3%A9')
    expect(seen).toEqual(['/caf\xC3\xA9', true, join(root, '€')])
  })

  test('pszURL and the other members cannot be replaced (F-150)', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      site,
      modules: [bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (_pfc, type, pv) => {
        if (type === SF_NOTIFY_URL_MAP) seen.push(Reflect.set(pv, 'pszURL', '/other'), Reflect.set(pv, 'pszPhysicalPath', new Uint8Array(1)), pv.pszURL)
        return NEXT
      }), { name: 'a' })]
    })
    await host.request('/x')
    expect(seen).toEqual([false, false, '/x'])
  })

  test.each([
    ['not UTF-8', (buffer: Uint8Array) => { buffer.set([47, 0xE9, 0]) }],
    ['without its NUL', (buffer: Uint8Array) => { buffer.fill(97) }],
    ['UTF-8 without its NUL', (buffer: Uint8Array) => { buffer.set(Buffer.from(`/${'é'.repeat(2048)}`)) }],
    ['empty', (buffer: Uint8Array) => { buffer[0] = 0 }]
  ])('a path that is %s ends the request, and its filter is named', async (_name, edit) => {
    const { host, reports } = hostWith({
      site,
      modules: [bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (_pfc, type, pv) => { if (type === SF_NOTIFY_URL_MAP) edit(pv.pszPhysicalPath); return NEXT }), { name: 'a' })]
    })
    expect((await host.request('/x')).status).toBe(500)
    expect(reports).toEqual(['Filter "a" mapped "/x" to something that is no path. The request was ended with 500; write the path with writeSz, in UTF-8 and with its NUL.'])
  })

  test('a longer path than the buffer is refused by writeSz, and the path stays (F-151)', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      site,
      modules: [bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (_pfc, type, pv) => {
        if (type === SF_NOTIFY_URL_MAP) seen.push(writeSz(pv.pszPhysicalPath, 'x'.repeat(pv.cbPathBuff)))
        return NEXT
      }), { name: 'a' })],
      route(context) { seen.push(context.GetPhysicalPath()); return true }
    })
    await host.request('/x')
    expect(seen).toEqual([false, join(root, 'x')])
  })

  test('a path outside the roots leads nowhere', async () => {
    const seen: unknown[] = []
    const outside = bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (_pfc, type, pv) => { if (type === SF_NOTIFY_URL_MAP) writeSz(pv.pszPhysicalPath, '/etc/passwd'); return NEXT }), { name: 'a' })
    const { host, reports } = hostWith({ site, modules: [outside], route(context) { seen.push(context.GetPhysicalPath()); return true } })
    await host.request('/x')
    expect(seen).toEqual([''])
    expect(reports[0]).toContain('outside')
  })
})

describe('further mappings', () => {
  test('MapPath raises URL_MAP for its URL, an empty one too (F-148, F-152)', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      site,
      modules: [bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (_pfc, type, pv) => {
        if (type === SF_NOTIFY_URL_MAP) { seen.push(pv.pszURL); if (pv.pszURL === '/virtual') writeSz(pv.pszPhysicalPath, join(root, 'real')) }
        return NEXT
      }), { name: 'a' })],
      route(context) { seen.push(context.MapPath('/virtual'), context.MapPath('') as number < 0); return true }
    })
    await host.request('/x')
    expect(seen).toEqual(['/x', '/virtual', '', join(root, 'real'), true])
  })

  test.each(['PATH_INFO', 'PATH_TRANSLATED'])('reading %s inside URL_MAP calls the filter again (F-153, F-154, F-357)', async (name) => {
    const log: unknown[] = []
    const { host, reports } = hostWith({
      site,
      modules: [bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (pfc, type, pv) => {
        if (type !== SF_NOTIFY_URL_MAP || pfc.pFilterContext === 'inside') return NEXT
        pfc.pFilterContext = 'inside'
        log.push(variable(pfc, name), pv.pszURL)
        pfc.pFilterContext = null
        return NEXT
      }), { name: 'a' }), bridgeFilter(recorder(log as string[], 'b', SF_NOTIFY_URL_MAP), { name: 'b' })]
    })
    await host.request('/x')
    expect(log).toEqual(['b URL_MAP', name === 'PATH_INFO' ? '/x' : join(root, 'x'), '/x', 'b URL_MAP'])
    expect(reports).toEqual([])
  })

  test('recursion without end is stopped, named, and ends the request (F-155)', async () => {
    let calls = 0
    const recurse = (name: string) => bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (pfc) => {
      calls++
      variable(pfc, 'PATH_INFO')
      variable(pfc, 'PATH_TRANSLATED')
      return NEXT
    }), { name })
    const { host, reports } = hostWith({ site, modules: [recurse('a'), recurse('b')] })
    expect((await host.request('/x')).status).toBe(500)
    expect(reports).toEqual(['Filter "a" maps "/x" inside 8 mappings, without end. The request was ended with 500; reading PATH_INFO or PATH_TRANSLATED in URL_MAP calls the filter again, so it has to guard itself.'])
    expect(calls).toBe(8)
    expect((await host.request('/x')).status).toBe(500)
  })

  test('one after the other they may be many', async () => {
    const log: string[] = []
    const { host, reports } = hostWith({
      site,
      modules: [bridgeFilter(recorder(log, 'a', SF_NOTIFY_URL_MAP), { name: 'a' })],
      route(context) { for (let count = 0; count < 20; count++) context.MapPath('/y'); return true }
    })
    expect((await host.request('/x')).status).toBe(200)
    expect(log.length).toBe(21)
    expect(reports).toEqual([])
  })

  test('a module that maps without end is stopped too', async () => {
    const recursing: PFN_REGISTERMODULE = (_version, info) => info.SetRequestNotifications(createModuleFactory(class extends CHttpModule {
      override OnMapPath(context: IHttpContext): NotificationResult { context.MapPath('/z'); return RQ_NOTIFICATION_CONTINUE }
    }), RQ_MAP_PATH, 0)
    const { host, reports } = hostWith({
      site,
      modules: [
        bridgeFilter(filterOf(SF_NOTIFY_URL_MAP | SF_NOTIFY_ORDER_HIGH, (pfc) => { variable(pfc, 'SCRIPT_NAME'); return NEXT }), { name: 'a' }),
        { name: 'recursing', module: recursing }
      ]
    })
    await host.request('/x')
    expect(reports.length).toBeGreaterThan(0)
    for (const report of reports) expect(report).not.toContain('Filter "a"')
  })

  test('FINISHED in a mapping inside another notification ends that one too', async () => {
    const log: string[] = []
    const { host } = hostWith({
      site,
      modules: [
        bridgeFilter(recorder(log, 'a', SF_NOTIFY_AUTH_COMPLETE, (pfc) => { variable(pfc, 'PATH_TRANSLATED'); return NEXT }), { name: 'a' }),
        bridgeFilter(recorder(log, 'b', SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_URL_MAP, (_pfc, type) => (type === SF_NOTIFY_URL_MAP && log.length > 1 ? SF_STATUS_REQ_FINISHED : NEXT)), { name: 'b' })
      ],
      route() { log.push('route'); return true }
    })
    await host.request('/x')
    expect(log).toEqual(['b URL_MAP', 'a AUTH_COMPLETE', 'b URL_MAP'])
  })

  test('does not run for a request that ended in PREPROC_HEADERS (F-147)', async () => {
    const log: string[] = []
    const { host } = hostWith({ site, modules: [bridgeFilter(recorder(log, 'a', SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP, answers(SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_FINISHED)), { name: 'a' })] })
    await host.request('/x')
    expect(log).toEqual(['a PREPROC_HEADERS'])
  })
})
