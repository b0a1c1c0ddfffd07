// Other forms of a response: the structure of http.h, the page of a redirect.

import type { HTTP_DATA_CHUNK, HTTP_RESPONSE, HTTP_UNKNOWN_HEADER, IHttpResponse } from '../http-response.ts'
import { escapeHtml, toHtmlPage } from './html.ts'
import { RESPONSE_HEADERS } from './known-headers.ts'
import type { RequestMessage } from './message.ts'
import type { ResponseStore } from './response-store.ts'

const KNOWN = new Map(RESPONSE_HEADERS.map((name, id) => [name.toLowerCase(), id]))

/** Says where a document has moved, for a redirect that keeps its status. */
export function movedPage(target: string): Uint8Array {
  return toHtmlPage('Document moved', `<h1>Document moved</h1>\n<p>The document is <a href="${escapeHtml(target)}">here</a>.</p>`)
}

export function rawResponseOf(response: IHttpResponse & { readonly store: ResponseStore }, { httpVersionMajor, httpVersionMinor }: RequestMessage, chunks: readonly HTTP_DATA_CHUNK[]): HTTP_RESPONSE {
  const known = new Array<string | null>(RESPONSE_HEADERS.length).fill(null)
  const unknown: HTTP_UNKNOWN_HEADER[] = []
  for (const name of response.store.names()) {
    const id = KNOWN.get(name.toLowerCase())
    const value = response.GetHeader(name) ?? ''
    if (id === undefined) unknown.push({ pName: name, pRawValue: value })
    else known[id] = value
  }
  const { pStatusCode, ppszReason } = response.GetStatus()
  return { Version: { MajorVersion: httpVersionMajor, MinorVersion: httpVersionMinor }, StatusCode: pStatusCode, pReason: ppszReason, Headers: { KnownHeaders: known, pUnknownHeaders: unknown }, pEntityChunks: chunks }
}
