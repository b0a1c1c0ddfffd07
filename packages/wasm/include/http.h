/* Requests, responses and chunks as http.sys lays them out, as far as modules of the pipeline see them. */
#ifndef __HTTP_H__
#define __HTTP_H__

#include <windows.h>
#include <_isapi_sockets.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HTTP_INITIALIZE_SERVER 0x00000001
#define HTTP_NULL_ID (0ULL)
#define HTTP_REQUEST_FLAG_MORE_ENTITY_BODY_EXISTS 0x00000001
#define HTTP_REQUEST_FLAG_IP_ROUTED 0x00000002
#define HTTP_REQUEST_FLAG_HTTP2 0x00000004
#define HTTP_REQUEST_FLAG_HTTP3 0x00000008
#define HTTP_SEND_RESPONSE_FLAG_DISCONNECT 0x00000001
#define HTTP_SEND_RESPONSE_FLAG_MORE_DATA 0x00000002
#define HTTP_SEND_RESPONSE_FLAG_BUFFER_DATA 0x00000004
#define HTTP_SEND_RESPONSE_FLAG_ENABLE_NAGLING 0x00000008
#define HTTP_SEND_RESPONSE_FLAG_PROCESS_RANGES 0x00000020
#define HTTP_SEND_RESPONSE_FLAG_OPAQUE 0x00000040
#define HTTP_SEND_RESPONSE_FLAG_GOAWAY 0x00000100
#define HTTP_SEND_RESPONSE_FLAG_AUTOMATIC_CHUNKING 0x00000200
#define HTTP_BYTE_RANGE_TO_EOF ((ULONGLONG)-1)

typedef ULONGLONG HTTP_OPAQUE_ID, *PHTTP_OPAQUE_ID;
typedef HTTP_OPAQUE_ID HTTP_REQUEST_ID, HTTP_CONNECTION_ID, HTTP_RAW_CONNECTION_ID, HTTP_URL_GROUP_ID, HTTP_SERVER_SESSION_ID;
typedef ULONGLONG HTTP_URL_CONTEXT;

#pragma pack(push, 8)

typedef struct _HTTP_BYTE_RANGE { ULARGE_INTEGER StartingOffset, Length; } HTTP_BYTE_RANGE, *PHTTP_BYTE_RANGE;
typedef struct _HTTP_VERSION { USHORT MajorVersion, MinorVersion; } HTTP_VERSION, *PHTTP_VERSION;
#define HTTP_VERSION_UNKNOWN {0, 0}
#define HTTP_VERSION_0_9 {0, 9}
#define HTTP_VERSION_1_0 {1, 0}
#define HTTP_VERSION_1_1 {1, 1}
#define HTTP_VERSION_2_0 {2, 0}
#define HTTP_SET_VERSION(version, major, minor) do { (version).MajorVersion = (major); (version).MinorVersion = (minor); } while (0)
#define HTTP_EQUAL_VERSION(version, major, minor) ((version).MajorVersion == (major) && (version).MinorVersion == (minor))
#define HTTP_GREATER_VERSION(version, major, minor) ((version).MajorVersion > (major) || ((version).MajorVersion == (major) && (version).MinorVersion > (minor)))
#define HTTP_LESS_VERSION(version, major, minor) ((version).MajorVersion < (major) || ((version).MajorVersion == (major) && (version).MinorVersion < (minor)))
#define HTTP_NOT_EQUAL_VERSION(version, major, minor) (!HTTP_EQUAL_VERSION(version, major, minor))
#define HTTP_GREATER_EQUAL_VERSION(version, major, minor) (!HTTP_LESS_VERSION(version, major, minor))
#define HTTP_LESS_EQUAL_VERSION(version, major, minor) (!HTTP_GREATER_VERSION(version, major, minor))

typedef enum _HTTP_VERB {
  HttpVerbUnparsed, HttpVerbUnknown, HttpVerbInvalid, HttpVerbOPTIONS, HttpVerbGET, HttpVerbHEAD, HttpVerbPOST, HttpVerbPUT, HttpVerbDELETE, HttpVerbTRACE,
  HttpVerbCONNECT, HttpVerbTRACK, HttpVerbMOVE, HttpVerbCOPY, HttpVerbPROPFIND, HttpVerbPROPPATCH, HttpVerbMKCOL, HttpVerbLOCK, HttpVerbUNLOCK, HttpVerbSEARCH,
  HttpVerbMaximum
} HTTP_VERB, *PHTTP_VERB;

