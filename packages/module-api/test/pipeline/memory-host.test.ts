import { Readable } from 'node:stream'
import {
  HttpDataChunkFromMemory, HttpDataChunkFromStream, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, createMemoryHost, type IHttpContext
} from '@isapi-bridge/module-api'
import { ERROR_OPERATION_ABORTED, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { deferred } from '../support/hosts.ts'
import { THE_END, moduleOf, recordingModule } from '../support/modules.ts'

const serial = (log: string[]) => recordingModule(log, { prefix: (context: IHttpContext) => `${context.GetScriptName()} ` })

describe('the memory host', () => {
  test('a route that throws is a handler that continued with 500; the connection goes on', async () => {
    for (const broken of [() => { throw new Error('broken route') }, () => Promise.reject(new Error('broken route'))]) {
      const log: string[] = []
      const errors: Error[] = []
      const host = createMemoryHost({
        modules: [recordingModule(log)], report: (error) => { errors.push(error) },
        route: (context) => (context.GetScriptName() === '/broken' ? broken() : true)
      })
      const connection = host.connect()
      expect(await connection.request({ url: '/broken' })).toMatchObject({ status: 500, body: '' })
      expect(log).toEqual(expect.arrayContaining(['OnPostExecuteRequestHandler', 'OnReleaseRequestState', ...THE_END, 'OnSendResponse']))
      expect((await connection.request({ url: '/fine' })).status).toBe(200)
      expect(errors.map((error) => error.message)).toEqual(['broken route'])
    }
  })

  test('a stream that breaks off ends the request, once, and the connection', async () => {
    const log: string[] = []
    const errors: Error[] = []
    const host = createMemoryHost({
      modules: [recordingModule(log)], report: (error) => { errors.push(error) },
      route(context) {
        const pStream = new Readable({ read() { this.destroy(new Error('broken stream')) } })
        context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream } }])
        return true
      }
    })
    expect(await host.connect().request({ url: '/' })).toMatchObject({ body: '', closed: true })
    expect(log.slice(-2)).toEqual(['closing', 'Dispose'])
    expect(errors.map((error) => error.message)).toEqual(['broken stream'])
  })

  test('what is flushed behind a stream that broke off does not leave any more, and its completion says so', async () => {
    const completions: number[] = []
    const sends: string[] = []
    const host = createMemoryHost({
      modules: [moduleOf('flusher', {
        OnBeginRequest(context) {
          const pStream = new Readable({ read() { this.destroy(new Error('broken stream')) } })
          context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream } }])
          context.GetResponse().Flush(true)
          return RQ_NOTIFICATION_PENDING
        },
        OnAsyncCompletion(_context, _notification, _post, _provider, info) {
          completions.push(info.GetCompletionStatus())
          return RQ_NOTIFICATION_CONTINUE
        }
      })],
      report: () => {},
      route(context) {
        context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('behind') } }])
        return true
      }
    })
    expect(await host.connect().request({ url: '/', onSend: ({ body }) => { sends.push(body) } })).toMatchObject({ body: '', closed: true })
    expect(sends).toEqual([])
    expect(completions).toEqual([HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)])
  })

  test('requests of a connection are serial', async () => {
    const log: string[] = []
    const gate = deferred<boolean>()
    const host = createMemoryHost({ modules: [serial(log)], route: (context) => (context.GetScriptName() === '/1' ? gate.promise : true) })
    const connection = host.connect()
    const answers = [connection.request({ url: '/1' }), connection.request({ url: '/2' })]
    gate.resolve(true)
    await Promise.all(answers)
    expect(log.indexOf('/2 OnBeginRequest')).toBeGreaterThan(log.indexOf('/1 closing'))
  })

  test('a URL that cannot be decoded is refused before the pipeline: 400', async () => {
    const log: string[] = []
    const host = createMemoryHost({ modules: [recordingModule(log)] })
    expect((await host.request('/%zz')).status).toBe(400)
    expect(log).toEqual([])
  })

  test('a client that has left before it asked', async () => {
    const log: string[] = []
    const host = createMemoryHost({ modules: [recordingModule(log)], route: () => { log.push('route'); return true } })
    await host.request({ url: '/', signal: AbortSignal.abort() })
    expect(log).toEqual([...THE_END, 'closing', 'Dispose'])
  })

  test('a client that leaves while the route works', async () => {
    const log: string[] = []
    const client = new AbortController()
    const host = createMemoryHost({ modules: [recordingModule(log)], route: async () => { client.abort(); return true } })
    await host.request({ url: '/', signal: client.signal })
    expect(log.slice(log.indexOf('OnPostPreExecuteRequestHandler') + 1)).toEqual([...THE_END, 'closing', 'Dispose'])
  })

  test('contexts of a connection are cleaned when it ends, after its last request', async () => {
    const log: string[] = []
    const gate = deferred<boolean>()
    const host = createMemoryHost({
      modules: [moduleOf('storing', {
        OnBeginRequest(context) {
          context.GetConnection()?.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { log.push('cleanup') } }, 1)
          return RQ_NOTIFICATION_CONTINUE
        },
        OnEndRequest() { log.push('end'); return RQ_NOTIFICATION_CONTINUE }
      })],
      route: () => gate.promise
    })
    const connection = host.connect()
    const answer = connection.request({ url: '/' })
    connection.close()
    gate.resolve(true)
    await answer
    expect(log).toEqual(['end', 'cleanup'])
  })
})
