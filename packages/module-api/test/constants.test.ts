import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as moduleApi from '@isapi-bridge/module-api'

const exported: Readonly<Record<string, unknown>> = { ...moduleApi }

/** Numbers of a family, in the order of the source. */
function family(prefix: RegExp, except: readonly string[] = []): readonly (readonly [string, number])[] {
  const source = ['constants', 'trace-constants', 'wpf-constants'].map(read).join('\n')
  return [...source.matchAll(/^export const (\w+) = /gm)]
    .map(([, name = '']) => name)
    .filter((name) => prefix.test(name) && !except.includes(name))
    .map((name) => [name, exported[name] as number] as const)
}

function read(file: string): string {
  return readFileSync(new URL(`../src/${file}.ts`, import.meta.url), 'utf8')
}

function isOneBit(value: number): boolean {
  return Number.isInteger(Math.log2(value))
}

const requestStatus = ['RQ_NOTIFICATION_CONTINUE', 'RQ_NOTIFICATION_PENDING', 'RQ_NOTIFICATION_FINISH_REQUEST']
const requestNotifications = family(/^RQ_/, requestStatus)
const globalNotifications = family(/^GL_/, ['GL_NOTIFICATION_CONTINUE', 'GL_NOTIFICATION_HANDLED'])

describe('the doc comments', () => {
  test.each(['constants', 'trace-constants', 'wpf-constants'])('of %s.ts repeat the value and name the source', (file) => {
    const rows = [...read(file).matchAll(/^(.*)\nexport const (\w+) = (.*?)(?: as const)?$/gm)]
    expect(rows.length).toBeGreaterThan(10)
    for (const [, comment = '', name = '', literal = ''] of rows) {
      expect(comment, name).toMatch(/^\/\*\* .+ \[[\w.-]+\] \*\/$/)
      if (name.startsWith('GUID_')) continue
      const said = /^\/\*\* (0x[\dA-F_]+|\d+|"\w+")[:,] /.exec(comment)?.[1] ?? ''
      expect(said.replaceAll('"', "'"), name).toBe(literal)
    }
  })
})

describe('request notifications', () => {
  test('the deterministic ones are the twelve lowest bits, in the order of the events', () => {
    expect(requestNotifications.slice(0, 12)).toEqual([
      ['RQ_BEGIN_REQUEST', 2 ** 0],
      ['RQ_AUTHENTICATE_REQUEST', 2 ** 1],
      ['RQ_AUTHORIZE_REQUEST', 2 ** 2],
      ['RQ_RESOLVE_REQUEST_CACHE', 2 ** 3],
      ['RQ_MAP_REQUEST_HANDLER', 2 ** 4],
      ['RQ_ACQUIRE_REQUEST_STATE', 2 ** 5],
      ['RQ_PRE_EXECUTE_REQUEST_HANDLER', 2 ** 6],
      ['RQ_EXECUTE_REQUEST_HANDLER', 2 ** 7],
      ['RQ_RELEASE_REQUEST_STATE', 2 ** 8],
      ['RQ_UPDATE_REQUEST_CACHE', 2 ** 9],
      ['RQ_LOG_REQUEST', 2 ** 10],
      ['RQ_END_REQUEST', 2 ** 11]
    ])
  })

  test('the others are the five highest bits', () => {
    expect(requestNotifications.slice(12)).toEqual([
      ['RQ_SEND_RESPONSE_STATUS_AND_HEADERS', 2 ** 27],
      ['RQ_CUSTOM_NOTIFICATION', 2 ** 28],
      ['RQ_SEND_RESPONSE', 2 ** 29],
      ['RQ_READ_ENTITY', 2 ** 30],
      ['RQ_MAP_PATH', 2 ** 31]
    ])
  })

  test('RQ_MAP_PATH is positive, and a mask that holds it is tested with !== 0', () => {
    const mask = moduleApi.RQ_MAP_PATH | moduleApi.RQ_BEGIN_REQUEST
    expect(moduleApi.RQ_MAP_PATH).toBeGreaterThan(0)
    expect((mask & moduleApi.RQ_MAP_PATH) !== 0).toBe(true)
    expect((mask & moduleApi.RQ_MAP_PATH) > 0).toBe(false)
  })

  test('statuses count from 0', () => {
    expect(requestStatus.map((name) => exported[name])).toEqual([0, 1, 2])
  })
})

