// What RequestFilteringModule reads: the URL as router and static files read it, and as the client sent it.

import { extrasOf } from '../context-extras.ts'
import type { IHttpContext } from '../http-context.ts'
import { toComparableFile } from '../host/paths.ts'
import { segmentsOf, toComparable } from './names.ts'
import { rawPathOf, receivedTargetOf } from './raw-url.ts'
import type { FilterFacts } from './request-filtering-rows.ts'

/** Decoded once, one byte a character; what is no escape stays. */
function unescape(path: string): string {
  return path.replaceAll(/%([0-9a-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function toText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function extensionOf(segments: readonly string[]): string {
  const name = segments.at(-1) ?? ''
  const dot = name.lastIndexOf('.')
  return dot === -1 ? '.' : name.slice(dot)
}

export function factsOf(context: IHttpContext): FilterFacts {
  const { rawUrl, urlPath } = extrasOf(context)
  const request = context.GetRequest()
  const targets = [...new Set([receivedTargetOf(context), rawUrl])]
  const raw = targets.map((target) => rawPathOf(context, target))
  const decoded = raw.map(unescape)
  const segments = segmentsOf(urlPath)
  return {
    method: toComparable(request.GetHttpMethod()),
    urlLength: Math.max(...raw.map((path) => path.length)),
    queryLength: Math.max(...targets.map((target, index) => target.length - (raw[index]?.length ?? 0) - 1)),
    contentLength: Number(request.GetHeader('Content-Length') ?? 0),
    header: (name) => request.GetHeader(name),
    paths: [...raw, ...decoded, ...decoded.map(toText)].map(toComparableFile),
    decoded,
    segments,
    extension: extensionOf(segments)
  }
}
