// TABLE: what RequestFilteringModule refuses unless told otherwise: limits of the schema (system.webServer/security/requestFiltering),
// names of the applicationHost.config that IIS 7 and later are installed with.

/** Bytes. */
export const DEFAULT_REQUEST_LIMITS = { maxAllowedContentLength: 30_000_000, maxUrl: 4096, maxQueryString: 2048 } as const

export const DEFAULT_HIDDEN_SEGMENTS: readonly string[] = [
  'web.config', 'bin', 'App_code', 'App_GlobalResources', 'App_LocalResources', 'App_WebReferences', 'App_Data', 'App_Browsers'
]

export const DEFAULT_DENIED_EXTENSIONS: readonly string[] = [
  '.asa', '.asax', '.ascx', '.master', '.skin', '.browser', '.sitemap', '.config', '.cs', '.csproj', '.vb', '.vbproj', '.webinfo', '.licx',
  '.resx', '.resources', '.mdb', '.vjsproj', '.java', '.jsl', '.ldb', '.dsdgm', '.ssdgm', '.lsad', '.ssmap', '.cd', '.dsprototype',
  '.lsaprototype', '.sdm', '.sdmDocument', '.mdf', '.ldf', '.ad', '.dd', '.ldd', '.sd', '.adprototype', '.lddprototype', '.exclude',
  '.refresh', '.compiled', '.msgx', '.vsdisco', '.rules'
]
