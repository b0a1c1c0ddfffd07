// Stands in front of a server that runs, so that its requests can be recorded. They go on as they came.

import { Agent, METHODS, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { CHttpModule, createModuleFactory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, type ModuleEntry } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { CliError, codeOf, messageOf } from '../errors.ts'

export interface RunningForwarder {
  readonly url: string
  close(): Promise<void>
}

/** Of one connection; each side has its own. */
const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'expect'])

/** Does nothing: without a module a request has no pipeline, and nobody sees it. */
class Bystander extends CHttpModule { override OnBeginRequest(): typeof RQ_NOTIFICATION_CONTINUE { return RQ_NOTIFICATION_CONTINUE } }
const BYSTANDER: ModuleEntry = { name: 'isapi-bridge record', module: (_version, info) => info.SetRequestNotifications(createModuleFactory(Bystander), RQ_BEGIN_REQUEST, 0) }

/** @throws CliError for what is no URL of a server, and for a port that cannot be had */
export async function startForwarder(server: string, { host, port }: { readonly host: string; readonly port: number }): Promise<RunningForwarder> {
  const origin = originOf(server)
  const secure = origin.protocol === 'https:'
  const agent = secure ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true })
  const send = secure ? tlsRequest : httpRequest
  const app = fastify({ forceCloseConnections: true, bodyLimit: Number.MAX_SAFE_INTEGER, exposeHeadRoutes: false })
  const close = async (): Promise<void> => {
    await app.close()
    agent.destroy()
  }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => { done(null, payload) })
  const forward = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => new Promise((resolve) => {
    const target = (request.raw.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '')
    const outgoing = send({ agent, host: origin.hostname.replace(/^\[|\]$/g, ''), port: origin.port, method: request.method, path: target, headers: onward(request.raw.rawHeaders, request.raw) })
    outgoing.on('error', (error) => {
      if (!reply.sent) resolve(reply.code(502).type('text/plain').send(`${server} gives no answer: ${messageOf(error)}\n`))
    })
    outgoing.on('response', (incoming) => {
      reply.code(incoming.statusCode ?? 502)
      reply.raw.statusMessage = incoming.statusMessage ?? ''
      for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined && !HOP.has(name)) reply.header(name, value)
      resolve(reply.send(incoming))
    })
    reply.raw.once('close', () => { if (!reply.raw.writableFinished) outgoing.destroy() })
    if (request.body instanceof Readable) request.body.pipe(outgoing)
    else outgoing.end()
  })
  try {
    await app.register(integratedPipeline, { modules: [BYSTANDER] })
    for (const method of METHODS) if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true })
    app.all('/*', forward)
    await app.listen({ host: host === '*' ? '::' : host, port })
  } catch (error) {
    await close()
    if (codeOf(error) === 'EADDRINUSE') throw new CliError('ERR_CLI_LISTEN', `Port ${port} is in use.`, 'Choose another one with --port.', error)
    throw error
  }
  return { url: `http://${host === '*' ? 'localhost' : host}:${(app.server.address() as AddressInfo).port}`, close } // it listens on a port
}

function originOf(server: string): URL {
  try {
    const url = new URL(server)
    if ((url.protocol === 'http:' || url.protocol === 'https:') && url.pathname === '/' && url.search === '') return url
  } catch {
    // said below
  }
  throw new CliError('ERR_CLI_USAGE', `${server} is not the URL of a server.`, 'Give one such as http://old:80; requests bring their paths.')
}

/** Headers that go on, in their order; the length stays, or the body goes in chunks. */
function onward(raw: readonly string[], { headers }: IncomingMessage): string[] {
  const flat: string[] = []
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2)
    if (!HOP.has(name.toLowerCase())) flat.push(name, value)
  }
  if (headers['transfer-encoding'] !== undefined) flat.push('Transfer-Encoding', 'chunked')
  return flat
}
