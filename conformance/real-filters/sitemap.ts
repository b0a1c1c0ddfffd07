// Google Sitemap Generator, iis6_filter/sitemapfilter.cc (Apache License 2.0): in SEND_RESPONSE it records each URL that was answered, with what the
// response says of its content and, for static files, the time of the file. In C++ it skips the four characters `\\?\` before SCRIPT_TRANSLATED.

import { statSync } from 'node:fs'
import {
  HTTP_FILTER_REVISION, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_SEND_RESPONSE, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter, type HTTP_FILTER_CONTEXT,
  type HTTP_FILTER_SEND_RESPONSE
} from '@isapi-bridge/filter-api'
import type { LPDWORD } from '@isapi-bridge/win32'

const kBufferSize = 1024
const kMaxSiteIdLength = 16
const kMaxHostLength = 128
const kMaxUrlLength = 2048

export interface UrlRecord {
  readonly url: string
  readonly host: string
  readonly siteid: string
  readonly statuscode: number
  readonly contentHashCode: number
  readonly last_modified: number
  /** -1: not a file. */
  readonly last_filewrite: number
}

export function sitemapFilter(send: (record: UrlRecord) => void): Filter {
  return {
    GetFilterVersion(version) {
      version.dwFilterVersion = HTTP_FILTER_REVISION
      version.dwFlags = SF_NOTIFY_ORDER_LOW | SF_NOTIFY_SEND_RESPONSE
      return writeSz(version.lpszFilterDesc, 'Google Sitemap Generator')
    },
    HttpFilterProc(context, notification_type, data) {
      if (notification_type === SF_NOTIFY_SEND_RESPONSE) {
        const record = recordOf(context, data)
        if (record !== null) send(record)
      }
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
}

function recordOf(context: HTTP_FILTER_CONTEXT, sendresponse: HTTP_FILTER_SEND_RESPONSE): UrlRecord | null {
  const buffer = new Uint8Array(kBufferSize)
  const read = (call: (size: LPDWORD) => boolean, capacity = kBufferSize): string | null => (call({ value: capacity }) ? readSz(buffer) : null)
  const variable = (name: string, capacity?: number): string | null => read((size) => context.GetServerVariable(context, name, buffer, size), capacity)
  const header = (name: string): string | null => read((size) => sendresponse.GetHeader(context, name, buffer, size))

  if (variable('HTTP_METHOD') !== 'GET') return null
  const statuscode = sendresponse.HttpStatus
  if (statuscode !== 200 && statuscode !== 404) return null
  const siteid = variable('INSTANCE_ID', kMaxSiteIdLength)
  const host = variable('HTTP_HOST', kMaxHostLength) ?? variable('LOCAL_ADDR', kMaxHostLength)
  if (siteid === null || host === null) return null

  let contentHashCode = -1
  let last_modified = -1
  let last_filewrite = -1
  if (statuscode === 200) {
    if (header('Authorization:') !== null || header('Proxy-Authorization:') !== null) return null
    contentHashCode = Number(header('Content-Length:') ?? -1)
    last_modified = Date.parse(header('Last-Modified:') ?? '') || -1
    const file = statSync(variable('SCRIPT_TRANSLATED') ?? '', { throwIfNoEntry: false })
    if (file?.isFile() && file.size === contentHashCode) last_filewrite = Math.trunc(file.mtimeMs / 1000) * 1000
  }
  const url = variable('HTTP_URL', kMaxUrlLength)
  if (url === null || !url.startsWith('/')) return null
  return { url, host: `http://${host}`, siteid, statuscode, contentHashCode, last_modified, last_filewrite }
}