/* From 20 on a number means one header in a request and another in a response. */
typedef enum _HTTP_HEADER_ID {
  HttpHeaderCacheControl = 0,
  HttpHeaderConnection = 1,
  HttpHeaderDate = 2,
  HttpHeaderKeepAlive = 3,
  HttpHeaderPragma = 4,
  HttpHeaderTrailer = 5,
  HttpHeaderTransferEncoding = 6,
  HttpHeaderUpgrade = 7,
  HttpHeaderVia = 8,
  HttpHeaderWarning = 9,
  HttpHeaderAllow = 10,
  HttpHeaderContentLength = 11,
  HttpHeaderContentType = 12,
  HttpHeaderContentEncoding = 13,
  HttpHeaderContentLanguage = 14,
  HttpHeaderContentLocation = 15,
  HttpHeaderContentMd5 = 16,
  HttpHeaderContentRange = 17,
  HttpHeaderExpires = 18,
  HttpHeaderLastModified = 19,

  HttpHeaderAccept = 20,
  HttpHeaderAcceptCharset = 21,
  HttpHeaderAcceptEncoding = 22,
  HttpHeaderAcceptLanguage = 23,
  HttpHeaderAuthorization = 24,
  HttpHeaderCookie = 25,
  HttpHeaderExpect = 26,
  HttpHeaderFrom = 27,
  HttpHeaderHost = 28,
  HttpHeaderIfMatch = 29,
  HttpHeaderIfModifiedSince = 30,
  HttpHeaderIfNoneMatch = 31,
  HttpHeaderIfRange = 32,
  HttpHeaderIfUnmodifiedSince = 33,
  HttpHeaderMaxForwards = 34,
  HttpHeaderProxyAuthorization = 35,
  HttpHeaderReferer = 36,
  HttpHeaderRange = 37,
  HttpHeaderTe = 38,
  HttpHeaderTranslate = 39,
  HttpHeaderUserAgent = 40,
  HttpHeaderRequestMaximum = 41,

  HttpHeaderAcceptRanges = 20,
  HttpHeaderAge = 21,
  HttpHeaderEtag = 22,
  HttpHeaderLocation = 23,
  HttpHeaderProxyAuthenticate = 24,
  HttpHeaderRetryAfter = 25,
  HttpHeaderServer = 26,
  HttpHeaderSetCookie = 27,
  HttpHeaderVary = 28,
  HttpHeaderWwwAuthenticate = 29,
  HttpHeaderResponseMaximum = 30,
  HttpHeaderMaximum = 41
} HTTP_HEADER_ID, *PHTTP_HEADER_ID;

typedef struct _HTTP_KNOWN_HEADER { USHORT RawValueLength; PCSTR pRawValue; } HTTP_KNOWN_HEADER, *PHTTP_KNOWN_HEADER;
typedef struct _HTTP_UNKNOWN_HEADER { USHORT NameLength, RawValueLength; PCSTR pName, pRawValue; } HTTP_UNKNOWN_HEADER, *PHTTP_UNKNOWN_HEADER;
typedef struct _HTTP_REQUEST_HEADERS {
  USHORT UnknownHeaderCount;
  PHTTP_UNKNOWN_HEADER pUnknownHeaders;
  USHORT TrailerCount;
  PHTTP_UNKNOWN_HEADER pTrailers;
  HTTP_KNOWN_HEADER KnownHeaders[HttpHeaderRequestMaximum];
} HTTP_REQUEST_HEADERS, *PHTTP_REQUEST_HEADERS;
typedef struct _HTTP_RESPONSE_HEADERS {
  USHORT UnknownHeaderCount;
  PHTTP_UNKNOWN_HEADER pUnknownHeaders;
  USHORT TrailerCount;
  PHTTP_UNKNOWN_HEADER pTrailers;
  HTTP_KNOWN_HEADER KnownHeaders[HttpHeaderResponseMaximum];
} HTTP_RESPONSE_HEADERS, *PHTTP_RESPONSE_HEADERS;
typedef struct _HTTP_TRANSPORT_ADDRESS { PSOCKADDR pRemoteAddress, pLocalAddress; } HTTP_TRANSPORT_ADDRESS, *PHTTP_TRANSPORT_ADDRESS;
typedef struct _HTTP_COOKED_URL {
  USHORT FullUrlLength, HostLength, AbsPathLength, QueryStringLength;
  PCWSTR pFullUrl, pHost, pAbsPath, pQueryString;
} HTTP_COOKED_URL, *PHTTP_COOKED_URL;

