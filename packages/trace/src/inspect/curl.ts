// A request as a line for a POSIX shell.

import { REDACTED, type RecordedRequest } from '../record.ts'

/** Names that curl sets itself, or that belong to one connection. */
const OWN: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'keep-alive', 'expect'])

/** Nothing in it means anything to the shell, and none of it is a control character of the terminal that it is pasted into. */
function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  const plain = text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g, '')
  return /^[\w./:=@,+-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`
}

/** Where it was sent to: what its Host header says, or else the address. */
function originOf({ headers, secure, server }: RecordedRequest): string {
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1]
  const address = server === null ? 'localhost' : `${server.address.includes(':') ? `[${server.address}]` : server.address}:${server.port}`
  return `${secure ? 'https' : 'http'}://${host ?? address}`
}

/** The absolute URL. A target that is no path, as that of OPTIONS * is, has that of the server. */
export function urlOf(request: RecordedRequest): string {
  const { url } = request
  return /^https?:\/\//i.test(url) ? url : `${originOf(request)}${url.startsWith('/') ? url : '/'}`
}

/** The command that sends the request again. What was redacted is left out, and so is a body that was not recorded as a whole. */
export function curlOf(request: RecordedRequest): string {
  const { method, url, headers, body, httpVersion } = request
  const parts = ['curl', '-i', '--path-as-is', '--globoff']
  if (httpVersion === '1.0') parts.push('--http1.0')
  if (method === 'HEAD') parts.push('--head')
  else if (method !== 'GET' || body !== null) parts.push('-X', quote(method))
  parts.push(quote(urlOf(request)))
  if (url === '*') parts.push('--request-target', quote(url))
  for (const [name, value] of headers) {
    if (OWN.has(name.toLowerCase()) || value.includes(REDACTED)) continue
    parts.push('-H', quote(value === '' ? `${name};` : `${name}: ${value}`))
  }
  if (body === null || body.cut || body.length === 0) return parts.join(' ')
  return `printf %s ${quote(body.base64)} | base64 -d | ${parts.join(' ')} --data-binary @-`
}
