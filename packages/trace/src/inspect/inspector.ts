// The page that shows what happened, as a plugin of any Fastify application, and the JSON that it is made of.

import type { FastifyInstance, FastifyPluginCallback, FastifyReply, onRequestHookHandler } from 'fastify'
import type { PlanRow } from '@isapi-bridge/module-api'
import type { TraceRecorder } from '../recorder.ts'
import { refusalOf } from './guard.ts'
import { PAGE_FILES, PAGE_HEADERS, readPageFile } from './page-files.ts'
import { connectionOf, detailOf, keyOf, summaryOf, tagOf } from './view.ts'

/** A row of the plan; `site` where there are several. */
export interface InspectedPlanRow extends PlanRow { readonly site?: string }

export interface InspectorOptions {
  /** What it shows. Let it ignore the page's own requests where they pass the pipeline. */
  readonly recorder: Pick<TraceRecorder, 'list' | 'get' | 'connections'>
  /** What runs where, and why; without it the page has no plan. */
  readonly plan?: () => readonly InspectedPlanRow[]
  /** Names, beside those of the loopback, that a Host header may have. Clients must be on this machine in any case. */
  readonly hosts?: readonly string[]
  /** Where the page stands; `/_bridge` when nobody says. */
  readonly prefix?: string
}

const DEFAULT_PREFIX = '/_bridge'

/**
 * The hook that keeps everybody else out, for routes of your own beside the page: clients on this machine that ask for a name of this machine.
 * @param hosts names, beside those of the loopback, that a Host header may have
 */
export function loopbackOnly(hosts: readonly string[] = []): onRequestHookHandler {
  const names = new Set(hosts.map((name) => name.toLowerCase()))
  return (request, reply, done) => {
    reply.headers(PAGE_HEADERS)
    const refusal = refusalOf(request.raw, names)
    if (refusal === null) done()
    else reply.code(403).type('text/plain; charset=utf-8').send(refusal)
  }
}

function routes(app: FastifyInstance, { recorder, plan, hosts }: InspectorOptions): void {
  app.addHook('onRequest', loopbackOnly(hosts))

  for (const { path, file, type } of PAGE_FILES) {
    const bytes = readPageFile(file)
    app.get(`/${path}`, (request, reply) => {
      // The page needs its slash: its files stand beside it.
      const [target = ''] = request.url.split('?')
      return path === '' && !target.endsWith('/') ? reply.redirect(`${target.replace(/^\/+/, '/')}/`) : reply.type(type).send(bytes)
    })
  }
  app.get('/trace', () => recorder.list())
  app.get('/plan', () => plan?.() ?? [])
  app.get('/requests', (request, reply) => {
    const text = JSON.stringify(recorder.list().map(summaryOf))
    const tag = tagOf(text)
    reply.header('etag', tag)
    if (request.headers['if-none-match'] === tag) return reply.code(304).send()
    return reply.type('application/json; charset=utf-8').send(text)
  })
  app.get<{ Params: { key: string } }>('/requests/:key', ({ params: { key } }, reply) => {
    const found = recorder.get(Number(/^\d+/.exec(key)?.[0] ?? 0))
    return found === null || keyOf(found) !== key ? gone(reply, 'The request is not kept (any more).') : reply.send(detailOf(found))
  })
  app.get<{ Params: { id: string } }>('/connections/:id', ({ params: { id } }, reply) => {
    const found = connectionOf(Number(id), recorder.list(), recorder.connections())
    return found === null ? gone(reply, 'The connection is not kept (any more).') : reply.send(found)
  })
}

function gone(reply: FastifyReply, message: string): FastifyReply { return reply.code(404).send({ message }) }

/**
 * Serves the page below `prefix`, to clients on this machine that ask for a name of this machine. Where the application has the pipeline, its filters and
 * modules see these requests as any other: let the recorder ignore them.
 */
export const inspector: FastifyPluginCallback<InspectorOptions> = (app, options, done) => {
  app.register((inner, _nothing, ready) => {
    routes(inner, options)
    ready()
  }, { prefix: options.prefix === undefined ? DEFAULT_PREFIX : '' })
  done()
}
