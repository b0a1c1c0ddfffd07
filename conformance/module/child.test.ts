import {
  CLONE_FLAG_BASICS, CLONE_FLAG_HEADERS, CLONE_FLAG_NO_DAV, CLONE_FLAG_NO_PRECONDITION, EXECUTE_FLAG_DISABLE_CUSTOM_ERROR,
  EXECUTE_FLAG_NO_HEADERS, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, type EXECUTE_RESULT, type IHttpContext,
  type NotificationResult
} from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_STACK_OVERFLOW, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { DETERMINISTIC } from '../support/events.ts'
import { moduleOf, recordingHandlers, type Handlers } from '../support/modules.ts'
import { HOSTS, type OpenSite } from '../support/site.ts'

const NOT_SUPPORTED = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)

function clone(context: IHttpContext, flags: number = CLONE_FLAG_BASICS): IHttpContext {
  const made = context.CloneContext(flags)
  if (typeof made === 'number') throw new Error(`CloneContext gave ${made}`)
  return made
}

/** Runs a child in BEGIN_REQUEST of the request for /parent and waits for it. */
function parenting(execute: (context: IHttpContext) => EXECUTE_RESULT, completed: (context: IHttpContext) => void = () => {}): Handlers {
  return {
    OnBeginRequest(context): NotificationResult {
      if (context.GetParentContext() !== null || context.GetScriptName() !== '/parent') return RQ_NOTIFICATION_CONTINUE
      const { hr, pfCompletionExpected } = execute(context)
      return hr === S_OK && pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
    },
    OnAsyncCompletion(context) { completed(context) }
  }
}

/** What a test does with a context, in BEGIN_REQUEST, without running anything. */
async function within(open: OpenSite, body: (context: IHttpContext) => void, request: Parameters<Awaited<ReturnType<OpenSite>>['ask']>[0] = '/hello'): Promise<void> {
  let done = 0
  const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) { body(context); done++ } })] })
  await site.ask(request)
  expect(site.reports).toEqual([])
  expect(done).toBe(1)
}

const ROUTES = { '/parent': () => 'parent', '/child': () => 'child' }

