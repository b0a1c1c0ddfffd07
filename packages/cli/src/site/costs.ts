// TABLE: what a registration costs every request, whether or not the filter or module does anything with it.

import type { PlanRow } from '@isapi-bridge/module-api'

export interface Cost {
  /** What costs. */
  readonly what: string
  /** Who brings it. */
  readonly by: readonly string[]
}

interface CostRow {
  readonly brings: (row: PlanRow) => boolean
  readonly what: string
}

const BEFORE_ROUTING = new Set(['GL_PRE_BEGIN_REQUEST', 'BEGIN_REQUEST', 'AUTHENTICATE_REQUEST', 'AUTHORIZE_REQUEST', 'RESOLVE_REQUEST_CACHE', 'MAP_REQUEST_HANDLER'])
const isFilter = (row: PlanRow): boolean => row.kind === 'filter'

const ROWS: readonly CostRow[] = [
  { brings: (row) => row.notification.endsWith('_RAW_DATA'), what: 'every byte of every connection goes through a stream of its own; not over HTTP/2' },
  { brings: isFilter, what: 'requests of one connection are served one after the other, each after the LOG of the one before' },
  { brings: (row) => isFilter(row) && row.notification === 'not known yet', what: 'until the first request has loaded it, it brings every notification and what each costs' },
  { brings: (row) => row.kind !== 'core' && BEFORE_ROUTING.has(row.stage), what: 'a step before routing' },
  { brings: (row) => row.stage === 'MAP_PATH', what: 'the URL of every request is mapped to a path, also where a route answers' },
  { brings: (row) => row.stage === 'READ_ENTITY', what: 'every piece of every body goes through the pipeline' },
  { brings: (row) => row.stage === 'CLOSING' || row.notification === 'SF_NOTIFY_END_OF_REQUEST' || row.notification === 'SF_NOTIFY_LOG', what: 'a step after the response, before the connection takes its next request' }
]

/** The costs of a plan, each with those who bring it. */
export function costsOf(rows: readonly PlanRow[]): Cost[] {
  return ROWS.map(({ brings, what }) => ({ what, by: [...new Set(rows.filter((row) => brings(row)).map(({ name }) => name))] })).filter(({ by }) => by.length > 0)
}
