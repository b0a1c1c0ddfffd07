// Mirrors http.h: the numbers of the request headers that it knows. Those from 20 on are other headers in a response.

/** Cache-Control. */
export const HttpHeaderCacheControl = 0
/** Connection. */
export const HttpHeaderConnection = 1
/** Date. */
export const HttpHeaderDate = 2
/** Keep-Alive. */
export const HttpHeaderKeepAlive = 3
/** Pragma. */
export const HttpHeaderPragma = 4
/** Trailer. */
export const HttpHeaderTrailer = 5
/** Transfer-Encoding. */
export const HttpHeaderTransferEncoding = 6
/** Upgrade. */
export const HttpHeaderUpgrade = 7
/** Via. */
export const HttpHeaderVia = 8
/** Warning. */
export const HttpHeaderWarning = 9
/** Allow. */
export const HttpHeaderAllow = 10
/** Content-Length. */
export const HttpHeaderContentLength = 11
/** Content-Type. */
export const HttpHeaderContentType = 12
/** Content-Encoding. */
export const HttpHeaderContentEncoding = 13
/** Content-Language. */
export const HttpHeaderContentLanguage = 14
/** Content-Location. */
export const HttpHeaderContentLocation = 15
/** Content-MD5. */
export const HttpHeaderContentMd5 = 16
/** Content-Range. */
export const HttpHeaderContentRange = 17
/** Expires. */
export const HttpHeaderExpires = 18
/** Last-Modified. */
export const HttpHeaderLastModified = 19
/** Accept. */
export const HttpHeaderAccept = 20
/** Accept-Charset. */
export const HttpHeaderAcceptCharset = 21
/** Accept-Encoding. */
export const HttpHeaderAcceptEncoding = 22
/** Accept-Language. */
export const HttpHeaderAcceptLanguage = 23
/** Authorization. */
export const HttpHeaderAuthorization = 24
/** Cookie. */
export const HttpHeaderCookie = 25
/** Expect. */
export const HttpHeaderExpect = 26
/** From. */
export const HttpHeaderFrom = 27
/** Host. */
export const HttpHeaderHost = 28
/** If-Match. */
export const HttpHeaderIfMatch = 29
/** If-Modified-Since. */
export const HttpHeaderIfModifiedSince = 30
/** If-None-Match. */
export const HttpHeaderIfNoneMatch = 31
/** If-Range. */
export const HttpHeaderIfRange = 32
/** If-Unmodified-Since. */
export const HttpHeaderIfUnmodifiedSince = 33
/** Max-Forwards. */
export const HttpHeaderMaxForwards = 34
/** Proxy-Authorization. */
export const HttpHeaderProxyAuthorization = 35
/** Referer. */
export const HttpHeaderReferer = 36
/** Range. */
export const HttpHeaderRange = 37
/** TE. */
export const HttpHeaderTe = 38
/** Translate. */
export const HttpHeaderTranslate = 39
/** User-Agent. */
export const HttpHeaderUserAgent = 40
/** Number of the request headers. */
export const HttpHeaderRequestMaximum = 41

/** Number of a known header. [HTTP_HEADER_ID] */
export type HTTP_HEADER_ID = number

/** Names by number. Ours. */
export const requestHeaderNames: readonly string[] = [
  'Cache-Control', 'Connection', 'Date', 'Keep-Alive', 'Pragma', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'Via', 'Warning', 'Allow',
  'Content-Length', 'Content-Type', 'Content-Encoding', 'Content-Language', 'Content-Location', 'Content-MD5', 'Content-Range', 'Expires',
  'Last-Modified', 'Accept', 'Accept-Charset', 'Accept-Encoding', 'Accept-Language', 'Authorization', 'Cookie', 'Expect', 'From', 'Host',
  'If-Match', 'If-Modified-Since', 'If-None-Match', 'If-Range', 'If-Unmodified-Since', 'Max-Forwards', 'Proxy-Authorization', 'Referer',
  'Range', 'TE', 'Translate', 'User-Agent'
]
