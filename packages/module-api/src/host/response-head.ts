// The head of a response: status and headers, and what modules say about an error.

import { STATUS_CODES } from 'node:http'
import { ERROR_INVALID_DATA, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { HttpHeaderServer, type HTTP_HEADER_ID } from '../http-header-id.ts'
import type { HTTP_RESPONSE_STATUS } from '../http-response.ts'
import { HttpCachePolicy } from './cache-policy.ts'
import type { HttpContext } from './context.ts'
import { escapeHtml } from './html.ts'
import { RESPONSE_HEADERS } from './known-headers.ts'
import { isHeaderValue, isToken } from './message.ts'
import { MemoryStore, type ResponseStore } from './response-store.ts'
import { traceStatus } from './trace-context.ts'

const MAX_REASON = 512
/** HANDLER_HTTPSYS_UNFRIENDLY. */
const DEFAULT_KERNEL_REASON = 9

export class ResponseHead {
  store: ResponseStore = new MemoryStore()
  /** Status and headers are fixed: they were sent, or wait to be. */
  headersSent = false
  subStatus = 0
  suppressed = false
  /** The answer came from a child that ran without custom errors: it stays as it is. */
  plainErrors = false
  /** Why the kernel cache may not have it; 0: it may. */
  kernelCacheReason = 0
  #error: HRESULT = S_OK
  #exception: object | null = null
  #setBy: { readonly module: string; readonly notification: number } | null = null
  #trySkip = false
  #statusSet = false
  #description = ''
  #policy: HttpCachePolicy | null = null
  protected readonly context: HttpContext

  constructor(context: HttpContext) {
    this.context = context
  }

  get error(): HRESULT { return this.#error }
  /** The error behind a status that the host has set. */
  noteError(error: HRESULT): void { if (this.#error === S_OK) this.#error = error }

  /** Status and headers have left: what a module wants to change comes too late, and it is told so. Clear and Redirect are documented to do nothing then. */
  #isLate(method: string): boolean {
    if (this.headersSent) this.context.changedLate(method)
    return this.headersSent
  }

  /** The host has its own response now: what was set so far goes there. */
  protected moveTo(store: ResponseStore): void {
    const old = this.store
    this.store = store
    if (this.#statusSet || old.status !== 200 || this.headersSent) {
      store.status = old.status
      store.reason = old.reason
    }
    for (const name of old.names()) {
      const value = old.get(name)
      if (value !== undefined) store.set(name, value)
    }
  }

  // --- status

  /** The status of a child's answer, with all that belongs to it. */
  takeStatus(child: ResponseHead): void {
    if (this.headersSent) return
    const { pStatusCode, ppszReason, pSubStatus, phrErrorToReport, ppException, pfTrySkipCustomErrors } = child.GetStatus()
    this.#description = child.#description
    this.SetStatus(pStatusCode, ppszReason, pSubStatus, phrErrorToReport, ppException, pfTrySkipCustomErrors)
  }

  SetStatus(statusCode: number, pszReason: string, subStatus = 0, hrErrorToReport: HRESULT = S_OK, pException: object | null = null, fTrySkipCustomErrors = false): HRESULT {
    // An interim status would leave the client waiting for the real one.
    if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 999) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (!Number.isInteger(subStatus) || subStatus < 0 || subStatus > 65_535) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (typeof pszReason !== 'string' || pszReason.length > MAX_REASON || !isHeaderValue(pszReason)) return HRESULT_FROM_WIN32(ERROR_INVALID_DATA)
    if (this.#isLate('SetStatus')) return S_OK
    this.store.status = statusCode
    this.store.reason = pszReason
    this.subStatus = subStatus
    this.#error = hrErrorToReport
    this.#exception = pException
    this.#trySkip = fTrySkipCustomErrors
    this.#statusSet = true
    const { running } = this.context.run
    this.#setBy = statusCode < 400 || running === null ? null : { module: running.module.name, notification: running.notification }
    if (this.context.raisesEvents) traceStatus(this.context)
    return S_OK
  }

  GetStatus(): HTTP_RESPONSE_STATUS {
    return {
      pStatusCode: this.store.status,
      pSubStatus: this.subStatus,
      ppszReason: this.store.reason || (STATUS_CODES[this.store.status] ?? ''),
      phrErrorToReport: this.#error,
      ppszModule: this.#setBy?.module ?? null,
      pdwNotification: this.#setBy?.notification ?? 0,
      ppException: this.#exception,
      pfTrySkipCustomErrors: this.#trySkip
    }
  }

  SetErrorDescription(pszDescription: string, fHtmlEncode = true): HRESULT {
    if (typeof pszDescription !== 'string' || pszDescription.includes('\0')) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#description = fHtmlEncode ? escapeHtml(pszDescription) : pszDescription
    return S_OK
  }

  GetErrorDescription(): string { return this.#description }

  // --- headers

  SetHeader(header: string | HTTP_HEADER_ID, pszHeaderValue: string, fReplace: boolean): HRESULT {
    const name = nameOf(header)
    const bad = checkHeader(name, pszHeaderValue)
    if (bad !== null) return bad
    if (this.#isLate('SetHeader')) return S_OK
    // Fidelity: response.set-cookie-lines
    if (!fReplace && name.toLowerCase() === 'set-cookie') return this.appendHeader(name, pszHeaderValue)
    // Fidelity: response.server-header
    const old = fReplace && header !== HttpHeaderServer ? null : this.GetHeader(name)
    this.store.set(name, old === null || old === '' ? pszHeaderValue : `${old}, ${pszHeaderValue}`)
    return S_OK
  }

  /** Ours: one more header of this name, kept apart on the wire. */
  appendHeader(name: string, value: string): HRESULT {
    const bad = checkHeader(name, value)
    if (bad !== null) return bad
    if (this.#isLate('SetHeader')) return S_OK
    const old = this.store.get(name)
    this.store.set(name, old === undefined ? value : [...(typeof old === 'string' ? [old] : old), value])
    return S_OK
  }

  DeleteHeader(header: string | HTTP_HEADER_ID): HRESULT {
    if (!this.#isLate('DeleteHeader')) this.store.remove(nameOf(header))
    return S_OK
  }

  GetHeader(header: string | HTTP_HEADER_ID): string | null {
    const value = this.store.get(nameOf(header))
    if (value === undefined) return null
    return typeof value === 'string' ? value : value.join(', ')
  }

  GetHeaderChanges(_dwOldChangeNumber: number): HRESULT { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) }

  ClearHeaders(): void {
    if (this.headersSent) return
    for (const name of this.store.names()) this.store.remove(name)
  }

  SuppressHeaders(): void { if (!this.#isLate('SuppressHeaders')) this.suppressed = true }
  GetHeadersSuppressed(): boolean { return this.suppressed }

  /** Everything as at the beginning. */
  protected clearHead(): void {
    this.ClearHeaders()
    this.store.status = 200
    this.store.reason = ''
    this.subStatus = 0
    this.#error = S_OK
    this.#exception = null
    this.#setBy = null
    this.#trySkip = false
    this.#description = ''
    this.plainErrors = false
  }

  // --- caching

  GetCachePolicy(): HttpCachePolicy { return this.#policy ??= new HttpCachePolicy() }
  DisableKernelCache(reason: number = DEFAULT_KERNEL_REASON): void { this.kernelCacheReason = reason }
  GetKernelCacheEnabled(): boolean { return this.kernelCacheReason === 0 }
}

/** The name of a header; empty where a number has none. */
function nameOf(header: string | HTTP_HEADER_ID): string {
  if (typeof header === 'number') return RESPONSE_HEADERS[header] ?? ''
  return typeof header === 'string' ? header : ''
}

function checkHeader(name: string, value: string): HRESULT | null {
  if (typeof name !== 'string' || !isToken(name) || typeof value !== 'string') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
  return isHeaderValue(value) ? null : HRESULT_FROM_WIN32(ERROR_INVALID_DATA)
}
