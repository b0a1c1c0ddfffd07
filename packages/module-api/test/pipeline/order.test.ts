import {
  RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, STAGES, type IHttpContext
} from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, ERROR_OPERATION_ABORTED, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOSTS, until, type Answer, type TestHost } from '../support/hosts.ts'
import { ALL_HANDLERS, THE_END, recordingModule } from '../support/modules.ts'

const withoutHandler = ALL_HANDLERS.filter((handler) => handler !== 'OnExecuteRequestHandler')
const AFTER = ['OnSendResponse', 'closing', 'Dispose']

/** What is left of a request that `handler` finished. */
function finishedAt(handler: string, order: readonly string[]): string[] {
  const reached = order.slice(0, order.indexOf(handler) + 1)
  return THE_END.includes(handler) ? [...order] : [...reached, ...THE_END]
}

type Behaviour = NonNullable<Parameters<typeof recordingModule>[1]>

describe.each(HOSTS)('%s host', (_name, start) => {
  // One server for all tests; what its module does is changed from request to request.
  const log: string[] = []
  let behaviour: Behaviour = {}
  let host: TestHost

  beforeAll(async () => {
    host = await start([recordingModule(log, {
      act: (...parameters) => behaviour.act?.(...parameters),
      onAsyncCompletion(...parameters) { return behaviour.onAsyncCompletion?.apply(this, parameters) ?? RQ_NOTIFICATION_CONTINUE }
    })], { kept: true, onRoute: () => { log.push('route') } })
  })

  afterAll(() => host.close())

  async function run(url: string, options: Behaviour = {}): Promise<{ log: string[]; answer: Answer; errors: Error[] }> {
    log.length = 0
    host.errors.length = 0
    behaviour = options
    const answer = await host.request(url)
    await until(() => log.includes('Dispose'))
    return { log: log.filter((line) => line !== 'route'), answer, errors: [...host.errors] }
  }

  test('runs the twelve stages with their post-events, then the final send and the closing step', async () => {
    const { log: seen, answer } = await run('/route')
    expect(answer).toMatchObject({ status: 200, body: 'route' })
    expect(seen).toEqual([...withoutHandler, ...AFTER])
  })

  test('gives the handler stage to modules where no route answers', async () => {
    const { log: seen, answer } = await run('/nothing')
    expect(answer.status).toBe(404)
    expect(seen).toEqual([...ALL_HANDLERS, ...AFTER])
  })

  test('runs the route between the event of PRE_EXECUTE and the post-event of EXECUTE', async () => {
    await run('/route')
    const at = log.indexOf('route')
    expect(log.slice(at - 1, at + 2)).toEqual(['OnPostPreExecuteRequestHandler', 'route', 'OnPostExecuteRequestHandler'])
  })

  describe.each(ALL_HANDLERS)('%s', (handler) => {
    const url = handler === 'OnExecuteRequestHandler' ? '/nothing' : '/route'
    const order = url === '/route' ? withoutHandler : ALL_HANDLERS
    const expected = [...finishedAt(handler, order), ...AFTER]

    test('FINISH_REQUEST leaves LOG and END', async () => {
      const { log: seen, answer } = await run(url, {
        act(here, context) {
          if (here !== handler) return undefined
          context.GetResponse().SetStatus(403, 'Stop here')
          return RQ_NOTIFICATION_FINISH_REQUEST
        }
      })
      expect(answer.status).toBe(403)
      expect(seen).toEqual(expected)
    })

    test('throwing is 500; LOG and END run, the server lives', async () => {
      const broken = await run(url, { act(here) { if (here === handler) throw new Error('broken module'); return undefined } })
      expect(broken.answer).toMatchObject({ status: 500, body: '' })
      expect(broken.log).toEqual(expected)
      expect(broken.errors.map((error) => error.message)).toEqual([expect.stringContaining(`"recorder" threw from ${handler}: broken module`)])
      expect((await run('/route')).answer.status).toBe(200)
    })

    test('a rejected promise is 500; LOG and END run', async () => {
      const { log: seen, answer, errors } = await run(url, { act: (here) => (here === handler ? Promise.reject(new Error('broken promise')) : undefined) })
      expect(answer.status).toBe(500)
      expect(seen).toEqual(expected)
      expect(errors).toHaveLength(1)
    })

    test('PENDING is ended by PostCompletion through OnAsyncCompletion, after and before the handler returned', async () => {
      for (const early of [false, true]) {
        const results: unknown[] = []
        const complete = (context: IHttpContext): void => { results.push(context.PostCompletion(42), context.PostCompletion(43)) }
        const heard: unknown[] = []
        const { log: seen, answer } = await run(url, {
          act(here, context) {
            if (here !== handler) return undefined
            if (early) complete(context)
            else setImmediate(complete, context)
            return RQ_NOTIFICATION_PENDING
          },
          onAsyncCompletion(_context, notification, post, _provider, info) {
            heard.push(notification, post, info.GetCompletionBytes(), info.GetCompletionStatus())
            return RQ_NOTIFICATION_CONTINUE
          }
        })
        const row = STAGES.find((each) => each.handler === handler || each.postHandler === handler)
        expect(results).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)])
        expect(heard).toEqual([row?.notification, row?.postHandler === handler, 42, S_OK])
        expect(seen).toEqual([...order.flatMap((each) => (each === handler ? [each, 'OnAsyncCompletion'] : [each])), ...AFTER])
        expect(answer.status).toBe(url === '/route' ? 200 : 404)
      }
    })

    test('PENDING is ended by IndicateCompletion without OnAsyncCompletion, after and before the handler returned', async () => {
      for (const early of [false, true]) {
        for (const status of [RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST] as const) {
          const { log: seen, errors } = await run(url, {
            act(here, context) {
              if (here !== handler) return undefined
              const complete = (): void => {
                context.IndicateCompletion(status)
                if (early) context.IndicateCompletion(status)
              }
              if (early) complete()
              else setImmediate(complete)
              return RQ_NOTIFICATION_PENDING
            }
          })
          expect(seen).toEqual(status === RQ_NOTIFICATION_CONTINUE ? [...order, ...AFTER] : expected)
          expect(errors.map((error) => 'code' in error && error.code)).toEqual(early ? ['ERR_MODULE_COMPLETION'] : [])
        }
      }
    })

    test('a promise is PENDING until it settles', async () => {
      for (const status of [RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST] as const) {
        const { log: seen, errors } = await run(url, { act: (here) => (here === handler ? new Promise((resolve) => { setImmediate(resolve, status) }) : undefined) })
        expect(seen).toEqual(status === RQ_NOTIFICATION_CONTINUE ? [...order, ...AFTER] : expected)
        expect(errors).toEqual([])
      }
    })

    test('OnAsyncCompletion may finish the request, pend again, or throw', async () => {
      for (const outcome of ['finish', 'again', 'throw']) {
        let completions = 0
        const { log: seen, answer } = await run(url, {
          act(here, context) {
            if (here !== handler) return undefined
            context.PostCompletion(0)
            return RQ_NOTIFICATION_PENDING
          },
          onAsyncCompletion(context) {
            if (outcome === 'throw') throw new Error('broken completion')
            if (outcome === 'finish' || completions++ > 0) return RQ_NOTIFICATION_FINISH_REQUEST
            context.PostCompletion(0)
            return RQ_NOTIFICATION_PENDING
          }
        })
        const completed = outcome === 'again' ? ['OnAsyncCompletion', 'OnAsyncCompletion'] : ['OnAsyncCompletion']
        expect(seen).toEqual(expected.flatMap((each) => (each === handler ? [each, ...completed] : [each])))
        if (outcome === 'throw') expect(answer.status).toBe(500)
      }
    })

    test('a client that leaves while it pends completes it; LOG, END and the closing step run once', async () => {
      log.length = 0
      host.errors.length = 0
      const codes: unknown[] = []
      let reached: () => void = () => {}
      const pending = new Promise<void>((resolve) => { reached = resolve })
      behaviour = {
        act(here) {
          if (here !== handler) return undefined
          reached()
          return RQ_NOTIFICATION_PENDING
        },
        onAsyncCompletion(_context, _notification, _post, _provider, info) {
          codes.push(info.GetCompletionStatus())
          return RQ_NOTIFICATION_CONTINUE
        }
      }
      await host.leaveAfter(url, pending)
      await until(() => log.includes('Dispose'))
      const left = expected.filter((each) => each !== 'OnSendResponse')
      expect(log.filter((line) => line !== 'route')).toEqual(left.flatMap((each) => (each === handler ? [each, 'OnAsyncCompletion'] : [each])))
      expect(codes).toEqual([HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)])
      expect(host.errors).toEqual([])
    })
  })
})
