// What tests of answers, variables and memory need besides: filters that answer, handlers, raw connections.

import { connect as connectSocket, type AddressInfo, type Socket } from 'node:net'
import { GetLastError, SF_REQ_SEND_RESPONSE_HEADER, toBytes, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import type { IHttpContext, LogRecord, ModuleEntry } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { S_OK } from '@isapi-bridge/win32'
import fastify from 'fastify'
import { onTestFinished } from 'vitest'
import { moduleOf } from '../support/modules.ts'

/** True, or the last error of a call that failed. */
export function outcome(succeeded: boolean): true | number {
  return succeeded || GetLastError()
}

/** WriteClient with all of a text. */
export function write(pfc: HTTP_FILTER_CONTEXT, text: string): boolean {
  const bytes = toBytes(text) ?? new Uint8Array()
  return pfc.WriteClient(pfc, bytes, { value: bytes.length })
}

/** A response of the filter's own. */
export function answer(pfc: HTTP_FILTER_CONTEXT, status = '299 Own', body = 'own', headers = ''): void {
  pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, status, `${headers}\r\n`)
  write(pfc, body)
}

/** Body of a response. */
export function writeBody(context: IHttpContext, text: string): void {
  context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from(text) } }])
}

/** A handler module for every URL without a route. */
export function handlerOf(handle: (context: IHttpContext) => void): ModuleEntry {
  return moduleOf('handler', { OnExecuteRequestHandler(context) { handle(context) } })
}

/** Gets each log line. */
export function logLines(take: (record: Readonly<LogRecord>) => void): ModuleEntry {
  return { name: 'log lines', module: (_version, info) => info.setClosingSteps({ onLogLine: (_context, record) => { take(record) } }) ?? S_OK }
}

export interface RawSite {
  connect(): Promise<Socket>
  close(): Promise<void>
}

/** A site whose connections the test makes itself: `/hello` answers `hello`. */
export async function openRaw(modules: readonly ModuleEntry[], { keepAliveTimeout = 60_000 } = {}): Promise<RawSite> {
  const app = fastify({ forceCloseConnections: true, keepAliveTimeout })
  await app.register(integratedPipeline, { modules, report() {} })
  app.get('/hello', async () => 'hello')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  let open = true
  const close = async (): Promise<void> => {
    if (open) await app.close()
    open = false
  }
  onTestFinished(close)
  return {
    close,
    connect: () => new Promise((resolve, reject) => {
      const socket = connectSocket(port, '127.0.0.1', () => { resolve(socket) })
      socket.on('error', reject)
      onTestFinished(() => { socket.destroy() })
    })
  }
}
