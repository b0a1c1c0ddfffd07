import { bridgeFilter, type BridgeOptions } from '@isapi-bridge/bridge'
import {
  HTTP_FILTER_REVISION, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_STATUS_REQ_NEXT_NOTIFICATION,
  SetLastError, loadFilter, type Filter, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import { ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, NO_ERROR } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, filterOf } from '../support/filters.ts'
import { HOSTS, openInMemory } from '../support/site.ts'

const entry = (filter: Filter, name = 'f', options: Omit<BridgeOptions, 'name'> = {}): ModuleEntry => ({ name: `filter ${name}`, module: bridgeFilter(filter, { name, ...options }) })

/** A filter whose three entry points write lines. */
function speaking(name: string, log: string[], flags: number = SF_NOTIFY_LOG): Filter {
  return {
    GetFilterVersion(pVer) { log.push(`${name} GetFilterVersion`); pVer.dwFilterVersion = HTTP_FILTER_REVISION; pVer.dwFlags = flags; return true },
    HttpFilterProc() { log.push(`${name} HttpFilterProc`); return SF_STATUS_REQ_NEXT_NOTIFICATION },
    TerminateFilter() { log.push(`${name} TerminateFilter`); return true }
  }
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.load.entry-points', async () => {
    const { GetFilterVersion, HttpFilterProc } = speaking('f', [])
    await expect(open({ modules: [entry({ GetFilterVersion } as unknown as Filter)] })).rejects.toThrow('HttpFilterProc')
    await expect(open({ modules: [entry({ HttpFilterProc } as unknown as Filter)] })).rejects.toThrow('GetFilterVersion')
    await expect(open({ modules: [entry({ GetFilterVersion, HttpFilterProc })] })).resolves.toBeDefined()
  })

  statement('filter.load.terminate-optional', async () => {
    const log: string[] = []
    const { GetFilterVersion, HttpFilterProc } = speaking('f', log)
    const site = await open({ modules: [entry({ GetFilterVersion, HttpFilterProc })] })
    expect((await site.ask('/hello')).body).toBe('hello')
    await site.close()
    expect(log).toEqual(['f GetFilterVersion', 'f HttpFilterProc'])
    expect(site.reports).toEqual([])
  })

  statement('filter.load.units', async () => {
    const log: string[] = []
    const site = await open({ modules: [entry(speaking('a', log, SF_NOTIFY_PREPROC_HEADERS), 'a'), entry(speaking('b', log, SF_NOTIFY_LOG), 'b')] })
    await site.ask('/hello')
    await site.close()
    expect(log.slice(0, 4)).toEqual(['a GetFilterVersion', 'b GetFilterVersion', 'a HttpFilterProc', 'b HttpFilterProc'])
    expect(log.slice(4).sort()).toEqual(['a TerminateFilter', 'b TerminateFilter'])
  })

  statement('filter.load.version-first', async () => {
    const log: string[] = []
    const site = await open({ modules: [entry(speaking('f', log, SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG))] })
    await site.ask('/hello')
    await site.ask('/hello')
    expect(log[0]).toBe('f GetFilterVersion')
    expect(log.filter((line) => line === 'f GetFilterVersion')).toHaveLength(1)
    expect(log).toHaveLength(5)
  })

  statement('filter.load.stays', async () => {
    const log: string[] = []
    const site = await open({ modules: [entry(speaking('f', log))] })
    for (let request = 0; request < 3; request++) await site.ask('/hello')
    expect(log).toEqual(['f GetFilterVersion', 'f HttpFilterProc', 'f HttpFilterProc', 'f HttpFilterProc'])
  })

  statement('filter.load.flags-decide', async () => {
    const log: string[] = []
    const numbers: number[] = []
    const site = await open({ modules: [entry({
      ...speaking('f', log, SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG),
      HttpFilterProc(_pfc, NotificationType, _pvNotification) { numbers.push(NotificationType); return SF_STATUS_REQ_NEXT_NOTIFICATION }
    }), entry(speaking('idle', log, 0), 'idle')] })
    await site.ask('/hello')
    expect(numbers).toEqual([SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_LOG])
    expect(log).toEqual(['f GetFilterVersion', 'idle GetFilterVersion'])
  })

  statement('filter.load.flags-read-only', async () => {
    const kept: HTTP_FILTER_VERSION[] = []
    const log: string[] = []
    const filter = speaking('f', log, SF_NOTIFY_LOG)
    const site = await open({ modules: [entry({ ...filter, GetFilterVersion(pVer) { kept.push(pVer); return filter.GetFilterVersion(pVer) } })] })
    const [version] = kept
    if (version !== undefined) version.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG
    await site.ask('/hello')
    expect(log).toEqual(['f GetFilterVersion', 'f HttpFilterProc'])
  })

  statement('filter.version.declined', async () => {
    const log: string[] = []
    const site = await open({ modules: [entry({ ...speaking('f', log), GetFilterVersion(pVer) { pVer.dwFlags = SF_NOTIFY_LOG; SetLastError(NO_ERROR); return false } })] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(log).toEqual([])
  })

  statement('filter.version.declined-silently', async () => {
    const site = await open({ modules: [entry({ ...speaking('f', []), GetFilterVersion() { SetLastError(NO_ERROR); return false } })] })
    await site.ask('/hello')
    expect(site.reports).toEqual([])
  })

  statement('filter.version.declined-with-error', async () => {
    for (const [error, text] of [[ERROR_ACCESS_DENIED, /"f".*ERROR_ACCESS_DENIED \(5\)/], [ERROR_FILE_NOT_FOUND, /"f".*ERROR_FILE_NOT_FOUND \(2\)/]] as const) {
      await expect(open({ modules: [entry({ ...speaking('f', []), GetFilterVersion() { SetLastError(error); return false } })] })).rejects.toThrow(text)
    }
  })

  statement('filter.load.raw-read-refused', async () => {
    for (const profile of ['iis6', 'iis7'] as const) {
      await expect(open({ modules: [entry(speaking('raw', [], SF_NOTIFY_READ_RAW_DATA), 'raw', { profile })] })).rejects.toThrow(/"raw".*READ_RAW_DATA.*event 2261/)
    }
  })

  statement('filter.unload.once', async () => {
    const log: string[] = []
    const site = await open({ modules: [entry(speaking('f', log))] })
    await site.ask('/hello')
    expect(log).not.toContain('f TerminateFilter')
    await site.close()
    expect(log).toEqual(['f GetFilterVersion', 'f HttpFilterProc', 'f TerminateFilter'])
  })

  statement('filter.unload.result-ignored', async () => {
    for (const result of [true, false]) {
      const log: string[] = []
      const site = await open({ modules: [entry({ ...speaking('a', log), TerminateFilter() { SetLastError(ERROR_ACCESS_DENIED); log.push('a TerminateFilter'); return result } }, 'a'), entry(speaking('b', log), 'b')] })
      await expect(site.close()).resolves.toBeUndefined()
      expect(log.filter((line) => line.endsWith('TerminateFilter')).sort()).toEqual(['a TerminateFilter', 'b TerminateFilter'])
      expect(site.reports).toEqual([])
    }
  })

  statement('filter.unload.flags-zero', async () => {
    const seen: unknown[][] = []
    const site = await open({ modules: [entry({ ...speaking('f', []), TerminateFilter(...args) { seen.push(args); return true } })] })
    await site.close()
    expect(seen).toEqual([[0]])
  })
})

