// Page-heap mode for filters that somebody names, whatever the configuration says of them.

import { CliError } from '../errors.ts'
import type { FilterSetup, Setup } from '../setup.ts'

/** The setup with these filters in page-heap mode. A filter that sites share stays one. */
export function withPageHeap(setup: Setup, names: readonly string[]): Setup {
  const filters = new Set(setup.sites.flatMap((site) => site.filters))
  const unknown = names.find((name) => ![...filters].some((filter) => filter.name === name))
  if (unknown !== undefined) {
    const there = [...new Set([...filters].map(({ name }) => name))]
    throw new CliError('ERR_CLI_USAGE', `--pageheap names "${unknown}", and there is no such filter.`, there.length === 0 ? 'There are none at all.' : `There are ${there.join(', ')}.`)
  }
  const replaced = new Map([...filters].map((filter): [FilterSetup, FilterSetup] => [filter, names.includes(filter.name) ? { ...filter, memory: { ...filter.memory, pageHeap: true } } : filter]))
  return { ...setup, sites: setup.sites.map((site) => ({ ...site, filters: site.filters.map((filter) => replaced.get(filter) ?? filter) })) }
}
