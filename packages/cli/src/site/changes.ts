// What differs between the setup that runs and one that has been read since: what can be had at once, and what takes a restart.

import { inspect } from 'node:util'
import type { FilterSetup, Setup, SiteSetup } from '../setup.ts'
import { ownsPort } from './check-sites.ts'

export interface Changes {
  /** Sites that get a fresh stack. What takes a restart is still as it was in them. */
  readonly replaced: readonly { readonly before: SiteSetup; readonly after: SiteSetup }[]
  /** In words. */
  readonly restart: readonly string[]
}

const isGlobal = ({ level }: FilterSetup): boolean => level === 'global'

/** @param running the sites of `current` that are served */
export function changesOf(current: Setup, next: Setup, running: readonly SiteSetup[]): Changes {
  const restart = new Set<string>()
  const replaced: { before: SiteSetup; after: SiteSetup }[] = []
  for (const key of ['sections', 'trustProxy', 'netSession', 'limits', 'trace', 'shadow'] as const) if (differ(current[key], next[key])) restart.add(`\`${key}\` has changed`)
  for (const site of next.sites) if (!running.some(({ id }) => id === site.id)) restart.add(`site "${site.name}" is not running`)
  for (const before of running) {
    const found = next.sites.find(({ id }) => id === before.id)
    if (found === undefined) {
      restart.add(`site "${before.name}" is gone`)
      continue
    }
    if (differ(before.filters.filter(isGlobal), found.filters.filter(isGlobal))) restart.add('the list of global filters has changed')
    if (differ([before.name, before.bindings], [found.name, found.bindings])) restart.add(`name or bindings of site "${before.name}" have changed`)
    const { name, bindings } = before
    const after = { ...found, name, bindings, filters: [...before.filters.filter(isGlobal), ...found.filters.filter((filter) => !isGlobal(filter))] }
    if (!differ(before, after)) continue
    if (ownsPort(after, current.sites) !== ownsPort(before, current.sites)) restart.add(`site "${name}" has several applications, or one, where it was the other way round`)
    else replaced.push({ before, after })
  }
  return { replaced, restart: [...restart] }
}

/** Whether they say different things. Code is as good as its name: what is loaded stays loaded. */
function differ(one: unknown, other: unknown): boolean { return toText(one) !== toText(other) }

function toText(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'where') return undefined // a line moves
    if (key === 'implementation' && typeof inner === 'object' && inner !== null && 'value' in inner) return 'held by the configuration'
    return typeof inner === 'function' || isOfClass(inner) ? inspect(inner, { depth: null }) : inner
  }) ?? ''
}

function isOfClass(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null
}
