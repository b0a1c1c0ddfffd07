// Contradictions between sites, found before anything is loaded.

import { existsSync, statSync } from 'node:fs'
import { CliError } from '../errors.ts'
import type { Setup, SiteSetup } from '../setup.ts'
import { shorten } from './load-file.ts'

/** Throws for the first contradiction. */
export function checkSites({ sites, filters }: Setup): void {
  const ids = new Map<number, SiteSetup>()
  const bindings = new Map<string, SiteSetup>()
  for (const site of sites) {
    const other = ids.get(site.id)
    if (other !== undefined) refuse(site, `has the id ${site.id}, which site "${other.name}" has as well`, 'Give each site an id of its own.')
    ids.set(site.id, site)
    for (const { address, port, host } of site.bindings) {
      if (port === 0) continue
      const key = `${address}:${port}:${host}`
      const owner = bindings.get(key)
      if (owner !== undefined) refuse(site, `has the binding ${key}, which ${owner === site ? 'it has twice' : `site "${owner.name}" has as well`}`, 'Give one of them another port or host name.')
      bindings.set(key, site)
    }
    for (const { address, port, tls } of site.bindings) {
      const odd = sites.find((candidate) => candidate.bindings.some((binding) => port !== 0 && binding.port === port && binding.address === address && (binding.tls === null) !== (tls === null)))
      if (odd !== undefined) refuse(site, `uses port ${port} with TLS and site "${odd.name}" without, or the other way round`, 'Give one of them another port.')
    }
    checkNames([...filters, ...site.filters].map(({ name, where }) => ({ name, where })), 'filters')
    for (const folder of [site.root, ...site.virtualDirectories.map(({ physicalPath }) => physicalPath)]) {
      if (!existsSync(folder)) refuse(site, `has the folder ${shorten(folder)}, which does not exist`, 'Make it, or name another one.')
      if (!statSync(folder).isDirectory()) refuse(site, `has ${shorten(folder)} as a folder, which is a file`, 'Name the folder that it lies in.')
    }
  }
  if (sites.length === 0) checkNames(filters, 'filters')
}

function checkNames(entries: readonly { readonly name: string; readonly where: string }[], what: string): void {
  const names = new Map<string, string>()
  for (const { name, where } of entries) {
    const other = names.get(name)
    if (other !== undefined) throw new CliError('ERR_CLI_SITE', `Two ${what} are called "${name}": ${other} and ${where}.`, 'Give each a `name` of its own.')
    names.set(name, where)
  }
}

function refuse(site: SiteSetup, what: string, remedy: string): never {
  throw new CliError('ERR_CLI_SITE', `Site "${site.name}"${site.where === '' ? '' : ` (${site.where})`} ${what}.`, remedy)
}
