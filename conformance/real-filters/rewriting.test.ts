// Filters that change the URL in PREPROC_HEADERS: rails-url.ts, home-page.ts, axis2.ts, listing-redirect.ts.

import type { Filter } from '@isapi-bridge/filter-api'
import { describe, expect, test } from 'vitest'
import { bridged } from '../support/filters.ts'
import { HOSTS } from '../support/site.ts'
import { axis2 } from './axis2.ts'
import { homeFilt } from './home-page.ts'
import { CListingRedirectFilter } from './listing-redirect.ts'
import { simpleUrlRewrite } from './rails-url.ts'
import { entryOf } from './support.ts'

const FILTERS: readonly (readonly [string, () => Filter, Readonly<Record<string, string>>])[] = [
  ['SimpleUrlRewrite', () => simpleUrlRewrite, { '/area/': '/area/index.rails', '/area/list': '/area/list.rails', '/area/list?a=b/c.d': '/area/list.rails', '/area/style.css': '/area/style.css' }],
  ['HomeFilt', () => homeFilt, { '/': '/sdk/home.htm', '/?a': '/', '/index.htm': '/index.htm' }],
  ['axis2', () => axis2, { '/axis2/services/echo?wsdl': '/axis2/mod_axis2_IIS.dll/services/echo', '/index.htm': '/index.htm' }],
  ['RealLeadsRedirect', () => new CListingRedirectFilter(), { '/city/12345': '/city/listing.aspx', '/city/a1': '/city/a1', [`/${'x'.repeat(300)}/1`]: `/${'x'.repeat(300)}/1` }]
]

describe.each(FILTERS)('%s', (name, make, cases) => {
  test.each(HOSTS)('%s', async (_, open) => {
    const routes = Object.fromEntries(Object.values(cases).map((path) => [path, () => `this is ${path}`]))
    const site = await open({ routes, modules: [entryOf(name, make())] })
    for (const [url, path] of Object.entries(cases)) expect([url, (await site.ask(url)).body]).toEqual([url, `this is ${path}`])
    expect(site.reports).toEqual([])
  })
})

test.each(HOSTS)('HANDLED_NOTIFICATION keeps the URL from filters of less priority: %s', async (_, open) => {
  const seen: string[] = []
  const later = bridged('later', { PREPROC_HEADERS() { seen.push('called') } })
  const site = await open({ routes: { '/city/listing.aspx': () => 'listing' }, modules: [later, entryOf('first', new CListingRedirectFilter())] })
  await site.ask('/city/1')
  expect(seen).toEqual([])
  await site.ask('/city/a')
  expect(seen).toEqual(['called'])
})
