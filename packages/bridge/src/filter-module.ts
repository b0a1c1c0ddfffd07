// The module that a filter becomes. It only brings occurrences to the chain, which knows whether they have been walked already.

import { SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG } from '@isapi-bridge/filter-api'
import {
  CGlobalModule, CHttpModule, type ClosingSteps, type GlobalNotificationResult, type IHttpContext, type IMapPathProvider,
  type IPreBeginRequestProvider, type ISendResponseProvider, type LogRecord, type NotificationResult
} from '@isapi-bridge/module-api'
import type { FilterChain } from './filter-chain.ts'
import { raiseAuthComplete, raiseAuthentication, raiseEndOfRequest, raiseLog, raisePreprocHeaders, raiseSendResponse, raiseUrlMap } from './raise.ts'

/** Without state of its own: one instance for all requests. */
export class FilterModule extends CHttpModule {
  readonly #chain: FilterChain

  constructor(chain: FilterChain) {
    super()
    this.#chain = chain
  }

  override OnMapPath(pHttpContext: IHttpContext, pProvider: IMapPathProvider): NotificationResult {
    return raiseUrlMap(this.#chain, pHttpContext, pProvider)
  }

  override OnAuthenticateRequest(pHttpContext: IHttpContext): NotificationResult {
    return raiseAuthentication(this.#chain, pHttpContext)
  }

  override OnPostAuthenticateRequest(pHttpContext: IHttpContext): NotificationResult {
    return raiseAuthComplete(this.#chain, pHttpContext)
  }

  override OnSendResponse(pHttpContext: IHttpContext, pProvider: ISendResponseProvider): NotificationResult {
    return raiseSendResponse(this.#chain, pHttpContext, pProvider)
  }
}

export class FilterGlobalModule extends CGlobalModule {
  readonly #chain: FilterChain

  constructor(chain: FilterChain) {
    super()
    this.#chain = chain
  }

  override OnGlobalPreBeginRequest(pProvider: IPreBeginRequestProvider): GlobalNotificationResult {
    return raisePreprocHeaders(this.#chain, pProvider.GetHttpContext())
  }

  Terminate(): void {}
}

/** Only what the filter registered for: a log record that nobody reads is not made. */
export function filterClosingSteps(chain: FilterChain, events: number): ClosingSteps {
  return {
    ...((events & SF_NOTIFY_END_OF_REQUEST) !== 0 && { onRequestEnded: (context: IHttpContext) => raiseEndOfRequest(chain, context) }),
    ...((events & SF_NOTIFY_LOG) !== 0 && { onLogRecord: (context: IHttpContext, record: LogRecord) => raiseLog(chain, context, record) })
  }
}
