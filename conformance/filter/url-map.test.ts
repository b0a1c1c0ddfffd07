import { SF_STATUS_REQ_FINISHED, readSz, writeSz, type HTTP_FILTER_URL_MAP_EX } from '@isapi-bridge/filter-api'
import { StaticFileModule } from '@isapi-bridge/module-api/modules'
import { join, resolve } from 'node:path'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, recordingEvents, variable } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'
import { answer, folderWith, membersOf } from './support.ts'

const root = resolve('site-of-statements')

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.url-map.request-url', async () => {
    const seen: unknown[] = []
    const site = await open({
      site: { root },
      modules: [bridged('a', {
        PREPROC_HEADERS(pfc) { return variable(pfc, 'HTTP_X_END') === null ? undefined : SF_STATUS_REQ_FINISHED },
        URL_MAP(_pfc, data) { seen.push(data.pszURL, readSz(data.pszPhysicalPath)) }
      })]
    })
    await site.ask('/a/b.txt?c=d')
    expect(seen.splice(0)).toEqual(['/a/b.txt', join(root, 'a', 'b.txt')])
    await site.ask('/hello')
    expect(seen.splice(0)).toEqual(['/hello', join(root, 'hello')])
    await site.ask({ url: '/hello', headers: { 'x-end': '1' } }) // ended before anything was mapped
    expect(seen).toEqual([])
  })

  statement('filter.url-map.each-conversion', async () => {
    const log: string[] = []
    const site = await open({
      site: { root },
      modules: [
        bridged('a', {
          URL_MAP(_pfc, data) { log.push(data.pszURL) },
          AUTH_COMPLETE(pfc) { log.push(`read ${variable(pfc, 'PATH_TRANSLATED')}`) }
        }),
        moduleOf('module', { OnResolveRequestCache(context) { for (const url of ['/virtual', '/virtual']) log.push(`mapped ${context.MapPath(url)}`) } })
      ]
    })
    await site.ask('/hello')
    const virtual = `mapped ${join(root, 'virtual')}`
    expect(log).toEqual(['/hello', '/hello', `read ${join(root, 'hello')}`, '/virtual', virtual, '/virtual', virtual])
  })

  statement('filter.url-map.empty-url', async () => {
    const seen: string[] = []
    const site = await open({ site: { root }, modules: [bridged('a', { URL_MAP(_pfc, data) { seen.push(data.pszURL) } }), moduleOf('module', { OnResolveRequestCache(context) { context.MapPath('') } })] })
    expect((await site.ask('/hello')).status).toBe(200)
    expect(seen).toEqual(['/hello', ''])
  })

  statement('filter.url-map.extended', async () => {
    const members: string[][] = []
    const site = await open({ site: { root }, modules: [bridged('a', { URL_MAP(_pfc, data) { members.push(membersOf(data)) } })] })
    await site.ask('/hello')
    expect(members).toEqual([['pszURL', 'pszPhysicalPath', 'cbPathBuff', 'dwFlags', 'cchMatchingPath', 'cchMatchingURL', 'pszScriptMapEntry']])
  })

  statement('filter.url-map.matching', async () => {
    const seen: unknown[] = []
    const site = await open({
      site: { root },
      modules: [bridged('a', {
        URL_MAP(_pfc, map) {
          const data = map as HTTP_FILTER_URL_MAP_EX // filter.url-map.extended
          seen.push(data.cchMatchingURL, data.cchMatchingPath, data.dwFlags, data.pszScriptMapEntry)
          writeSz(data.pszPhysicalPath, '/elsewhere')
          seen.push(data.cchMatchingURL, data.cchMatchingPath)
        }
      })]
    })
    await site.ask('/hello')
    expect(seen).toEqual([1, root.length, 0x0201, null, 0, 0]) // read and script; outside the root nothing matches
  })

  statement('filter.url-map.path-selects-file', async () => {
    const folder = folderWith({ 'one.txt': 'first file', 'two.txt': 'second file' })
    const seen: string[] = []
    const site = await open({
      site: { root: folder },
      modules: [
        StaticFileModule(),
        moduleOf('module', { OnAuthorizeRequest(context) { seen.push(context.GetPhysicalPath()) } }),
        bridged('a', {
          URL_MAP(_pfc, data) {
            if (data.pszURL !== '/two.txt') expect(writeSz(data.pszPhysicalPath, join(folder, 'two.txt'))).toBe(true)
          }
        })
      ]
    })
    expect(await site.ask('/one.txt')).toMatchObject({ status: 200, body: 'second file' })
    expect(await site.ask('/absent.txt')).toMatchObject({ status: 200, body: 'second file' })
    expect(seen).toEqual([join(folder, 'two.txt'), join(folder, 'two.txt')])

    const untouched = await open({ site: { root: folder }, modules: [StaticFileModule(), bridged('a', { URL_MAP() {} })] })
    expect((await untouched.ask('/one.txt')).body).toBe('first file')
  })

  statement('filter.url-map.url-read-only', async () => {
    const seen: unknown[] = []
    const site = await open({
      site: { root },
      modules: [
        bridged('a', {
          URL_MAP(_pfc, data) {
            seen.push('assigned')
            Reflect.set(data, 'pszURL', '/nothing')
          }
        }, { order: 'HIGH' }),
        bridged('b', { URL_MAP(_pfc, data) { seen.push(data.pszURL, readSz(data.pszPhysicalPath)) } }, { order: 'LOW' }),
        moduleOf('module', {
          OnMapPath(_context, provider) { seen.push(provider.GetUrl()) },
          OnAuthorizeRequest(context) { seen.push(context.GetScriptName(), context.GetPhysicalPath()) }
        })
      ]
    })
    expect((await site.ask('/hello')).body).toBe('hello')
    const path = join(root, 'hello')
    expect(seen).toEqual(['assigned', '/hello', path, '/hello', '/hello', path])
  })

  statement('filter.url-map.too-long-refused', async () => {
    const seen: unknown[] = []
    const site = await open({
      site: { root },
      modules: [
        bridged('a', {
          URL_MAP(_pfc, data) {
            const before = readSz(data.pszPhysicalPath)
            seen.push(writeSz(data.pszPhysicalPath, join(root, 'x'.repeat(data.cbPathBuff))), readSz(data.pszPhysicalPath) === before)
            // What a filter writes past that check has no NUL.
            if (data.pszURL === '/filled') data.pszPhysicalPath.fill(120)
          }
        }),
        moduleOf('module', { OnAuthorizeRequest(context) { seen.push(context.GetPhysicalPath()) } })
      ]
    })
    expect((await site.ask('/hello')).status).toBe(200)
    expect(seen.splice(0)).toEqual([false, true, join(root, 'hello')])
    expect(site.reports).toEqual([])
    expect((await site.ask('/filled')).status).toBe(500)
    expect(seen).toEqual([false, true])
    expect(site.reports).toHaveLength(1)
  })

  statement('filter.url-map.recursion', async () => {
    for (const name of ['PATH_TRANSLATED', 'PATH_INFO']) {
      const log: string[] = []
      const site = await open({
        site: { root },
        modules: [bridged('a', {
          URL_MAP(pfc, data) {
            log.push(`begin ${data.pszURL}`)
            if (pfc.pFilterContext === null) {
              pfc.pFilterContext = 'inside'
              log.push(`${variable(pfc, name)}`)
              pfc.pFilterContext = null
            }
            log.push('end')
          }
        })]
      })
      expect((await site.ask('/hello')).body).toBe('hello')
      const value = name === 'PATH_INFO' ? '/hello' : join(root, 'hello')
      expect(log).toEqual(['begin /hello', 'begin /hello', 'end', value, 'end'])
      expect(site.reports).toEqual([])
    }
  })

  statement('filter.url-map.recursion-bounded', async () => {
    let calls = 0
    const site = await open({
      site: { root },
      modules: [bridged('a', {
        URL_MAP(pfc) {
          calls++
          if (variable(pfc, 'HTTP_X_RECURSE') !== null) variable(pfc, 'PATH_TRANSLATED')
        }
      })]
    })
    expect((await site.ask({ url: '/hello', headers: { 'x-recurse': '1' } })).status).toBe(500)
    expect(calls).toBeGreaterThan(2)
    expect(calls).toBeLessThan(100)
    expect(site.reports).toHaveLength(1)
    expect(await site.ask('/hello')).toMatchObject({ status: 200, body: 'hello' })
  })

  statement('filter.url-map.no-handler-switch', async () => {
    const folder = folderWith({ 'page.txt': 'the page', 'app.txt': 'the source of the route' })
    const site = await open({
      site: { root: folder },
      routes: { '/app.txt': () => 'the route' },
      modules: [StaticFileModule(), bridged('a', {
        URL_MAP(pfc, data) {
          const file = variable(pfc, 'HTTP_X_FILE')
          if (file !== null) writeSz(data.pszPhysicalPath, join(folder, file))
        }
      })]
    })
    const ask = async (url: string, file?: string): Promise<string> => (await site.ask({ url, headers: file === undefined ? {} : { 'x-file': file } })).body
    expect(await ask('/page.txt')).toBe('the page')
    expect(await ask('/app.txt')).toBe('the route')
    // The path of a route's URL does not lead to the route, and that of a file does not lead away from it.
    expect(await ask('/page.txt', 'app.txt')).toBe('the source of the route')
    expect(await ask('/app.txt', 'page.txt')).toBe('the route')
  })

  statement('filter.url-map.finished-redirect', async () => {
    const handled: string[] = []
    const site = await open({
      routes: {
        '/hello': () => {
          handled.push('route')
          return 'hello'
        }
      },
      modules: [bridged('a', {
        URL_MAP(pfc) {
          answer(pfc, '302 Moved', 'Location: /elsewhere\r\nContent-Type: text/plain\r\n\r\n', 'Moved.')
          return SF_STATUS_REQ_FINISHED
        }
      })]
    })
    const answered = await site.ask('/hello')
    expect(answered).toMatchObject({ status: 302, reason: 'Moved', body: 'Moved.' })
    expect(answered.headers['location']).toBe('/elsewhere')
    expect(handled).toEqual([])
    expect(site.reports).toEqual([])
  })

  statement('filter.url-map.response-lines', async () => {
    const results: boolean[] = []
    const site = await open({
      modules: [
        bridged('a', { URL_MAP(pfc) { results.push(pfc.AddResponseHeaders(pfc, 'X-One: 1\r\nX-Two: 2\r\n')) } }),
        bridged('b', recordingEvents('b', []))
      ]
    })
    const answered = await site.ask('/hello')
    expect(results).toEqual([true])
    expect(answered).toMatchObject({ status: 200, body: 'hello' })
    expect([answered.headers['x-one'], answered.headers['x-two']]).toEqual(['1', '2'])
  })
})
