import { responseHeaderFunctions, type HTTP_FILTER_SEND_RESPONSE } from '@isapi-bridge/filter-api'
import type { IHttpResponse } from '@isapi-bridge/module-api'

/** SF_NOTIFY_SEND_RESPONSE; the status is the one of the moment, so that a filter sees what the one before it set. */
export class SendResponsePayload implements HTTP_FILTER_SEND_RESPONSE {
  readonly GetHeader: HTTP_FILTER_SEND_RESPONSE['GetHeader'] = responseHeaderFunctions.GetHeader
  readonly SetHeader: HTTP_FILTER_SEND_RESPONSE['SetHeader'] = responseHeaderFunctions.SetHeader
  readonly AddHeader: HTTP_FILTER_SEND_RESPONSE['AddHeader'] = responseHeaderFunctions.AddHeader
  readonly dwReserved = 0
  readonly #response: IHttpResponse

  constructor(response: IHttpResponse) {
    this.#response = response
  }

  get HttpStatus(): number { return this.#response.GetStatus().pStatusCode }
}