statement('filter.load.server-version', async () => {
  const seen: number[] = []
  const filter = speaking('f', [])
  await openInMemory({ modules: [entry({ ...filter, GetFilterVersion(pVer) { seen.push(pVer.dwServerFilterVersion); return filter.GetFilterVersion(pVer) } })] })
  expect(seen).toEqual([HTTP_FILTER_REVISION])
})

statement('filter.load.profile-revision', async () => {
  const seen: number[] = []
  const filter = speaking('f', [])
  const speakingUp: Filter = { ...filter, GetFilterVersion(pVer) { seen.push(pVer.dwServerFilterVersion); return filter.GetFilterVersion(pVer) } }
  await openInMemory({ modules: [entry(speakingUp, 'f', { profile: 'iis7' })] })
  await openInMemory({ modules: [entry(speakingUp, 'f', { profile: 'iis7', overrides: { revision: 0x000A_0000 } })] })
  expect(seen).toEqual([458_752, 655_360])
})

statement('filter.load.filter-version', () => {
  const loaded = loadFilter('f', { ...filterOf({ LOG() {} }), GetFilterVersion(pVer) { pVer.dwFilterVersion = 0x0005_0001; pVer.dwFlags = SF_NOTIFY_LOG; return true } }, { revision: HTTP_FILTER_REVISION })
  expect(loaded).toMatchObject({ declined: false, filterVersion: 0x0005_0001 })
})

statement('filter.load.lower-version', async () => {
  const log: string[] = []
  const NEWER = 0x000A_0000
  const site = await openInMemory({ modules: [bridged('plain', {}), entry({
    ...speaking('f', log),
    GetFilterVersion(pVer) { pVer.dwFilterVersion = Math.min(NEWER, pVer.dwServerFilterVersion); pVer.dwFlags = SF_NOTIFY_LOG; return true }
  })] })
  await site.ask('/hello')
  expect(log).toEqual(['f HttpFilterProc'])
})
