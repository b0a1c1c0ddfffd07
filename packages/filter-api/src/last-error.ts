// The last error: one cell, as a thread has one. Set by the failing callback, read straight after it.

import { FALSE, NO_ERROR, TRUE, type BOOL, type WIN32_ERROR } from '@isapi-bridge/win32'

let lastError: WIN32_ERROR = NO_ERROR

/**
 * Why the callback that just returned FALSE, or null, did so. Only a failure sets it: after a success it may hold
 * anything. Good until the next call into the server and, for a filter that returns a promise, until its next `await`.
 */
export function GetLastError(): WIN32_ERROR {
  return lastError
}

/** Sets what GetLastError returns: the reason for SF_STATUS_REQ_ERROR, or for FALSE from GetFilterVersion. [GFV] */
export function SetLastError(dwErrCode: WIN32_ERROR): void {
  lastError = dwErrCode
}

/** The one way in which a callback fails. */
export function fail(error: WIN32_ERROR): typeof FALSE {
  lastError = error
  return FALSE
}

/** What a callback returns for the outcome of what it asked of the host. */
export function report(error: WIN32_ERROR): BOOL {
  return error === NO_ERROR ? TRUE : fail(error)
}
