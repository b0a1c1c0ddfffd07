// TABLE: modules that IIS brings along and that are not here, with what goes without them. Those that are here stand in site/built-in.ts.

import type { BuiltInName } from '../site/built-in.ts'

export interface IisModuleRow {
  readonly name: string
  /** What becomes of it. */
  readonly words: string
}

const ROWS: readonly IisModuleRow[] = [
  ...['HttpCacheModule', 'UriCacheModule', 'FileCacheModule', 'TokenCacheModule'].map((name) => ({ name, words: 'nothing caches answers here' })),
  ...['DynamicCompressionModule', 'StaticCompressionModule'].map((name) => ({ name, words: 'answers are not compressed; let the proxy do it' })),
  { name: 'ProtocolSupportModule', words: 'Node does what it does, TRACE and OPTIONS apart' },
  { name: 'ConfigurationValidationModule', words: 'the configuration is checked when it is read' },
  ...['TracingModule', 'FailedRequestsTracingModule', 'CustomLoggingModule', 'RequestMonitorModule'].map((name) => ({ name, words: 'events go to diagnostics channels' })),
  ...['IpRestrictionModule', 'DynamicIpRestrictionModule'].map((name) => ({ name, words: 'nobody is refused by address; let a firewall or proxy do it' })),
  ...['WindowsAuthenticationModule', 'DigestAuthenticationModule', 'CertificateMappingAuthenticationModule', 'IISCertificateMappingAuthenticationModule'].map((name) => ({ name, words: 'this scheme does not exist here' })),
  ...['CgiModule', 'FastCgiModule', 'IsapiModule', 'ServerSideIncludeModule', 'WebSocketModule', 'WebDAVModule'].map((name) => ({ name, words: 'what it handles is answered with 500.21' })),
  ...['ApplicationInitializationModule', 'ManagedEngine', 'ManagedEngine64', 'ManagedEngineV4.0_32bit', 'ManagedEngineV4.0_64bit'].map((name) => ({ name, words: 'there is no CLR' }))
]

/** Which of them can be left out of a handler mapping without anybody missing an answer. */
export const NEEDLESS_HANDLERS: readonly string[] = ['ProtocolSupportModule']

/** The row of a module of IIS that is not here. */
export function iisModule(name: string): IisModuleRow | undefined { return ROWS.find((row) => row.name === name) }

/** Where the filters of `<isapiFilters>` stand among modules. */
export const FILTER_MODULE = 'IsapiFilterModule'

/** TABLE: sections whose work a built-in module does. */
export const SECTION_OF: Readonly<Partial<Record<BuiltInName, readonly string[]>>> = {
  DefaultDocumentModule: ['defaultDocument'],
  DirectoryListingModule: ['directoryBrowse'],
  HttpRedirectionModule: ['httpRedirect'],
  CustomErrorModule: ['httpErrors'],
  RequestFilteringModule: ['security', 'requestFiltering'],
  UrlAuthorizationModule: ['security', 'authorization'],
  AnonymousAuthenticationModule: ['security', 'authentication', 'anonymousAuthentication'],
  BasicAuthenticationModule: ['security', 'authentication', 'basicAuthentication']
}

/** TABLE: sections that keep somebody out, and that nothing reads here. They are warned of where they say something. */
export const UNREAD_GUARDS: readonly { readonly path: readonly string[]; readonly says: (attributes: Readonly<Record<string, string>>, children: number) => boolean }[] = [
  { path: ['security', 'ipSecurity'], says: (attributes, children) => children > 0 || attributes['allowUnlisted'] === 'false' },
  { path: ['security', 'access'], says: ({ sslFlags = 'None' }) => sslFlags !== 'None' && sslFlags !== '' },
  { path: ['security', 'authentication', 'windowsAuthentication'], says: ({ enabled }) => enabled?.toLowerCase() === 'true' },
  { path: ['security', 'authentication', 'digestAuthentication'], says: ({ enabled }) => enabled?.toLowerCase() === 'true' },
  { path: ['rewrite', 'rules'], says: (_attributes, children) => children > 0 }
]
