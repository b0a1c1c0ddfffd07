// Every symbol that httpfilt.h declares, in the header's order, with its value or its members.

export const headerConstants: readonly (readonly [name: string, value: number])[] = [
  ['HTTP_FILTER_REVISION', 0x0006_0000],
  ['SF_MAX_USERNAME', 256 + 1],
  ['SF_MAX_PASSWORD', 256 + 1],
  ['SF_MAX_AUTH_TYPE', 32 + 1],
  ['SF_MAX_FILTER_DESC_LEN', 256 + 1],
  ['SF_REQ_SEND_RESPONSE_HEADER', 0],
  ['SF_REQ_ADD_HEADERS_ON_DENIAL', 1],
  ['SF_REQ_SET_NEXT_READ_SIZE', 2],
  ['SF_REQ_SET_PROXY_INFO', 3],
  ['SF_REQ_GET_CONNID', 4],
  ['SF_REQ_SET_CERTIFICATE_INFO', 5],
  ['SF_REQ_GET_PROPERTY', 6],
  ['SF_REQ_NORMALIZE_URL', 7],
  ['SF_REQ_DISABLE_NOTIFICATIONS', 8],
  ['SF_PROPERTY_SSL_CTXT', 0],
  ['SF_PROPERTY_INSTANCE_NUM_ID', 1],
  ['SF_STATUS_REQ_FINISHED', 134_217_728],
  ['SF_STATUS_REQ_FINISHED_KEEP_CONN', 134_217_729],
  ['SF_STATUS_REQ_NEXT_NOTIFICATION', 134_217_730],
  ['SF_STATUS_REQ_HANDLED_NOTIFICATION', 134_217_731],
  ['SF_STATUS_REQ_ERROR', 134_217_732],
  ['SF_STATUS_REQ_READ_NEXT', 134_217_733],
  ['SF_DENIED_LOGON', 0x0000_0001],
  ['SF_DENIED_RESOURCE', 0x0000_0002],
  ['SF_DENIED_FILTER', 0x0000_0004],
  ['SF_DENIED_APPLICATION', 0x0000_0008],
  ['SF_DENIED_BY_CONFIG', 0x0001_0000],
  ['SF_NOTIFY_SECURE_PORT', 1],
  ['SF_NOTIFY_NONSECURE_PORT', 2],
  ['SF_NOTIFY_READ_RAW_DATA', 32_768],
  ['SF_NOTIFY_PREPROC_HEADERS', 16_384],
  ['SF_NOTIFY_AUTHENTICATION', 8192],
  ['SF_NOTIFY_URL_MAP', 4096],
  ['SF_NOTIFY_ACCESS_DENIED', 2048],
  ['SF_NOTIFY_SEND_RESPONSE', 64],
  ['SF_NOTIFY_SEND_RAW_DATA', 1024],
  ['SF_NOTIFY_LOG', 512],
  ['SF_NOTIFY_END_OF_REQUEST', 128],
  ['SF_NOTIFY_END_OF_NET_SESSION', 256],
  ['SF_NOTIFY_AUTH_COMPLETE', 67_108_864],
  ['SF_NOTIFY_ORDER_HIGH', 524_288],
  ['SF_NOTIFY_ORDER_MEDIUM', 262_144],
  ['SF_NOTIFY_ORDER_LOW', 131_072],
  ['SF_NOTIFY_ORDER_DEFAULT', 131_072],
  ['SF_NOTIFY_ORDER_MASK', 917_504]
]

export const headerEnumerations: readonly string[] = ['SF_REQ_TYPE', 'SF_PROPERTY_IIS', 'SF_STATUS_TYPE']

const headerFunctions = ['GetHeader', 'SetHeader', 'AddHeader']

export const headerStructures: Readonly<Record<string, readonly string[]>> = {
  HTTP_FILTER_CONTEXT: [
    'cbSize', 'Revision', 'ServerContext', 'ulReserved', 'fIsSecurePort', 'pFilterContext', 'GetServerVariable',
    'AddResponseHeaders', 'WriteClient', 'AllocMem', 'ServerSupportFunction'
  ],
  HTTP_FILTER_RAW_DATA: ['pvInData', 'cbInData', 'cbInBuffer', 'dwReserved'],
  HTTP_FILTER_PREPROC_HEADERS: [...headerFunctions, 'HttpStatus', 'dwReserved'],
  HTTP_FILTER_AUTHENT: ['pszUser', 'cbUserBuff', 'pszPassword', 'cbPasswordBuff'],
  HTTP_FILTER_URL_MAP: ['pszURL', 'pszPhysicalPath', 'cbPathBuff'],
  HTTP_FILTER_URL_MAP_EX: [
    'pszURL', 'pszPhysicalPath', 'cbPathBuff', 'dwFlags', 'cchMatchingPath', 'cchMatchingURL', 'pszScriptMapEntry'
  ],
  HTTP_FILTER_ACCESS_DENIED: ['pszURL', 'pszPhysicalPath', 'dwReason'],
  HTTP_FILTER_LOG: [
    'pszClientHostName', 'pszClientUserName', 'pszServerName', 'pszOperation', 'pszTarget', 'pszParameters',
    'dwHttpStatus', 'dwWin32Status', 'dwBytesSent', 'dwBytesRecvd', 'msTimeForProcessing'
  ],
  HTTP_FILTER_AUTH_COMPLETE_INFO: [...headerFunctions, 'GetUserToken', 'HttpStatus', 'fResetAuth', 'dwReserved'],
  HTTP_FILTER_VERSION: ['dwServerFilterVersion', 'dwFilterVersion', 'lpszFilterDesc', 'dwFlags']
}

/** Names of structures that are other structures. */
export const headerAliases: Readonly<Record<string, string>> = {
  HTTP_FILTER_SEND_RESPONSE: 'HTTP_FILTER_PREPROC_HEADERS'
}

export const headerEntryPoints: readonly string[] = ['HttpFilterProc', 'GetFilterVersion', 'TerminateFilter']

/** What the header declares and the package does not, with the reason. */
export const notMirrored: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.keys(headerStructures), ...Object.keys(headerAliases)].map(name => [`P${name}`, 'a reference is the object itself'])
)

/** What stands in the mirrored files and not in the header, with the reason. */
export const notInHeader: Readonly<Record<string, string>> = {
  NotificationType: 'the type of the parameter of that name, a DWORD in C',
  FilterPriority: 'the type of one order bit, a DWORD in C',
  HttpFilterProcArguments: 'what makes pvNotification the right structure',
  Filter: 'the exports of a DLL, as one object',
  FilterMemory: 'a DLL has the memory of the process'
}
