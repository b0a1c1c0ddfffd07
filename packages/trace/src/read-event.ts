// Trace events of the server and of modules, as records.

import { GUID_IIS_WWW_SERVER_TRACE_PROVIDER, type HandlerTraceMessage, type HTTP_TRACE_EVENT } from '@isapi-bridge/module-api'
import type { RecordedField, RecordedServerEvent } from './record.ts'
import type { Redactor } from './redact.ts'

type ReadEvent = Omit<RecordedServerEvent, 'seq' | 'at' | 'request'>

/** A module may have put anything there. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  try {
    return value === null || value === undefined ? '' : String(value as string | number | boolean)
  } catch {
    return '(cannot be read)'
  }
}

/** An event of RaiseTraceEvent, QuickTrace or the server itself. */
export function readEvent(event: HTTP_TRACE_EVENT, redactor: Redactor | null): ReadEvent {
  const { pProviderGuid, dwArea, dwEvent, pszEventName, dwVerbosity, pEventItems } = event
  const fields = pEventItems.map(({ pszName, pbData }): RecordedField => ({ name: pszName, value: textOf(pbData) }))
  // GENERAL_SET_REQUEST_HEADER and its like carry the name in one field and the value in another.
  const header = fields.find(({ name }) => name === 'HeaderName')?.value
  const redacted = redactor === null ? fields : fields.map(({ name, value }) => ({ name, value: redactor.value(name === 'HeaderValue' && header !== undefined ? header : name, value) }))
  return { name: pszEventName, provider: pProviderGuid, area: dwArea, event: dwEvent, level: dwVerbosity, fields: redacted }
}

/** The handler has changed: an event of the area General. */
export function handlerEvent({ OldHandlerName, NewHandlerName, NewHandlerModules, NewHandlerScriptProcessor, NewHandlerType }: HandlerTraceMessage): ReadEvent {
  const fields = Object.entries({ OldHandlerName, NewHandlerName, NewHandlerModules, NewHandlerScriptProcessor, NewHandlerType }).map(([name, value]) => ({ name, value }))
  return { name: 'HANDLER_CHANGED', provider: GUID_IIS_WWW_SERVER_TRACE_PROVIDER, area: 0, event: 43, level: 4, fields }
}
