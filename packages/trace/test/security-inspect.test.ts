// Who may look at the page: a client on this machine that asks for a name of this machine.

import fastify from 'fastify'
import { afterAll, expect, it } from 'vitest'
import { inspector } from '@isapi-bridge/trace/inspect'
import { record, recorderOf } from './support/records.ts'

const app = fastify({ trustProxy: true }) // what a proxy says does not count here
app.register(inspector, { recorder: recorderOf([record()]), hosts: ['Dev.Example'] })
afterAll(() => app.close())

const PATHS = ['/_bridge', '/_bridge/', '/_bridge/page.js', '/_bridge/trace', '/_bridge/requests', '/_bridge/requests/7-x', '/_bridge/connections/3', '/_bridge/plan']

async function statusesOf(host: string, remoteAddress: string, headers: Readonly<Record<string, string>> = {}): Promise<Set<string>> {
  const answers = await Promise.all(PATHS.map((url) => app.inject({ url, remoteAddress, headers: { host, ...headers } })))
  return new Set(answers.map(({ statusCode }) => (statusCode === 403 ? 'refused' : 'answered')))
}

it.each([
  'localhost', 'LOCALHOST:8080', 'localhost.', 'app.localhost:80', '127.0.0.1', '127.0.0.1:8080', '127.1.2.3', '[::1]', '[::1]:8080', 'dev.example', 'dev.example:8080'
])('answers to %s', async (host) => { expect(await statusesOf(host, '127.0.0.1')).toEqual(new Set(['answered'])) })

it.each([
  'evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'notlocalhost', '192.168.1.1', '[fe80::1]', '10.0.0.1:8080', '127.0.0.1@evil.example', 'localhost, evil.example', 'x.dev.example', '0.0.0.0', '2130706433', '::1', ' '
])('refuses the host %j: a name that leads here through the DNS of somebody else', async (host) => { expect(await statusesOf(host, '127.0.0.1')).toEqual(new Set(['refused'])) })

it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('answers the client %s', async (address) => { expect(await statusesOf('localhost', address)).toEqual(new Set(['answered'])) })

it.each(['10.0.0.1', '::ffff:10.0.0.1', 'fe80::1', '1127.0.0.1'])('refuses the client %s, whatever it says of itself', async (address) => {
  expect(await statusesOf('localhost', address, { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost', forwarded: 'for=127.0.0.1' })).toEqual(new Set(['refused']))
})

it('takes no forwarded name for the name that was asked for', async () => {
  expect(await statusesOf('evil.example', '127.0.0.1', { 'x-forwarded-host': 'localhost' })).toEqual(new Set(['refused']))
})

it.each(PATHS)('says with %s that nothing else may be loaded, framed or read from elsewhere', async (url) => {
  for (const host of ['localhost', 'evil.example']) {
    const { headers } = await app.inject({ url, headers: { host } })
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    const policy = String(headers['content-security-policy'])
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"]) expect(policy).toContain(part)
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/)
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
})

it.each(['POST', 'PUT', 'DELETE', 'PATCH'] as const)('takes no %s', async (method) => {
  for (const url of PATHS) expect((await app.inject({ url, method })).statusCode).toBe(404)
})
