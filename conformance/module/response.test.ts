import { open as openFile, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  HTTP_BYTE_RANGE_TO_EOF, HttpDataChunkFromFileHandle, HttpHeaderLocation, HttpHeaderServer, HttpHeaderSetCookie, RQ_AUTHORIZE_REQUEST, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST,
  type HTTP_DATA_CHUNK, type IHttpContext, type IHttpResponse, type IHttpResponse4
} from '@isapi-bridge/module-api'
import { E_FAIL, ERROR_ARITHMETIC_OVERFLOW, ERROR_HANDLE_EOF, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { DETERMINISTIC } from '../support/events.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
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

  statement('response.redirect-absolute', async () => {
    const locationOf = async (url: string, includeQuery: boolean): Promise<unknown> => {
      const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) {
        context.GetResponse().Redirect(url, true, includeQuery)
        return RQ_NOTIFICATION_FINISH_REQUEST
      } })] })
      return (await site.ask('/folder/page?a=/1')).headers['location']
    }
    const [rooted, relative] = [await locationOf('/next', false), await locationOf('next', false)]
    expect([rooted, relative]).toEqual(['http://site.test/next', 'http://site.test/folder/next'])
    expect(await locationOf('/next', true)).toBe('http://site.test/next?a=/1')
    expect(await locationOf('/next?b=2#part', true)).toBe('http://site.test/next?b=2&a=/1#part')
    expect(await locationOf('?b=2', false)).toBe('http://site.test/folder/page?b=2')
    expect(await locationOf('#part', true)).toBe('http://site.test/folder/page?a=/1#part')
    expect(await locationOf('https://other.test/next', false)).toBe('https://other.test/next')
    expect(await locationOf('//other.test/next', false)).toBe('//other.test/next')
  })

  statement('response.set-cookie-lines', async () => {
    const answer = await answered(open, (response) => {
      response.SetHeader('Set-Cookie', 'a=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT', false)
      response.SetHeader('set-cookie', 'b=2', false)
      response.SetHeader(HttpHeaderSetCookie, 'c=3', false)
      response.SetHeader('X-List', 'a', false)
      response.SetHeader('X-List', 'b', false)
    })
    expect([answer.headers['set-cookie']].flat()).toEqual(['a=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT', 'b=2', 'c=3'])
    expect(answer.headers['x-list']).toBe('a, b')
    const replaced = await answered(open, (response) => {
      response.SetHeader('Set-Cookie', 'a=1', false)
      response.SetHeader('Set-Cookie', 'b=2', false)
      response.SetHeader('Set-Cookie', 'c=3', true)
    })
    expect([replaced.headers['set-cookie']].flat()).toEqual(['c=3'])
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

  statement('response.status-all', async () => {
    const seen: unknown[] = []
    const pException = { Source: 'web.config' }
    const answer = await answered(open, (response) => {
      seen.push(response.SetStatus(199, ''), response.SetStatus(503, 'Not Now', 2, E_FAIL, pException, true), response.GetStatus())
    })
    expect(seen).toEqual([HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER), S_OK, {
      pStatusCode: 503, pSubStatus: 2, ppszReason: 'Not Now', phrErrorToReport: E_FAIL, ppszModule: 'm', pdwNotification: RQ_BEGIN_REQUEST, ppException: pException,
      pfTrySkipCustomErrors: true
    }])
    expect([answer.status, answer.reason]).toEqual([503, 'Not Now'])
  })

  statement('response.later-versions', async () => {
    const seen: unknown[] = []
    const answer = await answered(open, (response) => {
      const later = response as IHttpResponse4 // as HttpGetExtendedInterface gives it
      const routine = () => RQ_NOTIFICATION_CONTINUE
      seen.push(
        later.Flush(true, true, routine).hr, later.WriteEntityChunks([chunk('lost')], true, true, routine).hr, later.PushPromise('GET', '/x', null, [], []),
        later.SetTrailer('X-A', 'b'), later.GetTrailer('X-A'), later.DeleteTrailer('X-A'), later.ResetStream(0)
      )
      later.SetNeedGoAway()
      response.WriteEntityChunks([chunk('kept')])
    })
    const no = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
    expect(seen).toEqual([no, no, no, no, null, no, no])
    expect([answer.body, answer.closed]).toEqual(['kept', true])
  })

  statement('response.redirect-page', async () => {
    const answer = await answered(open, (response) => {
      response.WriteEntityChunks([chunk('written before')])
      response.Redirect('/"x"', false)
    })
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html'])
    expect(answer.body).toContain('<a href="http://site.test/&quot;x&quot;">')
    expect(answer.body).not.toContain('written before')
  })

  statement('response.server-header', async () => {
    const answer = await answered(open, (response) => {
      response.SetHeader('Server', 'one', true)
      response.SetHeader(HttpHeaderServer, 'two', true)
      response.SetHeader('X-Other', '', true)
      response.SetHeader(HttpHeaderLocation, '/here', true)
      response.SetHeader('Location', '/there', true)
      response.SetHeader(HttpHeaderLocation, '/elsewhere', true)
      expect([response.GetHeader(HttpHeaderServer), response.GetHeader('server'), response.SetHeader(30, 'x', true)]).toEqual(['one, two', 'one, two', HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)])
    })
    expect([answer.headers['server'], answer.headers['location']]).toEqual(['one, two', '/elsewhere'])
    const replaced = await answered(open, (response) => {
      response.SetHeader('Server', 'one', true)
      response.SetHeader('Server', 'two', true)
    })
    expect(replaced.headers['server']).toBe('two')
  })

  statement('response.error-description', async () => {
    const seen: unknown[] = []
    await answered(open, (response) => {
      seen.push(response.GetErrorDescription(), response.SetErrorDescription('a < b'), response.GetErrorDescription(), response.SetErrorDescription('<b>bold</b>', false), response.GetErrorDescription())
      seen.push(response.SetErrorDescription('a\0b'))
    })
    expect(seen).toEqual(['', S_OK, 'a &lt; b', S_OK, '<b>bold</b>', HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)])
  })

  statement('response.raw', async () => {
    const seen: unknown[] = []
    await answered(open, (response) => {
      response.SetStatus(404, 'Gone Fishing')
      response.SetHeader('Location', '/x', true)
      response.SetHeader('X-Own', 'yes', true)
      response.WriteEntityChunks([chunk('body')])
      const { StatusCode, pReason, Version, Headers, pEntityChunks } = response.GetRawHttpResponse()
      seen.push(StatusCode, pReason, Version, Headers.KnownHeaders[HttpHeaderLocation], Headers.pUnknownHeaders.map(({ pName, pRawValue }) => [pName.toLowerCase(), pRawValue]), pEntityChunks.length)
    })
    expect(seen).toEqual([404, 'Gone Fishing', { MajorVersion: 1, MinorVersion: 1 }, '/x', [['x-own', 'yes']], 1])
  })

  statement('response.chunk-file', async () => {
    const path = fileURLToPath(new URL('file.txt', import.meta.url))
    await writeFile(path, '0123456789')
    onTestFinished(() => rm(path))
    const handle = await openFile(path)
    onTestFinished(() => handle.close())
    const file = (FileHandle: string | FileHandle, StartingOffset: number, Length: number): HTTP_DATA_CHUNK => ({ DataChunkType: HttpDataChunkFromFileHandle, FromFileHandle: { ByteRange: { StartingOffset, Length }, FileHandle } })
    for (const flush of [false, true]) {
      const answer = await answered(open, (response) => {
        expect(response.WriteEntityChunks([chunk('<'), file(path, 2, 3), chunk('|'), file(handle, 8, HTTP_BYTE_RANGE_TO_EOF), file(path, 0, 0)])).toMatchObject({ hr: S_OK, pcbSent: 7 })
        expect(response.WriteEntityChunks([chunk('no'), file(path, 8, 3)]).hr).toBe(HRESULT_FROM_WIN32(ERROR_HANDLE_EOF))
        expect(response.WriteEntityChunkByReference(file(handle, 11, HTTP_BYTE_RANGE_TO_EOF))).toBe(HRESULT_FROM_WIN32(ERROR_HANDLE_EOF))
        expect(response.WriteEntityChunks([file(path, 10, HTTP_BYTE_RANGE_TO_EOF)])).toMatchObject({ hr: S_OK, pcbSent: 0 })
        if (flush) expect(response.Flush().pcbSent).toBe(7)
        expect(response.WriteEntityChunks([file(path, -1, 3)]).hr).toBe(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
        response.WriteEntityChunks([chunk('>')])
      })
      expect(answer.body).toBe('<234|89>')
    }
    expect((await handle.stat()).size).toBe(10) // still open: it is the module's
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

  statement('response.suppressed-headers', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) {
      const response = context.GetResponse()
      response.SetStatus(404, 'Unseen')
      response.SetHeader('X-Unseen', 'yes', true)
      seen.push(response.GetHeadersSuppressed())
      response.SuppressHeaders()
      response.WriteEntityChunks([chunk('HTTP/1.1 207 Mine\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok')])
      seen.push(response.GetHeadersSuppressed(), response.GetStatus().pStatusCode, response.GetHeader('X-Unseen'))
      return RQ_NOTIFICATION_FINISH_REQUEST
    } })] })
    const answer = await site.ask('/hello')
    expect(seen).toEqual([false, true, 404, 'yes'])
    expect([[0, 207].includes(answer.status), answer.headers['x-unseen'], answer.body.endsWith('ok'), answer.closed]).toEqual([true, undefined, true, true])
  })
})

statement('response.reset-connection', async () => {
  for (const method of ['ResetConnection', 'CloseConnection'] as const) {
    const log: string[] = []
    const site = await (HOSTS.find(([name]) => name === 'over sockets') ?? HOSTS[0] ?? raise())[1]({ modules: [
      moduleOf('resets', { OnBeginRequest(context) { context.GetResponse()[method]() } }),
      moduleOf('m', { ...recordingHandlers('m', log, DETERMINISTIC.map(({ name }) => name)), Dispose() { log.push('gone') } })
    ] })
    await expect(site.ask('/nothing')).rejects.toMatchObject({ code: 'ECONNRESET' })
    while (!log.includes('gone')) await new Promise((resolve) => { setImmediate(resolve) })
    expect(log).toEqual([...DETERMINISTIC.map(({ name }) => `m ${name}`), 'gone'])
  }
})

function raise(): never { throw new Error('There is no such host.') }
