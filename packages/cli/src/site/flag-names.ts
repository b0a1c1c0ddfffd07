// TABLE: bits of dwFlags that are no notifications, beside those that are.

import { notifications, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_ORDER_MEDIUM, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_SECURE_PORT } from '@isapi-bridge/filter-api'

const FLAGS: readonly { readonly flag: number; readonly name: string }[] = [
  ...notifications,
  { flag: SF_NOTIFY_SECURE_PORT, name: 'SF_NOTIFY_SECURE_PORT' },
  { flag: SF_NOTIFY_NONSECURE_PORT, name: 'SF_NOTIFY_NONSECURE_PORT' },
  { flag: SF_NOTIFY_ORDER_HIGH, name: 'SF_NOTIFY_ORDER_HIGH' },
  { flag: SF_NOTIFY_ORDER_MEDIUM, name: 'SF_NOTIFY_ORDER_MEDIUM' },
  { flag: SF_NOTIFY_ORDER_LOW, name: 'SF_NOTIFY_ORDER_LOW' }
]

/** dwFlags by the names of its bits. */
export function flagNames(flags: number): string[] { return FLAGS.filter(({ flag }) => (flags & flag) !== 0).map(({ name }) => name) }

const METABASE: ReadonlyMap<string, number> = new Map(FLAGS.map(({ name, flag }) => [name.replace('SF_', '').replaceAll('_', '').toLowerCase(), flag]))

/** The bit of a name as the metabase writes it, such as NotifyPreProcHeaders; 0 for a name that it does not have. */
export function metabaseFlag(name: string): number { return METABASE.get(name.toLowerCase()) ?? 0 }
