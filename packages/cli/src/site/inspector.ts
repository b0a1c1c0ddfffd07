// The page that shows requests, on a port of its own: filters and modules of the sites neither see nor change it, and nothing that forwards to a site leads there.

import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { createTraceRecorder } from '@isapi-bridge/trace'
import { inspector, type InspectorOptions } from '@isapi-bridge/trace/inspect'
import { CliError, codeOf } from '../errors.ts'

const HOST = '127.0.0.1'

export interface RunningInspector {
  readonly url: string
  /** Ends the page and the recording. */
  close(): Promise<void>
}

/** Records the requests of this process from now on, and shows them. */
export async function startInspector(port: number, plan: NonNullable<InspectorOptions['plan']>): Promise<RunningInspector> {
  const recorder = createTraceRecorder()
  const app = fastify({ forceCloseConnections: true })
  const close = async (): Promise<void> => {
    recorder.stop()
    await app.close()
  }
  try {
    await app.register(inspector, { recorder, plan })
    await app.listen({ host: HOST, port })
  } catch (error) {
    await close()
    if (codeOf(error) === 'EADDRINUSE') throw new CliError('ERR_CLI_LISTEN', `Port ${port} for the page of --inspect is in use.`, 'Name another one, such as --inspect 8078, or --inspect 0 for a free one.', error)
    if (codeOf(error) === 'EACCES') throw new CliError('ERR_CLI_LISTEN', `This user may not listen on port ${port} for the page of --inspect.`, 'Choose one from 1024.', error)
    throw error
  }
  return { url: `http://${HOST}:${(app.server.address() as AddressInfo).port}/_bridge/`, close } // it listens on a port
}
