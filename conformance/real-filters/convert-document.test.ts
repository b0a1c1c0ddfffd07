import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StaticFileModule } from '@isapi-bridge/module-api/modules'
import { expect, test } from 'vitest'
import { folderWith } from '../filter/support.ts'
import { HOSTS } from '../support/site.ts'
import { cvtDoc } from './convert-document.ts'
import { entryOf } from './support.ts'

test.each(HOSTS)('the HTML file is made when it is asked for, and again when its source is newer: %s', async (_, open) => {
  const root = folderWith({ 'page.txt': 'one', 'old.htm': 'as it was' })
  const made: string[] = []
  const convert = (source: string, target: string): boolean => {
    made.push(target.slice(root.length))
    writeFileSync(target, `<p>${readFileSync(source, 'utf8')}</p>`)
    return true
  }
  const site = await open({ site: { root }, modules: [entryOf('cvtdoc', cvtDoc(convert)), StaticFileModule()] })
  for (let count = 0; count < 2; count++) expect((await site.ask('/page.txt.htm')).body).toBe('<p>one</p>')
  expect(made).toEqual(['/page.txt.htm'])
  writeFileSync(join(root, 'page.txt'), 'two')
  const later = new Date(Date.now() + 60_000)
  utimesSync(join(root, 'page.txt'), later, later)
  expect((await site.ask('/page.txt.htm')).body).toBe('<p>two</p>')
  expect((await site.ask('/old.htm')).body).toBe('as it was')
  expect((await site.ask('/none.txt.htm')).status).toBe(404)
  expect(made).toEqual(['/page.txt.htm', '/page.txt.htm'])
})
