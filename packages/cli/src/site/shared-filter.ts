// A filter that several sites and applications share is loaded once, as by one worker process.

import { GetLastError, SetLastError, type Filter } from '@isapi-bridge/filter-api'

type Version = Parameters<Filter['GetFilterVersion']>[0]

export interface SharedFilter {
  readonly filter: Filter
  /** What GetFilterVersion said, flags null where it declined; null: it has not run yet. */
  readonly version: () => { readonly flags: number | null } | null
}

/** The same filter for any number of pipelines: GetFilterVersion runs once, TerminateFilter after the last of them; who asks then begins anew. */
export function shareFilter(filter: Filter): SharedFilter {
  let answer: { readonly result: boolean; readonly error: ReturnType<typeof GetLastError>; readonly version: Version } | null = null
  let users = 0
  const { TerminateFilter } = filter
  const shared: Filter = {
    GetFilterVersion(pVer) {
      if (answer === null) {
        const result = filter.GetFilterVersion(pVer)
        if (typeof result !== 'boolean') return result // refused by who asked
        answer = { result, error: GetLastError(), version: { ...pVer, lpszFilterDesc: Uint8Array.from(pVer.lpszFilterDesc) } }
      } else {
        const { lpszFilterDesc, dwFilterVersion, dwFlags } = answer.version
        pVer.lpszFilterDesc.set(lpszFilterDesc)
        pVer.dwFilterVersion = dwFilterVersion
        pVer.dwFlags = dwFlags
        SetLastError(answer.error)
      }
      if (answer.result) users++
      return answer.result
    },
    HttpFilterProc: (...call) => filter.HttpFilterProc(...call),
    ...(filter.memory !== undefined && { memory: filter.memory }),
    ...(filter.origin !== undefined && { origin: filter.origin }),
    TerminateFilter(dwFlags: number) {
      if (--users > 0) return true
      answer = null
      return typeof TerminateFilter === 'function' ? TerminateFilter.call(filter, dwFlags) : true
    }
  }
  return { filter: shared, version: () => (answer === null ? null : { flags: answer.result ? answer.version.dwFlags >>> 0 : null }) }
}
