import { statSync } from 'node:fs'
import { join } from 'node:path'
import { StaticFileModule } from '@isapi-bridge/module-api/modules'
import { expect, test } from 'vitest'
import { folderWith } from '../filter/support.ts'
import { HOSTS } from '../support/site.ts'
import { sitemapFilter, type UrlRecord } from './sitemap.ts'
import { entryOf } from './support.ts'

test.each(HOSTS)('what was answered is recorded, files with their time: %s', async (_, open) => {
  const root = folderWith({ 'page.htm': 'twelve bytes' })
  const changed = Math.trunc(statSync(join(root, 'page.htm')).mtimeMs / 1000) * 1000
  const records: UrlRecord[] = []
  const site = await open({ site: { root, id: 3 }, modules: [entryOf('sitemap', sitemapFilter((record) => { records.push(record) })), StaticFileModule()] })
  for (const url of ['/page.htm?a=%62', '/none.htm', '/hello']) await site.ask(url)
  await site.ask({ url: '/page.htm', method: 'HEAD' })
  const common = { host: 'http://site.test', siteid: '3' }
  expect(records).toEqual([
    { ...common, url: '/page.htm?a=%62', statuscode: 200, contentHashCode: 12, last_modified: changed, last_filewrite: changed },
    { ...common, url: '/none.htm', statuscode: 404, contentHashCode: -1, last_modified: -1, last_filewrite: -1 },
    { ...common, url: '/hello', statuscode: 200, contentHashCode: 5, last_modified: -1, last_filewrite: -1 }
  ])
  expect(site.reports).toEqual([])
})
