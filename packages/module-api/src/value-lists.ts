// Values that no header names: a value is its place in the list, counted from 0.

/** What a handler needs, as IScriptMapInfo.GetRequiredAccess tells it; attribute requireAccess. [system.webserver/handlers] */
export const requiredAccessNames = ['None', 'Read', 'Write', 'Script', 'Execute'] as const

/** What a handler's path must be, as IScriptMapInfo.GetResourceType tells it; attribute resourceType. [system.webserver/handlers] */
export const resourceTypeNames = ['File', 'Directory', 'Either', 'Unspecified'] as const

/** Why a response stays out of the kernel cache, as IHttpResponse.DisableKernelCache takes it; its default is 9. [w3core.mof] */
export const kernelCacheReasonNames = [
  'OK', 'NO_METADATA', 'HTTPSYS_CACHE_DISABLED', 'FILE_COMPRESSIBLE', 'FOOTER_ENABLED',
  'SUPRESSING_ENTITY', 'URL_CHANGE_BY_FILTER', 'HTTP_STATUS_NOT_OK', 'CHILD_REQUEST', 'HANDLER_HTTPSYS_UNFRIENDLY',
  'FILTER_CACHE_UNAWARE', 'NON_ANONYMOUS_ACCESS', 'IP_RESTRICTION_SET', 'CUSTOM_LOGGING', 'SSL_RESTRICTION',
  'ISAPI_NOT_CACHING', 'STATIC_REQUEST_QUERYSTRING', 'RESPONSE_MORE_DATA', 'FILE_NOT_CACHED', 'RESPONSE_SENDING_RAW_HEADERS',
  'DYNAMIC_COMPRESSION_ENABLED', 'NO_PIPELINE_ENABLE', 'VERB_NOT_GET', 'NO_CACHE_INVALIDATOR', 'HANDLER_CHANGED',
  'REQUEST_FILTER_RULE'
] as const
