import { PRE_BEGIN_REQUEST, type PlanRow } from '@isapi-bridge/module-api'
import type { FilterChain } from './filter-chain.ts'
import { NOTIFICATION_MAP } from './notification-map.ts'
import { ORDER_MAP, rankOf } from './order-map.ts'

/** The plan of all filters of a server, in the order in which they are called. */
export function planRows(chain: FilterChain): PlanRow[] {
  const waiting = chain.waiting.map((name): PlanRow => (
    { stage: PRE_BEGIN_REQUEST, post: false, kind: 'filter', name, notification: 'not known yet', priority: 'unknown', reason: 'a filter of the site, loaded with its first request' }
  ))
  return [...waiting, ...loadedRows(chain)]
}

function loadedRows(chain: FilterChain): PlanRow[] {
  return NOTIFICATION_MAP.flatMap((row) => {
    return chain.subscribers(row.flag).map((filter): PlanRow => {
      const priority = ORDER_MAP[rankOf(filter)]?.words ?? ''
      const order = `filter order: ${priority}, then ${filter.level === 'site' ? 'filters of the site' : 'global filters'}, then entry ${filter.index + 1} of the filters`
      return { stage: row.stage, post: row.carrier === 'post', kind: 'filter', name: filter.name, notification: row.name, priority, reason: `${row.where}; ${order}${filter.origin === '' ? '' : `; ${filter.origin}`}` }
    })
  })
}
