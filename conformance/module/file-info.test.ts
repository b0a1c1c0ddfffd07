import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IHttpContext, IHttpFileInfo } from '@isapi-bridge/module-api'
import { StaticFileModule } from '@isapi-bridge/module-api/modules'
import { ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS, type OpenSite } from '../support/site.ts'

/** A site with the file a.txt, and a module that looks. */
async function siteWithFile(open: OpenSite, look: (context: IHttpContext) => void) {
  const root = await mkdtemp(join(tmpdir(), 'site-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const path = join(root, 'a.txt')
  await writeFile(path, 'hello, file')
  await utimes(path, 1_700_000_000, 1_700_000_000)
  const site = await open({ site: { root }, modules: [moduleOf('m', { OnMapRequestHandler(context) { look(context) } }), StaticFileModule()] })
  return { site, path }
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('file.facts', async () => {
    const seen: unknown[] = []
    const { site, path } = await siteWithFile(open, (context) => {
      const file = context.GetFileInfo()
      if (file === null) return
      seen.push(file.GetFilePath(), file.GetSize(), Buffer.from(file.GetFileBuffer() ?? []).toString(), file.GetAttributes(), file.GetLastModifiedTime(), file.GetLastModifiedString(), file.CheckIfFileHasChanged(null))
    })
    await site.ask('/a.txt')
    expect(seen).toEqual([path, 11, 'hello, file', 0x80, 116_444_736_000_000_000n + 17_000_000_000_000_000n, 'Tue, 14 Nov 2023 22:13:20 GMT', false])
  })

  statement('file.etag', async () => {
    const seen: unknown[] = []
    const { site } = await siteWithFile(open, (context) => { seen.push(context.GetFileInfo()?.GetETag(), context.GetFileInfo()?.GetLastModifiedString()) })
    const { headers } = await site.ask('/a.txt')
    expect(seen).toEqual([headers['etag'], headers['last-modified']])
    expect(seen[0]).toMatch(/^".+"$/)
  })

  statement('file.none', async () => {
    const seen: unknown[] = []
    const { site } = await siteWithFile(open, (context) => { seen.push(context.GetFileInfo()) })
    await site.ask('/none.txt')
    expect(seen).toEqual([null])
  })

  statement('file.one-object', async () => {
    const seen: (IHttpFileInfo | null)[] = []
    const { site, path } = await siteWithFile(open, (context) => { seen.push(context.GetFileInfo()) })
    await site.ask('/a.txt')
    await site.ask('/a.txt')
    expect(seen[1]).toBe(seen[0])
    await writeFile(path, 'another')
    expect(seen[0]?.CheckIfFileHasChanged(null)).toBe(true)
    await site.ask('/a.txt')
    expect(seen[2]).not.toBe(seen[0])
    expect([seen[0]?.GetSize(), seen[2]?.GetSize(), seen[0]?.GetFlushed(), seen[2]?.GetFlushed()]).toEqual([11, 7, true, false])
  })

  statement('file.access', async () => {
    const seen: unknown[] = []
    const { site } = await siteWithFile(open, (context) => { seen.push(context.GetFileInfo()?.AccessCheck(null, null), context.GetFileInfo()?.AccessCheck('a token', null)) })
    await site.ask('/a.txt')
    expect(seen).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)])
  })

  statement('file.references', async () => {
    const log: string[] = []
    const kept: IHttpFileInfo[] = []
    const { site, path } = await siteWithFile(open, (context) => {
      const file = context.GetFileInfo()
      if (file === null) return
      const name = `${file.GetSize()}`
      if (file.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { log.push(name) } }, 1) === S_OK && kept.length === 0) {
        file.ReferenceCacheData()
        kept.push(file)
      }
    })
    await site.ask('/a.txt')
    await writeFile(path, 'another')
    await site.ask('/a.txt')
    expect(log).toEqual([])
    kept[0]?.DereferenceCacheData()
    expect(log).toEqual(['11'])
    await site.close()
    expect(log).toEqual(['11', '7'])
  })

  statement('cache.ttl', async () => {
    const seen: unknown[] = []
    const { site } = await siteWithFile(open, (context) => {
      const file = context.GetFileInfo()
      if (file === null) return
      seen.push(file.DecrementTTL(), file.DecrementTTL(), file.DecrementTTL())
      file.ResetTTL()
      seen.push(file.DecrementTTL())
    })
    await site.ask('/a.txt')
    expect(seen).toEqual([false, true, true, false])
  })

  statement('cache.file-key', async () => {
    const seen: unknown[] = []
    const { site, path } = await siteWithFile(open, (context) => {
      const key = context.GetFileInfo()?.GetCacheKey()
      if (key === undefined) return
      const other = (name: string, text: string) => ({ ...key, GetCacheName: () => name, GetPath: () => text, GetHash: () => 0, GetIsEqual: () => false, GetIsPrefix: () => false, Enum() {} })
      seen.push(key.GetCacheName(), key.GetIsEqual(other('FILE', path)), key.GetIsEqual(other('FILE', `${path}x`)), key.GetIsPrefix(other('FILE', `${path}x`)), key.GetIsEqual(other('URI', path)), key.GetIsPrefix(other('URI', path)))
    })
    await site.ask('/a.txt')
    expect(seen).toEqual(['FILE', true, false, true, false, false])
  })
})
