import fp from 'fastify-plugin'
import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify'
import { ModuleContractError } from '../errors.ts'
import { Pipeline, type PipelineOptions } from '../host/pipeline.ts'
import type { UrlRules } from '../host/url.ts'
import type { IHttpContext } from '../http-context.ts'
import type { PlanRow } from '../registration.ts'
import { executeChild } from './children.ts'
import { Connections } from './connections.ts'
import { isNeeded } from './hooks.ts'
import { installBeforeRouting } from './host-strategy.ts'
import { contextOfRaw, Lifecycle } from './lifecycle.ts'

/** Options of the plugin; `report` defaults to the application's logger. */
export type IntegratedPipelineOptions = PipelineOptions

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
function urlRulesOf(app: FastifyInstance): UrlRules {
  const initial: Readonly<Record<string, unknown>> = { ...app.initialConfig, ...app.initialConfig.routerOptions }
  return { ignoreDuplicateSlashes: initial['ignoreDuplicateSlashes'] === true, useSemicolonDelimiter: initial['useSemicolonDelimiter'] === true }
}

const integratedPipelinePlugin: FastifyPluginCallback<IntegratedPipelineOptions> = (app, options, done) => {
  const routes = app.printRoutes({ commonPrefix: false })
  if (/^[├└]/m.test(routes)) {
    done(new ModuleContractError('ERR_MODULE_ROUTES_BEFORE', `There are routes already:\n${routes}`))
    return
  }
  const report = options.report ?? ((error: Error): void => { app.log.error(error) })
  const pipeline = new Pipeline({ ...options, report }, { urlRules: urlRulesOf(app), executeChild: (child, then) => { executeChild(app, child, then) } })
  const { plan } = pipeline
  app.decorate('integratedPipeline', { plan: () => pipeline.describe() })

  const connections = new Connections(pipeline)
  const lifecycle = new Lifecycle(pipeline, connections, isNeeded('handler mark', plan))
  if (isNeeded('deriveConstraint', plan)) installBeforeRouting(app, (raw, routed) => { lifecycle.beforeRouting(raw, routed) })
  if (isNeeded('onRequest', plan)) app.addHook('onRequest', lifecycle.onRequest)
  if (isNeeded('preHandler', plan)) app.addHook('preHandler', lifecycle.executeHandlers)
  if (isNeeded('onSend', plan)) {
    app.addHook('onSend', lifecycle.onSend404)
    app.addHook('onRoute', (route) => {
      route.onSend = [...[route.onSend ?? []].flat(), lifecycle.onSend]
      if (isNeeded('handler mark', plan)) route.preHandler = [...[route.preHandler ?? []].flat(), lifecycle.markHandler]
    })
  }
  app.addHook('preClose', (then) => { lifecycle.stop(); then() })
  app.addHook('onClose', (_instance, then) => {
    connections.closeAll()
    pipeline.terminate()
    then()
  })
  done()
}

/**
 * The integrated pipeline as a plugin of any Fastify 5 application. Register it before other plugins and before routes.
 * Filters become entries of `modules` through `bridgeFilter`.
 */
export const integratedPipeline: FastifyPluginCallback<IntegratedPipelineOptions> = fp(integratedPipelinePlugin, { fastify: '5.x', name: '@isapi-bridge/module-api' })
