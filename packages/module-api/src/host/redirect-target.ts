// Where a redirect leads, as the client is told.

import type { HttpRequest } from './request.ts'

/** With a scheme, or with a host: nothing of the request belongs to it. */
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i

/** The target made absolute, if the client named a host; on request with the query of the request, ahead of a fragment. */
export function redirectTarget(request: HttpRequest, secure: boolean, url: string, includeQuery: boolean): string {
  const [target = ''] = url.split('#', 1)
  const { query } = request.url
  const added = includeQuery && query !== '' ? `${target.includes('?') ? '&' : '?'}${query}` : ''
  const host = request.GetHeader('host')
  const base = host === null || ELSEWHERE.test(target) ? '' : `${secure ? 'https' : 'http'}://${host}${folderFor(target, request)}`
  return base + target + added + url.slice(target.length)
}

/** What stands ahead of a target that does not begin with a slash: the folder of the requested URL, or all of its path ahead of a query. */
function folderFor(target: string, request: HttpRequest): string {
  if (target.startsWith('/')) return ''
  const [path = ''] = request.url.target.split('?', 1)
  return target === '' || target.startsWith('?') ? path : path.slice(0, path.lastIndexOf('/') + 1)
}
