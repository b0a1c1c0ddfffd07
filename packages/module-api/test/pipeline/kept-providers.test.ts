// Providers that a module keeps beyond their notification.

import {
  NamedUser, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, RQ_SEND_RESPONSE, createMemoryHost,
  type HTTP_LOG_DATA, type IAuthenticationProvider, type IMapHandlerProvider, type IMapPathProvider, type IScriptMapInfo, type ISendResponseProvider, type LogRecord, type ModuleEntry
} from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { expect, onTestFinished, test } from 'vitest'
import { moduleOf } from '../support/modules.ts'

function hostWith(modules: readonly ModuleEntry[]) {
  const errors: Error[] = []
  const host = createMemoryHost({ modules, report: (error) => { errors.push(error) } })
  onTestFinished(() => { host.close() })
  return { host, errors }
}

class CountedUser extends NamedUser {
  given = 0
  constructor(userName: string) { super({ userName, remoteUserName: userName, authenticationType: 'Test' }) }
  override DereferenceUser(): void { this.given++ }
}

test('SetUser after AUTHENTICATE_REQUEST sets nobody, gives the reference back and is reported', async () => {
  const [early, later, late] = [new CountedUser('early'), new CountedUser('later'), new CountedUser('late')]
  const seen: unknown[] = []
  let kept: IAuthenticationProvider | null = null
  const { host, errors } = hostWith([moduleOf('keeps', {
    OnAuthenticateRequest(context, provider) {
      kept = provider
      provider.SetUser(early)
      setImmediate(() => { provider.SetUser(later); context.PostCompletion(0) }) // it waits: its notification is not over
      return RQ_NOTIFICATION_PENDING
    },
    OnPostAuthenticateRequest() { kept?.SetUser(late); return RQ_NOTIFICATION_CONTINUE },
    OnAuthorizeRequest(context) {
      kept?.SetUser(late)
      seen.push(context.GetUser(), late.given)
      return RQ_NOTIFICATION_CONTINUE
    }
  })])
  await host.request('/')
  ;(kept as IAuthenticationProvider | null)?.SetUser(late)
  expect(seen).toEqual([later, 2])
  expect([early.given, later.given, late.given]).toEqual([1, 1, 3])
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Module "keeps" in AUTHENTICATE_REQUEST called SetUser when its notification was over\. Nothing was changed/),
    expect.stringMatching(/^Module "keeps" in AUTHORIZE_REQUEST called SetUser when/),
    expect.stringMatching(/^Somebody called SetUser when/)
  ])
})

test('SetScriptMap after MAP_REQUEST_HANDLER chooses nothing', async () => {
  const names: (string | undefined)[] = []
  let kept: IMapHandlerProvider | null = null
  let map: IScriptMapInfo | null = null
  const { host, errors } = hostWith([moduleOf('keeps', {
    OnMapRequestHandler(context, provider) { kept = provider; map = context.GetScriptMap(); return RQ_NOTIFICATION_CONTINUE },
    OnAcquireRequestState(context) {
      names.push(context.GetScriptMap()?.GetName())
      kept?.SetScriptMap(Object.create(map, { GetName: { value: () => 'late' } }) as IScriptMapInfo) // all but the name is that of the other
      names.push(context.GetScriptMap()?.GetName())
      return RQ_NOTIFICATION_CONTINUE
    },
    OnExecuteRequestHandler: () => RQ_NOTIFICATION_CONTINUE
  })])
  await host.request('/')
  expect(names).toEqual(['StaticFile', 'StaticFile'])
  expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/^Module "keeps" in REQUEST_ACQUIRE_STATE called SetScriptMap when/)])
})

test('SetPhysicalPath after a mapping is an error result', async () => {
  const kept: IMapPathProvider[] = []
  const results: unknown[] = []
  const { host } = hostWith([moduleOf('keeps', {
    OnMapPath(_context, provider) { kept.push(provider); return RQ_NOTIFICATION_CONTINUE },
    OnBeginRequest(context) { context.MapPath('/other'); return RQ_NOTIFICATION_CONTINUE },
    OnAcquireRequestState(context) {
      const before = context.GetPhysicalPath()
      results.push(...kept.map((provider) => provider.SetPhysicalPath('/late')), context.GetPhysicalPath() === before)
      return RQ_NOTIFICATION_CONTINUE
    }
  })])
  await host.request('/')
  const invalid = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
  expect(results).toEqual([invalid, invalid, true])
})

test('SetLogData after SEND_RESPONSE is an error result, and the record stays', async () => {
  const results: unknown[] = []
  let kept: ISendResponseProvider | null = null
  let data: HTTP_LOG_DATA | null = null
  const entry = moduleOf('keeps', {
    OnSendResponse(_context, provider) { kept = provider; data = provider.GetLogData(); return RQ_NOTIFICATION_CONTINUE },
    OnExecuteRequestHandler(context) {
      context.GetResponse().Flush(false, false) // the last send
      if (kept !== null && data !== null) results.push(kept.GetLogData(), kept.SetLogData({ ...data, UriStem: '/late' }))
      return RQ_NOTIFICATION_CONTINUE
    }
  }, { closing: { onLogLine(_context, { uriStem }: Readonly<LogRecord>) { results.push(uriStem) } } })
  const { host } = hostWith([{ name: 'keeps', module(version, info, server) {
    const hr = typeof entry === 'function' ? entry(version, info, server) : entry.module(version, info, server)
    return hr === S_OK ? info.SetPriorityForRequestNotification(RQ_SEND_RESPONSE, 'FIRST') : hr
  } }])
  await host.request('/a')
  expect(results).toEqual([null, HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED), '/a'])
})
