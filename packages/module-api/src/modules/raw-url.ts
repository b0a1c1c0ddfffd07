// The encoded forms of a URL: what the client sent, and what the router is given.

import { HttpContext } from '../host/context.ts'
import type { IHttpContext } from '../http-context.ts'

const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i

function own(context: IHttpContext): HttpContext {
  if (context instanceof HttpContext) return context
  throw new TypeError('A built-in module needs a context of this pipeline, not a copy of one.')
}

/** What the client sent, before anybody changed it; without scheme and host, if it had them. */
export function receivedTargetOf(context: IHttpContext): string {
  return own(context).request.receivedTarget.replace(AUTHORITY, '')
}

/** The path of a target (by default that of the request as it stands now), still encoded; it ends where the router sees its end. */
export function rawPathOf(context: IHttpContext, target: string = own(context).rawUrl): string {
  const end = target.search(own(context).pipeline.urlRules.useSemicolonDelimiter ? /[?#;]/ : /[?#]/)
  return end === -1 ? target : target.slice(0, end)
}

/** A name, encoded as a segment of a URL path. */
export function encodeSegment(name: string): string {
  return encodeURIComponent(name.replaceAll(/\p{Cs}/gu, '\ufffd')) // half a surrogate pair has no encoding
}

/** A part of a URL in the form that may stand in another URL: what the router reads, in ASCII. */
export function toAscii(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]+/g, encodeSegment)
}
