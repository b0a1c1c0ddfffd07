import type { Config } from '../config/config.ts'
import type { Setup } from '../setup.ts'

/** What the IIS files of a configuration say. */
export function readIisFiles(_config: Config, _source: string, _filters: unknown): Pick<Setup, 'sites' | 'notes'> {
  return { sites: [], notes: [] }
}
