// The samples that the seeds print, ported line by line.

import {
  CHttpModule, CLONE_FLAG_BASICS, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING,
  type IHttpContext, type IMapPathProvider, type ModuleEntry, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED, type HRESULT } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

/** Places where the sample jumps to Failure. */
type Failure = 'none' | 'clone' | 'url' | 'execute'

interface Seen {
  readonly urls: string[]
  readonly steps: string[]
  readonly statuses: number[]
  readonly instances: object[]
}

class MyHttpModule extends CHttpModule {
  readonly seen: Seen
  readonly failure: Failure
  m_pChildRequestContext: IHttpContext | null = null

  constructor(seen: Seen, failure: Failure) {
    super()
    this.seen = seen
    this.failure = failure
  }

  override OnMapPath(pHttpContext: IHttpContext, pProvider: IMapPathProvider): REQUEST_NOTIFICATION_STATUS {
    const pwszUrl = pProvider.GetUrl()
    this.seen.urls.push(pwszUrl)
    if (pwszUrl === '/' || pwszUrl === '/default.aspx') {
      this.seen.instances.push(this)
      if (this.#executeChild(pHttpContext)) return this.#status(RQ_NOTIFICATION_PENDING)
      this.#release()
    }
    return this.#status(RQ_NOTIFICATION_CONTINUE)
  }

  override OnAsyncCompletion(): REQUEST_NOTIFICATION_STATUS {
    this.seen.instances.push(this)
    this.seen.steps.push('completion')
    this.#release()
    return this.#status(RQ_NOTIFICATION_CONTINUE)
  }

  #executeChild(pHttpContext: IHttpContext): boolean {
    const clone = pHttpContext.CloneContext(this.failure === 'clone' ? 0x8000 : CLONE_FLAG_BASICS)
    this.seen.steps.push(`clone ${typeof clone === 'number' ? 'failed' : 'made'}`)
    if (typeof clone === 'number') return false
    this.m_pChildRequestContext = clone
    const hr = clone.GetRequest().SetUrl(this.failure === 'url' ? 'not a local URL' : '/example/default.aspx', false)
    this.seen.steps.push(`url ${FAILED(hr) ? 'failed' : 'set'}`)
    if (FAILED(hr)) return false
    const result = pHttpContext.ExecuteRequest(this.failure !== 'execute', clone, 0, null)
    this.seen.steps.push(`execute ${FAILED(result.hr) ? 'failed' : 'started'}`)
    return !FAILED(result.hr) && result.pfCompletionExpected
  }

  #release(): void {
    if (this.m_pChildRequestContext === null) return
    this.seen.steps.push(`released ${this.m_pChildRequestContext.ReleaseClonedContext()}`)
    this.m_pChildRequestContext = null
  }

  #status<T extends REQUEST_NOTIFICATION_STATUS>(status: T): T {
    this.seen.statuses.push(status)
    return status
  }
}

function sample(failure: Failure = 'none'): { readonly seen: Seen; readonly entry: ModuleEntry } {
  const seen: Seen = { urls: [], steps: [], statuses: [], instances: [] }
  return {
    seen,
    entry: {
      name: 'sample',
      module: (_version, info): HRESULT => info.SetRequestNotifications({ GetHttpModule: () => new MyHttpModule(seen, failure), Terminate() {} }, RQ_MAP_PATH, 0)
    }
  }
}

const ROUTES = { '/': () => 'root', '/default.aspx': () => 'default', '/example/default.aspx': () => 'example', '/other': () => 'other' }

