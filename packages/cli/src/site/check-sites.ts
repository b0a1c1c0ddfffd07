// Contradictions of a site, with itself and with those before it, found before anything is loaded.

import { statSync } from 'node:fs'
import type { PlanRow } from '@isapi-bridge/module-api'
import { CliError } from '../errors.ts'
import type { Setup, SiteSetup } from '../setup.ts'
import { shorten } from './load-file.ts'

/** What keeps a site from being started, whatever its filters and modules are; null: nothing. */
export function contradictionOf(site: SiteSetup, { sites }: Setup): CliError | null {
  const refuse = (what: string, remedy: string): CliError => new CliError('ERR_CLI_SITE', `Site "${site.name}"${site.where === '' ? '' : ` (${site.where})`} ${what}.`, remedy)
  const before = sites.slice(0, sites.indexOf(site))
  const twin = before.find(({ id }) => id === site.id)
  if (twin !== undefined) return refuse(`has the id ${site.id}, which site "${twin.name}" has as well`, 'Give each site an id of its own.')
  for (const [index, binding] of site.bindings.entries()) {
    const { address, port, host, tls } = binding
    if (port === 0) continue
    const others = [...before.flatMap((other) => other.bindings.map((theirs) => ({ ...theirs, owner: `site "${other.name}"` }))), ...site.bindings.slice(0, index).map((own) => ({ ...own, owner: 'it' }))]
    const same = others.find((other) => other.port === port && other.address === address && other.host === host)
    if (same !== undefined) return refuse(`has the binding ${address}:${port}:${host}, which ${same.owner} has already`, 'Give one of them another port or host name.')
    const odd = others.find((other) => other.port === port && (other.tls === null) !== (tls === null))
    if (odd !== undefined) return refuse(`uses port ${port} ${tls === null ? 'without' : 'with'} TLS, and ${odd.owner} the other way round`, 'Give one of them another port.')
  }
  const names = new Map<string, string>()
  for (const { name, where } of site.filters) {
    const other = names.get(name)
    if (other !== undefined) return refuse(`has two filters called "${name}": ${other} and ${where}`, 'Give each a `name` of its own.')
    names.set(name, where)
  }
  for (const folder of [site.root, ...site.virtualDirectories.map(({ physicalPath }) => physicalPath)]) {
    const stats = statSync(folder, { throwIfNoEntry: false })
    if (stats === undefined) return refuse(`has the folder ${shorten(folder)}, which does not exist`, /^[A-Z]:|\\|%/i.test(folder) ? `Say in \`iis.paths\` where it is here: ${JSON.stringify({ [folder]: './folder' })}.` : 'Make it, or name another one.')
    if (!stats.isDirectory()) return refuse(`has ${shorten(folder)} as a folder, which is a file`, 'Name the folder that it lies in.')
  }
  return null
}

/** Whether a site has its port for itself, so that its application may own the connections. */
export function ownsPort(site: SiteSetup, sites: readonly SiteSetup[]): boolean {
  const [binding, ...rest] = site.bindings
  if (binding === undefined || rest.length > 0 || binding.host !== '' || site.applications.length > 1) return false
  return binding.port === 0 || !sites.some((other) => other !== site && other.bindings.some(({ port }) => port === binding.port))
}

/** Raw data comes before anybody knows which site is meant: an error where a filter wants it and the site does not own its connections. */
export function rawConflictOf(site: SiteSetup, sites: readonly SiteSetup[], rows: readonly PlanRow[]): CliError | null {
  const raw = ownsPort(site, sites) ? undefined : rows.find(({ notification }) => notification.endsWith('_RAW_DATA'))
  return raw === undefined ? null : new CliError('ERR_CLI_FILTER', `Filter "${raw.name}" registers for ${raw.notification}, and site "${site.name}" shares its port, has several, or has several applications.`, 'Give the site one binding, with a port of its own and without host name.')
}
