import {
  HttpCachePolicyNocache, HttpCachePolicyTimeToLive, createMemoryHost, kernelCacheReasonNames, type HttpContext, type IHttpResponse
} from '@isapi-bridge/module-api'
import { E_INVALIDARG, S_OK } from '@isapi-bridge/win32'
import { expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf } from '../support/modules.ts'

/** Looks at the response of a request. */
async function inRequest(look: (response: IHttpResponse, context: HttpContext) => void): Promise<void> {
  const errors: Error[] = []
  const host = createMemoryHost({ modules: [moduleOf('m', { OnBeginRequest(context) { look(context.GetResponse(), context as HttpContext) } })], report: (error) => { errors.push(error) } })
  onTestFinished(() => { host.close() })
  await host.request('/')
  if (errors[0] !== undefined) throw errors[0].cause
}

statement('response.kernel-cache', async () => {
  await inRequest((response, { response: own }) => {
    expect(response.GetKernelCacheEnabled()).toBe(true)
    response.DisableKernelCache()
    expect(response.GetKernelCacheEnabled()).toBe(false)
    expect(kernelCacheReasonNames[own.kernelCacheReason]).toBe('HANDLER_HTTPSYS_UNFRIENDLY')
  })
})

statement('cache.policy-live', async () => {
  await inRequest((response) => {
    for (const read of ['GetKernelCachePolicy', 'GetUserCachePolicy'] as const) {
      const policy = response.GetCachePolicy()[read]()
      expect(policy).toEqual({ Policy: HttpCachePolicyNocache, SecondsToLive: 0 })
      policy.Policy = HttpCachePolicyTimeToLive
      policy.SecondsToLive = 30
      expect(response.GetCachePolicy()[read]()).toEqual({ Policy: HttpCachePolicyTimeToLive, SecondsToLive: 30 })
    }
  })
})

statement('cache.vary-by', async () => {
  await inRequest((response) => {
    const policy = response.GetCachePolicy()
    expect([policy.GetVaryByHeaders(), policy.GetVaryByQueryStrings(), policy.GetVaryByValue()]).toEqual([null, null, null])
    expect([policy.AppendVaryByHeader(null), policy.AppendVaryByHeader('Accept'), policy.AppendVaryByHeader('Cookie')]).toEqual([S_OK, S_OK, S_OK])
    expect([policy.AppendVaryByQueryString('a'), policy.AppendVaryByQueryString(null), policy.AppendVaryByQueryString('b')]).toEqual([S_OK, S_OK, S_OK])
    expect([policy.SetVaryByValue('first'), policy.SetVaryByValue('second'), policy.SetVaryByValue(null)]).toEqual([S_OK, S_OK, E_INVALIDARG])
    expect([policy.GetVaryByHeaders(), policy.GetVaryByQueryStrings(), policy.GetVaryByValue()]).toEqual(['Accept,Cookie', 'a,b', 'second'])
  })
})

statement('cache.one-way', async () => {
  await inRequest((response) => {
    const policy = response.GetCachePolicy()
    const state = (): boolean[] => [policy.IsUserCacheEnabled(), policy.IsCached(), policy.GetKernelCacheInvalidatorSet()]
    expect(state()).toEqual([true, false, false])
    policy.DisableUserCache()
    policy.SetIsCached()
    policy.SetKernelCacheInvalidatorSet()
    expect(state()).toEqual([false, true, true])
  })
})
