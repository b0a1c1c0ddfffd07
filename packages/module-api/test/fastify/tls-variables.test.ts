// CERT_*, HTTPS_* and CRYPT_* over real connections.

import { X509Certificate } from 'node:crypto'
import { request } from 'node:https'
import { fastify } from 'fastify'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeCertificate, type Certificate } from '../support/certificates.ts'
import { lookingModule } from '../support/modules.ts'

const server = makeCertificate('/O=Tests/CN=localhost')
const client = makeCertificate('/O=Tests, Inc/CN=alice')

const NAMES = [
  'HTTPS', 'SERVER_PORT_SECURE', 'CERT_FLAGS', 'CERT_SUBJECT', 'CERT_ISSUER', 'CERT_SERIALNUMBER', 'CERT_COOKIE', 'CERT_SERVER_SUBJECT', 'CERT_SERVER_ISSUER', 'HTTPS_SERVER_SUBJECT',
  'HTTPS_SERVER_ISSUER', 'CERT_KEYSIZE', 'HTTPS_KEYSIZE', 'CERT_SECRETKEYSIZE', 'HTTPS_SECRETKEYSIZE', 'CRYPT_PROTOCOL', 'CRYPT_CIPHER_ALG_ID', 'CRYPT_HASH_ALG_ID', 'CRYPT_KEYEXCHANGE_ALG_ID'
]

/** What a request over TLS finds. */
async function variables(own: Certificate, tls: object, options: object = {}): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  const app = fastify({ https: { ...own, ...options } })
  onTestFinished(async () => { await app.close() })
  await app.register(integratedPipeline, { modules: [lookingModule((context) => {
    for (const name of NAMES) found[name] = context.GetServerVariable(name)
  })] })
  app.get('/', () => 'home')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  await new Promise<void>((resolve, reject) => {
    const message = request({ host: '127.0.0.1', port: typeof address === 'object' ? address?.port : 0, path: '/', ca: own.cert, servername: 'localhost', agent: false, ...tls }, (response) => {
      response.resume().on('end', resolve)
    })
    message.on('error', reject)
    message.end()
  })
  return found
}

describe.skipIf(server === null || client === null)('variables of an encrypted connection (without openssl there is no certificate to test with)', () => {
  if (server === null || client === null) return

  test('without a client certificate', async () => {
    expect(await variables(server, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' })).toEqual({
      HTTPS: 'on', SERVER_PORT_SECURE: '1', CERT_FLAGS: '0', CERT_SUBJECT: '', CERT_ISSUER: '', CERT_SERIALNUMBER: '', CERT_COOKIE: '',
      CERT_SERVER_SUBJECT: 'O=Tests, CN=localhost', CERT_SERVER_ISSUER: 'O=Tests, CN=localhost', HTTPS_SERVER_SUBJECT: 'O=Tests, CN=localhost', HTTPS_SERVER_ISSUER: 'O=Tests, CN=localhost',
      CERT_KEYSIZE: '128', HTTPS_KEYSIZE: '128', CERT_SECRETKEYSIZE: '2048', HTTPS_SECRETKEYSIZE: '2048',
      CRYPT_PROTOCOL: '400', CRYPT_CIPHER_ALG_ID: '660e', CRYPT_HASH_ALG_ID: '800c', CRYPT_KEYEXCHANGE_ALG_ID: 'ae06'
    })
  })

  test('TLS 1.3', async () => {
    const found = await variables(server, { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_256_GCM_SHA384' })
    expect(found).toMatchObject({ CERT_KEYSIZE: '256', CRYPT_PROTOCOL: '1000', CRYPT_CIPHER_ALG_ID: '6610', CRYPT_HASH_ALG_ID: '800d', CRYPT_KEYEXCHANGE_ALG_ID: 'ae06' })
  })

  test('with a client certificate; a part that the client chose cannot pass for another', async () => {
    const { serialNumber, fingerprint256 } = new X509Certificate(client.cert)
    const mutual = { requestCert: true, rejectUnauthorized: false }
    const known = {
      CERT_SUBJECT: 'O="Tests, Inc", CN=alice', CERT_ISSUER: 'O="Tests, Inc", CN=alice', CERT_SERIALNUMBER: serialNumber, CERT_COOKIE: fingerprint256.replaceAll(':', '').toLowerCase()
    }
    expect(await variables(server, client, mutual)).toMatchObject({ ...known, CERT_FLAGS: '3' })
    expect(await variables(server, client, { ...mutual, ca: client.cert })).toMatchObject({ ...known, CERT_FLAGS: '1' })
  })
})

test('an open connection has none of them', async () => {
  const app = fastify()
  onTestFinished(async () => { await app.close() })
  const found: unknown[] = []
  await app.register(integratedPipeline, { modules: [lookingModule((context) => {
    for (const name of NAMES.slice(2)) found.push(context.GetServerVariable(name))
  })] })
  await app.inject('/')
  expect(found).toEqual(NAMES.slice(2).map(() => ''))
})
