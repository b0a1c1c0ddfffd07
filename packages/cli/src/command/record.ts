// isapi-bridge record: what serve does, or a server that runs behind it, with each request in a file.

import { resolve } from 'node:path'
import { CliError } from '../errors.ts'
import type { Log } from '../site/events.ts'
import { startForwarder } from '../site/forwarder.ts'
import { shorten } from '../site/load-file.ts'
import { startTracing } from '../site/tracing.ts'
import type { StackArguments } from './options.ts'
import { logEntry, type Output, type Signals } from './output.ts'
import { recordedText, serve, toldToEnd } from './serve.ts'

export interface RecordArguments extends StackArguments {
  readonly out: string
  readonly bodies?: number
  readonly keepCredentials?: boolean
}

const PORT = 8080

/** @param server URL of a server that runs; null: the arguments say what is to be served */
export async function record(server: string | null, given: RecordArguments, output: Output, signals: Signals): Promise<void> {
  const { out, bodies = 0, keepCredentials = false, ...stack } = given
  if (server === null) {
    await serve(stack, output, signals, { out, bodies, keepCredentials })
    return
  }
  const used = (['config', 'filter', 'module', 'root', 'logDir', 'profile'] as const).filter((name) => stack[name] !== undefined)
  if (used.length > 0) throw new CliError('ERR_CLI_USAGE', `${server} runs already: nothing else can be served.`, 'Leave out the URL, or all of --config, --filter, --module, --root, --log-dir and --profile.')
  const verbose = given.verbose === true
  const log: Log = (entry) => { logEntry(output, entry, verbose) }
  const tracing = startTracing({ record: resolve(out), bodies, ...(keepCredentials && { redact: false }) }, log)
  const forwarder = await startForwarder(server, { host: given.host ?? '127.0.0.1', port: given.port ?? PORT }).catch(async (error: unknown) => {
    await tracing.close()
    throw error
  })
  output.out(`listening on ${forwarder.url}, in front of ${server}`)
  output.out(`recording to ${shorten(resolve(out))}`)
  await toldToEnd(signals)
  output.out('ending')
  await forwarder.close()
  await tracing.close()
  output.out(recordedText(tracing, out))
}
