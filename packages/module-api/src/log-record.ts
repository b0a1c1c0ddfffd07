// Ours: the one record that the log line of a request is written from. Filters and modules edit it, in that order of the closing step.

/** Fields of W3C extended logging that a request fills. Strings are empty when unknown. */
export interface LogRecord {
  /** Start of the request, milliseconds since 1970. */
  time: number
  clientHost: string
  userName: string
  siteName: string
  serverName: string
  serverAddress: string
  serverPort: number
  method: string
  /** Path of the URL, without query. */
  uriStem: string
  /** Query without the question mark. */
  uriQuery: string
  protocolVersion: string
  host: string
  userAgent: string
  cookie: string
  referer: string
  status: number
  subStatus: number
  win32Status: number
  bytesSent: number
  bytesReceived: number
  /** Milliseconds from the start of the request to the end of its response. */
  timeTaken: number
}
