// What a module learns of the client's certificate, over real TLS.

import { request as httpsRequest } from 'node:https'
import { X509Certificate } from 'node:crypto'
import { fastify, type FastifyInstance } from 'fastify'
import { RQ_NOTIFICATION_CONTINUE, type HTTP_REQUEST } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { ERROR_NOT_FOUND, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeCertificate, type Certificate } from '../support/certificates.ts'
import { listen, startApp } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

interface Seen {
  readonly hr: HRESULT
  readonly der: Uint8Array | null
  readonly negotiated: boolean
  readonly negotiation: HRESULT
  readonly ssl: HTTP_REQUEST['pSslInfo']
}

const looking = (seen: Seen[]) => moduleOf('looking', { OnBeginRequest(context) {
  const request = context.GetRequest()
  const { hr, ppClientCertInfo, pfClientCertNegotiated } = request.GetClientCertificate()
  seen.push({
    hr, der: ppClientCertInfo?.pCertEncoded ?? null, negotiated: pfClientCertNegotiated,
    negotiation: request.NegotiateClientCertificate(true).hr, ssl: request.GetRawHttpRequest().pSslInfo
  })
  return RQ_NOTIFICATION_CONTINUE
} })

async function overTls(own: Certificate, requestCert: boolean, client: object): Promise<Seen | undefined> {
  const seen: Seen[] = []
  const app = fastify({ https: { ...own, requestCert, rejectUnauthorized: false } }) as unknown as FastifyInstance // its type tells servers apart, the plugin does not
  onTestFinished(async () => { await app.close() })
  await app.register(integratedPipeline, { modules: [looking(seen)] })
  app.get('/', () => 'ok')
  const port = await listen(app)
  await new Promise<void>((resolve, reject) => {
    httpsRequest({ port, host: '127.0.0.1', rejectUnauthorized: false, agent: false, ...client }, (response) => { response.resume().on('end', resolve) }).on('error', reject).end()
  })
  return seen[0]
}

const own = makeCertificate('/O=Tests/CN=localhost')

describe.skipIf(own === null)('over TLS (without openssl there is no certificate to test with)', () => {
  if (own === null) return

  test('the certificate of a client that has one', async () => {
    const seen = await overTls(own, true, own)
    expect(seen).toMatchObject({ hr: S_OK, negotiated: true, negotiation: S_OK, ssl: { SslClientCertNegotiated: true } })
    expect(Buffer.from(seen?.der ?? [])).toEqual(new X509Certificate(own.cert).raw)
  })

  test('a client that was asked and has none, and one that was not asked', async () => {
    expect(await overTls(own, true, {})).toMatchObject({ hr: S_OK, der: null, negotiated: true, negotiation: S_OK })
    expect(await overTls(own, false, {})).toMatchObject({ hr: S_OK, der: null, negotiated: false, negotiation: HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) })
  })
})

test('a connection that is not encrypted', async () => {
  const seen: Seen[] = []
  const { app } = await startApp([looking(seen)])
  await app.inject('/')
  expect(seen[0]).toEqual({ hr: HRESULT_FROM_WIN32(ERROR_NOT_FOUND), der: null, negotiated: false, negotiation: HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED), ssl: null })
})
