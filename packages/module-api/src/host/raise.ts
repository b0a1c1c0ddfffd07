// Nested notifications that a host raises inside the running one. The server's own mapping is the engine's, that of MapPath stands in mapping.ts.

import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_STACK_OVERFLOW, HRESULT_FROM_WIN32, type WIN32_ERROR } from '@isapi-bridge/win32'
import { HTTP_SEND_RESPONSE_FLAG_DISCONNECT, HTTP_SEND_RESPONSE_FLAG_MORE_DATA } from '../constants.ts'
import { ModuleContractError } from '../errors.ts'
import type { ICustomNotificationProvider } from '../event-providers.ts'
import type { NOTIFY_RESULT } from '../http-context.ts'
import { CLOSING, PRE_BEGIN_REQUEST } from '../pipeline/stages.ts'
import type { HttpContext } from './context.ts'
import { SendResponseProvider, type ReadEntityProvider } from './providers.ts'
import type { HttpResponse } from './response.ts'

/** Calls of modules inside calls of modules. */
const MAX_DEPTH = 64

/**
 * SEND_RESPONSE. `headers`: this send carries them. `more`: it is not the last one. False: a promise is waited for, and `resume` will be called
 * once; nobody waits where it is null.
 */
export function raiseSend(context: HttpContext, headers: boolean, more: boolean, resume: (() => void) | null): boolean {
  const { pipeline: { plan: { sendResponse } }, response, run } = context
  if (sendResponse.length === 0) return true
  run.calls.createInstances()
  const flags = (more ? HTTP_SEND_RESPONSE_FLAG_MORE_DATA : 0) | (response.needDisconnect ? HTTP_SEND_RESPONSE_FLAG_DISCONNECT : 0)
  const provider = new SendResponseProvider(headers, flags, context)
  if (resume === null) run.raiseNow(sendResponse, provider)
  else if (!run.raiseLastSend(sendResponse, provider, () => { conclude(response, provider); resume() })) return false
  conclude(response, provider)
  return true
}

function conclude(response: HttpResponse, provider: SendResponseProvider): void {
  provider.over = true
  if ((provider.GetFlags() & HTTP_SEND_RESPONSE_FLAG_DISCONNECT) !== 0) response.needDisconnect = true
}

/** READ_ENTITY; false when a handler finished the request. */
export function raiseRead({ pipeline: { plan: { readEntity } }, run }: HttpContext, provider: ReadEntityProvider): boolean {
  if (readEntity.length === 0) return true
  run.calls.createInstances()
  const goesOn = run.raiseNow(readEntity, provider)
  if (!goesOn) run.finish()
  return goesOn
}

/** IHttpContext::NotifyCustomNotification. */
export function raiseCustom(context: HttpContext, provider: ICustomNotificationProvider | null): NOTIFY_RESULT {
  const { run } = context
  if (typeof provider?.QueryNotificationType !== 'function' || context.ended || run.stageName === CLOSING) return refuse(ERROR_INVALID_PARAMETER)
  if (run.stageName === PRE_BEGIN_REQUEST) return refuse(ERROR_NOT_SUPPORTED)
  if (run.calls.depth < MAX_DEPTH) return run.raiseCustom(provider)
  context.report(new ModuleContractError('ERR_MODULE_CANNOT_PEND', `NotifyCustomNotification reached ${MAX_DEPTH} levels: listeners raise notifications without end.`))
  return refuse(ERROR_STACK_OVERFLOW)
}

function refuse(code: WIN32_ERROR): NOTIFY_RESULT { return { hr: HRESULT_FROM_WIN32(code), pfCompletionExpected: false } }
