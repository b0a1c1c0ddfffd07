// TABLE: what a net session is, in words.

import type { NetSessionOptions } from '@isapi-bridge/module-api/fastify'
import type { NetSession, Setup } from '../setup.ts'

/** As a plan names it; `key`: a function gives the key of a request. */
export type NetSessionKind = 'connection' | 'request' | 'key'

/** Nothing is said of what there is anyway. */
const WORDS: Readonly<Record<NetSessionKind, string | null>> = {
  connection: null,
  request: 'each request has a net session of its own: pFilterContext and AllocMem end after its LOG',
  key: 'requests with the same key share a net session, whatever connection they come on; a function of the configuration gives the key'
}

export function netSessionKindOf(netSession: NetSession): NetSessionKind { return typeof netSession === 'function' ? 'key' : netSession }

/** A line of the plan; null: there is nothing to say. */
export function describeNetSession(kind: NetSessionKind): string | null { return WORDS[kind] }

/** Options of the pipeline. */
export function netSessionOptions({ netSession, limits: { netSessionIdleTimeout, netSessionLimit } }: Setup): NetSessionOptions {
  return { netSession, netSessionIdleTimeout, netSessionLimit }
}
