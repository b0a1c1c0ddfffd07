// Where a site listens, in the three ways in which a configuration may say it.

import { resolve } from 'node:path'
import { isIPv6 } from 'node:net'
import { CliError } from '../errors.ts'
import type { BindingSetup } from '../setup.ts'
import type { BindingConfig, TlsConfig } from './config.ts'

const LOCAL = '127.0.0.1'

/** `address:port:host name`, each but the port may be empty; an IPv6 address stands in brackets. Null: it is none. */
export function parseBindingInformation(text: string): { readonly address: string; readonly port: number; readonly host: string } | null {
  const [, address = '', digits = '', host = ''] = /^(\[[0-9a-f:.]+\]|[^:[\]]*):(\d{1,5}):([^:]*)$/i.exec(text.trim()) ?? []
  const port = Number(digits)
  if (digits === '' || port > 65_535) return null
  return { address: address === '' ? '*' : address.replaceAll(/[[\]]/g, ''), port, host: host.toLowerCase() }
}

export function toBinding(given: BindingConfig, where: string, base: string): BindingSetup {
  if (typeof given === 'number') return { address: LOCAL, port: given, host: '', tls: null, where }
  if (typeof given === 'string') {
    const parsed = parseBindingInformation(given)
    if (parsed === null) throw new CliError('ERR_CLI_CONFIG', `\`${where}\` is "${given}"; it must be address:port:host name.`, 'For example "*:8080:" or "127.0.0.1:8080:www.example.com".')
    return { ...parsed, tls: null, where }
  }
  const { address = LOCAL, port, host = '', tls } = given
  return { address: address.replaceAll(/[[\]]/g, ''), port, host: host.toLowerCase(), tls: tls === undefined ? null : resolveTls(tls, base), where }
}

export function resolveTls({ cert, key, passphrase }: TlsConfig, base: string): TlsConfig {
  return { cert: resolve(base, cert), key: resolve(base, key), ...(passphrase !== undefined && { passphrase }) }
}

/** `http://127.0.0.1:8080`, with a name that a browser understands. */
export function urlOf({ address, host, tls }: BindingSetup, port: number): string {
  const name = host !== '' ? host : address === '*' || address === '::' || address === '0.0.0.0' ? 'localhost' : isIPv6(address) ? `[${address}]` : address
  return `${tls === null ? 'http' : 'https'}://${name}:${port}`
}
