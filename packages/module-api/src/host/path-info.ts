// A URL path that goes on behind the name of a script: what is the script's, and what is information for it.

import { comparablePath, physicalPathOf } from './paths.ts'

/** What of `urlPath` follows its first `count` segments, as mappings count them; empty where nothing does, or where a separator is encoded: such a path is of one piece. */
export function pathInfoAfter(urlPath: string, count: number): string {
  for (let end = urlPath.indexOf('/', 1); end !== -1; end = urlPath.indexOf('/', end + 1)) {
    const segments = comparablePath(urlPath.slice(0, end)).split('/').length
    if (segments === count) return urlPath.slice(end)
    if (segments > count) return ''
  }
  return ''
}

/** The physical path of the script, given that of the whole path. A path that somebody mapped elsewhere need not end with the information. */
export function scriptPathOf(physicalPath: string, pathInfo: string): string {
  const suffix = pathInfo === '' ? '' : physicalPathOf('', pathInfo) ?? ''
  return suffix !== '' && physicalPath.endsWith(suffix) ? physicalPath.slice(0, -suffix.length) : physicalPath
}
