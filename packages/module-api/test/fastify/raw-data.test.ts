import { createServer as createTlsServer } from 'node:https'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { ModuleEntry, RawDataHandlers } from '@isapi-bridge/module-api'
import { listen, startApp } from '../support/hosts.ts'
import { RawClient } from '../support/raw-client.ts'

/** A module with these handlers, and nothing else. */
function tapping(handlers: RawDataHandlers, name = 'tapping'): ModuleEntry {
  return { name, module: (_version, info) => info.setRawDataHandlers(handlers) }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
void createTlsServer
test('blocks as they were handed over, without chunk framing', async () => {
  const log: string[] = []
  const { app } = await startApp([tapping({
    onRead(block) { log.push(`read ${text(block.bytes).split('\r\n')[0]} ${block.parsed}`); return 'continue' },
    onSend(block) { log.push(`send ${text(block.bytes).split('\r\n')[0]} ${block.parsed}`); return 'continue' }
  })], (server) => {
    server.get('/buffered', () => 'whole')
    server.get('/streamed', (_request, reply) => reply.send(Readable.from([Buffer.from('one'), Buffer.from('two')], { objectMode: false })))
  })
  const client = await RawClient.connect(await listen(app))
  client.get('/buffered')
  expect((await client.answer()).body).toBe('whole')
  client.get('/streamed')
  expect((await client.answer()).body).toBe('onetwo')
  client.get('/none')
  expect((await client.answer()).status).toBe(404)
  expect(log).toEqual([
    'read GET /buffered HTTP/1.1 false', 'send HTTP/1.1 200 OK true', 'send whole true',
    'read GET /streamed HTTP/1.1 false', 'send HTTP/1.1 200 OK true', 'send one true', 'send two true',
    'read GET /none HTTP/1.1 false', 'send HTTP/1.1 404 Not Found true', 'send {"message":"Route GET:/none not found","error":"Not Found","statusCode":404} true'
  ])
})
