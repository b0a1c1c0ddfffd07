import {
  SetLastError, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA,
  type Filter
} from '@isapi-bridge/filter-api'
import { BridgeError, bridgeFilter, type BridgeOptions } from '@isapi-bridge/bridge'
import { ERROR_ACCESS_DENIED, FALSE, NO_ERROR, TRUE } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { filterOf, hostWith, recorder } from './support/filters.ts'

function declining(error: typeof NO_ERROR | typeof ERROR_ACCESS_DENIED): Filter {
  return { ...filterOf(SF_NOTIFY_PREPROC_HEADERS), GetFilterVersion() { SetLastError(error); return FALSE } }
}

function thrownBy(act: () => unknown): BridgeError {
  try {
    act()
  } catch (error) {
    if (error instanceof BridgeError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('loading', () => {
  test('the filter learns the revision of its profile (F-002, F-040, F-041)', () => {
    const seen: number[] = []
    const filter: Filter = { ...filterOf(0), GetFilterVersion(pVer) { seen.push(pVer.dwServerFilterVersion); return TRUE } }
    const bridged = (name: string, options: Omit<BridgeOptions, 'name'>) => bridgeFilter(filter, { name, ...options })
    hostWith({ modules: [bridged('a', {}), bridged('b', { profile: 'iis7' }), bridged('c', { overrides: { revision: 0x000A_0000 } })] })
    expect(seen).toEqual([0x0006_0000, 0x0007_0000, 0x000A_0000])
  })

  test('FALSE with last error 0 keeps the filter out, silently (F-046, F-047)', async () => {
    const { host, reports } = hostWith({ modules: [bridgeFilter(declining(NO_ERROR), { name: 'a' })] })
    expect((await host.request('/')).status).toBe(200)
    expect(host.plan()).toEqual([])
    expect(reports).toEqual([])
  })

  test('FALSE with another one refuses the start, with that error (F-048, F-064)', () => {
    const error = thrownBy(() => hostWith({ modules: [bridgeFilter(declining(ERROR_ACCESS_DENIED), { name: 'guard' })] }))
    expect(error.code).toBe('ERR_BRIDGE_LOAD')
    expect(error.message).toBe('Event 2214: filter "guard" failed to load: GetFilterVersion returned FALSE, ERROR_ACCESS_DENIED (5). Correct the filter, or take it out of `modules`.')
  })

  test('a filter without its entry points does not load (F-037)', () => {
    const error = thrownBy(() => hostWith({ modules: [bridgeFilter({ HttpFilterProc: () => 0 } as unknown as Filter, { name: 'half' })] }))
    expect(error.message).toContain('Event 2214: filter "half" failed to load: Filter "half" has no function GetFilterVersion.')
    expect(error.cause).toBeInstanceOf(Error)
  })

  test.each([
    ['in the manner of IIS 6', {}],
    ['in the manner of IIS 7, at site level too', { profile: 'iis7', level: 'site', overrides: { siteFiltersLoad: 'when-configured' } }],
    ['at site level, though the profile has it', { profile: 'iis5', level: 'site' }]
  ] as const)('a filter for READ_RAW_DATA is refused %s (F-123, F-124, F-125), and removed again', (_name, options) => {
    let terminated = 0
    const filter: Filter = { ...filterOf(SF_NOTIFY_READ_RAW_DATA | SF_NOTIFY_LOG), TerminateFilter() { terminated++; return TRUE } }
    const error = thrownBy(() => hostWith({ modules: [bridgeFilter(filter, { name: 'raw', ...options })] }))
    expect(error.code).toBe('ERR_BRIDGE_NOT_CARRIED')
    expect(error.message).toContain('Filter "raw" registers for SF_NOTIFY_READ_RAW_DATA, which is refused, event 2261: ')
    expect(terminated).toBe(1)
  })

  test.each([
    ['READ_RAW_DATA, where the profile has it', SF_NOTIFY_READ_RAW_DATA, { profile: 'iis5' }],
    ['READ_RAW_DATA, where it is allowed', SF_NOTIFY_READ_RAW_DATA, { overrides: { readRawData: true } }],
    ['SEND_RAW_DATA', SF_NOTIFY_SEND_RAW_DATA, {}],
    ['SEND_RAW_DATA at site level', SF_NOTIFY_SEND_RAW_DATA, { level: 'site' }]
  ] as const)('a filter for %s is loaded (F-126, F-219)', async (_name, flag, options) => {
    const { host, reports } = hostWith({ modules: [bridgeFilter(filterOf(flag), { name: 'raw', ...options })] })
    expect((await host.request('/')).status).toBe(200)
    expect(reports).toEqual([])
  })

  test('two filters of one name are refused, whatever their modules are called', () => {
    const error = thrownBy(() => hostWith({
      modules: [bridgeFilter(filterOf(0x4000), { name: 'a' }), { name: 'b', module: bridgeFilter(filterOf(0x4000), { name: 'a' }) }]
    }))
    expect(error.code).toBe('ERR_BRIDGE_DUPLICATE_NAME')
  })

  test('the module is called as the filter', () => {
    expect(bridgeFilter(filterOf(0), { name: 'stamp' }).name).toBe('stamp')
  })

  test('one function on two servers is two filters (F-060, F-061)', async () => {
    const log: string[] = []
    const module = bridgeFilter(recorder(log, 'a', SF_NOTIFY_PREPROC_HEADERS), { name: 'a' })
    const [one, two] = [hostWith({ modules: [module] }).host, hostWith({ modules: [module] }).host]
    await one.request('/')
    await two.request('/')
    expect(log.length).toBe(2)
  })
})

describe('unloading', () => {
  test('TerminateFilter is called once, with 0, when the server stops (F-056, F-057, F-058)', () => {
    const seen: unknown[] = []
    const filter: Filter = { ...filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG | 0x1000), TerminateFilter(dwFlags) { seen.push(dwFlags); return FALSE } }
    const { host, reports } = hostWith({ modules: [bridgeFilter(filter, { name: 'a' }), bridgeFilter(filterOf(SF_NOTIFY_LOG), { name: 'without' })] })
    host.close()
    expect(seen).toEqual([0])
    expect(reports).toEqual([])
  })

  test('one that throws does not keep the others from it', () => {
    const seen: string[] = []
    const filter = (name: string): Filter => ({ ...filterOf(SF_NOTIFY_LOG), TerminateFilter() { seen.push(name); throw new Error(name) } })
    const { host, reports } = hostWith({ modules: [bridgeFilter(filter('a'), { name: 'a' }), bridgeFilter(filter('b'), { name: 'b' })] })
    host.close()
    expect(seen).toEqual(['a', 'b'])
    expect(reports.length).toBe(2)
  })
})

describe('options', () => {
  test.each([
    ['no name', { name: '' }, '`name` of a filter is missing.'],
    ['an unknown profile', { name: 'a', profile: 'iis8' }, '`profile` is iis8; it must be one of iis4, iis5, iis6, iis7.'],
    ['an unknown row', { name: 'a', overrides: { keepAlive: true } }, '`overrides.keepAlive` does not exist; there are revision, serverSoftware, keepConnection,'],
    ['a word that no row has', { name: 'a', overrides: { authentication: 'never' } }, '`overrides.authentication` is never; it must be one of first-request, each-basic-request, each-request'],
    ['a word in the place of a number', { name: 'a', overrides: { revision: '6.0' } }, '`overrides.revision` is 6.0; it must be a DWORD'],
    ['no server', { name: 'a', overrides: { serverSoftware: 'IIS' } }, '`overrides.serverSoftware` is IIS; it must be name/version'],
    ['a line break in the server', { name: 'a', overrides: { serverSoftware: 'IIS/6.0\n' } }, 'it must be name/version'],
    ['no yes or no', { name: 'a', overrides: { keepConnection: 1 } }, '`overrides.keepConnection` is 1; it must be true or false'],
    ['no heap function', { name: 'a', createHeap: 7 }, '`createHeap` must be a function.'],
    ['a ceiling that is no number of bytes', { name: 'a', memoryLimit: '64 MiB' }, '`memoryLimit` is 64 MiB; it must be a whole number of bytes.'],
    ['a ceiling below nothing', { name: 'a', memoryLimit: -1 }, '`memoryLimit` is -1; it must be a whole number of bytes.'],
    ['a word for yes', { name: 'a', pageHeap: 'on' }, '`pageHeap` is on; it must be true or false.']
  ])('%s', (_name, options, message) => {
    const error = thrownBy(() => bridgeFilter(filterOf(0), options as unknown as BridgeOptions))
    expect(error.code).toBe('ERR_BRIDGE_OPTIONS')
    expect(error.message).toContain(message)
  })
})
