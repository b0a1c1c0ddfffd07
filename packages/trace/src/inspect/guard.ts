// Who may look: a client on this machine that asks for this machine. A trace shows what people send, so nobody else does.

import type { IncomingMessage } from 'node:http'

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i
/** RFC 6761: names that end in localhost never leave the machine. */
const LOCAL_NAME = /^(?:.+\.)?localhost$/

/** The name in a Host header, in lower case, without port, brackets and final dot; null: there is none, or it makes no sense. */
function hostNameOf(host: string): string | null {
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{0,5})?$/i.exec(host) ?? []
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '') ?? null
}

/** Why a request is refused; null: it may look. A name that leads here through somebody's DNS is no name of this machine. */
export function refusalOf({ socket, headers }: IncomingMessage, hosts: ReadonlySet<string>): string | null {
  // The peer itself: what X-Forwarded-For says, anybody can write.
  if (!LOOPBACK.test(socket.remoteAddress ?? '')) return 'This page answers clients on this machine only.'
  const authority = headers[':authority']
  const name = hostNameOf(headers.host ?? (typeof authority === 'string' ? authority : ''))
  if (name !== null && (LOOPBACK.test(name) || LOCAL_NAME.test(name) || hosts.has(name))) return null
  return 'This page answers to names of this machine only, such as localhost; the option `hosts` adds others.'
}
