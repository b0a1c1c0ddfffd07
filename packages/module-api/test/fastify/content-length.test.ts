// Content-Length in SEND_RESPONSE: modules read the length that the response will have, and it leaves right whatever they do then.

import { truncateSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  HttpDataChunkFromFileHandle, HttpDataChunkFromMemory, HttpDataChunkFromStream, HttpHeaderContentLength, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST,
  type HTTP_DATA_CHUNK, type IHttpContext, type IHttpResponse, type ModuleEntry
} from '@isapi-bridge/module-api'
import type { FastifyInstance } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientOf, deferred, listen, startApp } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

const memory = (text: string): HTTP_DATA_CHUNK => ({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(text) } })
const lengthOf = (response: IHttpResponse): string | null => response.GetHeader('Content-Length')

/** Looks in SEND_RESPONSE, acts, and looks again. */
function sending(seen: (string | null)[], act: (response: IHttpResponse) => void = () => {}): ModuleEntry {
  return moduleOf('sending', { OnSendResponse(context) {
    const response = context.GetResponse()
    seen.push(lengthOf(response))
    expect(response.GetRawHttpResponse().Headers.KnownHeaders[HttpHeaderContentLength]).toBe(lengthOf(response))
    act(response)
    seen.push(lengthOf(response))
    return RQ_NOTIFICATION_CONTINUE
  } })
}

/** A module that answers with these chunks. */
const answering = (...chunks: HTTP_DATA_CHUNK[]): ModuleEntry => moduleOf('answering', { OnBeginRequest(context: IHttpContext) {
  context.GetResponse().WriteEntityChunks(chunks)
  return RQ_NOTIFICATION_FINISH_REQUEST
} })

const routes = (app: FastifyInstance): void => {
  app.get('/text', () => 'zwölf')
  app.get('/bytes', () => Buffer.from('bytes'))
  app.get('/json', () => ({ json: true }))
  app.get('/empty', (_request, reply) => reply.send(''))
  app.get('/nothing', (_request, reply) => reply.send())
  app.head('/head', (_request, reply) => reply.send())
  app.get('/own', (_request, reply) => reply.header('content-length', 3).send('own'))
  app.get('/stream', (_request, reply) => reply.send(Readable.from(['str', 'eam'], { objectMode: false })))
  app.get('/204', (_request, reply) => reply.code(204).send())
  app.get('/304', (_request, reply) => reply.code(304).send())
  app.get('/throws', async () => { throw new Error('wrong') })
}

/** Asks twice over one connection: an answer that ends in the wrong place would spoil the second. */
async function ask(modules: readonly ModuleEntry[], url: string, method = 'GET'): Promise<{ readonly length: string | undefined; readonly coding: string | undefined; readonly body: string }> {
  const { app } = await startApp(modules, routes)
  const client = await clientOf(await listen(app))
  const request = `${method} ${url} HTTP/1.1\r\nHost: site.test\r\n\r\n`
  client.send(request + request)
  await client.answer(method === 'HEAD')
  const { headers, body } = await client.answer(method === 'HEAD')
  return { length: headers['content-length'], coding: headers['transfer-encoding'], body }
}

test.each([
  ['GET', '/text', '6', 'zwölf'], ['GET', '/bytes', '5', 'bytes'], ['GET', '/json', '13', '{"json":true}'], ['GET', '/empty', '0', ''], ['GET', '/nothing', '0', ''], ['GET', '/own', '3', 'own'],
  ['HEAD', '/text', '6', ''], ['GET', '/204', null, ''], ['GET', '/304', null, '']
])('%s %s: what is read is what leaves', async (method, url, length, body) => {
  const seen: (string | null)[] = []
  expect(await ask([sending(seen)], url, method)).toEqual({ length: length ?? undefined, coding: undefined, body })
  expect(seen).toEqual([length, length, length, length])
})

test('an error and an answer that no route gives', async () => {
  for (const url of ['/throws', '/unknown']) {
    const seen: (string | null)[] = []
    const { length, body } = await ask([sending(seen)], url)
    expect([length, seen]).toEqual([String(body.length), [length, length, length, length]])
  }
})

test('a stream has none', async () => {
  const seen: (string | null)[] = []
  expect(await ask([sending(seen)], '/stream')).toEqual({ length: undefined, coding: 'chunked', body: 'stream' })
  expect(seen).toEqual([null, null, null, null])
})