describe('global notifications', () => {
  test('one bit each, rising, without the two that are not assigned', () => {
    const values = globalNotifications.map(([, value]) => value)
    expect(values.every(isOneBit)).toBe(true)
    expect(values).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17].map((bit) => 2 ** bit))
  })

  test('some of them by name', () => {
    expect(moduleApi.GL_STOP_LISTENING).toBe(0x2)
    expect(moduleApi.GL_CACHE_OPERATION).toBe(0x10)
    expect(moduleApi.GL_PRE_BEGIN_REQUEST).toBe(0x100)
    expect(moduleApi.GL_RSCA_QUERY).toBe(0x1000)
    expect(moduleApi.GL_SUSPEND_PROCESS).toBe(0x2_0000)
  })

  test('statuses count from 0', () => {
    expect([moduleApi.GL_NOTIFICATION_CONTINUE, moduleApi.GL_NOTIFICATION_HANDLED]).toEqual([0, 1])
  })
})

describe('flags', () => {
  test.each([
    ['CLONE_FLAG_', [0, 1, 2, 3, 4, 5, 6]],
    ['EXECUTE_FLAG_', [0, 1, 2, 3, 4, 5, 6]],
    ['HTTP_SEND_RESPONSE_FLAG_', [0, 1, 2, 3, 5, 6, 8, 9]]
  ])('%s*: one bit each, rising', (prefix, bits) => {
    expect(family(new RegExp(`^${prefix}`)).map(([, value]) => value)).toEqual(bits.map((bit) => 2 ** bit))
  })
})

test('priority aliases are their own names', () => {
  const names = ['FIRST', 'HIGH', 'MEDIUM', 'LOW', 'LAST']
  expect(names.map((name) => exported[`PRIORITY_ALIAS_${name}`])).toEqual(names)
})

test('enumerations count from 0, the double-word settings from 1', () => {
  expect(family(/^CACHE_OPERATION_/).map(([, value]) => value)).toEqual([0, 1, 2, 3, 4])
  expect(family(/^HTTP_SERVER_INTERFACE_V/).map(([, value]) => value)).toEqual([0, 1])
  expect(moduleApi.CLR_VERSION).toBe(0)
  expect(moduleApi.CLR_VERSION_PATH).toBe(5)
  expect(moduleApi.PERIODIC_RESTART_REQUESTS).toBe(1)
  expect(moduleApi.IDLE_TIMEOUT_ACTION).toBe(6)
})

describe('tracing', () => {
  test('item types have the values of VARIANT types', () => {
    expect(Object.fromEntries(family(/^HTTP_TRACE_TYPE_/))).toEqual({
      HTTP_TRACE_TYPE_BYTE: 17, HTTP_TRACE_TYPE_USHORT: 18, HTTP_TRACE_TYPE_ULONG: 19, HTTP_TRACE_TYPE_ULONGLONG: 21,
      HTTP_TRACE_TYPE_CHAR: 16, HTTP_TRACE_TYPE_SHORT: 2, HTTP_TRACE_TYPE_LONG: 3, HTTP_TRACE_TYPE_LONGLONG: 20,
      HTTP_TRACE_TYPE_LPCWSTR: 31, HTTP_TRACE_TYPE_LPCSTR: 30, HTTP_TRACE_TYPE_LPCGUID: 72, HTTP_TRACE_TYPE_BOOL: 11
    })
  })

  test('levels run from 1 to 7', () => {
    const levels = family(/^(?:HTTP_)?TRACE_LEVEL_/, ['TRACE_LEVEL_FATAL']).map(([, value]) => value)
    expect(levels).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(moduleApi.TRACE_LEVEL_FATAL).toBe(moduleApi.TRACE_LEVEL_CRITICAL)
  })

  test('providers are GUIDs in upper case, all different', () => {
    const guids = Object.entries(exported).filter(([name]) => name.startsWith('GUID_')).map(([, guid]) => guid)
    for (const guid of guids) expect(guid).toMatch(/^\{[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}\}$/)
    expect(new Set(guids).size).toBe(7)
  })
})

describe('value lists', () => {
  test('the default reason of DisableKernelCache, and the one for filters', () => {
    expect(moduleApi.kernelCacheReasonNames[9]).toBe('HANDLER_HTTPSYS_UNFRIENDLY')
    expect(moduleApi.kernelCacheReasonNames[10]).toBe('FILTER_CACHE_UNAWARE')
    expect(moduleApi.kernelCacheReasonNames).toHaveLength(26)
  })

  test('what a handler needs and stands for', () => {
    expect(moduleApi.requiredAccessNames.indexOf('Script')).toBe(3)
    expect(moduleApi.resourceTypeNames.indexOf('Unspecified')).toBe(3)
  })
})
