import { PassThrough } from 'node:stream'
import {
  HTTP_SEND_RESPONSE_FLAG_MORE_DATA, HttpDataChunkFromStream, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, createMemoryHost, type IHttpContext, type MemorySend,
  type ModuleEntry, type SEND_RESULT
} from '@isapi-bridge/module-api'
import { ERROR_CONNECTION_INVALID, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_OPERATION_ABORTED, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { DETERMINISTIC } from '../support/events.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

const chunk = (text: string) => ({ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from(text) } }) as const
const write = (context: IHttpContext, text: string): SEND_RESULT => context.GetResponse().WriteEntityChunks([chunk(text)])

/** One request in memory: what left, and what the modules wrote into `log`, in one order. */
async function sendsOf(log: unknown[], modules: readonly ModuleEntry[], url = '/'): Promise<unknown[]> {
  const host = createMemoryHost({ modules, route: (context) => context.GetScriptName() === '/hello' && write(context, 'hello').hr === S_OK })
  onTestFinished(() => { host.close() })
  const connection = host.connect()
  await connection.request({ url, onSend: ({ status, body, more }: MemorySend) => { log.push(`${status ?? '-'} "${body}"${more ? ' …' : ''}`) } })
  connection.close()
  return log
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('module.send-response.unbuffered', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('writer', { OnExecuteRequestHandler(context) {
        context.GetResponse().DisableBuffering()
        for (const text of ['one ', 'two']) {
          write(context, text)
          log.push(text)
        }
      } }),
      moduleOf('m', { OnSendResponse(_context, provider) { log.push(`send ${provider.GetHeadersBeingSent()}`) } })
    ] })
    expect((await site.ask('/nothing')).body).toBe('one two')
    expect(log).toEqual(['send true', 'one ', 'send false', 'two'])
  })

  statement('response.buffered-in-send', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { context.GetResponse().DisableBuffering() },
      OnSendResponse(context) {
        log.push('send')
        write(context, '!')
        expect(context.GetResponse().Flush()).toEqual({ hr: S_OK, pcbSent: 0, pfCompletionExpected: false })
      }
    })] })
    expect((await site.ask('/hello')).body).toBe('hello!')
    expect(log).toEqual(['send'])
  })

  statement('response.buffer-limit', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnExecuteRequestHandler(context) {
        write(context, 'x'.repeat(4_194_304))
        log.push('full')
        write(context, 'y')
        log.push('over')
      },
      OnSendResponse() { log.push('send') }
    })] })
    const { body } = await site.ask('/nothing')
    expect([body.length, body.at(-1)]).toEqual([4_194_305, 'y'])
    expect(log).toEqual(['full', 'send', 'over'])
    log.length = 0
    const mapped = await open({
      handlers: [{ name: 'small', path: '*', verb: '*', modules: 'm', responseBufferLimit: 3 }],
      modules: [moduleOf('m', { OnExecuteRequestHandler(context) { write(context, 'abc'); log.push('full'); write(context, 'd') }, OnSendResponse() { log.push('send') } })]
    })
    expect((await mapped.ask('/nothing')).body).toBe('abcd')
    expect(log).toEqual(['full', 'send'])
  })

  statement('response.flush-ends', async () => {
    const results: unknown[] = []
    const flags: number[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnExecuteRequestHandler(context) {
        write(context, 'all')
        results.push(context.GetResponse().Flush(false, false).hr, write(context, 'more').hr)
      },
      OnSendResponse(_context, provider) { flags.push(provider.GetFlags() & HTTP_SEND_RESPONSE_FLAG_MORE_DATA) }
    })] })
    expect(await site.ask('/nothing')).toMatchObject({ status: 200, body: 'all' })
    expect(results).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_CONNECTION_INVALID)])
    expect(flags).toEqual([0])
  })

  statement('response.flush-then-handler', async () => {
    const log: string[] = []
    const names = DETERMINISTIC.map(({ name }) => name).filter((name) => name !== 'EXECUTE_REQUEST_HANDLER') // here a route
    for (const handler of ['OnBeginRequest', 'OnAcquireRequestState', 'OnPreExecuteRequestHandler'] as const) {
      const site = await open({ modules: [
        moduleOf('m', recordingHandlers('m', log, names)),
        moduleOf('early', { [handler]: (context: IHttpContext) => { context.GetResponse().SetHeader('X-Early', '1', true); write(context, 'early '); context.GetResponse().Flush() } }),
        moduleOf('late', { OnReleaseRequestState(context) { write(context, ' late') } })
      ] })
      const answer = await site.ask('/hello')
      expect([answer.status, answer.headers['x-early'], answer.body]).toEqual([200, '1', 'early hello late'])
      expect(log.splice(0)).toEqual(names.map((name) => `m ${name}`))
    }
  })

  statement('response.flush-async', async () => {
    const log: unknown[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnExecuteRequestHandler(context) {
        write(context, 'bytes')
        const { pfCompletionExpected } = context.GetResponse().Flush(true, true)
        log.push(`expected ${pfCompletionExpected}`)
        return pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
      },
      OnAsyncCompletion(context, _notification, _post, _provider, info) {
        log.push(info.GetCompletionBytes(), info.GetCompletionStatus())
        write(context, ' more')
      },
      OnReleaseRequestState() { log.push('release') }
    })] })
    expect((await site.ask('/nothing')).body).toBe('bytes more')
    expect(log).toEqual(['expected true', 5, S_OK, 'release'])
  })

  statement('response.flush-async-one', async () => {
    const results: unknown[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnExecuteRequestHandler(context) {
        results.push(context.GetResponse().Flush(true, true).hr, context.GetResponse().Flush(true, true).hr)
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE
    })] })
    await site.ask('/nothing')
    expect(results).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)])
  })

  statement('context.cancel-io', async () => {
    const log: unknown[] = []
    const pStream = new PassThrough()
    const site = await open({ modules: [moduleOf('m', {
      OnExecuteRequestHandler(context) {
        context.GetResponse().WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream } })
        context.GetResponse().Flush(true, true)
        log.push(context.CancelIo())
        pStream.end()
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion(_context, _notification, _post, _provider, info) { log.push(info.GetCompletionStatus()) },
      OnEndRequest() { log.push('end') }
    })] })
    await site.ask('/nothing').catch(() => {}) // what was cut does not look whole
    expect(log.slice(0, 3)).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED), 'end'])
  })
})

statement('response.flush-order', async () => {
  const log: unknown[] = []
  expect(await sendsOf(log, [moduleOf('m', {
    OnBeginRequest(context) {
      write(context, 'a')
      log.push(context.GetResponse().Flush().pcbSent)
      log.push('begun')
      write(context, 'b')
    },
    OnEndRequest(context) { context.GetResponse().Flush(); log.push('end') }
  })], '/hello')).toEqual(['200 "a" …', 1, 'begun', '- "bhello" …', 'end', '- ""'])
})

statement('context.cancel-io-handle', async () => {
  const results: unknown[] = []
  const host = createMemoryHost({ modules: [moduleOf('m', { OnEndRequest(context) { results.push(context.CancelIo()) } })] })
  onTestFinished(() => { host.close() })
  const client = new AbortController()
  client.abort()
  await host.request({ url: '/', signal: client.signal })
  expect(results).toEqual([HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE)])
})