describe.each(HOSTS)('%s', (_, open) => {
  statement('sample.default-document.url', async () => {
    const { seen, entry } = sample()
    const site = await open({ modules: [entry], routes: ROUTES })
    await site.ask('/other?a=b')
    expect(seen.urls).toEqual(['/other'])
  })

  statement('sample.default-document.answers', async () => {
    const { entry } = sample()
    const site = await open({ modules: [entry], routes: ROUTES })
    const bodies = []
    for (const url of ['/', '/default.aspx', '/other', '/example/default.aspx', '/x/default.aspx', '/other/']) bodies.push((await site.ask(url)).body)
    expect(bodies.slice(0, 4)).toEqual(['example', 'example', 'other', 'example'])
    expect(bodies.slice(4)).not.toContain('example')
  })

  statement('sample.default-document.clone', async () => {
    const children: unknown[] = []
    const { entry } = sample()
    const site = await open({ routes: ROUTES, modules: [
      entry,
      moduleOf('reader', { OnBeginRequest(context) {
        if (context.GetParentContext() === null) return
        children.push([context.GetScriptName(), context.GetServerVariable('QUERY_STRING'), context.GetRequest().GetHeader('x-own'), context.GetExecuteFlags(), context.GetUser()])
      } })
    ] })
    await site.ask({ url: '/?a=b', headers: { 'x-own': '1' } })
    expect(children).toEqual([['/example/default.aspx', 'a=b', null, 0, null]])
  })

  statement('sample.default-document.completion', async () => {
    const { seen, entry } = sample()
    const site = await open({ modules: [entry], routes: ROUTES })
    await site.ask('/')
    expect(seen.steps).toEqual(['clone made', 'url set', 'execute started', 'completion', 'released 0'])
    expect([...seen.statuses].sort()).toEqual([RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING])
    expect(seen.instances).toHaveLength(2)
    expect(seen.instances[1]).toBe(seen.instances[0])
  })

  statement('sample.default-document.failure', async () => {
    const steps: Record<Exclude<Failure, 'none'>, readonly string[]> = {
      clone: ['clone failed'],
      url: ['clone made', 'url failed', 'released 0'],
      execute: ['clone made', 'url set', 'execute failed', 'released 0']
    }
    for (const [failure, expected] of Object.entries(steps)) {
      const { seen, entry } = sample(failure as Failure)
      const site = await open({ modules: [entry], routes: ROUTES })
      expect((await site.ask('/')).body).toBe('root')
      expect(seen.steps).toEqual(expected)
      expect(site.reports).toEqual([])
    }
  })

  statement('sample.default-document.no-recursion', async () => {
    const { seen, entry } = sample()
    const site = await open({ modules: [entry], routes: ROUTES })
    await site.ask('/')
    expect(seen.urls).toEqual(['/', '/example/default.aspx'])
  })

  statement('sample.module-timer', async () => {
    const elapsed: number[] = []
    class CMyModule extends CHttpModule {
      startTime = 0
      override OnBeginRequest(): REQUEST_NOTIFICATION_STATUS {
        this.startTime = performance.now()
        return RQ_NOTIFICATION_CONTINUE
      }
      override OnEndRequest(): REQUEST_NOTIFICATION_STATUS {
        elapsed.push(performance.now() - this.startTime)
        return RQ_NOTIFICATION_CONTINUE
      }
    }
    let begun = (): void => {}
    let release = (): void => {}
    const slowBegins = new Promise<void>((resolve) => { begun = resolve })
    const quickEnds = new Promise<void>((resolve) => { release = resolve })
    const site = await open({
      routes: { '/slow': () => 'slow', '/quick': () => 'quick' },
      modules: [
        { name: 'timer', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new CMyModule(), Terminate() {} }, RQ_BEGIN_REQUEST | RQ_END_REQUEST, 0) },
        moduleOf('delay', { async OnAuthorizeRequest(context) {
          if (context.GetScriptName() === '/slow') {
            begun()
            await quickEnds
          }
          return RQ_NOTIFICATION_CONTINUE
        } })
      ]
    })
    const slow = site.ask('/slow')
    await slowBegins
    await site.ask('/quick')
    release()
    await slow
    expect(elapsed).toHaveLength(2)
    const [ofQuick = 0, ofSlow = 0] = elapsed // the time of one lies within that of the other
    expect(ofQuick).toBeGreaterThan(0)
    expect(ofSlow).toBeGreaterThan(ofQuick)
  })
})
