// isapi-bridge serve: starts, says where it listens, and ends when it is told to. What only some ask for is imported when they do.

import { resolve } from 'node:path'
import { CliError } from '../errors.ts'
import type { Setup } from '../setup.ts'
import type { Log } from '../site/events.ts'
import type { RunningInspector } from '../site/inspector.ts'
import { withPageHeap } from '../site/page-heap.ts'
import { shorten } from '../site/load-file.ts'
import { startServer, type RunningServer } from '../site/server.ts'
import { startFailedRequests, startTracing, type Tracing } from '../site/tracing.ts'
import { warningsOf } from '../site/warnings.ts'
import { readArguments } from './arguments.ts'
import type { StackArguments } from './options.ts'
import { complain, logEntry, type Output, type Signals } from './output.ts'

/** Milliseconds that requests still have once the server has been told to end. */
const GRACE = 3000
/** Of the page that shows requests: the same each time, so that links to it stay true. */
const INSPECT_PORT = 8079

export interface ServeArguments extends StackArguments {
  /** Names of filters. */
  readonly pageheap?: readonly string[]
  /** File of a recording. */
  readonly record?: string
  /** Port of the page that shows requests; true: the usual one. */
  readonly inspect?: number | true
}

/** What `record` asks for beside what it serves. */
export interface RecordingArguments {
  readonly out: string
  /** Bytes of each request's body. */
  readonly bodies: number
  readonly keepCredentials: boolean
}

/** Serves until it is told to end. */
export async function serve(given: ServeArguments, output: Output, signals: Signals, recording: RecordingArguments | null = null): Promise<void> {
  const verbose = given.verbose === true
  const setup = withPageHeap(await readArguments(given), given.pageheap ?? [])
  for (const { where, text } of [...setup.notes, ...warningsOf(setup)]) output.err(`warning: ${where}: ${text}`)
  const log: Log = (entry) => { logEntry(output, entry, verbose) }
  const tracing = startTracingOf(setup, given, recording, log)
  const failedRequests = startFailedRequests(setup.sites, log)
  const endTracing = async (): Promise<void> => { await Promise.all([tracing?.close(), ...failedRequests.map((one) => one.close())]) }
  const shadowing = setup.shadow === null ? null : await (await import('../site/shadowing.ts')).startShadowing(setup.shadow, log).catch(async (error: unknown) => {
    await endTracing()
    throw error
  })
  const closeWatchers = async (): Promise<void> => { await Promise.all([endTracing(), shadowing?.close()]) }
  const server = await startServer(shadowing === null ? setup : { ...setup, watch: shadowing.watch }, log).catch(async (error: unknown) => {
    await closeWatchers()
    throw error
  })
  if (server.urls.length === 0) {
    await server.close()
    await closeWatchers()
    throw new CliError('ERR_CLI_SITE', setup.sites.length === 0 ? 'The configuration has no site.' : 'No site could be started; the lines above say why.', setup.sites.length === 0 ? 'Add `root`, `sites` or `iis`.' : '`isapi-bridge plan` shows all of them at once.')
  }
  let inspector: RunningInspector | null = null
  try {
    if (given.inspect !== undefined) inspector = await (await import('../site/inspector.ts')).startInspector(given.inspect === true ? INSPECT_PORT : given.inspect, () => server.plan())
  } catch (error) {
    await server.close()
    await closeWatchers()
    throw error
  }
  for (const { url, site } of server.urls) output.out(`listening on ${url}${setup.sites.length > 1 ? ` (${site})` : ''}`)
  if (setup.source !== '') reloadOnSignal(server, given, output, signals)
  if (recording !== null) output.out(`recording to ${shorten(resolve(recording.out))}`)
  if (shadowing !== null && setup.shadow !== null) output.out(`copies go to ${shorten(setup.shadow.to)}`)
  if (inspector !== null) output.out(`requests are shown on ${inspector.url}`)
  await toldToEnd(signals)
  output.out('ending')
  const timer = setTimeout(() => { server.cut() }, GRACE)
  await Promise.all([server.close(), inspector?.close()])
  clearTimeout(timer)
  await closeWatchers()
  if (recording !== null && tracing !== null) output.out(recordedText(tracing, recording.out))
}

function startTracingOf({ trace }: Setup, given: ServeArguments, recording: RecordingArguments | null, log: Log): Tracing | null {
  if (recording !== null) return startTracing({ ...trace, keep: 'all', record: resolve(recording.out), bodies: recording.bodies, ...(recording.keepCredentials && { redact: false }) }, log)
  if (given.record !== undefined) return startTracing({ ...trace, record: resolve(given.record) }, log)
  return trace === null ? null : startTracing(trace, log)
}

/** How many, and where. */
export function recordedText({ counts: { requests, lost } }: Tracing, file: string): string {
  return `${requests} ${requests === 1 ? 'request' : 'requests'} recorded in ${shorten(resolve(file))}${lost > 0 ? `, ${lost} lost` : ''}`
}

/** SIGHUP reads the configuration again, one after the other. What cannot be read changes nothing. */
function reloadOnSignal(server: RunningServer, given: ServeArguments, output: Output, signals: Signals): void {
  let last = Promise.resolve()
  const reload = async (): Promise<void> => {
    const setup = withPageHeap(await readArguments(given, true), given.pageheap ?? [])
    const { sites, restart, kept } = await server.reload(setup)
    for (const text of restart) output.err(`warning: ${text}, which takes a restart; until then it stays as it was.`)
    for (const name of sites) output.out(`site "${name}" has been loaded anew`)
    if (sites.length === 0 && kept.length === 0 && restart.length === 0) output.out('nothing has changed')
  }
  signals.on('SIGHUP', () => {
    last = last.then(reload).catch((error: unknown) => {
      complain(output, error, given.verbose === true)
      output.err('isapi-bridge: the configuration could not be read again; everything goes on as it was.')
    })
  })
}

/** The first SIGINT or SIGTERM: one Ctrl-C may arrive several times, from the terminal and from npm. */
export function toldToEnd(signals: Signals): Promise<void> {
  return new Promise((told) => { for (const signal of ['SIGINT', 'SIGTERM'] as const) signals.on(signal, () => { told() }) })
}
