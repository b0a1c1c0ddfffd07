// Sites with users, and modules that watch them; for the tests in this folder.

import {
  CHttpModule, createMemoryHost, HttpContext, HttpDataChunkFromMemory, RQ_AUTHENTICATE_REQUEST, RQ_LOG_REQUEST, RQ_NOTIFICATION_CONTINUE, type HTTP_RESPONSE_STATUS,
  type IAuthenticationProvider, type IHttpContext, type IHttpUser, type MemoryHost, type MemoryHostOptions, type ModuleEntry, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'

/** What a request looked like when it was logged. */
export interface Seen {
  readonly user: IHttpUser | null
  readonly status: HTTP_RESPONSE_STATUS
}

/** A host whose every URL is answered with "content", and what was seen of each request. */
export function createUserSite(modules: readonly ModuleEntry[], options: Partial<MemoryHostOptions> = {}): { readonly host: MemoryHost; readonly seen: Seen[]; readonly reports: Error[]; readonly served: string[] } {
  const seen: Seen[] = []
  const reports: Error[] = []
  const served: string[] = []
  class Watch extends CHttpModule {
    override OnLogRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
      seen.push({ user: pHttpContext.GetUser(), status: pHttpContext.GetResponse().GetStatus() })
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  const watch: ModuleEntry = { name: 'Watch', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Watch(), Terminate: () => {} }, RQ_LOG_REQUEST, 0) }
  const host = createMemoryHost({
    modules: [...modules, watch],
    report: (error) => { reports.push(error) },
    route(context) {
      served.push(context instanceof HttpContext ? context.urlPath : '')
      context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('content') } }])
      return true
    },
    ...options
  })
  return { host, seen, reports, served }
}

/** A module that authenticates every request as this user. */
export function authenticateAs(user: IHttpUser, name = 'Other'): ModuleEntry {
  class Other extends CHttpModule {
    override OnAuthenticateRequest(_pHttpContext: IHttpContext, pProvider: IAuthenticationProvider): REQUEST_NOTIFICATION_STATUS {
      pProvider.SetUser(user)
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  return { name, module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Other(), Terminate: () => {} }, RQ_AUTHENTICATE_REQUEST, 0) }
}

export function basic(userName: string, password: string): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}` }
}
