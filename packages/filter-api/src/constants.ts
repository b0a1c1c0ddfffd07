// Mirrors httpfilt.h: its numbers, each group in the header's order.

/** 0x0006_0000: revision 6.0 of the filter specification, that of IIS 6. IIS 7 reports 0x0007_0000, IIS 10 0x000A_0000. [HDR] */
export const HTTP_FILTER_REVISION = 0x0006_0000

// Sizes in bytes, the final NUL counted.

/** 257: the least capacity of the user buffer in AUTHENTICATION. [HDR] */
export const SF_MAX_USERNAME = 257
/** 257: the least capacity of the password buffer in AUTHENTICATION. [HDR] */
export const SF_MAX_PASSWORD = 257
/** 33: longest name of an authentication scheme. No structure uses it. [HDR] */
export const SF_MAX_AUTH_TYPE = 33
/** 257: capacity of HTTP_FILTER_VERSION.lpszFilterDesc. [HDR] */
export const SF_MAX_FILTER_DESC_LEN = 257

// What ServerSupportFunction can be asked. Arguments and errors: ServerSupportArguments.

/** 0: send status line and headers of the filter's own response. [SRH] */
export const SF_REQ_SEND_RESPONSE_HEADER = 0
/** 1: headers for the server's answer, in case the request is denied later. [DNH] */
export const SF_REQ_ADD_HEADERS_ON_DENIAL = 1
/** 2: how much the server shall read next for a raw-data filter. [NXT] */
export const SF_REQ_SET_NEXT_READ_SIZE = 2
/** 3: declare the request a proxy request. Not supported here. [I4SSF] */
export const SF_REQ_SET_PROXY_INFO = 3
/** 4: identifier of the connection. Retired since IIS 4. [CID] */
export const SF_REQ_GET_CONNID = 4
/** 5: security context and token of a client certificate. Not supported here. [I4SSF] */
export const SF_REQ_SET_CERTIFICATE_INFO = 5
/** 6: a property of the server, one of SF_PROPERTY_IIS. [PRP] */
export const SF_REQ_GET_PROPERTY = 6
/** 7: decode and clean a URL in place. [NRM] */
export const SF_REQ_NORMALIZE_URL = 7
/** 8: no more of these notifications for this filter in this request. [DIS] */
export const SF_REQ_DISABLE_NOTIFICATIONS = 8

export type SF_REQ_TYPE =
  | typeof SF_REQ_SEND_RESPONSE_HEADER
  | typeof SF_REQ_ADD_HEADERS_ON_DENIAL
  | typeof SF_REQ_SET_NEXT_READ_SIZE
  | typeof SF_REQ_SET_PROXY_INFO
  | typeof SF_REQ_GET_CONNID
  | typeof SF_REQ_SET_CERTIFICATE_INFO
  | typeof SF_REQ_GET_PROPERTY
  | typeof SF_REQ_NORMALIZE_URL
  | typeof SF_REQ_DISABLE_NOTIFICATIONS

/** 0: in the header, but not a valid argument. [PRP] */
export const SF_PROPERTY_SSL_CTXT = 0
/** 1: the number of the site. [PRP] */
export const SF_PROPERTY_INSTANCE_NUM_ID = 1

export type SF_PROPERTY_IIS = typeof SF_PROPERTY_SSL_CTXT | typeof SF_PROPERTY_INSTANCE_NUM_ID

// What HttpFilterProc returns. `as const` keeps an asynchronous function from widening them to number.

/** 0x0800_0000: the filter answered the request; the server ends it and closes the connection. [PROC] */
export const SF_STATUS_REQ_FINISHED = 0x0800_0000 as const
/** 0x0800_0001: as FINISHED, but the connection stays open if keep-alive was negotiated. IIS 6 and 7 close it. [SDKH] */
export const SF_STATUS_REQ_FINISHED_KEEP_CONN = 0x0800_0001 as const
/** 0x0800_0002: on to the next filter; after the last one the server goes on. [PROC] */
export const SF_STATUS_REQ_NEXT_NOTIFICATION = 0x0800_0002 as const
/** 0x0800_0003: no further filter for this occurrence of the event; the server goes on. [PROC] */
export const SF_STATUS_REQ_HANDLED_NOTIFICATION = 0x0800_0003 as const
/** 0x0800_0004: the filter failed; the server answers according to the last error. [PROC] */
export const SF_STATUS_REQ_ERROR = 0x0800_0004 as const
/** 0x0800_0005: more input is needed before the server may go on. In READ_RAW_DATA only. [I4PRC] */
export const SF_STATUS_REQ_READ_NEXT = 0x0800_0005 as const

export type SF_STATUS_TYPE =
  | typeof SF_STATUS_REQ_FINISHED
  | typeof SF_STATUS_REQ_FINISHED_KEEP_CONN
  | typeof SF_STATUS_REQ_NEXT_NOTIFICATION
  | typeof SF_STATUS_REQ_HANDLED_NOTIFICATION
  | typeof SF_STATUS_REQ_ERROR
  | typeof SF_STATUS_REQ_READ_NEXT

// Why access was denied: bits of HTTP_FILTER_ACCESS_DENIED.dwReason. Test the bit, never equality.

