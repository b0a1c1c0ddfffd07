// The application behind the filters and modules: ordinary Fastify routes.

import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { contextOf } from '@isapi-bridge/module-api/fastify'
import { loopbackOnly } from '@isapi-bridge/trace/inspect'
import { hresultToHex, type HRESULT } from '@isapi-bridge/win32'
import { MAX_CONTENT } from './built-in.ts'
import { fromHandOver, HAND_OVER_HEADER, HAND_OVER_VARIABLE, type Found } from './hand-over.ts'
import { listTimings } from './timings.ts'

export const routes: FastifyPluginCallback = (app, _options, done) => {
  app.get('/app/hello', (request, reply) => {
    reply.header('server', 'demo') // the filter "stamp" takes it away
    return { hello: 'world', url: request.url }
  })

  app.register(echo)

  app.get<{ Params: { name: string } }>('/app/vars/:name', (request) => {
    const { name } = request.params
    const header = request.headers[HAND_OVER_HEADER.toLowerCase()]
    const variable = contextOf(request)?.GetServerVariable(HAND_OVER_VARIABLE)
    return {
      name,
      filter: show(name, fromHandOver(typeof header === 'string' ? header : null), (error) => error),
      module: show(name, fromHandOver(typeof variable === 'string' ? variable : null), (error) => hresultToHex(error as HRESULT))
    }
  })

  app.get('/private/whoami', (request) => {
    const names = ['AUTH_USER', 'AUTH_TYPE', 'LOGON_USER']
    return Object.fromEntries(names.map((name) => [name, contextOf(request)?.GetServerVariable(name)]))
  })

  app.register((inner, _nothing, ready) => {
    inner.addHook('onRequest', loopbackOnly())
    inner.get('/_bridge/timings', () => listTimings())
    ready()
  })
  done()
}

/** Whatever the type: the bytes, and not what a parser made of them. */
function echo(app: FastifyInstance, _options: object, done: () => void): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_CONTENT }, (_request, body, parsed) => { parsed(null, body) })
  app.post('/app/echo', { bodyLimit: MAX_CONTENT }, (request, reply) => {
    reply.type('application/octet-stream') // bytes of a stranger are nothing for a browser to show
    return request.body ?? Buffer.alloc(0)
  })
  done()
}

/** A value as text, or the error in the form that its model reports it in. */
function show(name: string, found: Found | null, toError: (error: number) => unknown): unknown {
  if (found === null) return null
  if ('error' in found) return { error: toError(found.error) }
  return Buffer.from(found.value).toString(name.startsWith('UNICODE_') ? 'utf16le' : 'latin1')
}
