// The header blocks of a request and of its response, as the header functions of filters see them.

import type { HeaderPort, SpecialHeader } from '@isapi-bridge/filter-api'
import type { ContextExtras, IHttpContext } from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, FAILED, NO_ERROR, type HRESULT, type WIN32_ERROR } from '@isapi-bridge/win32'
import { escapeBytes, toByteText } from './text.ts'

/** `404 Not Found`; what stands before it in a status line is no part of the status. */
const STATUS = /^(?:HTTP\/\d\.\d )?([1-9]\d\d)(?: (.*))?$/

/** Filters know one error for what cannot be set. */
function errorOf(hr: HRESULT): WIN32_ERROR {
  return FAILED(hr) ? ERROR_INVALID_PARAMETER : NO_ERROR
}

/** PREPROC_HEADERS and AUTH_COMPLETE. */
export class RequestHeaders implements HeaderPort {
  readonly #context: IHttpContext
  readonly #extras: ContextExtras

  constructor(context: IHttpContext, extras: ContextExtras) {
    this.#context = context
    this.#extras = extras
  }

  get(name: string): string | undefined { return this.#context.GetRequest().GetHeader(name) ?? undefined }
  set(name: string, value: string): WIN32_ERROR { return errorOf(this.#context.GetRequest().SetHeader(name, value, true)) }

  add(name: string, value: string): WIN32_ERROR {
    const request = this.#context.GetRequest()
    const cookies = name.toLowerCase() === 'cookie' ? request.GetHeader(name) : null
    // A comma would become part of a cookie.
    return errorOf(cookies === null ? request.SetHeader(name, value, false) : request.SetHeader(name, `${cookies}; ${value}`, true))
  }

  remove(name: string): void { this.#context.GetRequest().DeleteHeader(name) }

  getSpecial(name: SpecialHeader): string | undefined {
    const request = this.#context.GetRequest()
    if (name === 'method') return request.GetHttpMethod()
    if (name === 'url') return toByteText(this.#extras.rawUrl)
    if (name === 'status') return undefined
    const { pMajorVersion, pMinorVersion } = request.GetHttpVersion()
    return `HTTP/${pMajorVersion}.${pMinorVersion}`
  }

  setSpecial(name: SpecialHeader, value: string): WIN32_ERROR {
    if (name === 'method') return errorOf(this.#context.GetRequest().SetHttpMethod(value))
    if (name === 'url') return errorOf(this.#extras.rewriteUrl(escapeBytes(value)))
    if (name === 'version') return errorOf(this.#extras.setHttpVersion(value))
    return ERROR_INVALID_PARAMETER
  }
}

/** SEND_RESPONSE. */
export class ResponseHeaders implements HeaderPort {
  readonly #context: IHttpContext
  readonly #extras: ContextExtras

  constructor(context: IHttpContext, extras: ContextExtras) {
    this.#context = context
    this.#extras = extras
  }

  get(name: string): string | undefined { return this.#context.GetResponse().GetHeader(name) ?? undefined }
  set(name: string, value: string): WIN32_ERROR { return errorOf(this.#context.GetResponse().SetHeader(name, value, true)) }
  add(name: string, value: string): WIN32_ERROR { return errorOf(this.#extras.appendResponseHeader(name, value)) }
  remove(name: string): void { this.#context.GetResponse().DeleteHeader(name) }

  getSpecial(name: SpecialHeader): string | undefined {
    if (name !== 'status') return undefined
    const { pStatusCode, ppszReason } = this.#context.GetResponse().GetStatus()
    return ppszReason === '' ? String(pStatusCode) : `${pStatusCode} ${ppszReason}`
  }

  setSpecial(name: SpecialHeader, value: string): WIN32_ERROR {
    const parts = name === 'status' ? STATUS.exec(value) : null
    if (parts === null) return ERROR_INVALID_PARAMETER
    return errorOf(this.#context.GetResponse().SetStatus(Number(parts[1]), parts[2] ?? ''))
  }
}
