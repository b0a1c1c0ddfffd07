// What `trace` of a configuration asks for: a recorder, and where its records go. Nothing is made without it.

import { createFailedRequestLog, createRecordingFile, createTraceRecorder, type TraceRecorder, type TraceRecorderOptions } from '@isapi-bridge/trace'
import type { TraceConfig } from '../config/config.ts'
import { CliError, messageOf } from '../errors.ts'
import type { SiteSetup } from '../setup.ts'
import type { Log } from './events.ts'

/** Failed Request Tracing of the sites that ask for it: a recorder for each, because each has rules of its own. */
export function startFailedRequests(sites: readonly SiteSetup[], log: Log): readonly Tracing[] {
  return sites.flatMap(({ id, failedRequests }): Tracing[] => {
    if (failedRequests === undefined || failedRequests === null) return []
    const { rules, ...files } = failedRequests
    return [startTracing({ limit: 1, sites: [id], rules, failedRequests: files }, log)]
  })
}

/** A recorder that runs. */
export interface Tracing {
  readonly recorder: TraceRecorder
  /** Requests that are in the file, or on their way there; and those that are not, because the disk would not have them. */
  readonly counts: { readonly requests: number; readonly lost: number }
  /** Writes what waits, and stops. */
  close(): Promise<void>
}

/** Starts to record. Throws a CliError for options that cannot be. */
export function startTracing({ record, maxBytes, maxFiles, failedRequests, ...options }: TraceConfig & Pick<TraceRecorderOptions, 'sites'>, log: Log): Tracing {
  const report = (error: Error): void => { log({ event: null, level: 'warning', text: error.message, error }) }
  try {
    const file = record === undefined ? null : createRecordingFile({ path: record, ...(maxBytes !== undefined && { maxBytes }), ...(maxFiles !== undefined && { maxFiles }), report })
    const failed = failedRequests === undefined ? null : createFailedRequestLog({ enabled: true, ...failedRequests, report })
    const recorder = createTraceRecorder(options)
    let requests = 0
    if (file !== null) recorder.onRecord((line) => { if (file.write(line) && line.type === 'request') requests++ })
    if (failed !== null) recorder.onRecord((line) => { failed.write(line) })
    return {
      recorder,
      get counts() { return { requests, lost: file?.lost ?? 0 } },
      async close() {
        recorder.stop()
        await Promise.all([file?.close(), failed?.flush()])
      }
    }
  } catch (error) {
    throw new CliError('ERR_CLI_CONFIG', `\`trace\`: ${messageOf(error)}`, 'Correct it there; docs/tracing.md lists what there is.', error)
  }
}
