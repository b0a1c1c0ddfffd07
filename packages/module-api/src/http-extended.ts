// Mirrors httpserv.h: the way from an interface to its later versions.

import { ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { HttpContext } from './host/context.ts'
import { HttpRequest } from './host/request.ts'
import { HttpResponse } from './host/response.ts'
import { Server } from './host/server.ts'
import type { IHttpContext, IHttpContext4 } from './http-context.ts'
import type { IHttpRequest, IHttpRequest3 } from './http-request.ts'
import type { IHttpResponse, IHttpResponse4 } from './http-response.ts'
import type { IHttpServer, IHttpServer3 } from './http-server.ts'

/** The latest version of the interface of a context, a request, a response or the server; it is the same object. ERROR_NOT_SUPPORTED for one that is not of this server. [HttpGetExtendedInterface] */
export function HttpGetExtendedInterface(_pHttpServer: IHttpServer, pInput: IHttpContext): IHttpContext4 | HRESULT
export function HttpGetExtendedInterface(_pHttpServer: IHttpServer, pInput: IHttpRequest): IHttpRequest3 | HRESULT
export function HttpGetExtendedInterface(_pHttpServer: IHttpServer, pInput: IHttpResponse): IHttpResponse4 | HRESULT
export function HttpGetExtendedInterface(_pHttpServer: IHttpServer, pInput: IHttpServer): IHttpServer3 | HRESULT
export function HttpGetExtendedInterface(_pHttpServer: IHttpServer, pInput: IHttpContext | IHttpRequest | IHttpResponse | IHttpServer): IHttpContext4 | IHttpRequest3 | IHttpResponse4 | IHttpServer3 | HRESULT {
  return pInput instanceof HttpContext || pInput instanceof HttpRequest || pInput instanceof HttpResponse || pInput instanceof Server ? pInput : HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
}
