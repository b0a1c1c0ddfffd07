import { authCompleteFunctions, type HTTP_FILTER_AUTH_COMPLETE_INFO } from '@isapi-bridge/filter-api'
import type { IHttpResponse } from '@isapi-bridge/module-api'

/** SF_NOTIFY_AUTH_COMPLETE. */
export class AuthCompletePayload implements HTTP_FILTER_AUTH_COMPLETE_INFO {
  readonly GetHeader: HTTP_FILTER_AUTH_COMPLETE_INFO['GetHeader'] = authCompleteFunctions.GetHeader
  readonly SetHeader: HTTP_FILTER_AUTH_COMPLETE_INFO['SetHeader'] = authCompleteFunctions.SetHeader
  readonly AddHeader: HTTP_FILTER_AUTH_COMPLETE_INFO['AddHeader'] = authCompleteFunctions.AddHeader
  readonly GetUserToken: HTTP_FILTER_AUTH_COMPLETE_INFO['GetUserToken'] = authCompleteFunctions.GetUserToken
  /** Fidelity: filter.auth-complete.reset-ignored */
  fResetAuth = false
  readonly dwReserved = 0
  readonly #response: IHttpResponse

  constructor(response: IHttpResponse) {
    this.#response = response
  }

  get HttpStatus(): number { return this.#response.GetStatus().pStatusCode }
}
