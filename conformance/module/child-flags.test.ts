import {
  CLONE_FLAG_BASICS, EXECUTE_FLAG_BUFFER_RESPONSE, EXECUTE_FLAG_DISABLE_CUSTOM_ERROR, EXECUTE_FLAG_HTTP_CACHE_ELIGIBLE, EXECUTE_FLAG_IGNORE_APPPOOL,
  EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR, EXECUTE_FLAG_NO_HEADERS, EXECUTE_FLAG_SAME_URL, HttpDataChunkFromMemory, NamedUser, RQ_NOTIFICATION_CONTINUE,
  RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type EXECUTE_RESULT, type IHttpContext, type IHttpUser, type NotificationResult
} from '@isapi-bridge/module-api'
import { CustomErrorModule } from '@isapi-bridge/module-api/modules'
import { ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, type Handlers } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
const ROUTES = { '/parent': () => 'parent', '/child': () => 'child' }

interface Child {
  readonly url?: string
  readonly flags?: number
  readonly user?: IHttpUser | null
  /** In OnAsyncCompletion, with the clone that has run. */
  readonly completed?: (parent: IHttpContext, child: IHttpContext) => NotificationResult | void
}

/** Runs a child in BEGIN_REQUEST of the request for /parent. */
function parenting({ url = '/child', flags = 0, user = null, completed = () => {} }: Child, results: EXECUTE_RESULT[] = []): Handlers {
  const children = new WeakMap<IHttpContext, IHttpContext>()
  return {
    OnBeginRequest(context): NotificationResult {
      if (context.GetParentContext() !== null) return RQ_NOTIFICATION_CONTINUE
      const child = context.CloneContext(CLONE_FLAG_BASICS)
      if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
      children.set(context, child)
      child.GetRequest().SetUrl(url)
      const result = context.ExecuteRequest(true, child, flags, user)
      results.push(result)
      return result.pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
    },
    OnAsyncCompletion(context) {
      const child = children.get(context)
      return child === undefined ? undefined : completed(context, child)
    }
  }
}

