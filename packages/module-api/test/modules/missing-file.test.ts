// What the log tells of a file that is not there, as sc-win32-status.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { RQ_NOTIFICATION_CONTINUE, type HandlerMapping } from '@isapi-bridge/module-api'
import { StaticFileModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { HOSTS, until, type StartHost } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'
import { createFolder } from './site.ts'

const FILES = { 'page.html': 'page', 'folder/more.txt': 'more', '.git/config': 'hidden' }
const STATIC: HandlerMapping = { name: 'StaticFile', path: '*', verb: '*', modules: 'StaticFileModule', resourceType: 'Either', requireAccess: 'Read' }

/** Status, sub-status and Windows error of the log, and the error that later modules see. */
async function logged(start: StartHost, url: string, root: string, handlers?: readonly HandlerMapping[]): Promise<readonly number[]> {
  let line: readonly number[] | null = null
  let error: number | null = null
  const host = await start([
    StaticFileModule(),
    moduleOf('watch', { OnLogRequest(context) { error = context.GetResponse().GetStatus().phrErrorToReport; return RQ_NOTIFICATION_CONTINUE } }, {
      closing: { onLogLine(_context, { status, subStatus, win32Status }) { line = [status, subStatus, win32Status] } }
    })
  ], { site: { root }, handlers })
  await host.request(url)
  await until(() => line !== null)
  expect(host.errors).toEqual([])
  expect((error ?? 0) & 0xffff).toBe(line?.[2])
  return line ?? []
}

describe.each(HOSTS)('%s host', (_name, start) => {
  test.each([
    ['/none.html', 404, 2], ['/folder/none.txt', 404, 2], ['/none/page.html', 404, 3], ['/none/', 404, 3], ['/page.html/more', 404, 3], ['/folder/', 404, 2],
    ['/.git/config', 404, 2], ['/.none/config', 404, 2], ['/page.html', 200, 0], ['/route', 200, 0]
  ])('%s: %i 0 %i', async (url, status, error) => {
    const root = createFolder(FILES)
    expect(await logged(start, url, root)).toEqual([status, 0, error])
  })

  test.each([['/none.html', 2], ['/none/page.html', 3], ['/folder/none/page.html', 3]])('%s by a mapping for files and folders: 404 0 %i', async (url, error) => {
    expect(await logged(start, url, createFolder(FILES), [STATIC])).toEqual([404, 0, error])
  })

  test.skipIf(process.getuid?.() === 0)('a file that may not be read: 401 3 5', async () => {
    const root = createFolder(FILES)
    chmodSync(join(root, 'page.html'), 0)
    expect(await logged(start, '/page.html', root)).toEqual([401, 3, 5])
  })
})
