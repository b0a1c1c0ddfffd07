// Agentblocker, a public filter made with the wizard of MFC: a user agent that asks too often is told so with 503. It registers for AUTHENTICATION
// too, as the wizard offers it, and does nothing there. Only its calls are followed.

import {
  CHttpFilter, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_ORDER_MASK, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SECURE_PORT, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, toBytes, writeSz, type CHttpFilterContext,
  type HTTP_FILTER_VERSION, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'

export class CAgentblockerFilter extends CHttpFilter {
  readonly #isAgentAllowed: (agent: string) => boolean

  constructor(isAgentAllowed: (agent: string) => boolean) {
    super()
    this.#isAgentAllowed = isAgentAllowed
  }

  override GetFilterVersion(pVer: HTTP_FILTER_VERSION): boolean {
    super.GetFilterVersion(pVer)
    pVer.dwFlags &= ~SF_NOTIFY_ORDER_MASK
    pVer.dwFlags |= SF_NOTIFY_ORDER_LOW | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_AUTHENTICATION | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION
    return writeSz(pVer.lpszFilterDesc, 'Agentblocker Filter')
  }

  override OnPreprocHeaders(pCtxt: CHttpFilterContext): SF_STATUS_TYPE {
    const pUserAgent = new Uint8Array(1024)
    pCtxt.GetServerVariable('HTTP_USER_AGENT', pUserAgent, { value: 1024 })
    for (let index = 0; pUserAgent[index] !== 0; index++) if (pUserAgent[index] === 0x20) pUserAgent[index] = 0x2B
    if (this.#isAgentAllowed(readSz(pUserAgent))) return SF_STATUS_REQ_NEXT_NOTIFICATION
    const szBuffer = toBytes('Too many requests: this client is blocked for now.') ?? new Uint8Array()
    pCtxt.ServerSupportFunction(SF_REQ_SEND_RESPONSE_HEADER, '503 Service Unavailable', 0, 0)
    pCtxt.WriteClient(szBuffer, { value: szBuffer.length }, 0)
    return SF_STATUS_REQ_FINISHED
  }
}
