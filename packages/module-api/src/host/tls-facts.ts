// What the variables CERT_*, HTTPS_* and CRYPT_* tell of an encrypted connection.

import type { TLSSocket } from 'node:tls'

/** What a host hands out of an encrypted connection. Node's TLSSocket fits as it is. */
export type TlsPort = Pick<TLSSocket, 'authorized' | 'getCertificate' | 'getCipher' | 'getPeerCertificate' | 'getProtocol'> & Partial<Pick<TLSSocket, 'authorizationError'>>

/** The certificate of the client. */
export interface ClientCertificate {
  /** The client was asked for one. */
  readonly requested: boolean
  /** DER; null: it has none. */
  readonly der: Uint8Array | null
  readonly trusted: boolean
}

export function readClientCertificate(port: TlsPort): ClientCertificate {
  const client = port.getPeerCertificate()
  const der = client !== null && 'raw' in client ? client.raw : null // an empty object where the client has none
  return { requested: port.authorized || Boolean(port.authorizationError), der, trusted: port.authorized } // an error of authorization is only where it was asked
}

/** Texts; empty where nothing is known. */
export interface TlsFacts {
  readonly clientId: string
  readonly clientFlags: string
  readonly clientIssuer: string
  readonly clientSerial: string
  readonly clientSubject: string
  readonly keySize: string
  readonly secretKeySize: string
  readonly serverIssuer: string
  readonly serverSubject: string
  readonly cipher: string
  readonly hash: string
  readonly keyExchange: string
  readonly protocol: string
}

type Name = Readonly<Record<string, string | readonly string[] | undefined>>
type Rule = readonly [pattern: RegExp, value: string]

/** Bit 0: there is a client certificate; bit 1: its issuer is not trusted. */
const CERT_PRESENT = 1
const CERT_UNTRUSTED = 2

// Numbers of the Windows SDK (ALG_ID of wincrypt.h, SP_PROT_* of schannel.h), in hexadecimal, by the IANA name of the cipher suite.
const KEY_SIZES: readonly Rule[] = [[/AES_128/, '128'], [/AES_256|CHACHA20/, '256'], [/3DES/, '168']]
const CIPHERS: readonly Rule[] = [[/AES_128/, '660e'], [/AES_256/, '6610'], [/3DES/, '6603']]
const HASHES: readonly Rule[] = [[/SHA384$/, '800d'], [/SHA256$/, '800c'], [/SHA$/, '8004']]
const KEY_EXCHANGES: readonly Rule[] = [[/^TLS_ECDHE_|^TLS_(?!.*WITH)/, 'ae06'], [/^TLS_DHE_/, 'aa02'], [/^TLS_RSA_/, 'a400']]
const PROTOCOLS: readonly Rule[] = [[/^TLSv1\.3$/, '1000'], [/^TLSv1\.2$/, '400'], [/^TLSv1\.1$/, '100'], [/^TLSv1$/, '40']]

function match(rules: readonly Rule[], text: string): string {
  return rules.find(([pattern]) => pattern.test(text))?.[1] ?? ''
}

/** A distinguished name as one text. What could be taken for another part is quoted: the client chose it. */
function toText(name: Name | undefined): string {
  return Object.entries(name ?? {})
    .flatMap(([key, values]) => [values ?? []].flat().map((value) => `${key}=${/[",+=<>#;\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value}`))
    .join(', ')
}

export function readTls(port: TlsPort): TlsFacts {
  const client = port.getPeerCertificate()
  const server = port.getCertificate()
  const suite = port.getCipher()?.standardName ?? '' // nothing once the socket is closed, whatever its type says
  const present = client !== null && 'subject' in client // an empty object where the client has none
  const own = server !== null && 'subject' in server ? server : null
  return {
    clientId: present ? client.fingerprint256.replaceAll(':', '').toLowerCase() : '',
    clientFlags: String(present ? CERT_PRESENT | (port.authorized ? 0 : CERT_UNTRUSTED) : 0),
    clientIssuer: present ? toText({ ...client.issuer }) : '',
    clientSerial: present ? client.serialNumber : '',
    clientSubject: present ? toText({ ...client.subject }) : '',
    keySize: match(KEY_SIZES, suite),
    secretKeySize: String(own !== null && 'bits' in own ? own.bits ?? '' : ''),
    serverIssuer: toText(own === null ? undefined : { ...own.issuer }),
    serverSubject: toText(own === null ? undefined : { ...own.subject }),
    cipher: match(CIPHERS, suite),
    hash: match(HASHES, suite),
    keyExchange: match(KEY_EXCHANGES, suite),
    protocol: match(PROTOCOLS, port.getProtocol() ?? '')
  }
}
