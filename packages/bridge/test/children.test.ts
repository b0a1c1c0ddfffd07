import {
  readSz, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE,
  SF_NOTIFY_URL_MAP, SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION,
  type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import {
  CHttpModule, CLONE_FLAG_BASICS, createModuleFactory, extrasOf, HttpDataChunkFromMemory, RQ_BEGIN_REQUEST, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING,
  type IHttpContext, type IMapPathProvider, type NotificationResult, type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { filterOf, hostWith, recorder, variable } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION
const ALL = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_END_OF_REQUEST | SF_NOTIFY_LOG |
  SF_NOTIFY_END_OF_NET_SESSION

/** Runs a child for /default.html in place of /, from one stage of the parent. */
class DefaultDocument extends CHttpModule {
  #child: IHttpContext | null = null
  #run(context: IHttpContext): NotificationResult {
    const child = context.CloneContext(CLONE_FLAG_BASICS)
    if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
    this.#child = child
    child.GetRequest().SetUrl('/default.html')
    return context.ExecuteRequest(true, child, 0, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
  }

  override OnMapPath(context: IHttpContext, provider: IMapPathProvider): NotificationResult {
    return provider.GetUrl() === '/' && extrasOf(context).level === 0 ? this.#run(context) : RQ_NOTIFICATION_CONTINUE
  }

  override OnBeginRequest(context: IHttpContext): NotificationResult {
    return extrasOf(context).urlPath === '/' ? this.#run(context) : RQ_NOTIFICATION_CONTINUE
  }

  override OnAsyncCompletion(): NotificationResult {
    this.#child?.ReleaseClonedContext()
    return RQ_NOTIFICATION_CONTINUE
  }
}
const inMapping: PFN_REGISTERMODULE = (_version, info) => info.SetRequestNotifications(createModuleFactory(DefaultDocument), RQ_MAP_PATH, 0)
const atBegin: PFN_REGISTERMODULE = (_version, info) => info.SetRequestNotifications(createModuleFactory(DefaultDocument), RQ_BEGIN_REQUEST, 0)

const page = (context: IHttpContext): boolean => {
  context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(`page of ${extrasOf(context).urlPath}`) } }])
  return true
}

describe('a child request', () => {
  test.each([['inside a mapping', inMapping], ['inside a stage', atBegin]])('%s gives filters URL_MAP and nothing else (open question 11)', async (_name, module) => {
    const log: string[] = []
    const { host, reports } = hostWith({
      modules: [{ name: 'default-document', module }, bridgeFilter(recorder(log, 'a', ALL, (_pfc, type, pv) => {
        if (type === SF_NOTIFY_URL_MAP) log.push(pv.pszURL)
        return NEXT
      }), { name: 'a' })],
      route: page
    })
    expect((await host.request('/')).body).toBe('page of /default.html')
    const mappings = module === inMapping ? ['a URL_MAP', '/default.html', 'a URL_MAP', '/'] : ['a URL_MAP', '/', 'a URL_MAP', '/default.html']
    expect(log).toEqual(['a PREPROC_HEADERS', ...mappings, 'a AUTH_COMPLETE', 'a SEND_RESPONSE', 'a END_OF_REQUEST', 'a LOG', 'a END_OF_NET_SESSION'])
    expect(reports).toEqual([])
  })

  test('comes with the context of the session, on the facts of the child', async () => {
    const seen: unknown[] = []
    const contexts = new Set<HTTP_FILTER_CONTEXT>()
    const { host } = hostWith({
      modules: [{ name: 'default-document', module: atBegin }, bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_END_OF_REQUEST, (pfc, type) => {
        contexts.add(pfc)
        pfc.pFilterContext = ((pfc.pFilterContext as number | null) ?? 0) + 1
        seen.push(type === SF_NOTIFY_PREPROC_HEADERS ? variable(pfc, 'HTTP_URL') : variable(pfc, 'SCRIPT_NAME'))
        return NEXT
      }), { name: 'a' })],
      route: page
    })
    await host.request('/')
    expect(seen).toEqual(['/', '/', '/default.html', '/'])
    expect(contexts.size).toBe(1)
  })

  test('DISABLE_NOTIFICATIONS of the request counts for its children', async () => {
    const log: string[] = []
    const { host } = hostWith({
      modules: [{ name: 'default-document', module: atBegin }, bridgeFilter(recorder(log, 'a', SF_NOTIFY_URL_MAP, (pfc) => {
        pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_URL_MAP)
        return NEXT
      }), { name: 'a' })],
      route: page
    })
    await host.request('/')
    expect(log).toEqual(['a URL_MAP'])
  })

  test('can be answered by a filter; its connection closes', async () => {
    const { host } = hostWith({
      modules: [{ name: 'default-document', module: atBegin }, bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, (pfc, type, pv) => {
        if (type !== SF_NOTIFY_URL_MAP || pv.pszURL === '/') return NEXT
        pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '410 Gone', 'X-By: filter\r\n\r\nno more')
        return SF_STATUS_REQ_FINISHED
      }), { name: 'a' })],
      route: page
    })
    expect(await host.request('/')).toMatchObject({ status: 410, body: 'no more', headers: { 'x-by': 'filter' }, closed: true })
  })

  test('a promise in its mapping is waited for, and the callbacks are those of the child meanwhile', async () => {
    const seen: unknown[] = []
    const { host, reports } = hostWith({
      modules: [{ name: 'default-document', module: atBegin }, bridgeFilter(filterOf(SF_NOTIFY_URL_MAP, async (pfc, type, pv) => {
        await sleep(2)
        if (type === SF_NOTIFY_URL_MAP) seen.push(pv.pszURL, variable(pfc, 'SCRIPT_NAME'), readSz(pv.pszPhysicalPath) !== '')
        return NEXT
      }), { name: 'a' })],
      route: page
    })
    expect((await host.request('/')).body).toBe('page of /default.html')
    expect(seen).toEqual(['/', '/', true, '/default.html', '/default.html', true])
    expect(reports).toEqual([])
  })
})
