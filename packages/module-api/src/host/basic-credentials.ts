// The credentials of RFC 7617: "Basic", and the base64 form of user-id ":" password in UTF-8.

import { TextDecoder } from 'node:util'

export interface BasicCredentials {
  readonly userName: string
  readonly password: string
}

const SCHEME = /^basic(?: +(.*))?$/i
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeToken(token: string): string | null {
  const bytes = Buffer.from(token, 'base64')
  // Buffer takes whatever it finds; only what it would write itself is well-formed.
  if (bytes.toString('base64').replace(/=+$/, '') !== token.replace(/={1,2}$/, '')) return null
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

/** What an Authorization header says: credentials, null when it is of another scheme or missing, 'malformed' when it is Basic and makes no sense. */
export function readCredentials(header: string | null): BasicCredentials | 'malformed' | null {
  const match = header === null ? null : SCHEME.exec(header.trim())
  if (match === null) return null
  const text = decodeToken(match[1] ?? '')
  const colon = text?.indexOf(':') ?? -1
  // RFC 7617, 2: a colon separates the two, and neither has control characters.
  if (text === null || colon === -1 || /\p{Cc}/u.test(text)) return 'malformed'
  return { userName: text.slice(0, colon), password: text.slice(colon + 1) }
}
