// One function for each notification: whether this module is the first to bring it, what the filters get, and what the pipeline hears.

import {
  SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP
} from '@isapi-bridge/filter-api'
import {
  extrasOf, GL_NOTIFICATION_CONTINUE, GL_NOTIFICATION_HANDLED, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST,
  type GlobalNotificationResult, type GLOBAL_NOTIFICATION_STATUS, type IHttpContext, type IMapPathProvider, type ISendResponseProvider,
  type BasicCredentials, type LogRecord, type NotificationResult, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { ERROR_STACK_OVERFLOW } from '@isapi-bridge/win32'
import type { FilterChain } from './filter-chain.ts'
import type { FilterRequest } from './filter-request.ts'
import { rowOf } from './notification-map.ts'
import { Occurrence } from './occurrence.ts'
import { AccessDeniedPayload } from './payloads/access-denied.ts'
import { AuthCompletePayload } from './payloads/auth-complete.ts'
import { AuthenticationOccurrence } from './payloads/authentication.ts'
import { LogOccurrence } from './payloads/log.ts'
import { preprocHeaders } from './payloads/preproc-headers.ts'
import { SendResponseOccurrence } from './payloads/send-response.ts'
import { UrlMapOccurrence } from './payloads/url-map.ts'

const PREPROC_HEADERS = rowOf(SF_NOTIFY_PREPROC_HEADERS)
const URL_MAP = rowOf(SF_NOTIFY_URL_MAP)
const AUTHENTICATION = rowOf(SF_NOTIFY_AUTHENTICATION)
const ACCESS_DENIED = rowOf(SF_NOTIFY_ACCESS_DENIED)
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

const ANONYMOUS: BasicCredentials = { userName: '', password: '' }

/** A child request logs on with what its parent has. Fidelity: filter.authentication.anonymous-and-basic */
export function raiseAuthentication(chain: FilterChain, context: IHttpContext): NotificationResult {
  const extras = extrasOf(context)
  if (extras.level > 0 || context.GetUser() !== null) return RQ_NOTIFICATION_CONTINUE
  const request = chain.requestOf(context)
  if (!request.isFirst(AUTHENTICATION.flag) || request.connection === null) return RQ_NOTIFICATION_CONTINUE
  const { connection } = request
  const sent = extras.clientCredentials
  if (sent === 'malformed' || (sent === null && context.GetRequest().GetHeader('Authorization') !== null)) return RQ_NOTIFICATION_CONTINUE
  const client = sent ?? ANONYMOUS
  if (!chain.logons.isDue(connection, client, chain.subscribers(AUTHENTICATION.flag).map(({ settings }) => settings))) {
    extras.logonCredentials = chain.logons.accountOf(connection, client)
    return RQ_NOTIFICATION_CONTINUE
  }
  return chain.run(new AuthenticationOccurrence(AUTHENTICATION, request, client), (occurrence) => {
    if (request.finished) return requestStatus(occurrence)
    extras.logonCredentials = chain.logons.remember(connection, client, occurrence.credentials)
    return RQ_NOTIFICATION_CONTINUE
  })
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
  request.sender = chain
  // A 401 that a filter sends is its answer, and no denial by the server.
  if (!request.answered && context.GetResponse().GetStatus().pStatusCode === 401 && request.isFirst(ACCESS_DENIED.flag)) {
    const { mayWait, timeouts } = request.extras
    const then = (): NotificationResult => {
      // A filter has answered: that answer had its own SEND_RESPONSE.
      if (request.sentInside || !chain.sendsAfterDenial || request.isGivenUp(timeouts)) return RQ_NOTIFICATION_CONTINUE
      return raiseSend(chain, request, mayWait)
    }
    const denial = chain.run(new Occurrence(ACCESS_DENIED, request, new AccessDeniedPayload(context, request.extras), mayWait), nothing)
    return denial === undefined ? then() : denial.then(then)
  }
  return raiseSend(chain, request, request.extras.mayWait)
}

/** Only the last send waits for a promise. */
function raiseSend(chain: FilterChain, request: FilterRequest, mayWait: boolean): NotificationResult {
  return chain.run(new SendResponseOccurrence(SEND_RESPONSE, request, mayWait), requestStatus)
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
