// Step 2 of a request: GL_PRE_BEGIN_REQUEST.

import { ERROR_TIMEOUT, ERROR_UNHANDLED_EXCEPTION, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { GL_NOTIFICATION_CONTINUE, GL_NOTIFICATION_HANDLED } from '../constants.ts'
import { ModuleContractError, show } from '../errors.ts'
import type { GlobalNotificationResult } from '../global-module.ts'
import { statusError } from '../pipeline/global-notifier.ts'
import { inTime, isLate } from '../pipeline/in-time.ts'
import type { RegisteredModule } from '../pipeline/registry.ts'
import type { NotificationTrace } from '../trace.ts'
import type { HttpContext } from './context.ts'
import { PreBeginRequestProvider } from './global-providers.ts'
import { traceFor } from './trace-context.ts'
import { PRE_BEGIN_END, PRE_BEGIN_START } from './trace-events.ts'

/** Raises it; null when it is through, else a promise that never rejects. A module that throws ends the request with 500. */
export function raisePreBegin(modules: readonly RegisteredModule[], context: HttpContext): Promise<void> | null {
  return modules.length === 0 ? null : raiseFrom(modules, 0, context, new PreBeginRequestProvider(context))
}

function raiseFrom(modules: readonly RegisteredModule[], from: number, context: HttpContext, provider: PreBeginRequestProvider): Promise<void> | null {
  for (let index = from; index < modules.length; index++) {
    const module = modules[index] as RegisteredModule // index is below length
    const record = module.disguise === null && context.trace !== null ? context.run.calls.record('module', module.name, 'GL_PRE_BEGIN_REQUEST') : null
    if (context.raisesEvents) trace(context, module, null)
    context.run.calls.enterPreBegin()
    let status: GlobalNotificationResult | undefined
    try {
      status = module.globalModule?.OnGlobalPreBeginRequest(provider)
    } catch (error) {
      status = failed(context, error, module)
    }
    if (typeof status === 'object') {
      return inTime(status, context.pipeline.handlerTimeout, () => context.takeCulprit(module.name), 'OnGlobalPreBeginRequest').catch((error: unknown) => failed(context, error, module))
        .then((settled) => (ends(context, module, record, settled) ? undefined : raiseFrom(modules, index + 1, context, provider) ?? undefined))
    }
    if (ends(context, module, record, status)) return null
  }
  return null
}

/** Whether later global modules are left out. */
function ends(context: HttpContext, module: RegisteredModule, record: NotificationTrace | null, status: unknown): boolean {
  context.run.calls.leavePreBegin()
  if (status !== GL_NOTIFICATION_CONTINUE && status !== GL_NOTIFICATION_HANDLED) context.report(statusError(module, 'OnGlobalPreBeginRequest', status))
  if (context.raisesEvents) trace(context, module, status === GL_NOTIFICATION_HANDLED ? GL_NOTIFICATION_HANDLED : GL_NOTIFICATION_CONTINUE)
  if (record !== null) context.endTrace(record, status === GL_NOTIFICATION_HANDLED ? 'GL_NOTIFICATION_HANDLED' : 'GL_NOTIFICATION_CONTINUE')
  return status === GL_NOTIFICATION_HANDLED || context.run.finished
}

/** The events around a global module, and its name for those that it causes. */
function trace(context: HttpContext, module: RegisteredModule, status: number | null): void {
  context.preBeginModule = status === null ? module.name : ''
  if (module.disguise !== null) return
  if (status === null) traceFor(context, PRE_BEGIN_START, module.name)
  else traceFor(context, PRE_BEGIN_END, module.name, status)
}

function failed(context: HttpContext, error: unknown, module: RegisteredModule): typeof GL_NOTIFICATION_CONTINUE {
  const late = error instanceof Error && isLate(error)
  if (late) context.run.calls.timeouts++
  context.report(late ? error : new ModuleContractError('ERR_MODULE_THREW', `Module "${module.name}" threw from OnGlobalPreBeginRequest: ${show(error)}.`, error))
  context.fail(HRESULT_FROM_WIN32(late ? ERROR_TIMEOUT : ERROR_UNHANDLED_EXCEPTION), module.name)
  context.run.finish()
  return GL_NOTIFICATION_CONTINUE
}
