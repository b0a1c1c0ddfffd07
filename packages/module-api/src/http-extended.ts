// Mirrors httpserv.h: the way from an interface to its later versions.

import { ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { HttpContext } from './host/context.ts'
import type { IHttpContext, IHttpContext4 } from './http-context.ts'
import type { IHttpServer } from './http-server.ts'

/** The latest version of the interface of a context; it is the same object. ERROR_NOT_SUPPORTED for one that is not of this server. [HttpGetExtendedInterface] */
export function HttpGetExtendedInterface(_pHttpServer: IHttpServer, pInput: IHttpContext): IHttpContext4 | HRESULT {
  return pInput instanceof HttpContext ? pInput : HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
}
