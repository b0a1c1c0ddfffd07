// All sites of a setup in one process: one Fastify application for each application of each site, one listener for each port.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { PlanRow } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import type { ApplicationSetup, Setup, SiteSetup } from '../setup.ts'
import { Loader, missingOf, pipelineOptions } from './build-site.ts'
import { contradictionOf, ownsPort, rawConflictOf } from './check-sites.ts'
import { eventOf, EVENTS, toEntry, type Log } from './events.ts'
import { Listeners, type ServedSite } from './listeners.ts'
import { makeServer, tlsOf } from './make-server.ts'
import { netSessionOptions } from './net-session.ts'
import { notStarted } from './plan-setup.ts'
import { changesOf } from './changes.ts'
import { SiteStack } from './site-stack.ts'

/** What came of a changed setup. */
export interface Reloaded {
  /** Names of sites that have a fresh stack. */
  readonly sites: readonly string[]
  /** What has changed and takes a restart, in words; until then the old one stays. */
  readonly restart: readonly string[]
  /** Names of sites that could not be built anew and go on as they were; the log says why. */
  readonly kept: readonly string[]
}

/** A setup that serves. */
export interface RunningServer {
  /** Where it listens, in the order of the sites and their bindings. */
  readonly urls: readonly { readonly url: string; readonly site: string }[]
  /** What runs where, and why; with the site and application where there are several. */
  plan(): readonly (PlanRow & { readonly site?: string })[]
  /**
   * Gives each site that differs a fresh stack of filters and modules. New requests are for it; the old one answers what is under way and ends: END_OF_NET_SESSION,
   * then TerminateFilter. Other sites and global filters do not notice.
   */
  reload(setup: Setup): Promise<Reloaded>
  /** Takes no new requests and waits for those under way. */
  close(): Promise<void>
  /** Cuts what is still connected. */
  cut(): void
}

/** No route here has a schema; so the compilers, which are a hundred files, need not be loaded. */
const noCompiler = (): never => { throw new Error('There are no schemas here.') }
const WITHOUT_SCHEMAS: NonNullable<FastifyServerOptions['schemaController']> = { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } }

/** Starts every site that can be started; throws when none can, or when a port cannot be had. */
export async function startServer(setup: Setup, log: Log): Promise<RunningServer> {
  const loader = new Loader(log)
  const sites: ServedSite[] = []
  for (const site of setup.sites) {
    const stack = await buildStack(setup, site, loader, log, 'is not started')
    if (stack !== null) sites.push({ stack })
  }
  const registered = new Set(sites.flatMap(({ stack }) => stack.site.filters).filter(({ fromRegistry, standing }) => fromRegistry === true && standing === 'runs'))
  for (const { name, where, detail } of registered) log({ event: EVENTS.fromRegistry, level: EVENTS.fromRegistry.level, text: `Filter "${name}" (${where}, ${detail}) is in the old list of the registry; it is loaded as a global filter. Put it into \`filters\`.`, error: null })
  const listeners = new Listeners(sites, setup.limits)
  /** Stacks that have been replaced and still answer. */
  const ending = new Map<SiteStack, Promise<void>>()
  const end = (stack: SiteStack): Promise<void> => {
    const ended = stack.end().finally(() => { ending.delete(stack) })
    ending.set(stack, ended)
    return ended
  }
  const closeSites = async (): Promise<void> => {
    for (const { stack } of sites) void end(stack)
    await Promise.all(ending.values())
  }
  let urls
  try {
    urls = await listeners.listen()
  } catch (error) {
    await listeners.close()
    await closeSites()
    throw error
  }
  let current = setup
  let closing = false
  return {
    urls,
    plan: () => planOf(sites),
    async reload(next) {
      const { replaced, restart } = changesOf(current, next, sites.map(({ stack }) => stack.site))
      const done: string[] = []
      const kept: string[] = []
      const setups = new Map(current.sites.map((site) => [site.id, site]))
      for (const { before, after } of replaced) {
        const served = sites.find(({ stack }) => stack.site === before)
        if (served === undefined || closing) continue
        loader.inherit(after, before)
        const stack = await buildStack({ ...current, sites: current.sites.map((site) => (site.id === after.id ? after : site)) }, after, loader, log, 'goes on as it was')
        if (stack === null) kept.push(before.name)
        else if (closing) await stack.end()
        else {
          void end(served.stack)
          served.stack = stack
          setups.set(after.id, after)
          done.push(after.name)
        }
      }
      current = { ...current, sites: [...setups.values()] }
      return { sites: done, restart, kept }
    },
    async close() {
      closing = true
      const stopped = listeners.close()
      await closeSites()
      listeners.closeIdle()
      await stopped
    },
    cut() {
      listeners.cut()
      for (const stack of ending.keys()) stack.cut()
    }
  }
}

