import type { Config } from '../config/config.ts'
import type { Setup } from '../setup.ts'

/** What the IIS files of a configuration say. */
export function readIisFiles(_config: Config, _source: string): Pick<Setup, 'filters' | 'sites' | 'notes'> {
  return { filters: [], sites: [], notes: [] }
}
