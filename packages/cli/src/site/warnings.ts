// TABLE: what works, and surprises.

import type { Note, Setup } from '../setup.ts'

const hasFilters = ({ sites }: Setup): boolean => sites.flatMap(({ filters }) => filters).some(({ standing }) => standing === 'runs')

const inPageHeap = ({ sites }: Setup): boolean => sites.flatMap(({ filters }) => filters).some(({ standing, memory }) => standing === 'runs' && memory?.pageHeap === true)

const ROWS: readonly { readonly holds: (setup: Setup) => boolean; readonly note: Note }[] = [
  {
    holds: (setup) => setup.trustProxy !== false && setup.netSession === 'connection' && hasFilters(setup),
    note: {
      where: '`trustProxy`',
      text: 'a filter\'s session is the TCP connection. A proxy that pools its connections sends requests of many users over one, and a filter that keeps a user in pFilterContext would give one user the identity of another. Set `netSession: \'request\'` (docs/running-in-production.md).'
    }
  },
  {
    holds: inPageHeap,
    note: { where: '`pageHeap`', text: 'a filter runs in page-heap mode, which is slow: for debugging only.' }
  }
]

/** What the setup as a whole gives reason to say. */
export function warningsOf(setup: Setup): Note[] { return ROWS.filter(({ holds }) => holds(setup)).map(({ note }) => note) }
