// A side of a comparison that runs in this process: a configuration, on free ports of the loopback address, which leaves the logs of the site alone.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProfileName } from '@isapi-bridge/bridge'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import { createLogObserver, withoutOrigin, type RunningSide, type Side } from '@isapi-bridge/compare'
import { CliError } from '../errors.ts'
import type { Setup, SiteSetup } from '../setup.ts'
import type { Log } from './events.ts'
import { startServer } from './server.ts'

export interface LocalSideOptions {
  readonly name: string
  /** In place of the profile of each filter; null: as it is set up. */
  readonly profile: ProfileName | null
  readonly log: Log
}

/** Where a started setup listens; plain data, which another thread can be told. */
export interface LoopbackFacts {
  /** Origin of each host name; empty: any. */
  readonly origins: Readonly<Record<string, string>>
  readonly first: string
  /** Folders of its sites, the longest first. */
  readonly roots: readonly string[]
}

/** @throws CliError when it starts, if no site of the setup can be started */
export function localSide(setup: Setup, options: LocalSideOptions): Side {
  return {
    name: options.name, local: true,
    async start() {
      const observer = createLogObserver()
      const { facts, close } = await startOnLoopback(setup, options, [observer.entry])
      return { ...readFacts(facts), takeLogRecord: () => observer.take(), close }
    }
  }
}

/** What a side does with where it listens. */
export function readFacts({ origins, first, roots }: LoopbackFacts): Pick<RunningSide, 'originOf' | 'normalise'> {
  const urls = new Map(Object.entries(origins).map(([host, origin]) => [host, new URL(origin)]))
  const fallback = urls.get('') ?? new URL(first)
  return {
    originOf: (host) => urls.get((host ?? '').replace(/:\d*$/, '').toLowerCase()) ?? fallback,
    normalise: (text, origin) => roots.reduce((result, root) => (result.includes(root) ? result.replaceAll(root, '{root}') : result), withoutOrigin(text, origin))
  }
}

/** Serves a setup on free ports of the loopback address. */
export async function startOnLoopback(setup: Setup, { name, profile, log }: LocalSideOptions, observers: readonly ModuleEntry[]): Promise<{ facts: LoopbackFacts; close(): Promise<void> }> {
  const logDir = mkdtempSync(join(tmpdir(), 'isapi-bridge-compare-'))
  let why: string | null = null
  const server = await startServer({ ...setup, trace: null, shadow: null, sites: setup.sites.map((site) => onLoopback(site, logDir, profile)), observers }, (entry) => {
    if (entry.level === 'error') why ??= entry.text
    log(entry)
  })
  const close = async (): Promise<void> => {
    server.cut()
    await server.close()
    rmSync(logDir, { recursive: true, force: true })
  }
  const [first] = server.urls
  if (first === undefined) {
    await close()
    throw new CliError('ERR_CLI_SITE', `${name} cannot be started: ${why ?? 'it has no site.'}`, '`isapi-bridge plan --config` shows all that is wrong.')
  }
  const origins = Object.fromEntries(setup.sites.toReversed().flatMap(({ name: site, bindings }) => bindings.map(({ host }) => [host, server.urls.find((candidate) => candidate.site === site)?.url ?? first.url] as const)))
  const roots = [...new Set(setup.sites.map(({ root }) => root))].sort((x, y) => y.length - x.length)
  return { facts: { origins, first: first.url, roots }, close }
}

/** Nothing of a site but the loopback address, and its log elsewhere. */
function onLoopback(site: SiteSetup, logDir: string, profile: ProfileName | null): SiteSetup {
  return {
    ...site,
    bindings: [{ address: '127.0.0.1', port: 0, host: '', tls: null, where: site.where }],
    filters: profile === null ? site.filters : site.filters.map((filter) => ({ ...filter, profile })),
    applications: site.applications.map((application) => ({
      ...application,
      slots: application.slots.map((slot) => (slot.kind === 'built-in' && slot.name === 'HttpLoggingModule' ? { ...slot, options: { ...slot.options, directory: logDir } } : slot))
    }))
  }
}
