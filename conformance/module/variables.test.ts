import {
  CLONE_FLAG_BASICS, CLONE_FLAG_SERVER_VARIABLE, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, type IHttpContext
} from '@isapi-bridge/module-api'
import { ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { extended } from '../support/extended.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

const UNKNOWN = HRESULT_FROM_WIN32(ERROR_INVALID_INDEX)
const REFUSED = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)

describe.each(HOSTS)('%s', (_, open) => {
  statement('request.inherit-variable', async () => {
    const seen: unknown[] = []
    const clone = (context: IHttpContext, flags: number): IHttpContext => {
      const made = context.CloneContext(flags)
      if (typeof made === 'number') throw new Error('no clone')
      return made
    }
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) {
      context.SetServerVariable('MY_VALUE', 'one')
      const [plain, full] = [clone(context, CLONE_FLAG_BASICS), clone(context, CLONE_FLAG_BASICS | CLONE_FLAG_SERVER_VARIABLE)]
      context.SetServerVariable('MY_VALUE', 'two')
      seen.push(plain.GetServerVariable('MY_VALUE'), full.GetServerVariable('MY_VALUE'))
      seen.push(extended(plain).InheritServerVariable('MY_VALUE'), plain.GetServerVariable('MY_VALUE'))
      plain.SetServerVariable('MY_VALUE', 'three')
      seen.push(context.GetServerVariable('MY_VALUE'))
      seen.push(extended(plain).InheritServerVariable('NO_SUCH'), extended(plain).InheritServerVariable('NO_SUCH', true))
      seen.push(extended(plain).InheritServerVariable(''), extended(context).InheritServerVariable('MY_VALUE'))
      for (const made of [full, plain]) made.ReleaseClonedContext()
    } })] })
    await site.ask('/hello')
    expect(seen).toEqual([UNKNOWN, 'one', S_OK, 'two', 'two', S_OK, UNKNOWN, REFUSED, REFUSED])
  })

  statement('request.allocate', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) {
      for (const size of [0, 3, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 40]) {
        seen.push([context.AllocateRequestMemory(size), context.GetConnection()?.AllocateMemory(size)].map((bytes) => (bytes ? [...bytes] : bytes)))
      }
    } }, { factory: (Module) => ({
      GetHttpModule(allocator) {
        seen.push(allocator.AllocateMemory(2), allocator.AllocateMemory(-2))
        return new Module()
      },
      Terminate() {}
    }) })] })
    await site.ask('/hello')
    expect(seen).toEqual([new Uint8Array(2), null, [[], []], [[0, 0, 0], [0, 0, 0]], ...Array.from({ length: 5 }, () => [null, null])])
  })

  statement('context.post-routine', async () => {
    const log: unknown[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) {
        const hr = extended(context).PostCompletion(7, (error, bytes, given) => {
          log.push(error, bytes, given)
          context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE)
        }, 'own context')
        log.push(hr)
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion() { log.push('never') },
      OnEndRequest() { log.push('end') }
    })] })
    expect((await site.ask('/hello')).status).toBe(200)
    expect(log).toEqual([S_OK, 0, 7, 'own context', 'end'])
  })

  statement('context.request-time', async () => {
    const seen: number[] = []
    const ticks = (): number => Number(process.hrtime.bigint() / 1_000_000n)
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) {
      seen.push(extended(context).GetRequestStartTime(), ticks(), extended(context).GetRequestElapsedTime())
      seen.push(extended(context).GetRequestStartTime())
    } })] })
    const before = ticks()
    await site.ask('/hello')
    const [start = 0, now = 0, elapsed = -1, again] = seen
    expect(start).toBeGreaterThanOrEqual(before - 1) // both are cut to whole milliseconds
    expect(start).toBeLessThanOrEqual(now + 1)
    expect(elapsed).toBeGreaterThanOrEqual(0)
    expect(again).toBe(start)
  })
})
