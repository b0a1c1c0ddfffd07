// How both readers of a server variable hand what they read to the route /app/vars/:name.

import type { HRESULT, WIN32_ERROR } from '@isapi-bridge/win32'

const PREFIX = '/app/vars/'

/** Request header that the filter fills. Private: a client's own header of this name is deleted before anybody looks. */
export const HAND_OVER_HEADER = 'X-Demo-Variable'
/** Server variable that the module fills; no client can set one. */
export const HAND_OVER_VARIABLE = 'DEMO_VARIABLE'

/** The variable that a URL asks for, or null. */
export function variableNameOf(url: string): string | null {
  return url.startsWith(PREFIX) ? url.slice(PREFIX.length) : null
}

/** What a reader found: a value, or why there is none. */
export type Found = { readonly value: Uint8Array } | { readonly error: WIN32_ERROR | HRESULT }

/** As text that any header can carry: ALL_RAW has line breaks, so bytes are percent-encoded. */
export function toHandOver(found: Found): string {
  if ('error' in found) return `error ${found.error}`
  return `value ${Array.from(found.value, percentEncode).join('')}`
}

/** The other way round; null: nobody handed anything over. */
export function fromHandOver(text: string | null | undefined): Found | null {
  const [, kind, rest = ''] = /^(value|error) (.*)$/.exec(text ?? '') ?? []
  if (kind === undefined) return null
  if (kind === 'error') return { error: Number(rest) as WIN32_ERROR | HRESULT } // written by toHandOver
  const bytes = rest.replaceAll(/%([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return { value: Buffer.from(bytes, 'latin1') }
}

function percentEncode(byte: number): string {
  const character = String.fromCharCode(byte)
  return /[\w.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
