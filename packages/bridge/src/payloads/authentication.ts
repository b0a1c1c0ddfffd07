// SF_NOTIFY_AUTHENTICATION: user and password are edited in buffers, and taken over after each filter.

import { readSz, SF_MAX_PASSWORD, SF_MAX_USERNAME, type HTTP_FILTER_AUTHENT } from '@isapi-bridge/filter-api'
import type { BasicCredentials } from '@isapi-bridge/module-api'
import { ERROR_INVALID_DATA } from '@isapi-bridge/win32'
import type { BridgedFilter } from '../bridged-filter.ts'
import type { FilterRequest } from '../filter-request.ts'
import type { CarriedRow } from '../notification-map.ts'
import { Occurrence } from '../occurrence.ts'
import { fromByteText } from '../text.ts'

const CONTROLS = /\p{Cc}/u

function bufferOf(text: string, atLeast: number): Uint8Array {
  const bytes = Buffer.from(text, 'utf8')
  const buffer = new Uint8Array(Math.max(atLeast, bytes.length + 1))
  buffer.set(bytes)
  return buffer
}

/** What a buffer holds; null when it is no text. */
function textOf(buffer: Uint8Array): string | null {
  const text = buffer.includes(0) ? fromByteText(readSz(buffer)) : null
  return text === null || CONTROLS.test(text) ? null : text
}

/** A client that sent nothing has two empty strings. */
class AuthenticationPayload implements HTTP_FILTER_AUTHENT {
  readonly #user: Uint8Array
  readonly #password: Uint8Array

  constructor({ userName, password }: BasicCredentials) {
    this.#user = bufferOf(userName, SF_MAX_USERNAME)
    this.#password = bufferOf(password, SF_MAX_PASSWORD)
  }

  get pszUser(): Uint8Array { return this.#user }
  get cbUserBuff(): number { return this.#user.length }
  get pszPassword(): Uint8Array { return this.#password }
  get cbPasswordBuff(): number { return this.#password.length }
}

/** One logon, before it happens. */
export class AuthenticationOccurrence extends Occurrence {
  readonly #payload: AuthenticationPayload
  /** What the server is to log on with. */
  credentials: BasicCredentials

  constructor(row: CarriedRow, request: FilterRequest, client: BasicCredentials) {
    const payload = new AuthenticationPayload(client)
    super(row, request, payload)
    this.#payload = payload
    this.credentials = client
  }

  override settle(filter: BridgedFilter): void {
    const { pszUser, pszPassword } = this.#payload
    const userName = textOf(pszUser)
    const password = textOf(pszPassword)
    if (userName !== null && password !== null) {
      this.credentials = { userName, password }
      return
    }
    filter.report('ERR_BRIDGE_CREDENTIALS', 'left credentials that are no text.')
    this.request.fail(ERROR_INVALID_DATA, this.row.flag)
  }
}