function planOf(sites: readonly ServedSite[]): (PlanRow & { readonly site?: string })[] {
  const all = sites.flatMap(({ stack: { site, applications } }) => applications.map(({ path, app }) => ({ name: path === '/' ? site.name : `${site.name}${path}`, rows: app.integratedPipeline.plan() })))
  return all.flatMap(({ name, rows }) => (all.length === 1 ? rows : rows.map((row) => ({ ...row, site: name }))))
}

/** Null: it cannot be built, which the log says, with what becomes of the site. */
async function buildStack(setup: Setup, site: SiteSetup, loader: Loader, log: Log, outcome: string): Promise<SiteStack | null> {
  const contradiction = contradictionOf(site, setup)
  if (contradiction !== null) {
    log(toEntry(contradiction))
    return null
  }
  const missing = missingOf(site)
  if (missing !== null) {
    log({ event: 'level' in missing ? EVENTS.filterFailed : null, level: 'error', text: `"${missing.name}" (${missing.where}) has no implementation.`, error: null })
    log({ event: 'level' in missing ? EVENTS.siteNotStarted : null, level: 'error', text: notStarted(site, missing, outcome), error: null })
    return null
  }
  let broken = false
  const report = (error: unknown): void => {
    log(toEntry(error, setup.sites.length > 1 ? `site "${site.name}": ` : ''))
    // Fidelity: filter.events.site-not-started — a filter of the site that fails at its first request
    if (eventOf(error) === null || broken) return
    broken = true
    log({ event: EVENTS.siteNotStarted, level: 'error', text: notStarted(site, null), error: null })
  }
  let stack: SiteStack | null = null
  try {
    stack = new SiteStack(site, ownsPort(site, setup.sites) ? makeServer(tlsOf(site.bindings), setup.limits) : null, setup.watch)
    for (const application of site.applications) stack.applications.push({ path: application.path, app: await startApplication(setup, site, application, loader, report, stack) })
    return stack
  } catch (error) {
    await stack?.end()
    log(toEntry(error, setup.sites.length > 1 ? `site "${site.name}": ` : ''))
    if (eventOf(error) !== null) log({ event: EVENTS.siteNotStarted, level: 'error', text: notStarted(site, null, outcome), error: null })
    return null
  }
}

async function startApplication(setup: Setup, site: SiteSetup, application: ApplicationSetup, loader: Loader, report: (error: unknown) => void, stack: SiteStack): Promise<FastifyInstance> {
  const options = await pipelineOptions(setup, site, application, loader)
  const { bodyLimit } = setup.limits
  const { server } = stack
  const serverOptions: FastifyServerOptions = {
    trustProxy: setup.trustProxy as boolean | string | string[], // Fastify's type wants a list that may be changed
    forceCloseConnections: 'idle',
    schemaController: WITHOUT_SCHEMAS,
    ...(bodyLimit !== undefined && { bodyLimit }),
    ...(server !== null && {
      serverFactory: (handler: RequestListener) => server.on('request', (request: IncomingMessage, response: ServerResponse) => {
        stack.track(request, response)
        handler(request, response)
      })
    })
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
