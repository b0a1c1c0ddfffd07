// All sites of a setup in one process: one Fastify application for each application of each site, one listener for each port.

import type { RequestListener, Server } from 'node:http'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import type { ApplicationSetup, Setup, SiteSetup } from '../setup.ts'
import { Loader, missingOf, pipelineOptions } from './build-site.ts'
import { contradictionOf, ownsPort, rawConflictOf } from './check-sites.ts'
import { eventOf, EVENTS, toEntry, type Log } from './events.ts'
import { Listeners, makeServer, tlsOf, type ServedSite } from './listeners.ts'
import { netSessionOptions } from './net-session.ts'
import { notStarted } from './plan-setup.ts'

/** A setup that serves. */
export interface RunningServer {
  /** Where it listens, in the order of the sites and their bindings. */
  readonly urls: readonly { readonly url: string; readonly site: string }[]
  /** Takes no new requests and waits for those under way. */
  close(): Promise<void>
  /** Cuts what is still connected. */
  cut(): void
}

/** Starts every site that can be started; throws when none can, or when a port cannot be had. */
export async function startServer(setup: Setup, log: Log): Promise<RunningServer> {
  const loader = new Loader()
  const sites: ServedSite[] = []
  for (const site of setup.sites) {
    const served = await startSite(setup, site, loader, log)
    if (served !== null) sites.push(served)
  }
  const registered = new Set(sites.flatMap(({ site }) => site.filters).filter(({ fromRegistry, standing }) => fromRegistry === true && standing === 'runs'))
  for (const { name, where, detail } of registered) log({ event: EVENTS.fromRegistry, level: EVENTS.fromRegistry.level, text: `Filter "${name}" (${where}, ${detail}) is in the old list of the registry; it is loaded as a global filter. Put it into \`filters\`.`, error: null })
  const listeners = new Listeners(sites, setup.limits)
  const closeSites = async (): Promise<void> => { await Promise.all(sites.flatMap(({ applications }) => applications.map(({ app }) => app.close()))) }
  let urls
  try {
    urls = await listeners.listen()
  } catch (error) {
    await listeners.close()
    await closeSites()
    throw error
  }
  return {
    urls,
    async close() {
      const stopped = listeners.close()
      await closeSites()
      listeners.closeIdle()
      await stopped
    },
    cut() { listeners.cut() }
  }
}

/** Null: it is not started, which the log says. */
async function startSite(setup: Setup, site: SiteSetup, loader: Loader, log: Log): Promise<ServedSite | null> {
  const contradiction = contradictionOf(site, setup)
  if (contradiction !== null) {
    log(toEntry(contradiction))
    return null
  }
  const missing = missingOf(site)
  if (missing !== null) {
    log({ event: 'level' in missing ? EVENTS.filterFailed : null, level: 'error', text: `"${missing.name}" (${missing.where}) has no implementation.`, error: null })
    log({ event: 'level' in missing ? EVENTS.siteNotStarted : null, level: 'error', text: notStarted(site, missing), error: null })
    return null
  }
  const applications: { path: string; app: FastifyInstance }[] = []
  let broken = false
  const report = (error: unknown): void => {
    log(toEntry(error, setup.sites.length > 1 ? `site "${site.name}": ` : ''))
    // Fidelity: filter.events.site-not-started — a filter of the site that fails at its first request
    if (eventOf(error) === null || broken) return
    broken = true
    log({ event: EVENTS.siteNotStarted, level: 'error', text: notStarted(site, null), error: null })
  }
  const server = ownsPort(site, setup.sites) ? makeServer(tlsOf(site.bindings), setup.limits) : null
  try {
    for (const application of site.applications) applications.push({ path: application.path, app: await startApplication(setup, site, application, loader, report, server) })
  } catch (error) {
    await Promise.all(applications.map(({ app }) => app.close()))
    log(toEntry(error, setup.sites.length > 1 ? `site "${site.name}": ` : ''))
    if (eventOf(error) !== null) log({ event: EVENTS.siteNotStarted, level: 'error', text: notStarted(site, null), error: null })
    return null
  }
  return { site, applications, server }
}

async function startApplication(setup: Setup, site: SiteSetup, application: ApplicationSetup, loader: Loader, report: (error: unknown) => void, server: Server | null): Promise<FastifyInstance> {
  const options = await pipelineOptions(setup, site, application, loader)
  const { bodyLimit } = setup.limits
  const serverOptions: FastifyServerOptions = {
    trustProxy: setup.trustProxy as boolean | string | string[], // Fastify's type wants a list that may be changed
    forceCloseConnections: 'idle',
    ...(bodyLimit !== undefined && { bodyLimit }),
    ...(server !== null && { serverFactory: (handler: RequestListener) => server.on('request', handler) })
  }
  const app = fastify(serverOptions)
  try {
    await app.register(integratedPipeline, { ...options, ...netSessionOptions(setup), report })
    const conflict = rawConflictOf(site, setup.sites, app.integratedPipeline.plan())
    if (conflict !== null) throw conflict
    await app.ready()
  } catch (error) {
    await app.close().catch(() => {}) // what it says is less than what it failed with
    throw error
  }
  return app
}
