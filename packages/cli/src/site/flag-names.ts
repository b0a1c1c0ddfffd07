import { notifications, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_ORDER_MEDIUM, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_SECURE_PORT } from '@isapi-bridge/filter-api'

const OTHERS = [
  { flag: SF_NOTIFY_SECURE_PORT, name: 'SF_NOTIFY_SECURE_PORT' },
  { flag: SF_NOTIFY_NONSECURE_PORT, name: 'SF_NOTIFY_NONSECURE_PORT' },
  { flag: SF_NOTIFY_ORDER_HIGH, name: 'SF_NOTIFY_ORDER_HIGH' },
  { flag: SF_NOTIFY_ORDER_MEDIUM, name: 'SF_NOTIFY_ORDER_MEDIUM' },
  { flag: SF_NOTIFY_ORDER_LOW, name: 'SF_NOTIFY_ORDER_LOW' }
]

/** dwFlags by the names of its bits. */
export function flagNames(flags: number): string[] {
  return [...notifications, ...OTHERS].filter(({ flag }) => (flags & flag) !== 0).map(({ name }) => name)
}
