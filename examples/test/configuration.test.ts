import { expect, test } from 'vitest'
import { toSetup } from '@isapi-bridge/cli'
import sites from '../src/sites.config.ts'

test('the configuration of two sites says what its comments say', () => {
  const setup = toSetup(sites, '/srv/isapi-bridge.config.ts')
  expect(setup.sites.map(({ name, filters, applications }) => [name, filters.map((filter) => `${filter.name} ${filter.level}`), applications.map(({ path }) => path)])).toEqual([
    ['Shop', ['forwarded-for global', 'prices site'], ['/', '/admin']], ['Intranet', ['forwarded-for global'], ['/']]
  ])
  expect(setup.sites.map(({ bindings }) => bindings.map(({ address, port, host }) => `${address}:${port}:${host}`))).toEqual([['*:8080:shop.example.com', '*:8443:'], ['*:8080:intra.example.com']])
})
