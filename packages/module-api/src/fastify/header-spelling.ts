// Names of headers on HTTP/1: those that HTTP.sys knows as it spells them, all others as the module or filter wrote them. Fastify keeps every name in
// lower case, so the names are put right in the last moment, when the head is written. HTTP/2 has lower case only.

import { ServerResponse, type OutgoingHttpHeader } from 'node:http'
import { RESPONSE_HEADERS } from '../host/known-headers.ts'
import { stateOf } from './request-state.ts'

/** TABLE: names that nobody has to number, and that are not simply capitals at the beginning and behind each hyphen. */
const OTHERS = ['DAV', 'MIME-Version', 'MS-Author-Via', 'P3P', 'X-AspNet-Version', 'X-AspNetMvc-Version', 'X-UA-Compatible', 'X-XSS-Protection'] as const
const KNOWN = new Set(RESPONSE_HEADERS.map((name) => name.toLowerCase()))
/** So many names are kept; a server has few. */
const MAX_NAMES = 1000
const spellings = new Map([...RESPONSE_HEADERS, ...OTHERS].map((name) => [name.toLowerCase(), name]))

/** HTTP.sys has a number for it, and writes the name itself. */
export function isKnown(key: string): boolean { return KNOWN.has(key) }

/** A name that is in lower case because Fastify or a route wrote it so. One with a capital is as somebody wants it. */
export function spellingOf(name: string): string {
  const spelling = spellings.get(name)
  if (spelling !== undefined) return spelling
  const made = /[A-Z]/.test(name) ? name : name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
  if (spellings.size < MAX_NAMES) spellings.set(name, made)
  return made
}

/** Nobody has written a name of his own. */
const USUAL = { spellingOf }

/** What Node has of every outgoing message, and describes with requests only. */
type Response = ServerResponse & { getRawHeaderNames(): string[] }
/** The form in which Fastify and Node themselves call it. */
type WriteHead = (this: Response, status: number, headers?: Readonly<Record<string, OutgoingHttpHeader>>) => ServerResponse

const standard = ServerResponse.prototype.writeHead as WriteHead // one of its overloads
const writeSpelled = through(standard)

/** What is written from here on leaves with its names spelled. */
export function spellNames(raw: ServerResponse): void {
  const writeHead = raw.writeHead as WriteHead // nobody but Fastify and Node calls it from here on
  raw.writeHead = (writeHead === standard ? writeSpelled : through(writeHead)) as typeof raw.writeHead
}

function through(writeHead: WriteHead): WriteHead {
  return function (status, headers) {
    const store = stateOf(this.req)?.store ?? USUAL
    for (const name of this.getRawHeaderNames()) { // of a stream, and what was set past Fastify
      const spelled = store.spellingOf(name)
      const value = spelled === name ? undefined : this.getHeader(name)
      if (value !== undefined) this.setHeader(spelled, value)
    }
    if (headers === undefined) return writeHead.call(this, status)
    const spelled: Record<string, OutgoingHttpHeader> = {}
    for (const name in headers) {
      const value = headers[name]
      if (value !== undefined) spelled[store.spellingOf(name)] = value
    }
    return writeHead.call(this, status, spelled)
  }
}
