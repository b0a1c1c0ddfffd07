// Mirrors http.h: the fields of a log record, as modules edit them while the response is sent.

/** Facts of one request for its log line. Left out: lengths of the texts, and the number of the method. [http.h] */
export interface HTTP_LOG_FIELDS_DATA {
  readonly UserName: string
  readonly UriStem: string
  readonly ClientIp: string
  readonly ServerName: string
  readonly ServiceName: string
  readonly ServerIp: string
  readonly Method: string
  readonly UriQuery: string
  readonly Host: string
  readonly UserAgent: string
  readonly Cookie: string
  readonly Referrer: string
  readonly ServerPort: number
  readonly ProtocolStatus: number
  readonly Win32Status: number
  readonly SubStatus: number
}

/** What ISendResponseProvider names; its only kind is that of the fields. [http.h] */
export type HTTP_LOG_DATA = HTTP_LOG_FIELDS_DATA
