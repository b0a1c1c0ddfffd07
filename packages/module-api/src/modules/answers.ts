// How the built-in modules answer.

import { STATUS_CODES } from 'node:http'
import { S_OK, type HRESULT } from '@isapi-bridge/win32'
import { RQ_NOTIFICATION_FINISH_REQUEST, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import type { IHttpContext } from '../http-context.ts'
import { HttpDataChunkFromMemory } from '../http-response.ts'

/** Ends the request with an error status; a page for it is the business of CustomErrorModule. */
export function refuse(context: IHttpContext, statusCode: number, subStatus: number, error: HRESULT = S_OK): REQUEST_NOTIFICATION_STATUS {
  context.GetResponse().SetStatus(statusCode, STATUS_CODES[statusCode] ?? '', subStatus, error)
  return RQ_NOTIFICATION_FINISH_REQUEST
}

/** Makes this HTML the body; a HEAD request gets its length only. */
export function writeHtml(context: IHttpContext, html: Uint8Array): void {
  const response = context.GetResponse()
  response.SetHeader('Content-Type', 'text/html; charset=utf-8', true)
  response.SetHeader('Content-Length', String(html.byteLength), true)
  if (context.GetRequest().GetHttpMethod() === 'HEAD') return
  response.WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: html } })
}
