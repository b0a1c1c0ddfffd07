// Filters that an IIS file names and that nothing implements yet, as rows of the plan: where they would stand, as far as anybody knows.

import { NOTIFICATION_MAP, ORDER_MAP } from '@isapi-bridge/bridge'
import { SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_MEDIUM } from '@isapi-bridge/filter-api'
import { CLOSING, CONNECTION_READ, CONNECTION_SEND, PRE_BEGIN_REQUEST, STAGES, type PlanRow } from '@isapi-bridge/module-api'
import type { FilterSetup } from '../setup.ts'

const STAGE_ORDER: readonly string[] = [CONNECTION_READ, PRE_BEGIN_REQUEST, 'MAP_PATH', 'READ_ENTITY', ...STAGES.map(({ name }) => name), 'CUSTOM_NOTIFICATION', 'SEND_RESPONSE', CONNECTION_SEND, CLOSING, 'CONNECTION_CLOSE']

/** What a filter without code would get: by FilterFlags of its metabase, else one row that says that nobody knows. */
function rowsOf(filter: FilterSetup): PlanRow[] {
  const base = { kind: 'filter', name: filter.name } as const
  const why = `no implementation (${filter.where})`
  if (filter.flags === null) return [{ ...base, stage: PRE_BEGIN_REQUEST, post: false, notification: 'not known', priority: 'unknown', reason: why }]
  const priority = priorityOf(filter.flags)
  return NOTIFICATION_MAP.flatMap((row) => {
    if ((row.flag & (filter.flags ?? 0)) === 0) return []
    return [{ ...base, stage: row.stage, post: row.carrier === 'post', notification: row.name, priority, reason: `${why}; by FilterFlags of the file, priority ${priority}` }]
  })
}

function priorityOf(flags: number): string {
  const flag = (flags & SF_NOTIFY_ORDER_HIGH) !== 0 ? SF_NOTIFY_ORDER_HIGH : (flags & SF_NOTIFY_ORDER_MEDIUM) !== 0 ? SF_NOTIFY_ORDER_MEDIUM : null
  return ORDER_MAP.find((row) => row.flag === flag && flag !== null)?.words ?? 'LOW'
}

/** The rows with those of filters that have no code yet in their places. */
export function withUnimplemented(rows: readonly PlanRow[], filters: readonly FilterSetup[]): PlanRow[] {
  const all = [...rows]
  const load = new Map(filters.map(({ name }, index) => [name, index]))
  const rankOf = (row: PlanRow): number => ORDER_MAP.findIndex(({ words }) => words === row.priority)
  for (const filter of filters) {
    if (filter.standing !== 'no implementation') continue
    for (const row of rowsOf(filter)) all.splice(placeOf(row, all, rankOf, load), 0, row)
  }
  return all
}

/** Before the first filter of the stage that comes later: by priority where both are known, then by load order. */
function placeOf(row: PlanRow, all: readonly PlanRow[], rankOf: (row: PlanRow) => number, load: ReadonlyMap<string, number>): number {
  const index = (of: PlanRow): number => load.get(of.name) ?? 0
  const comesLater = (other: PlanRow): boolean => {
    const [mine, theirs] = [rankOf(row), rankOf(other)]
    return mine === -1 || theirs === -1 || mine === theirs ? index(other) > index(row) : theirs > mine
  }
  const same = (other: PlanRow): boolean => other.stage === row.stage && other.post === row.post
  const later = all.findIndex((other) => same(other) && other.kind === 'filter' && (other.notification === row.notification || rankOf(row) === -1) && comesLater(other))
  if (later !== -1) return later
  const last = all.findLastIndex((other) => same(other) && other.kind === 'filter')
  if (last !== -1) return last + 1
  const stage = STAGE_ORDER.indexOf(row.stage)
  const next = all.findIndex((other) => STAGE_ORDER.indexOf(other.stage) > stage || (other.stage === row.stage && (other.post || !row.post)))
  return next === -1 ? all.length : next
}