typedef enum _HTTP_DATA_CHUNK_TYPE {
  HttpDataChunkFromMemory, HttpDataChunkFromFileHandle, HttpDataChunkFromFragmentCache, HttpDataChunkFromFragmentCacheEx, HttpDataChunkTrailers, HttpDataChunkMaximum
} HTTP_DATA_CHUNK_TYPE, *PHTTP_DATA_CHUNK_TYPE;
typedef struct _HTTP_DATA_CHUNK {
  HTTP_DATA_CHUNK_TYPE DataChunkType;
  union {
    struct { PVOID pBuffer; ULONG BufferLength; } FromMemory;
    struct { HTTP_BYTE_RANGE ByteRange; HANDLE FileHandle; } FromFileHandle;
    struct { USHORT FragmentNameLength; PCWSTR pFragmentName; } FromFragmentCache;
    struct { HTTP_BYTE_RANGE ByteRange; PCWSTR pFragmentName; } FromFragmentCacheEx;
    struct { USHORT TrailerCount; PHTTP_UNKNOWN_HEADER pTrailers; } Trailers;
  };
} HTTP_DATA_CHUNK, *PHTTP_DATA_CHUNK;

typedef struct _HTTP_SSL_CLIENT_CERT_INFO { ULONG CertFlags, CertEncodedSize; PUCHAR pCertEncoded; HANDLE Token; BOOLEAN CertDeniedByMapper; } HTTP_SSL_CLIENT_CERT_INFO, *PHTTP_SSL_CLIENT_CERT_INFO;
typedef struct _HTTP_SSL_INFO {
  USHORT ServerCertKeySize, ConnectionKeySize;
  ULONG ServerCertIssuerSize, ServerCertSubjectSize;
  PCSTR pServerCertIssuer, pServerCertSubject;
  PHTTP_SSL_CLIENT_CERT_INFO pClientCertInfo;
  ULONG SslClientCertNegotiated;
} HTTP_SSL_INFO, *PHTTP_SSL_INFO;

typedef enum _HTTP_REQUEST_INFO_TYPE { HttpRequestInfoTypeAuth, HttpRequestInfoTypeChannelBind, HttpRequestInfoTypeSslProtocol, HttpRequestInfoTypeSslTokenBinding } HTTP_REQUEST_INFO_TYPE;
typedef struct _HTTP_REQUEST_INFO { HTTP_REQUEST_INFO_TYPE InfoType; ULONG InfoLength; PVOID pInfo; } HTTP_REQUEST_INFO, *PHTTP_REQUEST_INFO;
typedef enum _HTTP_RESPONSE_INFO_TYPE { HttpResponseInfoTypeMultipleKnownHeaders, HttpResponseInfoTypeAuthenticationProperty, HttpResponseInfoTypeQoSProperty, HttpResponseInfoTypeChannelBind } HTTP_RESPONSE_INFO_TYPE;
typedef struct _HTTP_RESPONSE_INFO { HTTP_RESPONSE_INFO_TYPE Type; ULONG Length; PVOID pInfo; } HTTP_RESPONSE_INFO, *PHTTP_RESPONSE_INFO;
typedef enum _HTTP_REQUEST_PROPERTY { HttpRequestPropertyIsb, HttpRequestPropertyTcpInfoV0, HttpRequestPropertyQuicStats, HttpRequestPropertyTcpInfoV1, HttpRequestPropertySni, HttpRequestPropertyStreamError } HTTP_REQUEST_PROPERTY;

#define _ISAPI_HTTP_REQUEST_V1 \
  ULONG Flags; \
  HTTP_CONNECTION_ID ConnectionId; \
  HTTP_REQUEST_ID RequestId; \
  HTTP_URL_CONTEXT UrlContext; \
  HTTP_VERSION Version; \
  HTTP_VERB Verb; \
  USHORT UnknownVerbLength, RawUrlLength; \
  PCSTR pUnknownVerb, pRawUrl; \
  HTTP_COOKED_URL CookedUrl; \
  HTTP_TRANSPORT_ADDRESS Address; \
  HTTP_REQUEST_HEADERS Headers; \
  ULONGLONG BytesReceived; \
  USHORT EntityChunkCount; \
  PHTTP_DATA_CHUNK pEntityChunks; \
  HTTP_RAW_CONNECTION_ID RawConnectionId; \
  PHTTP_SSL_INFO pSslInfo;
#define _ISAPI_HTTP_RESPONSE_V1 \
  ULONG Flags; \
  HTTP_VERSION Version; \
  USHORT StatusCode, ReasonLength; \
  PCSTR pReason; \
  HTTP_RESPONSE_HEADERS Headers; \
  USHORT EntityChunkCount; \
  PHTTP_DATA_CHUNK pEntityChunks;
