// What this host keeps of a request beside its context. It hangs on Node's message, which all hooks of a request share.

import type { IncomingMessage } from 'node:http'
import type { HttpConnection } from '../host/connection.ts'
import type { HttpContext } from '../host/context.ts'
import type { ReplyStore } from './reply-store.ts'

const kState = Symbol('isapi-bridge.request')
/** In the place of a payload: the route has sent none yet. */
export const NOTHING: unique symbol = Symbol('nothing sent yet')

export interface State {
  readonly context: HttpContext
  readonly connection: HttpConnection
  /** The connection ends with this request. */
  readonly once: boolean
  /** Status and headers in Fastify's reply; null until the reply is at hand. */
  store: ReplyStore | null
  /** A route with our hooks matched, whatever its handler does then. */
  routed: boolean
  /** Nothing before the handler answered. */
  handlerReached: boolean
  /** onSend has run; it may be called again when a later step fails. */
  sent: boolean
  /** Fastify adds a content type to bytes that have none; such a response is to stay as it is. */
  untyped: boolean
  /** Our first hook was not entered as soon as the request was ready for routing. */
  late: boolean
  /** What the route sent, kept from other plugins' onSend hooks when modules have flushed status and headers already. */
  payload: unknown
  /** The response left as a whole. */
  complete: boolean
  closing: boolean
}

type Tagged = IncomingMessage & { [kState]?: State }

export function stateOf(raw: IncomingMessage): State | undefined { return (raw as Tagged)[kState] }

/** @param once the connection ends with this request */
export function keepState(raw: IncomingMessage, context: HttpContext, connection: HttpConnection, once: boolean): State {
  const state: State = { context, connection, once, store: null, routed: false, handlerReached: false, sent: false, untyped: false, late: false, payload: NOTHING, complete: false, closing: false }
  ;(raw as Tagged)[kState] = state
  return state
}

/** The context of a request that is on its way, for routes that want to look; null when the pipeline has nothing to do with it. */
export function contextOfRaw(raw: IncomingMessage): HttpContext | null {
  return stateOf(raw)?.context ?? null
}
