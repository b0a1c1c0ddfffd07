// A server of Node for one port, with its certificates and its limits.

import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { LimitsConfig, TlsConfig } from '../config/config.ts'
import { CliError, messageOf } from '../errors.ts'
import type { BindingSetup } from '../setup.ts'
import { shorten } from './load-file.ts'

const DEFAULT_KEEP_ALIVE = 72_000

/** A server that does not listen yet. */
export function makeServer(tls: readonly { readonly tls: TlsConfig; readonly host: string }[], limits: LimitsConfig): Server {
  const server = tls.length === 0 ? createServer() : createTlsServer(tlsOptions(tls))
  server.keepAliveTimeout = limits.keepAliveTimeout ?? DEFAULT_KEEP_ALIVE
  if (limits.requestTimeout !== undefined) server.requestTimeout = limits.requestTimeout
  return server
}

/** Certificates of bindings, each with its host name. */
export function tlsOf(bindings: readonly BindingSetup[]): { readonly tls: TlsConfig; readonly host: string }[] {
  return bindings.flatMap(({ tls, host }) => (tls === null ? [] : [{ tls, host }]))
}

function tlsOptions(entries: readonly { readonly tls: TlsConfig; readonly host: string }[]): ServerOptions {
  const contexts = entries.map(({ tls, host }) => ({ host, options: readTls(tls) }))
  const fallback = contexts.find(({ host }) => host === '') ?? contexts[0]
  const byName = new Map(contexts.filter(({ host }) => host !== '').map(({ host, options }) => [host, createSecureContext(options)]))
  return { ...fallback?.options, SNICallback: (name, done) => { done(null, byName.get(name.toLowerCase())) } }
}

function readTls({ cert, key, passphrase }: TlsConfig): { cert: Buffer; key: Buffer; passphrase?: string } {
  const read = (file: string): Buffer => {
    try {
      return readFileSync(file)
    } catch (error) {
      throw new CliError('ERR_CLI_CONFIG', `The file ${shorten(file)} of \`tls\` cannot be read: ${messageOf(error)}.`, 'Correct the path.', error)
    }
  }
  const options = { cert: read(cert), key: read(key), ...(passphrase !== undefined && { passphrase }) }
  try {
    createSecureContext(options)
  } catch (error) {
    throw new CliError('ERR_CLI_CONFIG', `${shorten(cert)} and ${shorten(key)} of \`tls\` cannot be used: ${messageOf(error)}.`, 'Both must be in PEM and belong together.', error)
  }
  return options
}
