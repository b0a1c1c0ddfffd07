import fp from 'fastify-plugin'
import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify'
import { ModuleContractError } from '../errors.ts'
import { Pipeline, type PipelineOptions } from '../host/pipeline.ts'
import type { UrlRules } from '../host/url.ts'
import type { IHttpContext } from '../http-context.ts'
import type { PlanRow } from '../registration.ts'
import { executeChild } from './children.ts'
import { Connections, wantsRawData } from './connections.ts'
import { isNeeded } from './hooks.ts'
import { installBeforeRouting } from './host-strategy.ts'
import { Lifecycle } from './lifecycle.ts'
import { NetSessions } from './net-sessions.ts'
import { rawDataRefusalOf, readNetSession, type NetSessionOptions } from './net-session-options.ts'
import { kSeen } from './replies.ts'
import { contextOfRaw } from './request-state.ts'
import { tapServer } from './tap.ts'

/** Options of the plugin; `report` defaults to the application's logger. */
export interface IntegratedPipelineOptions extends PipelineOptions, NetSessionOptions {}

/** What the plugin adds to the application. */
export interface IntegratedPipelineDecorator {
  /** Which filter and module runs where, in which order, and why. */
  plan(): PlanRow[]
}

declare module 'fastify' {
  interface FastifyInstance {
    integratedPipeline: IntegratedPipelineDecorator
  }
}

/** The IHttpContext of a request, or null when the pipeline has no part in it. */
export function contextOf(request: FastifyRequest): IHttpContext | null {
  return contextOfRaw(request.raw)
}

/** The router's own options, wherever this version of Fastify keeps them. */
function routerOptionsOf(app: FastifyInstance): Readonly<Record<string, unknown>> {
  return { ...app.initialConfig, ...app.initialConfig.routerOptions }
}

function urlRulesOf(app: FastifyInstance): UrlRules {
  const initial = routerOptionsOf(app)
  const has = (option: keyof UrlRules): boolean => initial[option] === true
  return { ignoreDuplicateSlashes: has('ignoreDuplicateSlashes'), ignoreTrailingSlash: has('ignoreTrailingSlash'), useSemicolonDelimiter: has('useSemicolonDelimiter') }
}

/** The routes that exist already, as a tree; empty when there are none. */
function routesOf(app: FastifyInstance): string {
  const tree = app.printRoutes({ commonPrefix: false })
  return /^[├└]/m.test(tree) ? tree : ''
}

/** Whether other parts of the application lie outside of this one. */
function isEncapsulated(app: FastifyInstance): boolean {
  return Object.getPrototypeOf(app) !== Object.prototype // a deeper instance inherits from the one around it
}

function install(app: FastifyInstance, options: IntegratedPipelineOptions): void {
  const report = options.report ?? ((error: Error): void => { app.log.error(error) })
  const netSession = readNetSession(options)
  const pipeline = new Pipeline({ ...options, report }, { urlRules: urlRulesOf(app), rawDataRefusal: rawDataRefusalOf(options), executeChild: (child, then) => { executeChild(app, child, then) } })
  const { plan } = pipeline
  if (isNeeded('deriveConstraint', plan) && isEncapsulated(app)) {
    throw new ModuleContractError('ERR_MODULE_ROUTES_BEFORE', 'Stages before routing see every request of the application, and this is an encapsulated plugin: other routes, and 404, lie outside of it. Register the pipeline on the application itself, or wrap the plugin around it with fastify-plugin.')
  }
  app.decorate('integratedPipeline', { plan: () => pipeline.describe() })

  const connections = new Connections(pipeline, netSession === null ? null : new NetSessions(pipeline, netSession))
  if (isNeeded('connection', plan)) tapConnections(app, pipeline, connections)
  const early = plan.empty ? '' : routesOf(app)
  if (early !== '') process.emitWarning(new ModuleContractError('ERR_MODULE_ROUTES_BEFORE', `These routes were there before the pipeline was loaded:\n${early}They work, but RQ_SEND_RESPONSE comes before other plugins' onSend hooks for them.`))
  const lifecycle = new Lifecycle(pipeline, connections, { early: early !== '', maxParamLength: Number(routerOptionsOf(app)['maxParamLength'] ?? 100) })
  if (isNeeded('deriveConstraint', plan)) installBeforeRouting(app, (raw, routed) => { lifecycle.beforeRouting(raw, routed) })
  if (isNeeded('onRequest', plan)) app.addHook('onRequest', lifecycle.onRequest)
  if (isNeeded('preParsing', plan)) app.addHook('preParsing', lifecycle.parseEntity)
  if (isNeeded('preHandler', plan)) app.addHook('preHandler', lifecycle.executeHandlers)
  if (isNeeded('onSend', plan)) {
    app.addHook('onSend', lifecycle.replies.onSend404)
    app.addHook('onRoute', (route) => {
      if (Object.keys(route.constraints ?? {}).some((name) => name !== 'host' && name !== 'version')) lifecycle.allowLate()
      if (early !== '') route.config = { ...route.config, [kSeen]: true }
      route.onSend = [...[route.onSend ?? []].flat(), lifecycle.replies.onSend]
      route.handler = lifecycle.watchHandler(route.handler)
      if (isNeeded('handler mark', plan)) route.preHandler = [...[route.preHandler ?? []].flat(), lifecycle.markHandler]
    })
  }
  app.addHook('onReady', (then) => { after(pipeline.start(), then) })
  app.addHook('preClose', (then) => {
    lifecycle.stop()
    // The option tells what Fastify does with the connections next.
    after(pipeline.stopListening(app.initialConfig.forceCloseConnections !== true), then)
  })
  app.addHook('onClose', (_instance, then) => {
    connections.closeAll()
    after(pipeline.terminate(), then)
  })
}

/** Only where somebody may want raw data; from then on each new connection is asked about. */
function tapConnections(app: FastifyInstance, { plan: { raw }, report }: Pipeline, connections: Connections): void {
  if (raw === null) return
  const refused = (why: string): ModuleContractError => new ModuleContractError('ERR_MODULE_RAW_DATA_HOST', why)
  if (app.initialConfig.http2 === true) {
    if (wantsRawData(raw) === true) throw refused('The server speaks HTTP/2, and something registers for raw data.')
    return
  }
  tapServer(app.server, () => wantsRawData(raw) !== false, (socket) => { connections.tap(socket) })
  app.addHook('onListen', (done) => {
    if (app.addresses().length > 1 && wantsRawData(raw) === true) {
      report(refused('The server listens on several addresses, and something registers for raw data; it was closed.'))
      void app.close()
    }
    done()
  })
}

/** Goes on at once where nothing pends. */
function after(pending: Promise<void> | null, then: () => void): void {
  if (pending === null) then()
  else void pending.then(then)
}

const integratedPipelinePlugin: FastifyPluginCallback<IntegratedPipelineOptions> = (app, options, done) => {
  try {
    install(app, options)
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error))) // what is thrown here, nobody catches
    return
  }
  done()
}

/**
 * The integrated pipeline as a plugin of any Fastify 5 application. Register it before other plugins and, with `await`, before routes.
 * Filters become entries of `modules` through `bridgeFilter`.
 */
export const integratedPipeline: FastifyPluginCallback<IntegratedPipelineOptions> = fp(integratedPipelinePlugin, { fastify: '5.x', name: '@isapi-bridge/module-api' })
