// The accounts of the demo. Nothing here is a secret but one: the password that nobody types.

import { randomUUID } from 'node:crypto'

/** Password of the accounts that the filter "basic-auth-mapper" maps to; made anew at each start. */
export const ACCOUNT_PASSWORD: string = randomUUID()

interface Account {
  readonly password: string
  readonly roles: readonly string[]
}

/** The start page names the passwords, and the server listens on this machine only. */
export const ACCOUNTS: ReadonlyMap<string, Account> = new Map([
  ['alice', { password: 'wonderland', roles: ['readers'] }],
  ['bob', { password: 'builder', roles: [] }],
  ['SITE\\alice', { password: ACCOUNT_PASSWORD, roles: ['readers'] }]
])
