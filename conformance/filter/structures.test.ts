import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SF_MAX_FILTER_DESC_LEN, type HTTP_FILTER_VERSION } from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import { expect } from 'vitest'
import { repository } from '../register.ts'
import { statement } from '../statement.ts'
import type { FilterEvent } from '../support/events.ts'
import { bridged, filterOf } from '../support/filters.ts'
import { openInMemory } from '../support/site.ts'

const HEADER_FUNCTIONS = ['GetHeader', 'SetHeader', 'AddHeader']

/** The members of an object that a filter was given: own ones and accessors, in no order. */
function membersOf(value: object | null): string[] {
  const accessors = value === null ? [] : Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value)))
  const inherited = accessors.filter(([, { get }]) => get !== undefined).map(([name]) => name)
  return [...Object.keys(value ?? {}), ...inherited].filter((name) => name !== '__proto__').sort()
}

/** The members of a structure as it is declared, in order. */
function declared(name: string): string[] {
  const text = readFileSync(join(repository, 'packages/filter-api/src/structures.ts'), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  const [, base, body = ''] = new RegExp(`export interface ${name}(?: extends (\\w+))? \\{\\n([\\s\\S]*?)\\n\\}`).exec(text) ?? []
  const own = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gm)].map(([, member = '']) => member)
  return base === undefined ? own : [...declared(base), ...own]
}

/** What the events of one request carry, and the context that came with them. */
async function given(): Promise<Map<FilterEvent | 'context', object | null>> {
  const seen = new Map<FilterEvent | 'context', object | null>()
  const events = ['PREPROC_HEADERS', 'URL_MAP', 'AUTH_COMPLETE', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION'] as const
  const site = await openInMemory({ modules: [bridged('f', Object.fromEntries(events.map((event) => [event, (pfc: object, data: object | null) => {
    seen.set('context', pfc)
    seen.set(event, data)
  }])))] })
  await site.ask('/hello')
  return seen
}

/** The declaration has the members in the order of the header, and what a filter gets has no other. */
async function expectStructure(name: string, event: FilterEvent | 'context', members: readonly string[]): Promise<void> {
  expect(declared(name)).toEqual(members)
  expect(membersOf((await given()).get(event) ?? null)).toEqual([...members].sort())
}

statement('filter.structures.context', async () => {
  await expectStructure('HTTP_FILTER_CONTEXT', 'context', [
    'cbSize', 'Revision', 'ServerContext', 'ulReserved', 'fIsSecurePort', 'pFilterContext', 'GetServerVariable', 'AddResponseHeaders',
    'WriteClient', 'AllocMem', 'ServerSupportFunction'
  ])
})

statement('filter.structures.headers', async () => {
  const members = [...HEADER_FUNCTIONS, 'HttpStatus', 'dwReserved']
  await expectStructure('HTTP_FILTER_PREPROC_HEADERS', 'PREPROC_HEADERS', members)
  expect(membersOf((await given()).get('SEND_RESPONSE') ?? null)).toEqual([...members].sort())
})

statement('filter.structures.raw-data', () => {
  expect(declared('HTTP_FILTER_RAW_DATA')).toEqual(['pvInData', 'cbInData', 'cbInBuffer', 'dwReserved'])
  const text = readFileSync(join(repository, 'packages/filter-api/src/notifications.ts'), 'utf8')
  for (const event of ['READ_RAW_DATA', 'SEND_RAW_DATA']) expect(text).toContain(`[SF_NOTIFY_${event}]: HTTP_FILTER_RAW_DATA`)
})

statement('filter.structures.auth-complete', async () => {
  await expectStructure('HTTP_FILTER_AUTH_COMPLETE_INFO', 'AUTH_COMPLETE', [...HEADER_FUNCTIONS, 'GetUserToken', 'HttpStatus', 'fResetAuth', 'dwReserved'])
})

statement('filter.structures.url-map-ex', async () => {
  const plain = ['pszURL', 'pszPhysicalPath', 'cbPathBuff']
  expect(declared('HTTP_FILTER_URL_MAP')).toEqual(plain)
  await expectStructure('HTTP_FILTER_URL_MAP_EX', 'URL_MAP', [...plain, 'dwFlags', 'cchMatchingPath', 'cchMatchingURL', 'pszScriptMapEntry'])
})

statement('filter.structures.log', async () => {
  await expectStructure('HTTP_FILTER_LOG', 'LOG', [
    'pszClientHostName', 'pszClientUserName', 'pszServerName', 'pszOperation', 'pszTarget', 'pszParameters', 'dwHttpStatus',
    'dwWin32Status', 'dwBytesSent', 'dwBytesRecvd', 'msTimeForProcessing'
  ])
})

statement('filter.structures.version', async () => {
  const seen: HTTP_FILTER_VERSION[] = []
  const filter = filterOf({ LOG() {} })
  await openInMemory({ modules: [{ name: 'f', module: bridgeFilter({ ...filter, GetFilterVersion(pVer) { seen.push(pVer); return filter.GetFilterVersion(pVer) } }, { name: 'f' }) }] })
  expect(declared('HTTP_FILTER_VERSION')).toEqual(['dwServerFilterVersion', 'dwFilterVersion', 'lpszFilterDesc', 'dwFlags'])
  expect(membersOf(seen[0] ?? null)).toEqual(['dwFilterVersion', 'dwFlags', 'dwServerFilterVersion', 'lpszFilterDesc'])
  expect(seen[0]?.lpszFilterDesc).toHaveLength(SF_MAX_FILTER_DESC_LEN)
  expect(SF_MAX_FILTER_DESC_LEN).toBe(257)
})

statement('filter.end-events.no-structure', async () => {
  const seen = await given()
  expect([...seen].filter(([, data]) => data === null).map(([event]) => event)).toEqual(['END_OF_REQUEST', 'END_OF_NET_SESSION'])
})

statement('filter.header.three-structures', async () => {
  const seen = await given()
  const offering = [...seen].filter(([, data]) => data !== null && HEADER_FUNCTIONS.every((name) => membersOf(data).includes(name))).map(([event]) => event)
  expect(offering).toEqual(['PREPROC_HEADERS', 'AUTH_COMPLETE', 'SEND_RESPONSE'])
  const others = [...seen].filter(([event]) => !offering.includes(event))
  for (const [, data] of others) expect(membersOf(data).filter((name) => name.endsWith('Header'))).toEqual([])
})
