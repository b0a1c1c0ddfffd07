import { PassThrough } from 'node:stream'
import {
  CLONE_FLAG_BASICS, CLONE_FLAG_ENTITY, CLONE_FLAG_HEADERS, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING,
  RQ_READ_ENTITY, createMemoryHost, extrasOf, type CHttpModule, type IHttpContext, type READ_ENTITY_RESULT
} from '@isapi-bridge/module-api'
import {
  ERROR_CONNECTION_INVALID, ERROR_HANDLE_EOF, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK, type HRESULT
} from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, type Handlers } from '../support/modules.ts'
import { HOSTS, type OpenSite } from '../support/site.ts'

const EOF = HRESULT_FROM_WIN32(ERROR_HANDLE_EOF)
const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
const BROKEN = HRESULT_FROM_WIN32(ERROR_CONNECTION_INVALID)

/** The route that answers with the body it gets. */
const routes = { '/echo': (body: string) => `[${body}]` }
const post = (body: string) => ({ url: '/echo', method: 'POST', body })

/** Reads with `size` bytes a time until there is nothing left. */
async function readAll(context: IHttpContext, size = 4): Promise<{ readonly text: string; readonly reads: readonly HRESULT[] }> {
  const buffer = Buffer.alloc(size)
  const reads: HRESULT[] = []
  let text = ''
  while (true) {
    const { hr, pcbBytesReceived } = await extrasOf(context).readEntity(buffer)
    reads.push(hr)
    if (hr !== S_OK) return { text, reads }
    text += buffer.toString('latin1', 0, pcbBytesReceived)
  }
}

