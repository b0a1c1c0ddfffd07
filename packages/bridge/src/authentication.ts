// When AUTHENTICATION is raised in a net session, and which account was found for the credentials of its client.

import type { BasicCredentials, IHttpConnection, IHttpModuleContextContainer } from '@isapi-bridge/module-api'
import type { ProfileSettings } from './profiles.ts'

/** Credentials of a client, and those that filters put in their place. */
interface Mapping {
  readonly client: BasicCredentials
  readonly account: BasicCredentials
}

function isSame(one: BasicCredentials, other: BasicCredentials): boolean {
  return one.userName === other.userName && one.password === other.password
}

/** Fidelity: filter.authentication.unchanged — a filter that only looks must not turn credentials for the application into a logon. */
function putInPlace({ client, account }: Mapping): BasicCredentials | null {
  return isSame(client, account) ? null : account
}

/** The logons of the net sessions of one server, by the container that is the session: several connections may share it. */
export class Logons {
  readonly #last = new WeakMap<IHttpModuleContextContainer, Mapping>()

  /** Whether filters are asked for these credentials; the settings are those of the filters that want to be. */
  isDue(connection: IHttpConnection, client: BasicCredentials, settings: readonly ProfileSettings[]): boolean {
    const last = this.#last.get(connection.GetModuleContextContainer())
    if (last === undefined) return true
    const asks = (often: ProfileSettings['authentication']): boolean => settings.some(({ authentication }) => authentication === often)
    if (asks('each-request')) return true
    if (client.userName === '') return false
    // Other credentials are another logon: what was found for the old ones must not serve the new ones.
    return asks('each-basic-request') || !isSame(last.client, client)
  }

  /** The account that filters put in the place of the same credentials before; that of an anonymous client serves its request only. */
  accountOf(connection: IHttpConnection, client: BasicCredentials): BasicCredentials | null {
    const last = this.#last.get(connection.GetModuleContextContainer())
    return last !== undefined && client.userName !== '' && isSame(last.client, client) ? putInPlace(last) : null
  }

  /** What the server logs on with in the place of what the client sent; null: filters left it alone. */
  remember(connection: IHttpConnection, client: BasicCredentials, account: BasicCredentials): BasicCredentials | null {
    const mapping = { client, account }
    this.#last.set(connection.GetModuleContextContainer(), mapping)
    return putInPlace(mapping)
  }
}
