// Mirrors winerror.h: the error numbers that the two server models name.

declare const win32Error: unique symbol

/** A Win32 error number, as GetLastError reports it. Not an HRESULT: HRESULT_FROM_WIN32 makes one of it. */
export type WIN32_ERROR = number & { readonly [win32Error]: true }

/** 0: nothing failed. */
export const NO_ERROR = 0 as WIN32_ERROR
/** 0: the other name of NO_ERROR. */
export const ERROR_SUCCESS = 0 as WIN32_ERROR
/** 1: the request is not one that can be made here. */
export const ERROR_INVALID_FUNCTION = 1 as WIN32_ERROR
/** 2: there is no such file. */
export const ERROR_FILE_NOT_FOUND = 2 as WIN32_ERROR
/** 3: there is no such folder. */
export const ERROR_PATH_NOT_FOUND = 3 as WIN32_ERROR
/** 5: the caller has no right to it. */
export const ERROR_ACCESS_DENIED = 5 as WIN32_ERROR
/** 6: the handle refers to nothing. */
export const ERROR_INVALID_HANDLE = 6 as WIN32_ERROR
/** 8: memory could not be had. */
export const ERROR_NOT_ENOUGH_MEMORY = 8 as WIN32_ERROR
/** 13: the data makes no sense. */
export const ERROR_INVALID_DATA = 13 as WIN32_ERROR
/** 14: memory for it could not be had. */
export const ERROR_OUTOFMEMORY = 14 as WIN32_ERROR
/** 24: a length is not what it must be. */
export const ERROR_BAD_LENGTH = 24 as WIN32_ERROR
/** 38: everything has been read. */
export const ERROR_HANDLE_EOF = 38 as WIN32_ERROR
/** 50: this server or protocol does not do that. */
export const ERROR_NOT_SUPPORTED = 50 as WIN32_ERROR
/** 85: the place is taken. */
export const ERROR_ALREADY_ASSIGNED = 85 as WIN32_ERROR
/** 87: an argument, or the context it came with, is not valid. */
export const ERROR_INVALID_PARAMETER = 87 as WIN32_ERROR
/** 122: the caller's buffer is too small. */
export const ERROR_INSUFFICIENT_BUFFER = 122 as WIN32_ERROR
/** 183: one of that name exists. */
export const ERROR_ALREADY_EXISTS = 183 as WIN32_ERROR
/** 232: there is no data to be had. */
export const ERROR_NO_DATA = 232 as WIN32_ERROR
/** 234: there is more than fits. */
export const ERROR_MORE_DATA = 234 as WIN32_ERROR
/** 534: the result does not fit its type. */
export const ERROR_ARITHMETIC_OVERFLOW = 534 as WIN32_ERROR
/** 574: foreign code raised an exception that nobody handled. */
export const ERROR_UNHANDLED_EXCEPTION = 574 as WIN32_ERROR
/** 995: the operation was given up, usually because the client left. */
export const ERROR_OPERATION_ABORTED = 995 as WIN32_ERROR
/** 1001: the calls are nested too deeply. */
export const ERROR_STACK_OVERFLOW = 1001 as WIN32_ERROR
/** 1052: the service does not take that command now. */
export const ERROR_INVALID_SERVICE_CONTROL = 1052 as WIN32_ERROR
/** 1053: the service did not answer in time. */
export const ERROR_SERVICE_REQUEST_TIMEOUT = 1053 as WIN32_ERROR
/** 1056: the service runs already. */
export const ERROR_SERVICE_ALREADY_RUNNING = 1056 as WIN32_ERROR
/** 1062: the service does not run. */
export const ERROR_SERVICE_NOT_ACTIVE = 1062 as WIN32_ERROR
/** 1168: what was looked for is not there. */
export const ERROR_NOT_FOUND = 1168 as WIN32_ERROR
/** 1229: the connection is no longer usable. */
export const ERROR_CONNECTION_INVALID = 1229 as WIN32_ERROR
/** 1326: no account of that name, or not its password. */
export const ERROR_LOGON_FAILURE = 1326 as WIN32_ERROR
/** 1413: no entry of that name. */
export const ERROR_INVALID_INDEX = 1413 as WIN32_ERROR
/** 1460: the time for it was up. */
export const ERROR_TIMEOUT = 1460 as WIN32_ERROR

const names = new Map<number, string>(Object.entries({
  NO_ERROR,
  ERROR_INVALID_FUNCTION,
  ERROR_FILE_NOT_FOUND,
  ERROR_PATH_NOT_FOUND,
  ERROR_ACCESS_DENIED,
  ERROR_INVALID_HANDLE,
  ERROR_NOT_ENOUGH_MEMORY,
  ERROR_INVALID_DATA,
  ERROR_OUTOFMEMORY,
  ERROR_BAD_LENGTH,
  ERROR_HANDLE_EOF,
  ERROR_NOT_SUPPORTED,
  ERROR_ALREADY_ASSIGNED,
  ERROR_INVALID_PARAMETER,
  ERROR_INSUFFICIENT_BUFFER,
  ERROR_ALREADY_EXISTS,
  ERROR_NO_DATA,
  ERROR_MORE_DATA,
  ERROR_ARITHMETIC_OVERFLOW,
  ERROR_UNHANDLED_EXCEPTION,
  ERROR_OPERATION_ABORTED,
  ERROR_STACK_OVERFLOW,
  ERROR_INVALID_SERVICE_CONTROL,
  ERROR_SERVICE_REQUEST_TIMEOUT,
  ERROR_SERVICE_ALREADY_RUNNING,
  ERROR_SERVICE_NOT_ACTIVE,
  ERROR_NOT_FOUND,
  ERROR_CONNECTION_INVALID,
  ERROR_LOGON_FAILURE,
  ERROR_INVALID_INDEX,
  ERROR_TIMEOUT
}).map(([name, error]) => [error, name]))

/** The symbol of an error number for messages, `ERROR_INVALID_INDEX`; a number without a symbol here as `error 4711`. */
export function win32ErrorName(error: WIN32_ERROR): string {
  return names.get(error) ?? `error ${error}`
}
