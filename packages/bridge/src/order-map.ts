// TABLE: the priorities of filters, first to last, and the module priority that each gives.

import {
  SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_ORDER_MEDIUM, type FilterPriority
} from '@isapi-bridge/filter-api'
import {
  PRIORITY_ALIAS_FIRST, PRIORITY_ALIAS_HIGH, PRIORITY_ALIAS_LOW, PRIORITY_ALIAS_MEDIUM, type PRIORITY_ALIAS
} from '@isapi-bridge/module-api'
import type { ProfileSettings } from './profiles.ts'

export interface OrderRow {
  /** Order bit of the filter; null: none at all, where the profile treats such filters apart. */
  readonly flag: FilterPriority | null
  readonly words: string
  /** Priority of the filter's module among modules. */
  readonly alias: PRIORITY_ALIAS
  readonly statement: string
}

const ROWS = [
  { flag: null,                   words: 'no order bit', alias: PRIORITY_ALIAS_FIRST,  statement: 'F-095' },
  { flag: SF_NOTIFY_ORDER_HIGH,   words: 'HIGH',         alias: PRIORITY_ALIAS_HIGH,   statement: 'F-087' },
  { flag: SF_NOTIFY_ORDER_MEDIUM, words: 'MEDIUM',       alias: PRIORITY_ALIAS_MEDIUM, statement: 'F-087' },
  { flag: SF_NOTIFY_ORDER_LOW,    words: 'LOW',          alias: PRIORITY_ALIAS_LOW,    statement: 'F-087' }
] as const satisfies readonly OrderRow[]

true satisfies [Exclude<FilterPriority | null, (typeof ROWS)[number]['flag']>] extends [never] ? true : never

export const ORDER_MAP: readonly OrderRow[] = ROWS

/** What the order of a filter depends on. */
export interface Ordered {
  readonly priority: FilterPriority
  readonly hasOwnPriority: boolean
  readonly settings: ProfileSettings
}

/** … and of its place. */
export interface Placed extends Ordered {
  readonly level: 'global' | 'site'
  /** Place in the list. */
  readonly index: number
}

/** Position of a filter's row: lower ones are called first. */
export function rankOf({ priority, hasOwnPriority, settings }: Ordered): number {
  const flag = settings.unorderedFirst && !hasOwnPriority ? null : priority
  return ORDER_MAP.findIndex((row) => row.flag === flag)
}

/** Filter order. Global before site counts among equals, unless a profile puts all global filters first. */
export function compareFilters(a: Placed, b: Placed): number {
  const levels = Number(a.level === 'site') - Number(b.level === 'site')
  const ranks = rankOf(a) - rankOf(b)
  const globalFirst = a.settings.globalFirst || b.settings.globalFirst
  return (globalFirst ? levels || ranks : ranks || levels) || a.index - b.index
}
