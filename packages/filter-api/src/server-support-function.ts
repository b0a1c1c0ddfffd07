// ServerSupportFunction: one handler per request.

import {
  ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, FALSE, NO_ERROR, type BOOL, type WIN32_ERROR
} from '@isapi-bridge/win32'
import { isDword, isDwordCell, readSz, toBytes, writeSz } from './byte-strings.ts'
import {
  SF_PROPERTY_INSTANCE_NUM_ID, SF_REQ_ADD_HEADERS_ON_DENIAL, SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_GET_CONNID,
  SF_REQ_GET_PROPERTY, SF_REQ_NORMALIZE_URL, SF_REQ_SEND_RESPONSE_HEADER, SF_REQ_SET_CERTIFICATE_INFO, SF_REQ_SET_NEXT_READ_SIZE,
  SF_REQ_SET_PROXY_INFO, type SF_REQ_TYPE
} from './constants.ts'
import type { FilterHost } from './filter-host.ts'
import { isStatus, parseHeaderLines, splitHeaderBlock } from './header-lines.ts'
import { fail, report } from './last-error.ts'
import { normalizeUrl } from './normalize-url.ts'
import { notificationMask } from './notifications.ts'
import { ServerContext } from './server-context.ts'
import type { HTTP_FILTER_CONTEXT } from './structures.ts'

type Handler = (host: FilterHost, pData: unknown, ul1: unknown) => WIN32_ERROR

const handlers: Readonly<Record<SF_REQ_TYPE, Handler>> = {
  [SF_REQ_SEND_RESPONSE_HEADER]: sendResponseHeader,
  [SF_REQ_ADD_HEADERS_ON_DENIAL]: addHeadersOnDenial,
  [SF_REQ_SET_NEXT_READ_SIZE]: setNextReadSize,
  [SF_REQ_SET_PROXY_INFO]: notSupported,
  [SF_REQ_GET_CONNID]: getConnectionId,
  [SF_REQ_SET_CERTIFICATE_INFO]: notSupported,
  [SF_REQ_GET_PROPERTY]: getProperty,
  [SF_REQ_NORMALIZE_URL]: normalizeInPlace,
  [SF_REQ_DISABLE_NOTIFICATIONS]: disableNotifications
}

export function ServerSupportFunction(
  pfc: HTTP_FILTER_CONTEXT, sfReq: SF_REQ_TYPE, pData?: unknown, ul1?: unknown, _ul2?: unknown
): BOOL {
  const state = ServerContext.attachedStateOf(pfc)
  if (state === null) return FALSE
  if (!Object.hasOwn(handlers, sfReq)) return fail(ERROR_INVALID_PARAMETER)
  return report(handlers[sfReq](state.host, pData, ul1))
}

/** NULL, however it was written. */
function isNull(argument: unknown): argument is null | undefined | 0 {
  return argument === null || argument === undefined || argument === 0
}

function sendResponseHeader(host: FilterHost, pData: unknown, ul1: unknown): WIN32_ERROR {
  if (!isNull(pData) && !isStatus(pData)) return ERROR_INVALID_PARAMETER
  const block = isNull(ul1) ? { lines: [], body: '' } : splitHeaderBlock(ul1)
  const body = block && toBytes(block.body)
  if (block === null || body === null) return ERROR_INVALID_PARAMETER
  const error = host.sendResponseHeader(isNull(pData) ? null : pData, block.lines)
  return error === NO_ERROR && body.length > 0 ? host.writeClient(body) : error
}

function addHeadersOnDenial(host: FilterHost, pData: unknown): WIN32_ERROR {
  const lines = parseHeaderLines(pData)
  return lines === null ? ERROR_INVALID_PARAMETER : host.addHeadersOnDenial(lines)
}

function setNextReadSize(host: FilterHost, _: unknown, ul1: unknown): WIN32_ERROR {
  return isDword(ul1) ? host.setNextReadSize(ul1) : ERROR_INVALID_PARAMETER
}

function notSupported(): WIN32_ERROR {
  return ERROR_NOT_SUPPORTED
}

function getConnectionId(_: FilterHost, pData: unknown): WIN32_ERROR {
  if (isDwordCell(pData)) pData.value = 0
  return ERROR_NOT_SUPPORTED
}

function getProperty(host: FilterHost, pData: unknown, ul1: unknown): WIN32_ERROR {
  if (ul1 !== SF_PROPERTY_INSTANCE_NUM_ID || !isDwordCell(pData)) return ERROR_INVALID_PARAMETER
  pData.value = host.getInstanceId()
  return NO_ERROR
}

function normalizeInPlace(_: FilterHost, pData: unknown): WIN32_ERROR {
  if (!(pData instanceof Uint8Array) || !pData.includes(0)) return ERROR_INVALID_PARAMETER
  writeSz(pData, normalizeUrl(readSz(pData)))
  return NO_ERROR
}

function disableNotifications(host: FilterHost, _: unknown, ul1: unknown): WIN32_ERROR {
  if (!isDword(ul1)) return ERROR_INVALID_PARAMETER
  host.disableNotifications(ul1 & notificationMask)
  return NO_ERROR
}
