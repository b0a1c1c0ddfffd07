import {
  FilterContractError, HTTP_FILTER_REVISION, SF_MAX_FILTER_DESC_LEN, SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT,
  SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_ORDER_MEDIUM, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SECURE_PORT, SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, loadFilter, writeSz, type DeclinedFilter, type Filter,
  type FilterErrorCode, type HTTP_FILTER_VERSION, type LoadedFilter
} from '@isapi-bridge/filter-api'
import { ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, NO_ERROR } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'

const options = { revision: HTTP_FILTER_REVISION }
const bothPorts = SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT

function filterOf(GetFilterVersion: Filter['GetFilterVersion']): Filter {
  return { GetFilterVersion, HttpFilterProc: () => SF_STATUS_REQ_NEXT_NOTIFICATION }
}

function loadWithFlags(dwFlags: number): LoadedFilter {
  return loaded(loadFilter('flags', filterOf((pVer) => {
    pVer.dwFlags = dwFlags
    return true
  }), options))
}

function loaded(result: LoadedFilter | DeclinedFilter): LoadedFilter {
  if (result.declined) throw new Error('declined')
  return result
}

function contractError(name: unknown, filter: unknown): FilterContractError {
  try {
    loadFilter(name as string, filter as Filter, options)
  } catch (error) {
    if (error instanceof FilterContractError) return error
    throw error
  }
  throw new Error('no error')
}