/** 0x0000_0001: the client could not be logged on. [DEN] */
export const SF_DENIED_LOGON = 0x0000_0001
/** 0x0000_0002: the access list of the resource refused the user. [DEN] */
export const SF_DENIED_RESOURCE = 0x0000_0002
/** 0x0000_0004: a filter refused the request. [DEN] */
export const SF_DENIED_FILTER = 0x0000_0004
/** 0x0000_0008: an extension or CGI program refused the request. [DEN] */
export const SF_DENIED_APPLICATION = 0x0000_0008
/** 0x0001_0000: the configuration refused the request; possibly together with SF_DENIED_LOGON. [SDKH] */
export const SF_DENIED_BY_CONFIG = 0x0001_0000

// Which ports a filter serves: bits of HTTP_FILTER_VERSION.dwFlags, never delivered. Neither bit means both. [I4ORD] [MFCV]

/** 0x0000_0001: requests on secure ports. [HDR] */
export const SF_NOTIFY_SECURE_PORT = 0x0000_0001
/** 0x0000_0002: requests on plain ports. [HDR] */
export const SF_NOTIFY_NONSECURE_PORT = 0x0000_0002

// Notifications: bits of HTTP_FILTER_VERSION.dwFlags and of the mask of SF_REQ_DISABLE_NOTIFICATIONS,
// and one at a time the second argument of HttpFilterProc.

/** 0x0000_8000: a block was read from the client. Global filters only; not in IIS 6 worker processes, not in IIS 7. [RAW] */
export const SF_NOTIFY_READ_RAW_DATA = 0x0000_8000
/** 0x0000_4000: the request headers are parsed and nothing has been decided yet. Once per request. [PRE] */
export const SF_NOTIFY_PREPROC_HEADERS = 0x0000_4000
/** 0x0000_2000: the server is about to authenticate an anonymous or Basic client. Spelt AUTHENTICATE on a design page. [AUT] */
export const SF_NOTIFY_AUTHENTICATION = 0x0000_2000
/** 0x0000_1000: a URL was turned into a physical path. Any number of times per request. [MAP] */
export const SF_NOTIFY_URL_MAP = 0x0000_1000
/** 0x0000_0800: the request is about to be answered with 401. [DEN] */
export const SF_NOTIFY_ACCESS_DENIED = 0x0000_0800
/** 0x0000_0040: response headers are about to leave. [SRS] */
export const SF_NOTIFY_SEND_RESPONSE = 0x0000_0040
/** 0x0000_0400: a block is on its way to the client, headers included. The costliest notification. [RAW] */
export const SF_NOTIFY_SEND_RAW_DATA = 0x0000_0400
/** 0x0000_0200: the log entry is about to be written. Once per response. [LOG] */
export const SF_NOTIFY_LOG = 0x0000_0200
/** 0x0000_0080: the request is over, the connection still open. [VER] */
export const SF_NOTIFY_END_OF_REQUEST = 0x0000_0080
/** 0x0000_0100: the connection is over. Once per connection, the last notification. [VER] */
export const SF_NOTIFY_END_OF_NET_SESSION = 0x0000_0100
/** 0x0400_0000: the client's identity is established and access allowed. [AUC] */
export const SF_NOTIFY_AUTH_COMPLETE = 0x0400_0000

/** The events that reach HttpFilterProc: its parameter NotificationType. */
export type NotificationType =
  | typeof SF_NOTIFY_READ_RAW_DATA
  | typeof SF_NOTIFY_PREPROC_HEADERS
  | typeof SF_NOTIFY_AUTHENTICATION
  | typeof SF_NOTIFY_URL_MAP
  | typeof SF_NOTIFY_ACCESS_DENIED
  | typeof SF_NOTIFY_SEND_RESPONSE
  | typeof SF_NOTIFY_SEND_RAW_DATA
  | typeof SF_NOTIFY_LOG
  | typeof SF_NOTIFY_END_OF_REQUEST
  | typeof SF_NOTIFY_END_OF_NET_SESSION
  | typeof SF_NOTIFY_AUTH_COMPLETE

// Priority of a filter, the same for all its events: one bit of HTTP_FILTER_VERSION.dwFlags. Ties go by load order. [I4ORD]

/** 0x0008_0000: first; meant for authentication and data transformation. [SDKH] */
export const SF_NOTIFY_ORDER_HIGH = 0x0008_0000
/** 0x0004_0000: in between. [SDKH] */
export const SF_NOTIFY_ORDER_MEDIUM = 0x0004_0000
/** 0x0002_0000: last; meant for filters that want to see what the others did. [SDKH] */
export const SF_NOTIFY_ORDER_LOW = 0x0002_0000
/** 0x0002_0000: SF_NOTIFY_ORDER_LOW, also for a filter that sets no order bit. [HDR] */
export const SF_NOTIFY_ORDER_DEFAULT = 0x0002_0000
/** 0x000E_0000: the three order bits. [HDR] */
export const SF_NOTIFY_ORDER_MASK = 0x000E_0000

/** One of the three order bits. */
export type FilterPriority =
  | typeof SF_NOTIFY_ORDER_HIGH
  | typeof SF_NOTIFY_ORDER_MEDIUM
  | typeof SF_NOTIFY_ORDER_LOW