/** Posts to the echo route while a module does this in BEGIN_REQUEST. */
async function during(open: OpenSite, body: string, act: (context: IHttpContext) => Promise<void>, others: Handlers = {}): Promise<string> {
  const site = await open({ routes, modules: [moduleOf('m', {
    async OnBeginRequest(context) {
      await act(context)
      return RQ_NOTIFICATION_CONTINUE
    }
  }), moduleOf('other', others)] })
  const answer = await site.ask(post(body))
  expect(site.reports).toEqual([])
  return answer.body
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('entity.read.eof', async () => {
    await during(open, 'abcdef', async (context) => {
      expect(await readAll(context)).toEqual({ text: 'abcdef', reads: [S_OK, S_OK, EOF] })
      expect(context.GetRequest().ReadEntityBody(Buffer.alloc(4), false)).toEqual({ hr: EOF, pcbBytesReceived: 0, pfCompletionPending: false })
    })
  })

  statement('entity.read.no-body', async () => {
    const results: READ_ENTITY_RESULT[] = []
    const site = await open({ routes, modules: [moduleOf('m', { OnBeginRequest(context) { results.push(context.GetRequest().ReadEntityBody(Buffer.alloc(4), true)) } })] })
    await site.ask('/echo')
    expect(results).toEqual([{ hr: EOF, pcbBytesReceived: 0, pfCompletionPending: false }])
  })

  statement('entity.read.no-buffer', async () => {
    await during(open, 'abc', async (context) => {
      const refused = { hr: INVALID, pcbBytesReceived: 0, pfCompletionPending: false }
      expect(context.GetRequest().ReadEntityBody(new Uint8Array(0), false)).toEqual(refused)
      expect(context.GetRequest().ReadEntityBody(null as unknown as Uint8Array, false)).toEqual(refused)
      expect(context.GetRequest().InsertEntityBody(null as unknown as Uint8Array)).toBe(INVALID)
    })
  })

  statement('entity.read.consumed', async () => {
    expect(await during(open, 'abcdef', async (context) => { await readAll(context) })).toBe('[]')
    expect(await during(open, 'abcdef', async (context) => { await extrasOf(context).readEntity(Buffer.alloc(4)) })).toBe('[ef]')
  })

  statement('entity.read.pending', async () => {
    const log: unknown[] = []
    const buffer = Buffer.alloc(16)
    const site = await open({ routes, modules: [moduleOf('m', {
      OnBeginRequest(context) {
        const { hr, pcbBytesReceived, pfCompletionPending } = context.GetRequest().ReadEntityBody(buffer, true)
        if (!pfCompletionPending) { // it was here already
          context.PostCompletion(pcbBytesReceived)
          return RQ_NOTIFICATION_PENDING
        }
        expect([hr, pcbBytesReceived]).toEqual([S_OK, 0])
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion(context, _notification, _post, _provider, info) {
        log.push([info.GetCompletionStatus(), buffer.toString('latin1', 0, info.GetCompletionBytes())])
        expect(context.GetRequest().InsertEntityBody(buffer.subarray(0, info.GetCompletionBytes()))).toBe(S_OK)
      }
    })] })
    expect((await site.ask(post('abcdef'))).body).toBe('[abcdef]')
    expect(log).toEqual([[S_OK, 'abcdef']])
  })

  statement('entity.read-entity.every-read', async () => {
    const sizes: number[] = []
    await during(open, 'abcdef', async (context) => {
      await readAll(context)
      context.GetRequest().ReadEntityBody(Buffer.alloc(4), false)
      expect(sizes).toEqual([4, 2, 0, 0])
    }, { OnReadEntity(_context, provider) { sizes.push(provider.GetEntity().pcbData) } })
  })

  statement('entity.read-entity.route', async () => {
    const bodies: string[] = []
    const site = await open({ routes, modules: [moduleOf('m', { OnReadEntity(_context, provider) {
      const { ppBuffer, pcbData, pcbBuffer } = provider.GetEntity()
      expect(pcbBuffer).toBe(ppBuffer.byteLength)
      bodies.push(Buffer.from(ppBuffer.subarray(0, pcbData)).toString())
    } })] })
    expect((await site.ask(post('abcdef'))).body).toBe('[abcdef]')
    expect(bodies.join('')).toBe('abcdef')
  })

  statement('entity.read-entity.empty', async () => {
    const results: unknown[] = []
    await during(open, 'ab', async (context) => {
      await readAll(context)
      const buffer = Buffer.from('unchanged')
      results.push(context.GetRequest().ReadEntityBody(buffer, false).hr, buffer.toString())
    }, { OnReadEntity(_context, provider) {
      const { ppBuffer, pcbData, pcbBuffer } = provider.GetEntity()
      if (pcbData > 0) return
      expect([ppBuffer.byteLength, pcbBuffer]).toEqual([0, 0])
      provider.SetEntity(Buffer.from('more'))
    } })
    expect(results).toEqual([EOF, 'unchanged'])
  })

  statement('entity.read-entity.set', async () => {
    const upper: Handlers = { OnReadEntity(_context, provider) {
      const { ppBuffer, pcbData } = provider.GetEntity()
      if (pcbData > 0) provider.SetEntity(Buffer.from(`${Buffer.from(ppBuffer.subarray(0, pcbData)).toString().toUpperCase()}!`))
    } }
    const inPlace: Handlers = { OnReadEntity(_context, provider) {
      const { ppBuffer, pcbData } = provider.GetEntity()
      ppBuffer.subarray(0, pcbData).fill(0x78)
    } }
    expect(await during(open, 'abc', async () => {}, upper)).toBe('[ABC!]')
    expect(await during(open, 'abc', async () => {}, inPlace)).toBe('[xxx]')
    await during(open, 'abc', async (context) => { expect((await readAll(context, 16)).text).toBe('ABC!') }, upper)
    await during(open, 'abc', async (context) => { expect((await readAll(context, 16)).text).toBe('xxx') }, inPlace)
  })

  statement('entity.read-entity.set-larger', async () => {
    const sizes: number[] = []
    await during(open, 'ab', async (context) => {
      expect(await readAll(context, 3)).toEqual({ text: 'Name=Value', reads: [S_OK, S_OK, S_OK, S_OK, EOF] })
      expect(sizes).toEqual([2, 0])
    }, { OnReadEntity(_context, provider) {
      sizes.push(provider.GetEntity().pcbData)
      provider.SetEntity(Buffer.from('Name=Value......'), 10)
    } })
  })

  statement('entity.read-entity.chain', async () => {
    const append = (text: string): Handlers => ({ OnReadEntity(_context, provider) {
      const { ppBuffer, pcbData } = provider.GetEntity()
      if (pcbData > 0) provider.SetEntity(Buffer.concat([ppBuffer.subarray(0, pcbData), Buffer.from(text)]))
    } })
    const site = await open({ routes, modules: [moduleOf('first', append('1')), moduleOf('second', append('2'))] })
    expect((await site.ask(post('body'))).body).toBe('[body12]')
  })

  statement('entity.read-entity.not-disabled', async () => {
    let calls = 0
    const site = await open({ routes, modules: [moduleOf('m', {
      OnBeginRequest(context) { context.DisableNotifications(RQ_READ_ENTITY, RQ_READ_ENTITY) },
      OnReadEntity() { calls++ }
    })] })
    await site.ask(post('abc'))
    expect(calls).toBeGreaterThan(0)
  })

  statement('entity.read-entity.finish', async () => {
    const log: string[] = []
    const site = await open({ routes: { '/echo': () => { log.push('route'); return 'route' } }, modules: [moduleOf('m', {
      OnReadEntity(context, provider) {
        context.GetResponse().SetStatus(403, 'Forbidden')
        provider.SetErrorStatus(INVALID)
        return RQ_NOTIFICATION_FINISH_REQUEST
      },
      OnReleaseRequestState() { log.push('release') },
      OnEndRequest() { log.push('end') }
    })] })
    expect((await site.ask(post('abc'))).status).toBe(403)
    expect(log).toEqual(['end'])
    const hrs: HRESULT[] = []
    const reading = await open({ routes, modules: [moduleOf('m', {
      async OnBeginRequest(context) {
        hrs.push((await extrasOf(context).readEntity(Buffer.alloc(4))).hr)
        return RQ_NOTIFICATION_CONTINUE
      },
      OnReadEntity(context, provider) {
        context.GetResponse().SetStatus(403, 'Forbidden')
        provider.SetErrorStatus(INVALID)
        return RQ_NOTIFICATION_FINISH_REQUEST
      },
      OnAuthorizeRequest() { log.push('authorize') }
    })] })
    expect((await reading.ask(post('abc'))).status).toBe(403)
    expect(hrs).toEqual([INVALID])
    expect(log).toEqual(['end'])
  })

  statement('entity.read-entity.cannot-pend', async () => {
    const site = await open({ routes, modules: [moduleOf('m', { OnReadEntity: () => RQ_NOTIFICATION_PENDING })] })
    expect((await site.ask(post('abc'))).body).toBe('[abc]')
    expect(site.reports[0]?.message).toMatch(/"m" cannot pend in OnReadEntity/)
  })

  statement('entity.insert.before-rest', async () => {
    const body = await during(open, 'abcdef', async (context) => {
      await extrasOf(context).readEntity(Buffer.alloc(4))
      expect(context.GetRequest().InsertEntityBody(Buffer.from('second '))).toBe(S_OK)
      expect(context.GetRequest().InsertEntityBody(Buffer.from('first '))).toBe(S_OK)
    })
    expect(body).toBe('[first second ef]')
  })

  statement('entity.insert.no-copy', async () => {
    const seen: unknown[] = []
    const body = await during(open, 'abc', async (context) => {
      const inserted = Buffer.from('12345')
      context.GetRequest().InsertEntityBody(inserted)
      seen.push(context.GetRequest().GetHeader('content-length'), context.GetServerVariable('CONTENT_LENGTH'))
      inserted.fill(0x39)
    })
    expect(seen).toEqual(['3', '3'])
    expect(body).toBe('[99999abc]')
  })

  statement('entity.insert.again', async () => {
    const body = await during(open, 'abcdef', async (context) => {
      const { text } = await readAll(context)
      context.GetRequest().InsertEntityBody(Buffer.from(text))
    })
    expect(body).toBe('[abcdef]')
  })

  statement('entity.remaining', async () => {
    await during(open, 'abcdef', async (context) => {
      const request = context.GetRequest()
      const left = [request.GetRemainingEntityBytes()]
      await extrasOf(context).readEntity(Buffer.alloc(4))
      left.push(request.GetRemainingEntityBytes())
      request.InsertEntityBody(Buffer.alloc(10))
      left.push(request.GetRemainingEntityBytes())
      await readAll(context)
      left.push(request.GetRemainingEntityBytes())
      expect(left).toEqual([6, 2, 12, 0])
    })
  })

  statement('entity.read-ahead', async () => {
    const reads: unknown[] = []
    const site = await open({ routes, uploadReadAheadSize: 49_152, modules: [moduleOf('m', { OnBeginRequest(context) {
      const request = context.GetRequest()
      const buffer = Buffer.alloc(request.GetRemainingEntityBytes())
      reads.push(request.ReadEntityBody(buffer, false), buffer.toString())
      request.InsertEntityBody(buffer)
    } })] })
    expect((await site.ask(post('abcdef'))).body).toBe('[abcdef]')
    expect(reads).toEqual([{ hr: S_OK, pcbBytesReceived: 6, pfCompletionPending: false }, 'abcdef'])
  })

  statement('entity.child', async () => {
    const bodyOfChild = async (flags: number): Promise<string> => {
      const site = await open({ routes, modules: [moduleOf('m', {
        OnBeginRequest(context) {
          if (context.GetParentContext() !== null) return RQ_NOTIFICATION_CONTINUE
          const clone = context.CloneContext(flags)
          if (typeof clone === 'number') throw new Error('no clone')
          expect(clone.GetRequest().SetUrl('/echo')).toBe(S_OK)
          expect(context.ExecuteRequest(true, clone, 0, null)).toEqual({ hr: S_OK, pfCompletionExpected: true })
          return RQ_NOTIFICATION_PENDING
        },
        OnAsyncCompletion: () => RQ_NOTIFICATION_FINISH_REQUEST
      })] })
      return (await site.ask({ ...post('abcdef'), url: '/other' })).body
    }
    expect(await bodyOfChild(CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS | CLONE_FLAG_ENTITY)).toBe('[abcdef]')
    expect(await bodyOfChild(CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS)).toBe('[]')
  })
})

