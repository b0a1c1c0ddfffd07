// The modules that a site of IIS has by itself, set up so that each shows what it does.

import type { ModuleEntry } from '@isapi-bridge/module-api'
import {
  AnonymousAuthenticationModule, BasicAuthenticationModule, CustomErrorModule, DefaultDocumentModule, DirectoryListingModule, HttpLoggingModule,
  HttpRedirectionModule, RequestFilteringModule, StaticFileModule, UrlAuthorizationModule
} from '@isapi-bridge/module-api/modules'
import { ACCOUNTS } from './accounts.ts'

/** Content that the site takes. */
export const MAX_CONTENT: number = 16 * 1024 * 1024

/** Ahead of the site's own modules and filters. */
export function guards(): ModuleEntry[] {
  return [
    RequestFilteringModule({ maxAllowedContentLength: MAX_CONTENT, verbs: { deny: ['TRACE'] }, headerLimits: { 'X-Short': 100 } })
  ]
}

/** Behind them: who may see what, then the handlers, in the order in which they are asked, then error pages and log. */
export function services(logFolder: string): ModuleEntry[] {
  return [
    BasicAuthenticationModule({
      realm: 'demo',
      logon(userName, password) {
        const user = ACCOUNTS.get(userName)
        return user?.password === password ? { roles: user.roles } : null
      }
    }),
    AnonymousAuthenticationModule(),
    UrlAuthorizationModule({
      rules: [
        { access: 'allow', users: ['*'] },
        { access: 'deny', users: ['?', 'bob'], path: '/guarded' },
        { access: 'deny', users: ['?'], path: '/private' }
      ]
    }),
    HttpRedirectionModule({ path: '/old', destination: '/folder', status: 301 }),
    StaticFileModule(),
    DefaultDocumentModule(),
    DirectoryListingModule({ enabled: true, path: '/listing' }),
    CustomErrorModule({ errorMode: 'DetailedLocalOnly' }),
    HttpLoggingModule({ directory: logFolder })
  ]
}
