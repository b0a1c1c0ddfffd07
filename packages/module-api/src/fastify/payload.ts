// What Fastify takes as the body of a response, told apart as it does.

import type { ReadableStream } from 'node:stream/web'
import type { FastifyReply } from 'fastify'

/** What Fastify calls bytes without a type. */
export const OCTETS = 'application/octet-stream'

export function isStream(payload: unknown): payload is NodeJS.ReadableStream | ReadableStream {
  return typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload) && ('pipe' in payload || 'getReader' in payload)
}

/** Whoever made it. */
function isResponse(payload: unknown): payload is Response {
  return Object.prototype.toString.call(payload) === '[object Response]'
}

/** Status and headers of a Response object go into the reply, as Fastify would do behind our back; what is left is its body. */
export function unwrap(payload: unknown, reply: FastifyReply): unknown {
  if (!isResponse(payload) || payload.bodyUsed) return payload // used: Fastify says so
  reply.code(payload.status)
  for (const [name, value] of payload.headers) reply.header(name, value)
  return payload.body
}
