// A side of the comparison: a stack, and how it is started.

import type { LogRecord, ModuleEntry } from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'
import { CompareError } from './errors.ts'

/** A server that answers. */
export interface RunningSide {
  /** Where requests for a host name go. */
  originOf(host: string | null): URL
  /** The log record of the request that ended last, and forgets it; null: there is none, or it cannot be seen. */
  takeLogRecord(): LogRecord | null
  /** Takes out of a text what only says where this server runs: its port, its folders. */
  normalise(text: string, origin: URL): string
  close(): Promise<void>
}

/** One of the two stacks. It may be started several times; each start is a server of its own, where that can be. */
export interface Side {
  readonly name: string
  /** It runs in this process: traces and log records can be seen. */
  readonly local: boolean
  start(): Promise<RunningSide>
}

/** A server that runs already, by its URL. */
export function runningServer(url: string): Side {
  let origin: URL
  try {
    origin = new URL(url)
  } catch (error) {
    throw new CompareError('ERR_COMPARE_SIDE', `${url} is no URL.`, 'Give one such as http://127.0.0.1:8080.', error)
  }
  if (origin.protocol !== 'http:' && origin.protocol !== 'https:') throw new CompareError('ERR_COMPARE_SIDE', `${url} is no URL of http.`, 'Give one such as http://127.0.0.1:8080.')
  if (origin.pathname !== '/' || origin.search !== '') throw new CompareError('ERR_COMPARE_SIDE', `${url} has a path, but requests bring their own.`, `Give ${origin.origin} alone.`)
  return {
    name: origin.host, local: false,
    start: () => Promise.resolve({ originOf: () => origin, takeLogRecord: () => null, normalise: withoutOrigin, close: () => Promise.resolve() })
  }
}

/** Absolute URLs of a server, without the part that differs between two servers. */
export function withoutOrigin(text: string, origin: URL): string { return text.includes(origin.host) ? text.replaceAll(origin.host, '{server}') : text }

/** Sees the log record of each request of a pipeline. `entry` goes behind all other modules. */
export interface LogObserver {
  readonly entry: ModuleEntry
  take(): LogRecord | null
}

export function createLogObserver(): LogObserver {
  let last: LogRecord | null = null
  return {
    entry: {
      name: 'isapi-bridge compare',
      module(_version, info) {
        info.setClosingSteps({ onLogLine(_context, record) { last = { ...record } } })
        return S_OK
      }
    },
    take() {
      const record = last
      last = null
      return record
    }
  }
}
