// The module that a filter becomes. It only brings occurrences to the chain, which knows whether they have been walked already.

import {
  CGlobalModule, CHttpModule, type ClosingSteps, type GlobalNotificationResult, type IHttpContext, type IMapPathProvider,
  type IPreBeginRequestProvider, type ISendResponseProvider, type NotificationResult
} from '@isapi-bridge/module-api'
import type { FilterChain } from './filter-chain.ts'
import { raiseAuthComplete, raiseEndOfRequest, raiseLog, raisePreprocHeaders, raiseSendResponse, raiseUrlMap } from './raise.ts'

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

export function filterClosingSteps(chain: FilterChain): ClosingSteps {
  return {
    onRequestEnded: (context) => raiseEndOfRequest(chain, context),
    onLogRecord: (context, record) => raiseLog(chain, context, record)
  }
}
