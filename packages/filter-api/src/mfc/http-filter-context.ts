// CHttpFilterContext of MFC: the callbacks of a context as methods, so that nobody passes pfc by hand.

import type { BOOL, DWORD, LPDWORD, LPSTR } from '@isapi-bridge/win32'
import type { SF_REQ_TYPE } from '../constants.ts'
import type { ServerSupportArguments } from '../server-support.ts'
import type { HTTP_FILTER_CONTEXT } from '../structures.ts'

/**
 * What the methods of CHttpFilter get: one for each call, over the HTTP_FILTER_CONTEXT of the connection. Its methods are the callbacks of
 * that structure, with their errors. What is to outlive the call goes into `m_pFC.pFilterContext`. [MFCX]
 */
export class CHttpFilterContext {
  /** The context itself, as the header functions of the structures want it. */
  readonly m_pFC: HTTP_FILTER_CONTEXT

  constructor(pfc: HTTP_FILTER_CONTEXT) {
    this.m_pFC = pfc
  }

  /** As HTTP_FILTER_CONTEXT.GetServerVariable; the size counts bytes and the NUL. */
  GetServerVariable(lpszVariableName: LPSTR, lpvBuffer: Uint8Array | null, lpdwSize: LPDWORD): BOOL {
    return this.m_pFC.GetServerVariable(this.m_pFC, lpszVariableName, lpvBuffer, lpdwSize)
  }

  /** As HTTP_FILTER_CONTEXT.AddResponseHeaders. */
  AddResponseHeaders(lpszHeaders: LPSTR, dwReserved: DWORD = 0): BOOL {
    return this.m_pFC.AddResponseHeaders(this.m_pFC, lpszHeaders, dwReserved)
  }

  /** As HTTP_FILTER_CONTEXT.WriteClient; the cell takes the number of bytes to send, and returns the number sent. */
  WriteClient(lpvBuffer: Uint8Array, lpdwBytes: LPDWORD, dwReserved: DWORD = 0): BOOL {
    return this.m_pFC.WriteClient(this.m_pFC, lpvBuffer, lpdwBytes, dwReserved)
  }

  /** As HTTP_FILTER_CONTEXT.AllocMem: `cbSize` bytes until the connection has ended; null on failure. */
  AllocMem(cbSize: DWORD, dwReserved: DWORD = 0): Uint8Array | null {
    return this.m_pFC.AllocMem(this.m_pFC, cbSize, dwReserved)
  }

  /** As HTTP_FILTER_CONTEXT.ServerSupportFunction, with its three arguments. */
  ServerSupportFunction<T extends SF_REQ_TYPE>(sfReq: T, ...data: ServerSupportArguments[T]): BOOL {
    return this.m_pFC.ServerSupportFunction(this.m_pFC, sfReq, ...data)
  }
}
