import { HttpGetExtendedInterface, type IHttpContext, type IHttpContext4, type IHttpServer } from '@isapi-bridge/module-api'

/** The latest interface of a context. */
export function extended(context: IHttpContext, server = {} as IHttpServer): IHttpContext4 { // it is not looked at
  const found = HttpGetExtendedInterface(server, context)
  if (typeof found === 'number') throw new Error('No such interface.')
  return found
}