typedef struct _HTTP_REQUEST_V1 { _ISAPI_HTTP_REQUEST_V1 } HTTP_REQUEST_V1, *PHTTP_REQUEST_V1;
typedef struct _HTTP_RESPONSE_V1 { _ISAPI_HTTP_RESPONSE_V1 } HTTP_RESPONSE_V1, *PHTTP_RESPONSE_V1;
#ifdef __cplusplus
typedef struct _HTTP_REQUEST_V2 : _HTTP_REQUEST_V1 { USHORT RequestInfoCount; PHTTP_REQUEST_INFO pRequestInfo; } HTTP_REQUEST_V2, *PHTTP_REQUEST_V2;
typedef struct _HTTP_RESPONSE_V2 : _HTTP_RESPONSE_V1 { USHORT ResponseInfoCount; PHTTP_RESPONSE_INFO pResponseInfo; } HTTP_RESPONSE_V2, *PHTTP_RESPONSE_V2;
#else
typedef struct _HTTP_REQUEST_V2 { _ISAPI_HTTP_REQUEST_V1 USHORT RequestInfoCount; PHTTP_REQUEST_INFO pRequestInfo; } HTTP_REQUEST_V2, *PHTTP_REQUEST_V2;
typedef struct _HTTP_RESPONSE_V2 { _ISAPI_HTTP_RESPONSE_V1 USHORT ResponseInfoCount; PHTTP_RESPONSE_INFO pResponseInfo; } HTTP_RESPONSE_V2, *PHTTP_RESPONSE_V2;
#endif
typedef HTTP_REQUEST_V2 HTTP_REQUEST;
typedef HTTP_REQUEST *PHTTP_REQUEST;
typedef HTTP_RESPONSE_V2 HTTP_RESPONSE;
typedef HTTP_RESPONSE *PHTTP_RESPONSE;

typedef enum _HTTP_CACHE_POLICY_TYPE { HttpCachePolicyNocache, HttpCachePolicyUserInvalidates, HttpCachePolicyTimeToLive, HttpCachePolicyMaximum } HTTP_CACHE_POLICY_TYPE, *PHTTP_CACHE_POLICY_TYPE;
typedef struct _HTTP_CACHE_POLICY { HTTP_CACHE_POLICY_TYPE Policy; ULONG SecondsToLive; } HTTP_CACHE_POLICY, *PHTTP_CACHE_POLICY;

typedef enum _HTTP_LOG_DATA_TYPE { HttpLogDataTypeFields = 0 } HTTP_LOG_DATA_TYPE, *PHTTP_LOG_DATA_TYPE;
typedef struct _HTTP_LOG_DATA { HTTP_LOG_DATA_TYPE Type; } HTTP_LOG_DATA, *PHTTP_LOG_DATA;
#ifdef __cplusplus
typedef struct _HTTP_LOG_FIELDS_DATA : _HTTP_LOG_DATA {
#else
typedef struct _HTTP_LOG_FIELDS_DATA {
  HTTP_LOG_DATA Base;
#endif
  USHORT UserNameLength, UriStemLength, ClientIpLength, ServerNameLength, ServiceNameLength, ServerIpLength, MethodLength, UriQueryLength, HostLength, UserAgentLength, CookieLength, ReferrerLength;
  PWCHAR UserName, UriStem;
  PCHAR ClientIp, ServerName, ServiceName, ServerIp, Method, UriQuery, Host, UserAgent, Cookie, Referrer;
  USHORT ServerPort, ProtocolStatus;
  ULONG Win32Status;
  HTTP_VERB MethodNum;
  USHORT SubStatus;
} HTTP_LOG_FIELDS_DATA, *PHTTP_LOG_FIELDS_DATA;

#pragma pack(pop)

#ifdef __cplusplus
}
#endif

_ISAPI_ASSERT(sizeof(HTTP_DATA_CHUNK) == 32, "HTTP_DATA_CHUNK");
_ISAPI_ASSERT(sizeof(HTTP_KNOWN_HEADER) == 8, "HTTP_KNOWN_HEADER");
_ISAPI_ASSERT(sizeof(HTTP_UNKNOWN_HEADER) == 12, "HTTP_UNKNOWN_HEADER");
_ISAPI_ASSERT(sizeof(HTTP_COOKED_URL) == 24, "HTTP_COOKED_URL");
_ISAPI_ASSERT(sizeof(HTTP_REQUEST_HEADERS) == 16 + 8 * 41, "HTTP_REQUEST_HEADERS");
_ISAPI_ASSERT(sizeof(HTTP_RESPONSE_HEADERS) == 16 + 8 * 30, "HTTP_RESPONSE_HEADERS");
_ISAPI_ASSERT(sizeof(HTTP_REQUEST_V1) == 464, "HTTP_REQUEST_V1");
_ISAPI_ASSERT(sizeof(HTTP_RESPONSE_V1) == 280, "HTTP_RESPONSE_V1");
_ISAPI_ASSERT(sizeof(HTTP_CACHE_POLICY) == 8, "HTTP_CACHE_POLICY");
_ISAPI_ASSERT(sizeof(HTTP_LOG_FIELDS_DATA) == 92, "HTTP_LOG_FIELDS_DATA");

#endif
