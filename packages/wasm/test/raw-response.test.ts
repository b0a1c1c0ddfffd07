// What a compiled module writes into the structure of GetRawHttpResponse.

import { expect, it, vi } from 'vitest'
import { createMemoryHost, type MemoryResponse } from '@isapi-bridge/module-api'
import { compile, findToolchain, loadWasmModule } from '@isapi-bridge/wasm'
import { moduleSource } from './support/module-sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

const HEAD = `#include <string>
static char other[] = "!!";
static void put(IHttpResponse *response, const char *text) {
  HTTP_DATA_CHUNK chunk; DWORD sent; chunk.DataChunkType = HttpDataChunkFromMemory; chunk.FromMemory.pBuffer = (PVOID)text; chunk.FromMemory.BufferLength = (ULONG)strlen(text);
  response->WriteEntityChunks(&chunk, 1, FALSE, TRUE, &sent);
}
`

async function answered(body: string): Promise<MemoryResponse> {
  const { bytes } = await compile([moduleSource(`IHttpResponse *response = context->GetResponse(); response->SetHeader(HttpHeaderServer, "own", 3, TRUE); put(response, "hello "); put(response, "world"); HTTP_RESPONSE *raw = response->GetRawHttpResponse(); ${body}`, HEAD)])
  const { RegisterModule } = await loadWasmModule(bytes, { name: 'module', eventLog: () => {} })
  return createMemoryHost({ report: () => {}, modules: [{ name: 'module', module: RegisterModule }] }).request({ url: '/' })
}

it.skipIf(compiler === null)('status, headers, bytes and chunks are those of the answer', async () => {
  const answer = await answered(`
    raw->StatusCode = 202; raw->pReason = "Nearly"; raw->ReasonLength = 6; raw->Headers.KnownHeaders[HttpHeaderServer].RawValueLength = 0;
    raw->Headers.KnownHeaders[HttpHeaderVia].pRawValue = "here"; raw->Headers.KnownHeaders[HttpHeaderVia].RawValueLength = 4;
    ((char *)raw->pEntityChunks[0].FromMemory.pBuffer)[0] = 'J'; raw->pEntityChunks[1].FromMemory.pBuffer = other; raw->pEntityChunks[1].FromMemory.BufferLength = 2;`)
  expect(answer).toMatchObject({ status: 202, reason: 'Nearly', body: 'Jello !!', headers: { via: 'here' } })
  expect(answer.headers).not.toHaveProperty('server')
})

it.skipIf(compiler === null)('a list of its own, a shorter one, and changes after a call in between count', async () => {
  expect((await answered('static HTTP_DATA_CHUNK own[1]; own[0].DataChunkType = HttpDataChunkFromMemory; own[0].FromMemory.pBuffer = other; own[0].FromMemory.BufferLength = 1; raw->pEntityChunks = own; raw->EntityChunkCount = 1;')).body).toBe('!')
  expect((await answered('raw->EntityChunkCount = 1;')).body).toBe('hello ')
  expect((await answered('raw->pEntityChunks[0].FromMemory.BufferLength = 5; response->SetHeader("X-A", "1", 1, TRUE); raw->pEntityChunks[1].FromMemory.pBuffer = other; raw->pEntityChunks[1].FromMemory.BufferLength = 2;')).body).toBe('hello!!')
})

it.skipIf(compiler === null)('what was written meanwhile is not undone by a list of before', async () => {
  expect((await answered('response->Clear(); put(response, "new"); raw->pEntityChunks[0].FromMemory.BufferLength = 1;')).body).toBe('new')
  expect((await answered('raw->pEntityChunks[0].FromMemory.BufferLength = 5; put(response, " again");')).body).toBe('helloworld again')
})
