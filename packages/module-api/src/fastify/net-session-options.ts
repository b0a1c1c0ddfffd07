// What a session is: the client's connection, or something else where a proxy stands between.

import type { FastifyRequest } from 'fastify'
import { ModuleContractError, show } from '../errors.ts'

/**
 * Gives the key of the session that a request belongs to, such as a cookie or the address that the proxy tells. It is asked before routing, once for each
 * request and not for children, so what it gets is the message as it came, which Fastify has as `request.raw`. The empty string and null mean a session for
 * this request only. Whoever can choose his key can choose another user's session: take nothing that the proxy has not checked or set.
 */
export type NetSessionKey = (request: FastifyRequest['raw']) => string | null

/** What a filter knows as net session, and a module as the contexts of a connection. Ours. */
export interface NetSessionOptions {
  /**
   * Whose requests share pFilterContext, AllocMem blocks, logons and the contexts that modules store in a connection. `connection` (the default): those of one
   * TCP connection, over HTTP/2 of one stream. `request`: each has its own, which ends after its LOG. A function: those with the same key, whatever connection
   * they come on, one after the other; encrypted and plain ones never share. If it throws, or gives anything but a string or null, the request is answered with
   * 500 and reported. Anything but `connection` refuses modules and filters that register for raw data, which belongs to connections.
   */
  readonly netSession?: 'connection' | 'request' | NetSessionKey | undefined
  /** Milliseconds without a request after which a session that has a key ends. Default 120 000. */
  readonly netSessionIdleTimeout?: number | undefined
  /**
   * Sessions with a key that are kept at a time; beyond, the one that has been idle for the longest time ends. Where all are in use, a request with a new key
   * has a session for itself, which is reported once. Default 10 000.
   */
  readonly netSessionLimit?: number | undefined
}

/** The options with their defaults. */
export interface NetSessionSettings {
  readonly kind: 'request' | NetSessionKey
  readonly idleTimeout: number
  readonly limit: number
}

/** Node's timers know no more. */
const MAX_TIMEOUT = 0x7fff_ffff

function wholeNumber(option: 'netSessionIdleTimeout' | 'netSessionLimit', value: number, max: number, unit: string): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return value
  throw new ModuleContractError('ERR_MODULE_OPTIONS', `\`${option}\` is ${show(value)}; it must be a whole number of ${unit} from 1 to ${max}.`)
}

/** Null: sessions are connections. */
export function readNetSession({ netSession: kind = 'connection', netSessionIdleTimeout = 120_000, netSessionLimit = 10_000 }: NetSessionOptions): NetSessionSettings | null {
  if (kind !== 'connection' && kind !== 'request' && typeof kind !== 'function') throw new ModuleContractError('ERR_MODULE_OPTIONS', `\`netSession\` is ${show(kind)}; it must be connection, request, or a function that gives the key of a request.`)
  const idleTimeout = wholeNumber('netSessionIdleTimeout', netSessionIdleTimeout, MAX_TIMEOUT, 'milliseconds')
  const limit = wholeNumber('netSessionLimit', netSessionLimit, Number.MAX_SAFE_INTEGER, 'sessions')
  return kind === 'connection' ? null : { kind, idleTimeout, limit }
}

/** Why nothing may register for raw data; null: it may. */
export function rawDataRefusalOf({ netSession = 'connection' }: NetSessionOptions): string | null {
  return netSession === 'connection' ? null : "raw data belongs to connections, and `netSession` makes sessions something else. Set `netSession: 'connection'`, or take it out of the list."
}
