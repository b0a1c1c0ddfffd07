import { responseHeaderFunctions, type HTTP_FILTER_SEND_RESPONSE } from '@isapi-bridge/filter-api'
import type { IHttpResponse } from '@isapi-bridge/module-api'
import type { FilterRequest } from '../filter-request.ts'
import type { CarriedRow } from '../notification-map.ts'
import { Occurrence } from '../occurrence.ts'

/** SF_NOTIFY_SEND_RESPONSE; the status is the one of the moment, so that a filter sees what the one before it set. */
class SendResponsePayload implements HTTP_FILTER_SEND_RESPONSE {
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

/** Headers about to leave. */
export class SendResponseOccurrence extends Occurrence {
  readonly #sentInside: boolean

  constructor(row: CarriedRow, request: FilterRequest, mayWait: boolean) {
    super(row, request, new SendResponsePayload(request.context.GetResponse()), mayWait)
    this.#sentInside = request.sentInside
  }

  /** A filter that answers from here sends other headers, which all filters have seen when it returns; these will not leave. */
  override get over(): boolean { return this.finished || this.request.sentInside !== this.#sentInside }
}