function runChild(context: IHttpContext, url = '/child', flags = 0): EXECUTE_RESULT {
  const child = clone(context)
  child.GetRequest().SetUrl(url)
  return context.ExecuteRequest(true, child, flags, null)
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('child.async-only', async () => {
    await within(open, (context) => {
      expect(context.ExecuteRequest(false, clone(context), 0, null)).toEqual({ hr: NOT_SUPPORTED, pfCompletionExpected: false })
    })
  })

  statement('child.foreign-clone', async () => {
    await within(open, (context) => {
      const child = clone(context)
      expect(context.ExecuteRequest(true, context, 0, null).hr).toBe(NOT_SUPPORTED)
      expect(child.ExecuteRequest(true, child, 0, null).hr).toBe(NOT_SUPPORTED)
      expect(context.ExecuteRequest(true, clone(child), 0, null).hr).toBe(NOT_SUPPORTED)
      expect(context.ExecuteRequest(true, null, 0, null).hr).toBe(NOT_SUPPORTED)
    })
  })

  statement('child.once', async () => {
    const results: unknown[] = []
    const log: string[] = []
    const site = await open({ routes: { ...ROUTES, '/child': () => { log.push('child'); return 'child' } }, modules: [moduleOf('m', parenting((context) => {
      const child = clone(context)
      child.GetRequest().SetUrl('/child')
      const first = context.ExecuteRequest(true, child, 0, null)
      results.push(first.hr, context.ExecuteRequest(true, child, 0, null).hr)
      return first
    }))] })
    expect((await site.ask('/parent')).body).toBe('child')
    expect(results).toEqual([S_OK, INVALID])
    expect(log).toEqual(['child'])
  })

  statement('child.nesting', async () => {
    const levels: unknown[] = []
    let level = 0
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) {
        const own = level++
        const { hr } = context.ExecuteRequest(true, clone(context), 0, null)
        levels[own] = hr
        return hr === S_OK ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
      },
      OnAsyncCompletion() {}
    })] })
    await site.ask('/hello')
    expect(levels).toEqual([...Array.from({ length: 10 }, () => S_OK), HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW)])
  })

  statement('child.own-pipeline', async () => {
    const twelve = DETERMINISTIC.map(({ name }) => name)
    const log: string[] = []
    const site = await open({ modules: [moduleOf('starter', parenting((context) => runChild(context, '/nothing'))), moduleOf('m', recordingHandlers('m', log, twelve))] })
    await site.ask('/parent')
    const [begin = '', ...later] = twelve
    // The child as a whole lies inside the parent's BEGIN_REQUEST of the module before; then the parent goes on, but for its handler.
    expect(log.slice(0, 12)).toEqual(twelve.map((name) => `m ${name}`))
    expect(log.slice(12)).toEqual([begin, ...later.filter((name) => name !== 'EXECUTE_REQUEST_HANDLER')].map((name) => `m ${name}`))
  })

  statement('child.own-instance', async () => {
    const instances: unknown[] = []
    const site = await open({ routes: ROUTES, modules: [
      moduleOf('starter', parenting(runChild)),
      moduleOf('m', { OnBeginRequest() { instances.push(this) }, OnEndRequest() { instances.push(this) } })
    ] })
    await site.ask('/parent')
    const [childBegin, childEnd, parentBegin, parentEnd] = instances
    expect(instances).toHaveLength(4)
    expect(childBegin).toBe(childEnd)
    expect(parentBegin).toBe(parentEnd)
    expect(childBegin).not.toBe(parentBegin)
  })

  statement('child.no-headers', async () => {
    for (const [flags, status, mark] of [[EXECUTE_FLAG_NO_HEADERS, 200, undefined], [0, 203, 'child']] as const) {
      const site = await open({ routes: ROUTES, modules: [
        moduleOf('starter', parenting((context) => runChild(context, '/child', flags))),
        moduleOf('m', { OnEndRequest(context) {
          if (context.GetParentContext() === null) return
          context.GetResponse().SetStatus(203, 'From the child')
          context.GetResponse().SetHeader('X-Mark', 'child', true)
        } })
      ] })
      const answer = await site.ask('/parent')
      expect([answer.status, answer.headers['x-mark'], answer.body]).toEqual([status, mark, 'child'])
    }
  })

  statement('child.execute-flags', async () => {
    const seen: [string, number][] = []
    const site = await open({ routes: ROUTES, modules: [
      moduleOf('starter', parenting((context) => runChild(context, '/child', EXECUTE_FLAG_NO_HEADERS | EXECUTE_FLAG_DISABLE_CUSTOM_ERROR))),
      moduleOf('m', { OnEndRequest(context) { seen.push([context.GetScriptName(), context.GetExecuteFlags()]) } })
    ] })
    await site.ask('/parent')
    expect(seen).toEqual([['/child', EXECUTE_FLAG_NO_HEADERS | EXECUTE_FLAG_DISABLE_CUSTOM_ERROR], ['/parent', 0]])
  })

  statement('child.clone-basics', async () => {
    await within(open, (context) => {
      const request = clone(context, CLONE_FLAG_BASICS).GetRequest()
      expect([request.GetHttpMethod(), request.GetHeader('x-own'), request.GetHeader('host')]).toEqual(['PUT', null, 'site.test'])
      const child = clone(context, CLONE_FLAG_BASICS)
      expect([child.GetScriptName(), child.GetServerVariable('QUERY_STRING')]).toEqual(['/hello', 'a=b'])
      expect(clone(context, CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS).GetRequest().GetHeader('x-own')).toBe('1')
      expect(clone(context, 0).GetRequest().GetHttpMethod()).toBe('GET')
    }, { url: '/hello?a=b', method: 'PUT', headers: { 'x-own': '1' } })
  })

  statement('child.clone-no-precondition', async () => {
    const headers = { range: 'bytes=0-1', 'if-match': '"a"', 'if-none-match': '"b"', 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT', 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT', 'if-range': '"c"' }
    await within(open, (context) => {
      const kept = clone(context, CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS).GetRequest()
      const left = clone(context, CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS | CLONE_FLAG_NO_PRECONDITION).GetRequest()
      for (const [name, value] of Object.entries(headers)) expect([kept.GetHeader(name), left.GetHeader(name)]).toEqual([value, null])
      expect(left.GetHeader('x-own')).toBe('1')
    }, { url: '/hello', headers: { ...headers, 'x-own': '1' } })
  })

  statement('child.clone-no-dav', async () => {
    const headers = { depth: '1', destination: '/x', overwrite: 'T', 'lock-token': '<t>' }
    await within(open, (context) => {
      const kept = clone(context, CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS).GetRequest()
      const left = clone(context, CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS | CLONE_FLAG_NO_DAV).GetRequest()
      for (const [name, value] of Object.entries(headers)) expect([kept.GetHeader(name), left.GetHeader(name)]).toEqual([value, null])
      expect(left.GetHeader('x-own')).toBe('1')
    }, { url: '/hello', headers: { ...headers, 'x-own': '1' } })
  })

  statement('child.clone-bad-flags', async () => {
    await within(open, (context) => {
      expect(context.CloneContext(0x80)).toBe(INVALID)
      expect(context.CloneContext(CLONE_FLAG_BASICS | 0x1000)).toBe(INVALID)
    })
  })

  statement('child.parent', async () => {
    await within(open, (context) => {
      expect(context.GetParentContext()).toBeNull()
      const child = clone(context)
      expect(child.GetParentContext()).toBe(context)
      expect(clone(child).GetParentContext()).toBe(child)
    })
  })

  statement('child.parent-for-all', async () => {
    const seen: [string, string, boolean][] = []
    const look = (name: string): Handlers => ({ OnAuthorizeRequest(context) { seen.push([name, context.GetScriptName(), context.GetParentContext() !== null]) } })
    const site = await open({ routes: ROUTES, modules: [moduleOf('a', look('a')), moduleOf('starter', parenting(runChild)), moduleOf('b', look('b'))] })
    await site.ask('/parent')
    expect(seen).toEqual([['a', '/child', true], ['b', '/child', true], ['a', '/parent', false], ['b', '/parent', false]])
  })

  statement('child.release', async () => {
    await within(open, (context) => {
      const child = clone(context)
      expect(child.ReleaseClonedContext()).toBe(S_OK)
      expect(context.ExecuteRequest(true, child, 0, null).hr).not.toBe(S_OK)
      expect(child.ReleaseClonedContext()).toBe(INVALID)
    })
  })

  statement('child.release-after-parent', async () => {
    const kept: IHttpContext[] = []
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) { kept.push(clone(context)) } })] })
    await site.ask('/hello')
    expect(kept.map((child) => child.ReleaseClonedContext())).toEqual([INVALID])
  })

  statement('child.release-reverse-order', async () => {
    await within(open, (context) => {
      const child = clone(context)
      const grandchild = clone(child)
      expect(child.ReleaseClonedContext()).toBe(INVALID)
      expect(grandchild.ReleaseClonedContext()).toBe(S_OK)
      expect(child.ReleaseClonedContext()).toBe(S_OK)
    })
  })

  statement('child.set-url', async () => {
    const site = await open({ routes: { ...ROUTES, '/other': () => 'other' }, modules: [moduleOf('m', parenting((context) => runChild(context, '/other')))] })
    expect((await site.ask('/parent')).body).toBe('other')
  })

  statement('child.set-url-query', async () => {
    await within(open, (context) => {
      for (const [reset, query] of [[false, 'a=b'], [true, '']] as const) {
        const child = clone(context)
        expect(child.GetRequest().SetUrl('/child', reset)).toBe(S_OK)
        expect([child.GetScriptName(), child.GetServerVariable('QUERY_STRING')]).toEqual(['/child', query])
      }
    }, '/hello?a=b')
  })

  statement('module.pre-begin.child', async () => {
    const log: string[] = []
    const site = await open({ routes: ROUTES, modules: [
      moduleOf('starter', parenting(runChild)),
      moduleOf('global', {}, { preBegin(context) { log.push(`${context.GetScriptName()} ${context.GetParentContext() === null ? 'client' : 'child'}`) } })
    ] })
    await site.ask('/parent')
    expect(log).toEqual(['/parent client', '/child child'])
  })

  statement('sample.default-document.parent-skipped', async () => {
    const routed: string[] = []
    const route = (name: string) => () => { routed.push(name); return name }
    const site = await open({ routes: { '/parent': route('parent'), '/child': route('child') }, modules: [moduleOf('m', parenting(runChild))] })
    expect((await site.ask('/parent')).body).toBe('child')
    expect(routed).toEqual(['child'])
  })
})
