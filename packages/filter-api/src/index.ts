export {
  HTTP_FILTER_REVISION,
  SF_DENIED_APPLICATION,
  SF_DENIED_BY_CONFIG,
  SF_DENIED_FILTER,
  SF_DENIED_LOGON,
  SF_DENIED_RESOURCE,
  SF_MAX_AUTH_TYPE,
  SF_MAX_FILTER_DESC_LEN,
  SF_MAX_PASSWORD,
  SF_MAX_USERNAME,
  SF_NOTIFY_ACCESS_DENIED,
  SF_NOTIFY_AUTHENTICATION,
  SF_NOTIFY_AUTH_COMPLETE,
  SF_NOTIFY_END_OF_NET_SESSION,
  SF_NOTIFY_END_OF_REQUEST,
  SF_NOTIFY_LOG,
  SF_NOTIFY_NONSECURE_PORT,
  SF_NOTIFY_ORDER_DEFAULT,
  SF_NOTIFY_ORDER_HIGH,
  SF_NOTIFY_ORDER_LOW,
  SF_NOTIFY_ORDER_MASK,
  SF_NOTIFY_ORDER_MEDIUM,
  SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_READ_RAW_DATA,
  SF_NOTIFY_SECURE_PORT,
  SF_NOTIFY_SEND_RAW_DATA,
  SF_NOTIFY_SEND_RESPONSE,
  SF_NOTIFY_URL_MAP,
  SF_PROPERTY_INSTANCE_NUM_ID,
  SF_PROPERTY_SSL_CTXT,
  SF_REQ_ADD_HEADERS_ON_DENIAL,
  SF_REQ_DISABLE_NOTIFICATIONS,
  SF_REQ_GET_CONNID,
  SF_REQ_GET_PROPERTY,
  SF_REQ_NORMALIZE_URL,
  SF_REQ_SEND_RESPONSE_HEADER,
  SF_REQ_SET_CERTIFICATE_INFO,
  SF_REQ_SET_NEXT_READ_SIZE,
  SF_REQ_SET_PROXY_INFO,
  SF_STATUS_REQ_ERROR,
  SF_STATUS_REQ_FINISHED,
  SF_STATUS_REQ_FINISHED_KEEP_CONN,
  SF_STATUS_REQ_HANDLED_NOTIFICATION,
  SF_STATUS_REQ_NEXT_NOTIFICATION,
  SF_STATUS_REQ_READ_NEXT,
  type FilterPriority,
  type NotificationType,
  type SF_PROPERTY_IIS,
  type SF_REQ_TYPE,
  type SF_STATUS_TYPE
} from './constants.ts'
export type {
  HTTP_FILTER_ACCESS_DENIED,
  HTTP_FILTER_AUTHENT,
  HTTP_FILTER_AUTH_COMPLETE_INFO,
  HTTP_FILTER_CONTEXT,
  HTTP_FILTER_LOG,
  HTTP_FILTER_PREPROC_HEADERS,
  HTTP_FILTER_RAW_DATA,
  HTTP_FILTER_SEND_RESPONSE,
  HTTP_FILTER_URL_MAP,
  HTTP_FILTER_URL_MAP_EX,
  HTTP_FILTER_VERSION
} from './structures.ts'
export {
  notificationMask,
  notifications,
  type NotificationRow,
  type NotificationStructures
} from './notifications.ts'
export { serverSupport, type ServerSupportArguments, type ServerSupportRow } from './server-support.ts'
export type {
  Filter,
  FilterMemory,
  GetFilterVersion,
  HttpFilterProc,
  HttpFilterProcArguments,
  TerminateFilter
} from './entry-points.ts'
export { GetLastError, SetLastError } from './last-error.ts'
export { copyOut, fromBytes, readSz, readSzW, toBytes, writeSz } from './byte-strings.ts'
export { getHeader, getServerVariable } from './read-value.ts'
export { CHttpFilter, type FilterHandlerResult } from './mfc/http-filter.ts'
export { CHttpFilterContext } from './mfc/http-filter-context.ts'
export { lintFilter, type LintFinding, type LintOptions } from './lint/lint-filter.ts'
export { LINT_RULES, type LintRule, type LintRuleName } from './lint/lint-rules.ts'
export { createFilterHeap, type FilterHeap, type HeapOptions, type HeapReport } from './filter-heap.ts'
export type { DamagedBlock } from './heap-block.ts'
export { plainBytes, type HeapFault } from './page-heap.ts'
export type { FilterHost, HeaderLine, HeaderPort, SpecialHeader } from './filter-host.ts'
export { createFilterContext, type FilterContext, type FilterContextOptions } from './filter-context.ts'
export {
  authCompleteFunctions,
  requestHeaderFunctions,
  responseHeaderFunctions,
  type HeaderFunctions
} from './header-functions.ts'
export { loadFilter, type DeclinedFilter, type LoadFilterOptions, type LoadedFilter } from './load-filter.ts'
export { FILTER_ERRORS, FilterContractError, type FilterErrorCode } from './errors.ts'
