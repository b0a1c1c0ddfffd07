// The port behind a filter's callbacks: one for each call of HttpFilterProc, over the request that the call belongs to.

import { SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA, type FilterHost, type HeaderLine, type HeaderPort, type NotificationType } from '@isapi-bridge/filter-api'
import { SERVER_SOFTWARE } from '@isapi-bridge/module-api'
import { NO_ERROR, type WIN32_ERROR } from '@isapi-bridge/win32'
import type { BridgedFilter } from './bridged-filter.ts'
import type { FilterRequest, RawSender } from './filter-request.ts'
import { isAvailable, isEarly } from './variable-availability.ts'

export class ContextHost implements FilterHost {
  readonly #filter: BridgedFilter
  readonly #request: FilterRequest
  readonly #notification: NotificationType

  constructor(filter: BridgedFilter, request: FilterRequest, notification: NotificationType) {
    this.#filter = filter
    this.#request = request
    this.#notification = notification
  }

  get requestHeaders(): HeaderPort { return this.#request.requestHeaders }
  get responseHeaders(): HeaderPort { return this.#request.responseHeaders }

  getServerVariable(name: string, wide: boolean): string | undefined {
    const request = this.#request
    if (isEarly(this.#notification) && !(this.#notification === SF_NOTIFY_READ_RAW_DATA && request.parsed)) {
      const source = request.extras.variableSource(name)
      if (source !== null && !isAvailable(source, this.#notification)) return ''
    }
    request.reader = this.#filter
    const value = request.context.GetServerVariable(name, wide ? 'PCWSTR' : 'PCSTR')
    if (value === SERVER_SOFTWARE && name === 'SERVER_SOFTWARE') return this.#filter.settings.serverSoftware
    return typeof value === 'string' ? value : undefined
  }

  get #caller(): RawSender { return { sender: this.#filter, inside: this.#notification === SF_NOTIFY_SEND_RAW_DATA } }

  addResponseHeaders(lines: readonly HeaderLine[]): WIN32_ERROR { return this.#request.addHeaders(lines) }
  writeClient(bytes: Uint8Array): WIN32_ERROR { return this.#request.write(bytes, this.#caller) }
  sendResponseHeader(status: string | null, lines: readonly HeaderLine[]): WIN32_ERROR { return this.#request.beginAnswer(status, lines, this.#caller) }
  addHeadersOnDenial(lines: readonly HeaderLine[]): WIN32_ERROR { return this.#request.client.addHeadersOnDenial(lines) }

  disableNotifications(mask: number): void { this.#request.disable(this.#filter, mask) }
  /** Means something in READ_RAW_DATA only. */
  setNextReadSize(bytes: number): WIN32_ERROR {
    if (this.#notification === SF_NOTIFY_READ_RAW_DATA) this.#request.nextReadSize = bytes
    return NO_ERROR
  }

  /** Fidelity: filter.preproc.site-number */
  getInstanceId(): number { return this.#request.parsed ? this.#request.context.GetRequest().GetSiteId() : 0 }
  getUserToken(): unknown { return this.#request.context.GetUser()?.GetImpersonationToken() ?? undefined }
}
