// Corners of the objects of a site that no document speaks of.

import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { fstatSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CLONE_FLAG_BASICS, createMemoryHost, HttpGetExtendedInterface, NamedUser, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING,
  type IHttpContext, type IHttpFileInfo, type IHttpServer, type IHttpUrlInfo, type PipelineOptions
} from '@isapi-bridge/module-api'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { lookingModule, moduleOf } from '../support/modules.ts'

function hostWith(look: (context: IHttpContext) => void, options: Partial<PipelineOptions> = {}) {
  const errors: Error[] = []
  const host = createMemoryHost({ modules: [lookingModule(look)], report: (error) => { errors.push(error) }, ...options })
  onTestFinished(() => { host.close() })
  return { host, errors }
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'site-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

afterEach(() => { vi.useRealTimers() })

describe('URL objects', () => {
  test('hits count for the period only', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const seen: boolean[] = []
    const { host } = hostWith((context) => { seen.push(context.GetUrlInfo().IsFrequentlyHit()) })
    const waits = [0, 9999, 10_001, 10_000]
    for (const wait of waits) {
      vi.advanceTimersByTime(wait)
      await host.request('/a')
    }
    expect(seen).toEqual([false, true, false, true])
  })

  test('threshold and period can be set', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const seen: boolean[] = []
    const { host } = hostWith((context) => { seen.push(context.GetUrlInfo().IsFrequentlyHit()) }, { frequentHitThreshold: 3, frequentHitTimePeriod: 100 })
    for (const wait of [0, 50, 50, 50, 51]) {
      vi.advanceTimersByTime(wait)
      await host.request('/a')
    }
    expect(seen).toEqual([false, false, true, true, false])
  })

  test('are forgotten, the oldest first, and cleaned once', async () => {
    const cleaned: string[] = []
    const { host } = hostWith((context) => {
      const url = context.GetScriptName()
      context.GetUrlInfo().GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { cleaned.push(url) } }, 1)
    })
    for (let index = 0; index < 1000; index++) await host.request(`/${index}`)
    await host.request('/0')
    expect(cleaned).toEqual([])
    for (const url of ['/x', '/y']) await host.request(url)
    expect(cleaned).toEqual(['/1', '/2'])
  })

  test('another URL after SetUrl is another object', async () => {
    const seen: IHttpUrlInfo[] = []
    const { host } = hostWith((context) => {
      seen.push(context.GetUrlInfo())
      context.GetRequest().SetUrl('/b')
      seen.push(context.GetUrlInfo())
    })
    await host.request('/a')
    expect(seen[0]).not.toBe(seen[1])
  })

  test.each([{ frequentHitThreshold: 0 }, { frequentHitThreshold: 1.5 }, { frequentHitThreshold: 1001 }, { frequentHitTimePeriod: 0 }, { frequentHitTimePeriod: Number.NaN }])('%o is refused', (options) => {
    expect(() => createMemoryHost({ modules: [], ...options })).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringContaining(Object.keys(options)[0] ?? '') }))
  })
})

describe('file objects', () => {
  async function fileOf(prepare: (root: string) => Promise<string>, look: (file: IHttpFileInfo | null) => void) {
    const root = await folder()
    const url = await prepare(root)
    const made = hostWith((context) => { look(context.GetFileInfo()) }, { site: { root } })
    await made.host.request(url)
    return { ...made, root, url }
  }

  test('a folder, a hidden file', async () => {
    const seen: unknown[] = []
    const look = (file: IHttpFileInfo | null): void => { seen.push(file?.GetAttributes(), file?.GetSize(), file?.GetFileBuffer(), file?.GetFileHandle()) }
    await fileOf(async (root) => { await mkdir(join(root, 'a')); return '/a' }, look)
    expect(seen.splice(0)).toEqual([0x10, 0, null, -1])
    await fileOf(async (root) => { await writeFile(join(root, '.a'), ''); return '/.a' }, (file) => { seen.push(file?.GetAttributes()) })
    expect(seen).toEqual([0x2])
  })

  test('a large file has no buffer, and a handle', async () => {
    const seen: unknown[] = []
    await fileOf(async (root) => { await writeFile(join(root, 'a'), Buffer.alloc(262_145)); return '/a' }, (file) => { seen.push(file?.GetSize(), file?.GetFileBuffer()) })
    expect(seen).toEqual([262_145, null])
  })

  test('the handle is one, reads, and is closed with the object', async () => {
    const handles: number[] = []
    const { host } = await fileOf(async (root) => { await writeFile(join(root, 'a'), 'abc'); return '/a' }, (file) => { handles.push(file?.GetFileHandle() ?? -1, file?.GetFileHandle() ?? -1) })
    const [handle = -1] = handles
    expect(handles).toEqual([handle, handle])
    expect(fstatSync(handle).size).toBe(3)
    host.close()
    expect(() => fstatSync(handle)).toThrow('EBADF')
  })

  test('a link that leads out of the roots is no file, and is reported', async () => {
    const outside = await folder()
    await writeFile(join(outside, 'secret'), 'x')
    const seen: unknown[] = []
    const { errors } = await fileOf(async (root) => { await symlink(join(outside, 'secret'), join(root, 'a')); return '/a' }, (file) => { seen.push(file) })
    expect(seen).toEqual([null])
    expect(errors).toEqual([expect.objectContaining({ code: 'ERR_MODULE_PATH_OUTSIDE' })])
  })

  test('a file that changes is not read into the buffer of what it was', async () => {
    const kept: IHttpFileInfo[] = []
    const { root } = await fileOf(async (folderOfSite) => { await writeFile(join(folderOfSite, 'a'), 'abc'); return '/a' }, (file) => { if (file !== null) kept.push(file) })
    await writeFile(join(root, 'a'), 'abcd')
    expect([kept[0]?.GetFileBuffer(), kept[0]?.GetFileHandle(), kept[0]?.CheckIfFileHasChanged(null)]).toEqual([null, -1, true])
  })

  test('more references given back than taken: the next request gets a new object', async () => {
    const seen: (IHttpFileInfo | null)[] = []
    const root = await folder()
    await writeFile(join(root, 'a'), 'abc')
    const { host } = hostWith((context) => {
      const file = context.GetFileInfo()
      seen.push(file)
      for (let index = 0; index < 5; index++) file?.DereferenceCacheData()
    }, { site: { root } })
    await host.request('/a')
    await host.request('/a')
    expect(seen[1]).not.toBe(seen[0])
    expect(seen[1]?.GetSize()).toBe(3)
  })
})