describe('loadFilter', () => {
  test('F-040, F-041: calls GetFilterVersion once, with the revision of the server and an empty rest', () => {
    const seen: HTTP_FILTER_VERSION[] = []
    loadFilter('once', filterOf((pVer) => {
      seen.push({ ...pVer })
      return true
    }), { revision: 0x0007_0000 })
    expect(seen).toEqual([{
      dwServerFilterVersion: 0x0007_0000, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(SF_MAX_FILTER_DESC_LEN), dwFlags: 0
    }])
  })

  test('F-042, F-044: takes what the filter tells about itself', () => {
    const filter = filterOf((pVer) => {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      writeSz(pVer.lpszFilterDesc, 'Says hello')
      pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG | SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_SECURE_PORT
      return true
    })
    expect(loadFilter('hello', filter, options)).toEqual({
      declined: false,
      name: 'hello',
      filter,
      description: 'Says hello',
      filterVersion: HTTP_FILTER_REVISION,
      flags: SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG | SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_SECURE_PORT,
      events: SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG,
      priority: SF_NOTIFY_ORDER_HIGH,
      hasOwnPriority: true
    })
  })

  test('F-043: a filter may lower its revision to that of the server', () => {
    const result = loadFilter('careful', filterOf((pVer) => {
      pVer.dwFilterVersion = Math.min(pVer.dwServerFilterVersion, 0x000A_0000)
      return true
    }), options)
    expect(loaded(result).filterVersion).toBe(HTTP_FILTER_REVISION)
  })

  test('F-006: the description has room for 256 characters', () => {
    const result = loadFilter('long', filterOf(pVer => writeSz(pVer.lpszFilterDesc, 'x'.repeat(256))), options)
    expect(loaded(result).description).toBe('x'.repeat(256))
  })

  test('F-095: no order bit means LOW, and is remembered', () => {
    expect(loadWithFlags(SF_NOTIFY_LOG)).toMatchObject({ priority: SF_NOTIFY_ORDER_LOW, hasOwnPriority: false })
    expect(loadWithFlags(SF_NOTIFY_LOG | SF_NOTIFY_ORDER_DEFAULT)).toMatchObject({ priority: SF_NOTIFY_ORDER_LOW, hasOwnPriority: true })
    expect(loadWithFlags(SF_NOTIFY_LOG).flags & SF_NOTIFY_ORDER_DEFAULT).not.toBe(0)
  })

  test('F-092: of several order bits the highest is the priority', () => {
    expect(loadWithFlags(SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_ORDER_MEDIUM).priority).toBe(SF_NOTIFY_ORDER_MEDIUM)
    expect(loadWithFlags(SF_NOTIFY_ORDER_MEDIUM | SF_NOTIFY_ORDER_HIGH).priority).toBe(SF_NOTIFY_ORDER_HIGH)
  })

  test('F-098, F-099, F-100, F-101: one port bit is kept, none means both', () => {
    expect(loadWithFlags(SF_NOTIFY_SECURE_PORT).flags & bothPorts).toBe(SF_NOTIFY_SECURE_PORT)
    expect(loadWithFlags(SF_NOTIFY_NONSECURE_PORT).flags & bothPorts).toBe(SF_NOTIFY_NONSECURE_PORT)
    expect(loadWithFlags(bothPorts).flags & bothPorts).toBe(bothPorts)
    expect(loadWithFlags(0).flags & bothPorts).toBe(bothPorts)
  })

  test('a class instance is a filter', () => {
    class Counter {
      loads = 0
      GetFilterVersion(): boolean {
        this.loads++
        return true
      }
      HttpFilterProc(): typeof SF_STATUS_REQ_NEXT_NOTIFICATION {
        return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
    }
    const counter = new Counter()
    loadFilter('counter', counter, options)
    expect(counter.loads).toBe(1)
  })

  test('F-038: TerminateFilter is optional, and not called', () => {
    let calls = 0
    const TerminateFilter = (): boolean => {
      calls++
      return true
    }
    expect(loadFilter('with', { ...filterOf(() => true), TerminateFilter }, options).declined).toBe(false)
    expect(calls).toBe(0)
  })
})

describe('FALSE from GetFilterVersion', () => {
  test('F-046, F-047: with last error 0 is silent', () => {
    SetLastError(ERROR_ACCESS_DENIED)
    expect(loadFilter('off', filterOf(() => false), options)).toEqual({ declined: true, name: 'off', error: NO_ERROR })
  })

  test('F-048: with a last error is a load failure with that error', () => {
    const filter = filterOf(() => {
      SetLastError(ERROR_FILE_NOT_FOUND)
      return false
    })
    expect(loadFilter('lost', filter, options)).toEqual({ declined: true, name: 'lost', error: ERROR_FILE_NOT_FOUND })
  })
})

describe('what is no filter', () => {
  const good = filterOf(() => true)
  const cause = new Error('There is no table.')

  test.each<[what: string, code: FilterErrorCode, message: RegExp, name: unknown, filter: unknown]>([
    ['no name', 'ERR_FILTER_NAME', /name/, '', good],
    ['null', 'ERR_FILTER_ENTRY_POINT', /"x" has no function GetFilterVersion, HttpFilterProc\./, 'x', null],
    ['F-037: no GetFilterVersion', 'ERR_FILTER_ENTRY_POINT', /"x" has no function GetFilterVersion\./, 'x', { ...good, GetFilterVersion: undefined }],
    ['F-037: no HttpFilterProc', 'ERR_FILTER_ENTRY_POINT', /"x" has no function HttpFilterProc\./, 'x', { ...good, HttpFilterProc: 1 }],
    ['a TerminateFilter that is no function', 'ERR_FILTER_ENTRY_POINT', /TerminateFilter/, 'x', { ...good, TerminateFilter: true }],
    ['a GetFilterVersion that throws', 'ERR_FILTER_VERSION_THREW', /"x" threw: Error: There is no table\. [^.]*SetLastError/, 'x', filterOf(() => { throw cause })],
    ['a promise', 'ERR_FILTER_VERSION_RESULT', /"x" returned \[object Promise\]\..*synchronous/, 'x', { ...good, GetFilterVersion: async () => true }],
    ['a number for BOOL', 'ERR_FILTER_VERSION_RESULT', /"x" returned 1\./, 'x', { ...good, GetFilterVersion: () => 1 }],
    ['a replaced description', 'ERR_FILTER_DESCRIPTION', /"x".*writeSz/, 'x', filterOf(pVer => Boolean(Object.assign(pVer, { lpszFilterDesc: 'text' })))],
    ['unknown flags', 'ERR_FILTER_FLAGS', /"x" has unknown bits 0x80000010/, 'x', filterOf(pVer => Boolean(pVer.dwFlags = 0x8000_0010 | SF_NOTIFY_LOG))],
    ['flags that are no number', 'ERR_FILTER_FLAGS', /"x" has no number: all/, 'x', filterOf(pVer => Boolean(Object.assign(pVer, { dwFlags: 'all' })))]
  ])('%s is refused', (_, code, message, name, filter) => {
    const error = contractError(name, filter)
    expect(error).toMatchObject({ name: 'FilterContractError', code })
    expect(error.message).toMatch(message)
    expect(error.cause).toBe(code === 'ERR_FILTER_VERSION_THREW' ? cause : undefined)
  })

  test('the full stop of what GetFilterVersion threw is not doubled', () => {
    expect(contractError('x', filterOf(() => { throw new Error('It broke down.') })).message).toMatch(/threw: Error: It broke down\. GetFilterVersion must/)
  })
})