/** What waits in the response, as far as it is in memory. */
function bodyOf(context: IHttpContext): string {
  const chunks = context.GetResponse().GetRawHttpResponse().pEntityChunks
  return Buffer.concat(chunks.map((chunk) => (chunk.DataChunkType === HttpDataChunkFromMemory ? chunk.FromMemory.pBuffer : Buffer.from('?')))).toString()
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('child.user', async () => {
    const log: string[] = []
    const authenticating: Handlers = {
      OnAuthenticateRequest(context) { log.push(`authenticate ${context.GetScriptName()}`) },
      OnPostAuthenticateRequest(context) { log.push(`post ${context.GetScriptName()}`) },
      OnAuthorizeRequest(context) { log.push(`authorize ${context.GetScriptName()} as ${context.GetUser()?.GetUserName() ?? 'nobody'}`) }
    }
    const user = new NamedUser({ remoteUserName: 'ann', userName: 'ann', authenticationType: 'Basic' })
    for (const [given, expected] of [
      [user, ['authorize /child as ann']],
      [null, ['authenticate /child', 'post /child', 'authorize /child as ']]
    ] as const) {
      log.length = 0
      const site = await open({ routes: ROUTES, modules: [moduleOf('starter', parenting({ user: given })), moduleOf('auth', authenticating)] })
      expect((await site.ask('/parent')).body).toBe('child')
      expect(log).toEqual([...expected, 'authenticate /parent', 'post /parent', 'authorize /parent as '])
    }
    // Where nobody is let in without a user, the given one is enough.
    const closed = await open({ routes: ROUTES, anonymousAuthentication: false, modules: [moduleOf('starter', parenting({ user, completed: () => RQ_NOTIFICATION_FINISH_REQUEST })), moduleOf('auth', authenticating)] })
    expect(await closed.ask('/parent')).toMatchObject({ status: 200, body: 'child' })
    // It is referenced as long as the child lives.
    const lent = new NamedUser({ remoteUserName: 'bob', userName: 'bob', authenticationType: 'Basic', token: 'token' })
    const tokens: unknown[] = []
    const lending = await open({ routes: ROUTES, modules: [
      moduleOf('starter', { ...parenting({ user: lent }), OnEndRequest(context) { if (context.GetParentContext() === null) tokens.push(lent.GetImpersonationToken()) } }),
      moduleOf('m', { OnAuthorizeRequest(context) { if (context.GetParentContext() !== null) { lent.DereferenceUser(); tokens.push(context.GetUser()?.GetImpersonationToken()) } } })
    ] })
    await lending.ask('/parent')
    expect(tokens).toEqual(['token', null])
  })

  statement('child.buffer-response', async () => {
    const seen: unknown[] = []
    const headers: Handlers = { OnEndRequest(context) {
      if (context.GetParentContext() === null) return
      context.GetResponse().SetStatus(203, 'From the child', 4)
      context.GetResponse().SetHeader('X-Mark', 'child', true)
    } }
    const look = (parent: IHttpContext, child: IHttpContext): void => {
      const { pStatusCode, ppszReason, pSubStatus } = child.GetResponse().GetStatus()
      seen.push([pStatusCode, ppszReason, pSubStatus, child.GetResponse().GetHeader('x-mark')])
      seen.push(bodyOf(child), bodyOf(parent))
      seen.push(parent.GetResponseHeadersSent(), parent.GetResponse().GetHeader('x-mark'))
    }
    // What came back is the parent's to use: it goes on with its own handler …
    const used = await open({ routes: ROUTES, modules: [moduleOf('starter', parenting({ flags: EXECUTE_FLAG_BUFFER_RESPONSE, completed(parent, child) {
      look(parent, child)
      parent.GetResponse().Clear()
    } })), moduleOf('m', headers)] })
    const own = await used.ask('/parent')
    expect([own.status, own.headers['x-mark'], own.body]).toEqual([200, undefined, 'parent'])
    expect(seen).toEqual([[203, 'From the child', 4, 'child'], 'child', 'child', false, 'child'])
    // … or answers with it.
    const sent = await open({ routes: ROUTES, modules: [moduleOf('starter', parenting({ flags: EXECUTE_FLAG_BUFFER_RESPONSE, completed(parent) {
      parent.GetResponse().SetHeader('X-Mark', 'parent', true)
      parent.SetRequestHandled()
    } })), moduleOf('m', headers)] })
    const answer = await sent.ask('/parent')
    expect([answer.status, answer.headers['x-mark'], answer.body]).toEqual([203, 'parent', 'child'])
  })

  statement('child.disable-custom-error', async () => {
    for (const existingResponse of ['Auto', 'Replace'] as const) {
      const page = CustomErrorModule({ existingResponse, pages: [{ status: 410, text: 'the page' }] })
      const failing: Handlers = { OnAuthorizeRequest(context) {
        if (context.GetParentContext() === null) return RQ_NOTIFICATION_CONTINUE
        context.GetResponse().SetStatus(410, 'Gone')
        return RQ_NOTIFICATION_FINISH_REQUEST
      } }
      for (const [flags, body] of [[0, 'the page'], [EXECUTE_FLAG_DISABLE_CUSTOM_ERROR, '']] as const) {
        const site = await open({ routes: ROUTES, modules: [page, moduleOf('starter', parenting({ flags })), moduleOf('m', failing)] })
        expect(await site.ask('/parent')).toMatchObject({ status: 410, body })
      }
    }
  })

  statement('child.same-url', async () => {
    const seen: string[] = []
    const site = await open({ routes: ROUTES, modules: [
      moduleOf('starter', parenting({ url: '/child', flags: EXECUTE_FLAG_SAME_URL })),
      moduleOf('m', { OnBeginRequest(context) { seen.push(`${context.GetScriptName()} ${context.GetServerVariable('QUERY_STRING')} ${context.GetParentContext() !== null}`) } })
    ] })
    expect((await site.ask('/parent?a=b')).body).toBe('parent')
    expect(seen).toEqual(['/parent a=b true', '/parent a=b false'])
  })

  statement('child.ignore-current-interceptor', async () => {
    const log: string[] = []
    const levelOf = (context: IHttpContext): number => { const parent = context.GetParentContext(); return parent === null ? 0 : levelOf(parent) + 1 }
    /** Runs a child for its own URL with these flags, down to level 2, where it answers. */
    const forwarding = (name: string, flags: number): Handlers => ({
      OnExecuteRequestHandler(context): NotificationResult {
        const level = levelOf(context)
        log.push(`${name} ${level} ${context.GetScriptMap()?.GetName() ?? ''}`)
        const child = level < 2 ? context.CloneContext(CLONE_FLAG_BASICS) : 0
        if (typeof child === 'number') {
          context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('done') } }])
          return RQ_NOTIFICATION_CONTINUE
        }
        return context.ExecuteRequest(true, child, flags, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
      },
      OnAsyncCompletion() {}
    })
    const handlers = [{ name: 'First', path: '*', verb: '*', modules: 'one' }, { name: 'Second', path: '*', verb: '*', modules: 'two' }]
    // It holds for the whole chain: the child of the child was executed without it.
    const site = await open({ handlers, modules: [moduleOf('one', forwarding('one', EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR)), moduleOf('two', forwarding('two', 0))] })
    expect((await site.ask('/anything')).body).toBe('done')
    expect(log).toEqual(['one 0 First', 'two 1 Second', 'two 2 Second'])
  })

  statement('child.flags-without-effect', async () => {
    const flags = EXECUTE_FLAG_IGNORE_APPPOOL | EXECUTE_FLAG_HTTP_CACHE_ELIGIBLE
    const seen: number[] = []
    const site = await open({ routes: ROUTES, modules: [moduleOf('starter', parenting({ flags })), moduleOf('m', { OnEndRequest(context) { seen.push(context.GetExecuteFlags()) } })] })
    expect((await site.ask('/parent')).body).toBe('child')
    expect(seen).toEqual([flags, 0])
  })

  statement('child.execute-bad-flags', async () => {
    for (const flags of [0x80, 0x4000_0000, -1, EXECUTE_FLAG_NO_HEADERS | 0x100, 1.5, '1' as never]) {
      const results: EXECUTE_RESULT[] = []
      const site = await open({ routes: ROUTES, modules: [moduleOf('starter', parenting({ flags }, results))] })
      expect((await site.ask('/parent')).body).toBe('parent')
      expect(results).toEqual([{ hr: INVALID, pfCompletionExpected: false }])
    }
  })

  statement('child.error-to-parent', async () => {
    const statuses: number[] = []
    for (const [broken, status] of [['route', 500], ['module', 500], ['nothing', 404]] as const) {
      const site = await open({ routes: { ...ROUTES, '/child': () => { if (broken === 'route') throw new Error('broken'); return 'child' } }, modules: [
        moduleOf('starter', parenting({ url: broken === 'nothing' ? '/nothing' : '/child', completed: (_parent, child) => { statuses.push(child.GetResponse().GetStatus().pStatusCode) } })),
        moduleOf('m', { OnAuthorizeRequest(context) { if (broken === 'module' && context.GetParentContext() !== null) throw new Error('broken') } })
      ] })
      expect((await site.ask('/parent')).status).toBe(status)
    }
    expect(statuses).toEqual([500, 500, 404])
  })

  statement('child.sequence', async () => {
    const bodies: string[] = []
    const results: unknown[] = []
    let round = 0
    let clone: IHttpContext | null = null
    const run = (context: IHttpContext): NotificationResult => {
      const child = context.CloneContext(CLONE_FLAG_BASICS)
      if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
      clone = child
      child.GetRequest().SetUrl(`/child?${++round}`)
      return context.ExecuteRequest(true, child, EXECUTE_FLAG_BUFFER_RESPONSE, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
    }
    const site = await open({ routes: ROUTES, modules: [moduleOf('m', {
      OnBeginRequest: (context) => (context.GetParentContext() === null ? run(context) : RQ_NOTIFICATION_CONTINUE),
      OnAuthorizeRequest: (context) => (context.GetParentContext() === null ? run(context) : RQ_NOTIFICATION_CONTINUE),
      OnAsyncCompletion(context) {
        if (clone !== null) bodies.push(`${clone.GetServerVariable('QUERY_STRING')} ${bodyOf(clone)}`)
        results.push(clone?.ReleaseClonedContext())
        context.GetResponse().Clear()
        return round % 2 === 1 ? run(context) : RQ_NOTIFICATION_CONTINUE
      }
    })] })
    expect((await site.ask('/parent')).body).toBe('parent')
    expect(bodies).toEqual(['1 child', '2 child', '3 child', '4 child'])
    expect(results).toEqual([S_OK, S_OK, S_OK, S_OK])
  })
})
