import {
  RQ_AUTHORIZE_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type HTTP_DATA_CHUNK, type IHttpContext, type IHttpResponse
} from '@isapi-bridge/module-api'
import { ERROR_ARITHMETIC_OVERFLOW, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS, type Answer, type OpenSite } from '../support/site.ts'

const chunk = (text: string): HTTP_DATA_CHUNK => ({ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from(text) } })

/** The answer that a module makes in BEGIN_REQUEST, with which it finishes the request. */
async function answered(open: OpenSite, body: (response: IHttpResponse, context: IHttpContext) => void): Promise<Answer> {
  const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) {
    body(context.GetResponse(), context)
    return RQ_NOTIFICATION_FINISH_REQUEST
  } })] })
  const answer = await site.ask('/hello')
  expect(site.reports).toEqual([])
  return answer
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('response.delete-header', async () => {
    const results: unknown[] = []
    const answer = await answered(open, (response) => {
      response.SetHeader('X-There', 'yes', true)
      results.push(response.DeleteHeader('X-There'), response.DeleteHeader('X-Not-There'))
    })
    expect(results).toEqual([S_OK, S_OK])
    expect(answer.headers).not.toHaveProperty('x-there')
  })

  statement('response.status-origin', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [
      moduleOf('guard', { OnAuthorizeRequest(context) { context.GetResponse().SetStatus(403, 'Forbidden', 14) } }),
      moduleOf('reader', { OnEndRequest(context) { seen.push(context.GetResponse().GetStatus()) } })
    ] })
    await site.ask('/hello')
    expect(seen).toEqual([expect.objectContaining({ pStatusCode: 403, pSubStatus: 14, ppszModule: 'guard', pdwNotification: RQ_AUTHORIZE_REQUEST })])
  })

  statement('response.clear', async () => {
    const fill = (response: IHttpResponse): void => {
      response.SetStatus(500, 'Broken')
      response.SetHeader('X-Own', 'yes', true)
      response.WriteEntityChunks([chunk('body')])
    }
    const cleared = await answered(open, (response) => { fill(response); response.Clear() })
    expect([cleared.status, cleared.headers['x-own'], cleared.body]).toEqual([200, undefined, ''])
    const tooLate = await answered(open, (response) => { fill(response); response.Flush(); response.Clear() })
    expect([tooLate.status, tooLate.headers['x-own'], tooLate.body]).toEqual([500, 'yes', 'body'])
  })

  statement('response.clear-headers', async () => {
    const answer = await answered(open, (response) => {
      response.SetStatus(202, 'Accepted')
      response.SetHeader('X-Own', 'yes', true)
      response.WriteEntityChunks([chunk('body')])
      response.ClearHeaders()
    })
    expect([answer.status, answer.headers['x-own'], answer.body]).toEqual([202, undefined, 'body'])
  })

  statement('response.redirect', async () => {
    const answer = await answered(open, (response) => {
      response.WriteEntityChunks([chunk('body')])
      response.Redirect('/elsewhere')
    })
    expect([answer.status, answer.headers['location'], answer.body]).toEqual([302, 'http://site.test/elsewhere', ''])
  })

  statement('response.redirect-no-flush', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('redirector', { OnExecuteRequestHandler(context) { context.GetResponse().Redirect('/elsewhere'); context.SetRequestHandled(); log.push('redirected') } }),
      moduleOf('later', { OnReleaseRequestState(context) { context.GetResponse().WriteEntityChunks([chunk('added')]); log.push('added') }, OnSendResponse() { log.push('send') } })
    ] })
    const answer = await site.ask('/nothing')
    expect([answer.status, answer.body]).toEqual([302, 'added'])
    expect(log).toEqual(['redirected', 'added', 'send'])
  })

  statement('response.redirect-too-late', async () => {
    const answer = await answered(open, (response) => {
      response.WriteEntityChunks([chunk('body')])
      response.Flush()
      response.Redirect('/elsewhere')
    })
    expect([answer.status, answer.headers['location'], answer.body]).toEqual([200, undefined, 'body'])
  })

  statement('response.chunk-position', async () => {
    const answer = await answered(open, (response) => {
      response.WriteEntityChunkByReference(chunk('b'))
      response.WriteEntityChunkByReference(chunk('c'), -1)
      response.WriteEntityChunkByReference(chunk('a'), 0)
    })
    expect(answer.body).toBe('abc')
  })

  statement('response.chunk-by-reference', async () => {
    const answer = await answered(open, (response) => {
      const pBuffer = Buffer.from('before')
      response.WriteEntityChunkByReference({ DataChunkType: 0, FromMemory: { pBuffer } })
      pBuffer.write('AFTER!')
    })
    expect(answer.body).toBe('AFTER!')
  })

  statement('response.chunks-copied', async () => {
    const answer = await answered(open, (response) => {
      const pBuffer = Buffer.from('before')
      response.WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer } }])
      pBuffer.write('AFTER!')
    })
    expect(answer.body).toBe('before')
  })

  statement('response.chunk-limit', async () => {
    const results: unknown[] = []
    const answer = await answered(open, (response) => {
      const many = Array.from({ length: 65_535 }, () => chunk('x'))
      results.push(response.WriteEntityChunks(many).hr, response.WriteEntityChunks([chunk('y')]).hr, response.WriteEntityChunkByReference(chunk('z')))
    })
    const refused = HRESULT_FROM_WIN32(ERROR_ARITHMETIC_OVERFLOW)
    expect(results).toEqual([S_OK, refused, refused])
    expect(answer.body).toBe('x'.repeat(65_535))
  })

  statement('response.chunk-null', async () => {
    const results: unknown[] = []
    await answered(open, (response) => {
      results.push(response.WriteEntityChunks(null).hr, response.WriteEntityChunks([null as unknown as HTTP_DATA_CHUNK]).hr, response.WriteEntityChunkByReference(null))
    })
    const refused = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    expect(results).toEqual([refused, refused, refused])
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('response.need-disconnect', async () => {
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) { if (context.GetScriptName() === '/bye') context.GetResponse().SetNeedDisconnect() } })] })
    const client = site.connect()
    expect((await client.ask('/hello')).closed).toBe(false)
    expect((await client.ask('/bye')).closed).toBe(true)
    await client.leave()
  })
})
