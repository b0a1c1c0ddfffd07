// TABLE: names of the known headers; a header's number is its place (http.h).

const GENERAL = [
  'Cache-Control', 'Connection', 'Date', 'Keep-Alive', 'Pragma', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'Via', 'Warning', 'Allow',
  'Content-Length', 'Content-Type', 'Content-Encoding', 'Content-Language', 'Content-Location', 'Content-MD5', 'Content-Range', 'Expires',
  'Last-Modified'
] as const

/** Of responses: HTTP_HEADER_ID 0 to 29. */
export const RESPONSE_HEADERS: readonly string[] = [
  ...GENERAL,
  'Accept-Ranges', 'Age', 'ETag', 'Location', 'Proxy-Authenticate', 'Retry-After', 'Server', 'Set-Cookie', 'Vary', 'WWW-Authenticate'
]

/** Of requests: HTTP_HEADER_ID 0 to 40. */
export const REQUEST_HEADERS: readonly string[] = [
  ...GENERAL,
  'Accept', 'Accept-Charset', 'Accept-Encoding', 'Accept-Language', 'Authorization', 'Cookie', 'Expect', 'From', 'Host', 'If-Match',
  'If-Modified-Since', 'If-None-Match', 'If-Range', 'If-Unmodified-Since', 'Max-Forwards', 'Proxy-Authorization', 'Referer', 'Range', 'TE',
  'Translate', 'User-Agent'
]