describe('what a request holds', () => {
  test('a clone that is never executed is cleaned when it is given back, or with its parent', async () => {
    const log: string[] = []
    const { host } = hostWith((context) => {
      for (const name of ['returned', 'left']) {
        const clone = context.CloneContext(CLONE_FLAG_BASICS)
        if (typeof clone === 'number') return
        clone.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { log.push(name) } }, 1)
        if (name === 'returned') clone.ReleaseClonedContext()
        log.push(`${name} made`)
      }
    })
    await host.request('/a')
    expect(log).toEqual(['returned', 'returned made', 'left made', 'left'])
  })

  test('a user, or a context, that throws at the end keeps nothing else from its end', async () => {
    const log: string[] = []
    class Broken extends NamedUser {
      override DereferenceUser(): void { throw new Error('broken user') }
    }
    class Whole extends NamedUser {
      override DereferenceUser(): void { log.push('whole') }
    }
    const facts = { remoteUserName: 'a', userName: 'a', authenticationType: 'Test' }
    const { host, errors } = hostWith(() => {}, { modules: [moduleOf('m', { OnAuthenticateRequest(context, provider) {
      context.GetMetadata().GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { throw new Error('broken context') } }, 1)
      provider.SetUser(new Broken(facts))
      provider.SetUser(new Whole(facts))
      return RQ_NOTIFICATION_CONTINUE
    } })] })
    expect((await host.request('/a')).status).toBe(404)
    host.close()
    expect(log).toEqual(['whole'])
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('DereferenceUser'), expect.stringContaining('configuration path')])
  })

  test('a routine of PostCompletion that throws ends the request that waits for it', async () => {
    const { host, errors } = hostWith(() => {}, { modules: [moduleOf('m', { OnBeginRequest(context) {
      const latest = HttpGetExtendedInterface({} as IHttpServer, context) // it is not looked at
      if (typeof latest === 'object') latest.PostCompletion(0, () => { throw new Error('broken routine') })
      return RQ_NOTIFICATION_PENDING
    } })] })
    expect((await host.request('/a')).status).toBe(500)
    expect(errors).toEqual([expect.objectContaining({ code: 'ERR_MODULE_THREW', message: expect.stringContaining('broken routine') })])
  })

  test('HttpGetExtendedInterface knows contexts of this server only', () => {
    expect(HttpGetExtendedInterface({} as IHttpServer, {} as IHttpContext)).toBe(0x8007_0032 | 0)
  })
})

describe('the plan says what becomes of a request without a user', () => {
  const authenticating = moduleOf('Scheme', { OnAuthenticateRequest: () => RQ_NOTIFICATION_CONTINUE })
  const anonymous = { ...authenticating, name: 'AnonymousAuthenticationModule' } as typeof authenticating // both are entries with a name

  test.each([
    [true, [authenticating], 'Scheme alone keeps nobody out'],
    [true, [anonymous], 'everybody is let in'],
    [false, [authenticating], 'denied with 401.2'],
    [false, [authenticating, anonymous], 'lets everybody in'],
    [false, [], 'no module authenticates: every request is denied with 401.2']
  ])('anonymous requests %s', (anonymousAuthentication, modules, words) => {
    const { host } = hostWith(() => {}, { anonymousAuthentication, modules })
    expect(host.plan().filter(({ kind }) => kind === 'core')).toEqual([expect.objectContaining({ stage: 'AUTHENTICATE_REQUEST', post: false, reason: expect.stringContaining(words) })])
  })

  test('nothing where there is nothing to say', () => {
    expect(hostWith(() => {}).host.plan().some(({ kind }) => kind === 'core')).toBe(false)
  })
})
