import { HttpRedirectionModule, type HttpRedirectionOptions } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { createUserSite } from './authentication.ts'

const EVIL = ['//evil.test', '/old//evil.test', '/old/\\evil.test', '/old\\evil.test', '/old/%2fevil.test', '/old%2f%2fevil.test', '/old/@evil.test', '/old@evil.test', '/old:80@evil.test', '/old.evil.test', '/old?@evil.test']

describe('the request does not choose the host', () => {
  test.each<[string, HttpRedirectionOptions]>([
    ['site.test', { destination: '/', path: '/old' }],
    ['site.test', { destination: '/$S', path: '/old', exactDestination: true }],
    ['site.test', { destination: '/$P', path: '/old', exactDestination: true }],
    ['new.test', { destination: 'http://new.test' }],
    ['new.test', { destination: 'http://new.test', path: '/old' }],
    ['new.test', { destination: 'http://new.test$S', path: '/old', exactDestination: true }],
    ['new.test', { destination: 'http://new.test$V', exactDestination: true }],
    ['new.test', { destination: 'http://new.test$Q', exactDestination: true }]
  ])('%s (%j)', async (name, options) => {
    for (const url of EVIL) {
      const { host } = createUserSite([HttpRedirectionModule(options)])
      const { location } = (await host.request(url)).headers
      if (location !== undefined) expect(new URL(String(location)).host, url).toBe(name)
    }
  })
})

test('what is no ASCII is encoded, as the router reads it', async () => {
  const { host } = createUserSite([HttpRedirectionModule({ destination: 'http://new.test' })])
  expect((await host.request('/half\ud800')).headers['location']).toBe('http://new.test/half%EF%BF%BD')
  expect((await host.request('/gr\u00fc\u20acn x?\u00fc')).headers['location']).toBe('http://new.test/gr%C3%BC%E2%82%ACn%20x?%C3%BC')
})
