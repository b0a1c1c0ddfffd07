import { requestHeaderFunctions, type HTTP_FILTER_PREPROC_HEADERS } from '@isapi-bridge/filter-api'

/** SF_NOTIFY_PREPROC_HEADERS: nothing in it depends on the request. Fidelity: filter.preproc.status-zero */
export const preprocHeaders: HTTP_FILTER_PREPROC_HEADERS = Object.freeze({ ...requestHeaderFunctions, HttpStatus: 0, dwReserved: 0 })
