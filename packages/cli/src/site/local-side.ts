// A side of a comparison that runs in this process: a configuration, on free ports of the loopback address, which leaves the logs of the site alone.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProfileName } from '@isapi-bridge/bridge'
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

/** @throws CliError when it starts, if no site of the setup can be started */
export function localSide(setup: Setup, options: LocalSideOptions): Side {
  return { name: options.name, local: true, start: () => start(setup, options) }
}

async function start(setup: Setup, { name, profile, log }: LocalSideOptions): Promise<RunningSide> {
  const logDir = mkdtempSync(join(tmpdir(), 'isapi-bridge-compare-'))
  const observer = createLogObserver()
  let why: string | null = null
  const server = await startServer({ ...setup, trace: null, sites: setup.sites.map((site) => onLoopback(site, logDir, profile)), observers: [observer.entry] }, (entry) => {
    if (entry.level === 'error') why ??= entry.text
    log(entry)
  })
  const close = async (): Promise<void> => {
    server.cut()
    await server.close()
    rmSync(logDir, { recursive: true, force: true })
  }
  const origins = server.urls.map(({ url, site }) => ({ origin: new URL(url), site }))
  const [first] = origins
  if (first === undefined) {
    await close()
    throw new CliError('ERR_CLI_SITE', `${name} cannot be started: ${why ?? 'it has no site.'}`, '`isapi-bridge plan --config` shows all that is wrong.')
  }
  const byHost = new Map(setup.sites.toReversed().flatMap(({ name: site, bindings }) => bindings.map(({ host }) => [host, origins.find((candidate) => candidate.site === site)?.origin ?? first.origin] as const)))
  const roots = [...new Set(setup.sites.map(({ root }) => root))].sort((x, y) => y.length - x.length)
  return {
    originOf: (host) => byHost.get((host ?? '').replace(/:\d*$/, '').toLowerCase()) ?? byHost.get('') ?? first.origin,
    takeLogRecord: () => observer.take(),
    normalise: (text, origin) => roots.reduce((result, root) => (result.includes(root) ? result.replaceAll(root, '{root}') : result), withoutOrigin(text, origin)),
    close
  }
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
