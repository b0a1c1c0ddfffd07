// Mirrors http.h: the numbers of known headers. From 20 on a number means one header in a request and another in a response.

/** 0: Cache-Control. [http.h] */
export const HttpHeaderCacheControl = 0 as const
/** 1: Connection. [http.h] */
export const HttpHeaderConnection = 1 as const
/** 2: Date. [http.h] */
export const HttpHeaderDate = 2 as const
/** 3: Keep-Alive. [http.h] */
export const HttpHeaderKeepAlive = 3 as const
/** 4: Pragma. [http.h] */
export const HttpHeaderPragma = 4 as const
/** 5: Trailer. [http.h] */
export const HttpHeaderTrailer = 5 as const
/** 6: Transfer-Encoding. [http.h] */
export const HttpHeaderTransferEncoding = 6 as const
/** 7: Upgrade. [http.h] */
export const HttpHeaderUpgrade = 7 as const
/** 8: Via. [http.h] */
export const HttpHeaderVia = 8 as const
/** 9: Warning. [http.h] */
export const HttpHeaderWarning = 9 as const
/** 10: Allow. [http.h] */
export const HttpHeaderAllow = 10 as const
/** 11: Content-Length. [http.h] */
export const HttpHeaderContentLength = 11 as const
/** 12: Content-Type. [http.h] */
export const HttpHeaderContentType = 12 as const
/** 13: Content-Encoding. [http.h] */
export const HttpHeaderContentEncoding = 13 as const
/** 14: Content-Language. [http.h] */
export const HttpHeaderContentLanguage = 14 as const
/** 15: Content-Location. [http.h] */
export const HttpHeaderContentLocation = 15 as const
/** 16: Content-MD5. [http.h] */
export const HttpHeaderContentMd5 = 16 as const
/** 17: Content-Range. [http.h] */
export const HttpHeaderContentRange = 17 as const
/** 18: Expires. [http.h] */
export const HttpHeaderExpires = 18 as const
/** 19: Last-Modified. [http.h] */
export const HttpHeaderLastModified = 19 as const

/** 20: Accept, of requests. [http.h] */
export const HttpHeaderAccept = 20 as const
/** 21: Accept-Charset, of requests. [http.h] */
export const HttpHeaderAcceptCharset = 21 as const
/** 22: Accept-Encoding, of requests. [http.h] */
export const HttpHeaderAcceptEncoding = 22 as const
/** 23: Accept-Language, of requests. [http.h] */
export const HttpHeaderAcceptLanguage = 23 as const
/** 24: Authorization, of requests. [http.h] */
export const HttpHeaderAuthorization = 24 as const
/** 25: Cookie, of requests. [http.h] */
export const HttpHeaderCookie = 25 as const
/** 26: Expect, of requests. [http.h] */
export const HttpHeaderExpect = 26 as const
/** 27: From, of requests. [http.h] */
export const HttpHeaderFrom = 27 as const
/** 28: Host, of requests. [http.h] */
export const HttpHeaderHost = 28 as const
/** 29: If-Match, of requests. [http.h] */
export const HttpHeaderIfMatch = 29 as const
/** 30: If-Modified-Since, of requests. [http.h] */
export const HttpHeaderIfModifiedSince = 30 as const
/** 31: If-None-Match, of requests. [http.h] */
export const HttpHeaderIfNoneMatch = 31 as const
/** 32: If-Range, of requests. [http.h] */
export const HttpHeaderIfRange = 32 as const
/** 33: If-Unmodified-Since, of requests. [http.h] */
export const HttpHeaderIfUnmodifiedSince = 33 as const
/** 34: Max-Forwards, of requests. [http.h] */
export const HttpHeaderMaxForwards = 34 as const
/** 35: Proxy-Authorization, of requests. [http.h] */
export const HttpHeaderProxyAuthorization = 35 as const
/** 36: Referer, of requests. [http.h] */
export const HttpHeaderReferer = 36 as const
/** 37: Range, of requests. [http.h] */
export const HttpHeaderRange = 37 as const
/** 38: TE, of requests. [http.h] */
export const HttpHeaderTe = 38 as const
/** 39: Translate, of requests. [http.h] */
export const HttpHeaderTranslate = 39 as const
/** 40: User-Agent, of requests. [http.h] */
export const HttpHeaderUserAgent = 40 as const
/** 41: how many numbers of requests there are. [http.h] */
export const HttpHeaderRequestMaximum = 41 as const

/** 20: Accept-Ranges, of responses. [http.h] */
export const HttpHeaderAcceptRanges = 20 as const
/** 21: Age, of responses. [http.h] */
export const HttpHeaderAge = 21 as const
/** 22: ETag, of responses. [http.h] */
export const HttpHeaderEtag = 22 as const
/** 23: Location, of responses. [http.h] */
export const HttpHeaderLocation = 23 as const
/** 24: Proxy-Authenticate, of responses. [http.h] */
export const HttpHeaderProxyAuthenticate = 24 as const
/** 25: Retry-After, of responses. [http.h] */
export const HttpHeaderRetryAfter = 25 as const
/** 26: Server, of responses. [http.h] */
export const HttpHeaderServer = 26 as const
/** 27: Set-Cookie, of responses. [http.h] */
export const HttpHeaderSetCookie = 27 as const
/** 28: Vary, of responses. [http.h] */
export const HttpHeaderVary = 28 as const
/** 29: WWW-Authenticate, of responses. [http.h] */
export const HttpHeaderWwwAuthenticate = 29 as const
/** 30: how many numbers of responses there are. [http.h] */
export const HttpHeaderResponseMaximum = 30 as const

/** Number of a known header: 0 to 40 in a request, 0 to 29 in a response. [http.h] */
export type HTTP_HEADER_ID = number
