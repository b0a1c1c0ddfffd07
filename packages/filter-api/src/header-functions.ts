// GetHeader, SetHeader and AddHeader, for the request and for the response, and GetUserToken. Ready to be put into the
// structures that a host hands to filters.

import {
  ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_NO_DATA, FALSE, TRUE, type BOOL, type LPDWORD, type LPSTR,
  type PHANDLE
} from '@isapi-bridge/win32'
import { copyOut, isByteString, isDwordCell } from './byte-strings.ts'
import type { FilterHost, HeaderPort, SpecialHeader } from './filter-host.ts'
import { headerNameOf, isHeaderValue } from './header-lines.ts'
import { fail, report } from './last-error.ts'
import { ServerContext } from './server-context.ts'
import type { HTTP_FILTER_AUTH_COMPLETE_INFO, HTTP_FILTER_CONTEXT, HTTP_FILTER_PREPROC_HEADERS } from './structures.ts'

/** The three header functions. */
export type HeaderFunctions = Pick<HTTP_FILTER_PREPROC_HEADERS, 'GetHeader' | 'SetHeader' | 'AddHeader'>

const specialHeaders: ReadonlyMap<string, SpecialHeader> = new Map([
  ['method', 'method'],
  ['url', 'url'],
  ['URL', 'url'], // Fidelity: filter.header.url-alias
  ['version', 'version'],
  ['status', 'status']
])

/** An ordinary name ends with a colon. */
function isField(lpszName: string): boolean { return lpszName.charCodeAt(lpszName.length - 1) === 0x3A }

function createHeaderFunctions(portOf: (host: FilterHost) => HeaderPort): HeaderFunctions {
  function GetHeader(pfc: HTTP_FILTER_CONTEXT, lpszName: LPSTR, lpvBuffer: Uint8Array | null, lpdwSize: LPDWORD): BOOL {
    const state = ServerContext.attachedStateOf(pfc)
    if (state === null) return FALSE
    if (typeof lpszName !== 'string' || !isDwordCell(lpdwSize)) return fail(ERROR_INVALID_PARAMETER)
    const port = portOf(state.host)
    let value: string | undefined
    if (isField(lpszName)) {
      const name = headerNameOf(lpszName)
      if (name === null) return fail(ERROR_INVALID_PARAMETER)
      value = port.get(name)
      if (value === undefined) return fail(ERROR_INVALID_INDEX)
    } else {
      if (!isByteString(lpszName)) return fail(ERROR_INVALID_PARAMETER)
      const special = specialHeaders.get(lpszName)
      if (special !== undefined) value = port.getSpecial(special)
      if (value === undefined) return fail(state.missingColonError)
    }
    return copyOut(lpvBuffer, lpdwSize, value)
  }

  function SetHeader(pfc: HTTP_FILTER_CONTEXT, lpszName: LPSTR, lpszValue: LPSTR | null): BOOL {
    return change('set', pfc, lpszName, lpszValue)
  }

  function AddHeader(pfc: HTTP_FILTER_CONTEXT, lpszName: LPSTR, lpszValue: LPSTR | null): BOOL {
    return change('add', pfc, lpszName, lpszValue)
  }

  function change(how: 'set' | 'add', pfc: HTTP_FILTER_CONTEXT, lpszName: LPSTR, lpszValue: LPSTR | null): BOOL {
    const value = lpszValue === null ? '' : lpszValue // Fidelity: filter.header.null-deletes
    const state = ServerContext.attachedStateOf(pfc)
    if (state === null) return FALSE
    if (typeof lpszName !== 'string' || !isHeaderValue(value)) return fail(ERROR_INVALID_PARAMETER)
    const port = portOf(state.host)
    if (!isField(lpszName)) {
      const special = specialHeaders.get(lpszName)
      // A line without a part of its own is no line: a special value can be replaced but not deleted.
      if (special === undefined || value === '') return fail(ERROR_INVALID_PARAMETER)
      return report(port.setSpecial(special, value))
    }
    const name = headerNameOf(lpszName)
    if (name === null) return fail(ERROR_INVALID_PARAMETER)
    if (value !== '') return report(port[how](name, value))
    port.remove(name)
    return TRUE
  }

  return { GetHeader, SetHeader, AddHeader }
}

function GetUserToken(pfc: HTTP_FILTER_CONTEXT, phToken: PHANDLE): BOOL {
  const state = ServerContext.attachedStateOf(pfc)
  if (state === null) return FALSE
  if (typeof phToken !== 'object' || phToken === null) return fail(ERROR_INVALID_PARAMETER)
  const token = state.host.getUserToken()
  if (token === undefined) return fail(ERROR_NO_DATA)
  phToken.value = token
  return TRUE
}

/** For HTTP_FILTER_PREPROC_HEADERS. [PRE] */
export const requestHeaderFunctions: HeaderFunctions = createHeaderFunctions(host => host.requestHeaders)

/** For HTTP_FILTER_SEND_RESPONSE. [SRS] */
export const responseHeaderFunctions: HeaderFunctions = createHeaderFunctions(host => host.responseHeaders)

/** For HTTP_FILTER_AUTH_COMPLETE_INFO. [AUC] */
export const authCompleteFunctions: HeaderFunctions & Pick<HTTP_FILTER_AUTH_COMPLETE_INFO, 'GetUserToken'> = {
  ...requestHeaderFunctions,
  GetUserToken
}
