// One function for each notification: whether this module is the first to bring it, what the filters get, and what the pipeline hears.

import {
  SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP
} from '@isapi-bridge/filter-api'
import {
  extrasOf, GL_NOTIFICATION_CONTINUE, GL_NOTIFICATION_HANDLED, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST,
  type GlobalNotificationResult, type GLOBAL_NOTIFICATION_STATUS, type IHttpContext, type IMapPathProvider, type ISendResponseProvider,
  type LogRecord, type NotificationResult, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { ERROR_STACK_OVERFLOW } from '@isapi-bridge/win32'
import type { FilterChain } from './filter-chain.ts'
import { rowOf } from './notification-map.ts'
import { Occurrence } from './occurrence.ts'
import { AuthCompletePayload } from './payloads/auth-complete.ts'
import { LogOccurrence } from './payloads/log.ts'
import { preprocHeaders } from './payloads/preproc-headers.ts'
import { SendResponsePayload } from './payloads/send-response.ts'
import { UrlMapOccurrence } from './payloads/url-map.ts'

const PREPROC_HEADERS = rowOf(SF_NOTIFY_PREPROC_HEADERS)
const URL_MAP = rowOf(SF_NOTIFY_URL_MAP)
const AUTH_COMPLETE = rowOf(SF_NOTIFY_AUTH_COMPLETE)
const SEND_RESPONSE = rowOf(SF_NOTIFY_SEND_RESPONSE)
const END_OF_REQUEST = rowOf(SF_NOTIFY_END_OF_REQUEST)
const LOG = rowOf(SF_NOTIFY_LOG)

/** Mappings inside mappings. A filter that guards itself needs two; beyond this somebody recurses without end. */
const MAX_MAPPINGS = 8

function globalStatus({ finished }: Occurrence): GLOBAL_NOTIFICATION_STATUS {
  return finished ? GL_NOTIFICATION_HANDLED : GL_NOTIFICATION_CONTINUE
}

function requestStatus({ finished }: Occurrence): REQUEST_NOTIFICATION_STATUS {
  return finished ? RQ_NOTIFICATION_FINISH_REQUEST : RQ_NOTIFICATION_CONTINUE
}

function mappingStatus(occurrence: Occurrence): REQUEST_NOTIFICATION_STATUS {
  occurrence.request.mappings--
  return requestStatus(occurrence)
}

function nothing(): void {}

export function raisePreprocHeaders(chain: FilterChain, context: IHttpContext): GlobalNotificationResult {
  if (extrasOf(context).level > 0) return GL_NOTIFICATION_CONTINUE
  const request = chain.requestOf(context)
  if (!request.isFirst(PREPROC_HEADERS.flag)) return GL_NOTIFICATION_CONTINUE
  return chain.run(new Occurrence(PREPROC_HEADERS, request, preprocHeaders), globalStatus)
}

export function raiseUrlMap(chain: FilterChain, context: IHttpContext, provider: IMapPathProvider): NotificationResult {
  const request = chain.requestOf(context)
  if (!request.isFirstWith(provider)) return RQ_NOTIFICATION_CONTINUE
  if (request.mappings >= MAX_MAPPINGS && !request.finished) {
    request.reader?.report('ERR_BRIDGE_RECURSION', `maps "${provider.GetUrl()}" inside ${MAX_MAPPINGS} mappings, without end.`)
    request.fail(ERROR_STACK_OVERFLOW, URL_MAP.flag)
  }
  // The way back out of a recursion that was stopped must not start others.
  if (request.mappings > 0 && request.finished) return RQ_NOTIFICATION_FINISH_REQUEST
  request.mappings++
  return chain.run(new UrlMapOccurrence(URL_MAP, request, provider), mappingStatus)
}

export function raiseAuthComplete(chain: FilterChain, context: IHttpContext): NotificationResult {
  if (extrasOf(context).level > 0) return RQ_NOTIFICATION_CONTINUE
  const request = chain.requestOf(context)
  if (!request.isFirst(AUTH_COMPLETE.flag)) return RQ_NOTIFICATION_CONTINUE
  return chain.run(new Occurrence(AUTH_COMPLETE, request, new AuthCompletePayload(context.GetResponse())), requestStatus)
}

export function raiseSendResponse(chain: FilterChain, context: IHttpContext, provider: ISendResponseProvider): NotificationResult {
  if (!provider.GetHeadersBeingSent() || extrasOf(context).level > 0) return RQ_NOTIFICATION_CONTINUE
  const request = chain.requestOf(context)
  if (!request.isFirstWith(provider)) return RQ_NOTIFICATION_CONTINUE
  request.sending = true
  return chain.run(new Occurrence(SEND_RESPONSE, request, new SendResponsePayload(context.GetResponse())), requestStatus)
}

export function raiseEndOfRequest(chain: FilterChain, context: IHttpContext): void | Promise<void> {
  const request = chain.requestOf(context)
  if (!request.isFirst(END_OF_REQUEST.flag)) return undefined
  request.closing = true
  return chain.run(new Occurrence(END_OF_REQUEST, request, null), nothing)
}

export function raiseLog(chain: FilterChain, context: IHttpContext, record: LogRecord): void | Promise<void> {
  const request = chain.requestOf(context)
  if (!request.isFirst(LOG.flag)) return undefined
  request.closing = true
  return chain.run(new LogOccurrence(LOG, request, record), nothing)
}
