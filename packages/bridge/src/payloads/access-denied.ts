import type { HTTP_FILTER_ACCESS_DENIED } from '@isapi-bridge/filter-api'
import type { ContextExtras, IHttpContext } from '@isapi-bridge/module-api'
import { denialReason } from '../denial-reasons.ts'
import { toByteText } from '../text.ts'

/** SF_NOTIFY_ACCESS_DENIED. */
export class AccessDeniedPayload implements HTTP_FILTER_ACCESS_DENIED {
  readonly #context: IHttpContext
  readonly #extras: ContextExtras
  readonly dwReason: number

  constructor(context: IHttpContext, extras: ContextExtras) {
    this.#context = context
    this.#extras = extras
    this.dwReason = denialReason(context.GetResponse().GetStatus())
  }

  get pszURL(): string { return toByteText(this.#extras.urlPath) }
  get pszPhysicalPath(): string { return toByteText(this.#context.GetPhysicalPath()) }
}
