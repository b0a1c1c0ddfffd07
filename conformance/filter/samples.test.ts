import { bridgeFilter } from '@isapi-bridge/bridge'
import {
  CHttpFilter, GetLastError, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_NEXT_NOTIFICATION, getServerVariable, readSz,
  type CHttpFilterContext, type FilterHandlerResult, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_INDEX, FAILED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, type FilterHandlers } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'

// The timing filter of the sample, with a clock of milliseconds and a place to put the result.

class CMyContext {
  readonly #startTime: number
  constructor(time: number) { this.#startTime = time }
  GetStartTime(): number { return this.#startTime }
}

function timingFilter(found: unknown[], times: number[]): FilterHandlers {
  return {
    PREPROC_HEADERS(pfc) {
      found.push(pfc.pFilterContext)
      pfc.pFilterContext = new CMyContext(performance.now())
    },
    END_OF_REQUEST(pfc) {
      const pContext = pfc.pFilterContext
      found.push(pContext instanceof CMyContext)
      if (pContext instanceof CMyContext) times.push(performance.now() - pContext.GetStartTime())
      pfc.pFilterContext = null
    }
  }
}

class Greeter extends CHttpFilter {
  override GetFilterVersion(pVer: HTTP_FILTER_VERSION): boolean {
    super.GetFilterVersion(pVer)
    pVer.dwFlags |= SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION
    return true
  }

  override OnPreprocHeaders(pCtxt: CHttpFilterContext): FilterHandlerResult {
    pCtxt.m_pFC.pFilterContext = Number(pCtxt.m_pFC.pFilterContext) + 1
    pCtxt.AddResponseHeaders(`X-Greeting: ${getServerVariable(pCtxt.m_pFC, 'HTTP_USER_AGENT')} ${String(pCtxt.m_pFC.pFilterContext)}\r\n`)
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('sample.filter-class', async () => {
    const site = await open({ modules: [bridgeFilter(new Greeter(), { name: 'greeter' })] })
    const { status, headers } = await site.ask({ url: '/hello', headers: { 'user-agent': 'curl' } })
    expect([status, headers['x-greeting']]).toEqual([200, 'curl 1'])
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('sample.filter-timer', async () => {
    const [found, times, other]: [unknown[], number[], unknown[]] = [[], [], []]
    const site = await open({ modules: [
      bridged('timer', timingFilter(found, times)),
      bridged('other', { PREPROC_HEADERS(pfc) { other.push(pfc.pFilterContext) } }),
      moduleOf('slow', { async OnBeginRequest() { await sleep(20); return undefined as never } })
    ] })
    const client = site.connect()
    for (let request = 0; request < 2; request++) {
      const startedAt = performance.now()
      expect((await client.ask('/hello')).body).toBe('hello')
      const elapsed = performance.now() - startedAt
      expect(times[request]).toBeGreaterThan(18)
      expect(times[request]).toBeLessThanOrEqual(elapsed)
    }
    await client.leave()
    expect(found).toEqual([null, true, null, true])
    expect(other).toEqual([null, null])
  })
})

// The bounded read of the sample: two calls, the second one below a maximum.

const DEFAULT_BUFFER_SIZE = 100
const MAXIMUM_BUFFER_SIZE = 512

function GetServerVariableIIS6(pfc: HTTP_FILTER_CONTEXT, pszName: string, capacities: number[]): { readonly hr: HRESULT; readonly value: string | null } {
  const size = { value: DEFAULT_BUFFER_SIZE }
  const call = (): Uint8Array | null => {
    capacities.push(size.value)
    const pszBuffer = new Uint8Array(size.value)
    return pfc.GetServerVariable(pfc, pszName, pszBuffer, size) ? pszBuffer : null
  }
  let pszBuffer = call()
  if (pszBuffer === null && GetLastError() === ERROR_INSUFFICIENT_BUFFER && size.value < MAXIMUM_BUFFER_SIZE) pszBuffer = call()
  return pszBuffer === null ? { hr: HRESULT_FROM_WIN32(GetLastError()), value: null } : { hr: S_OK, value: readSz(pszBuffer) }
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('sample.bounded-read', async () => {
    const cases: readonly (readonly [number, HRESULT, readonly number[]])[] = [
      [1, S_OK, [100]], [99, S_OK, [100]], [100, S_OK, [100, 101]], [510, S_OK, [100, 511]],
      [511, HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER), [100]], [600, HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER), [100]]
    ]
    for (const [length, hr, expected] of cases) {
      const seen: unknown[] = []
      const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) {
        const capacities: number[] = []
        const found = GetServerVariableIIS6(pfc, 'HTTP_X_LONG', capacities)
        seen.push(found.hr, found.value?.length ?? null, capacities)
        seen.push(GetServerVariableIIS6(pfc, 'HTTP_NO_SUCH', []).hr)
      } })] })
      await site.ask({ url: '/hello', headers: { 'x-long': 'x'.repeat(length) } })
      expect(seen).toEqual([hr, FAILED(hr) ? null : length, expected, HRESULT_FROM_WIN32(ERROR_INVALID_INDEX)])
    }
  })
})