test('HEAD without a body does not say 0', async () => {
  const seen: (string | null)[] = []
  expect((await ask([sending(seen)], '/head', 'HEAD')).length).toBeUndefined()
  expect(seen).toEqual([null, null, null, null])
})

describe('a module that changes the response', () => {
  test.each<readonly [string, (response: IHttpResponse) => void, string, string | null, string]>([
    ['writes more', (response) => { response.WriteEntityChunks([memory(' more')]) }, '/text', '11', 'zwölf more'],
    ['writes in front', (response) => { response.WriteEntityChunkByReference(memory('in front '), 0) }, '/bytes', '14', 'in front bytes'],
    ['replaces the body', (response) => { response.Clear(); response.WriteEntityChunks([memory('new')]) }, '/text', '3', 'new'],
    ['redirects', (response) => { response.Redirect('/text') }, '/text', '0', ''],
    ['deletes the header', (response) => { response.DeleteHeader('Content-Length') }, '/text', null, 'zwölf'],
    ['deletes the header and writes more', (response) => { response.DeleteHeader('Content-Length'); response.WriteEntityChunks([memory('!')]) }, '/text', null, 'zwölf!'],
    ['sets a wrong length', (response) => { response.SetHeader('Content-Length', '3', true) }, '/text', '3', 'zwölf'],
    ['adds to the body of a route that said its length', (response) => { response.WriteEntityChunks([memory('!')]) }, '/own', '3', 'own!'],
    ['makes it 204', (response) => { response.SetStatus(204, '') }, '/text', '6', '']
  ])('%s', async (_, act, url, length, body) => {
    const seen: (string | null)[] = []
    const answer = await ask([sending(seen, act)], url)
    expect([answer.body, seen[1]]).toEqual([body, length])
    expect(answer).toMatchObject({ length: body === '' && length === '6' ? undefined : String(Buffer.byteLength(body)), coding: undefined })
  })

  test('adds a stream: nobody knows the length any more', async () => {
    const seen: (string | null)[] = []
    const answer = await ask([sending(seen, (response) => {
      response.WriteEntityChunks([{ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream: Readable.from([' and more'], { objectMode: false }) } }])
    })], '/text')
    expect(answer).toEqual({ length: undefined, coding: 'chunked', body: 'zwölf and more' })
    expect(seen.slice(0, 2)).toEqual(['6', null])
  })

  test('and waits for a promise meanwhile', async () => {
    const gate = deferred()
    const seen: (string | null)[] = []
    const waiting = moduleOf('waiting', { async OnSendResponse(context: IHttpContext) {
      seen.push(lengthOf(context.GetResponse()))
      await gate.promise
      context.GetResponse().WriteEntityChunks([memory('!')])
      seen.push(lengthOf(context.GetResponse()))
      return RQ_NOTIFICATION_CONTINUE
    } })
    gate.resolve()
    expect(await ask([waiting], '/bytes')).toEqual({ length: '6', coding: undefined, body: 'bytes!' })
    expect(seen.sort()).toEqual(['5', '5', '6', '6']) // of two requests at a time
  })
})

describe('files of known size', () => {
  const file = async (): Promise<string> => {
    const path = join(tmpdir(), `content-length-${process.pid}-${Math.random()}`)
    onTestFinished(() => rm(path))
    await writeFile(path, '0123456789')
    return path
  }
  const chunk = (FileHandle: string, Length: number): HTTP_DATA_CHUNK => ({ DataChunkType: HttpDataChunkFromFileHandle, FromFileHandle: { ByteRange: { StartingOffset: 2, Length }, FileHandle } })

  test.each([['alone', [], '4'], ['between memory', [memory('<')], '5']] as const)('%s', async (_, before, length) => {
    const seen: (string | null)[] = []
    const answer = await ask([answering(...before, chunk(await file(), 4)), sending(seen)], '/')
    expect(answer).toEqual({ length, coding: undefined, body: `${before.length === 0 ? '' : '<'}2345` })
    expect(seen).toEqual([length, length, length, length])
  })

  test('a file that becomes shorter ends the connection: the client must not take the next answer for its rest', async () => {
    const path = await file()
    const { app } = await startApp([answering(chunk(path, 8)), sending([], () => { truncateSync(path, 5) })], routes)
    const client = await clientOf(await listen(app))
    client.get('/', '/')
    const bytes = await client.rest()
    expect(bytes).toContain('Content-Length: 8\r\n')
    expect(bytes.split('HTTP/1.1').length).toBe(2)
  })
})