statement('entity.read.one-at-a-time', async () => {
  const log: unknown[] = []
  const body = new PassThrough()
  const host = createMemoryHost({ modules: [moduleOf('m', {
    OnBeginRequest(context) {
      const request = context.GetRequest()
      log.push(request.ReadEntityBody(Buffer.alloc(4), true).pfCompletionPending)
      log.push(request.ReadEntityBody(Buffer.alloc(4), true).hr, request.ReadEntityBody(Buffer.alloc(4), false).hr)
      setImmediate(() => { body.end('abcd') })
      return RQ_NOTIFICATION_PENDING
    },
    OnAsyncCompletion(context, _notification, _post, _provider, info) {
      log.push(info.GetCompletionBytes())
      const { pcbBytesReceived, pfCompletionPending } = context.GetRequest().ReadEntityBody(Buffer.alloc(4), false)
      log.push(pcbBytesReceived, pfCompletionPending)
    },
    OnEndRequest() { log.push('end') }
  })] })
  await host.request({ url: '/', method: 'POST', body })
  expect(log).toEqual([true, INVALID, INVALID, 4, 0, false, 'end'])
})

statement('entity.read.broken', async () => {
  const seen: [HRESULT, number][] = []
  const reading: Handlers = {
    OnBeginRequest(this: CHttpModule, context) { return context.GetRequest().ReadEntityBody(Buffer.alloc(16), true).pfCompletionPending ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE },
    OnAsyncCompletion(context, _notification, _post, _provider, info) {
      seen.push([info.GetCompletionStatus(), info.GetCompletionBytes()])
      if (info.GetCompletionStatus() !== S_OK) return RQ_NOTIFICATION_FINISH_REQUEST
      return context.GetRequest().ReadEntityBody(Buffer.alloc(16), true).pfCompletionPending ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
    }
  }
  const host = createMemoryHost({ modules: [moduleOf('m', reading)] })
  for (const act of [(body: PassThrough) => { body.destroy() }, (body: PassThrough) => { body.end() }]) {
    const body = new PassThrough()
    setImmediate(() => {
      body.write('abc')
      setImmediate(() => { setImmediate(() => { act(body) }) })
    })
    await host.request({ url: '/', method: 'POST', headers: { 'content-length': '10' }, body })
    expect(seen.splice(0)).toEqual([[S_OK, 3], [BROKEN, 0]])
  }
})
