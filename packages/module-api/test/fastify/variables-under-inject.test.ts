// What has no value without a socket.

import { fastify } from 'fastify'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { expect, onTestFinished, test } from 'vitest'
import { lookingModule } from '../support/modules.ts'

test('SERVER_PORT is that of the scheme, so that addresses made of it lead somewhere', async () => {
  const found: unknown[] = []
  const app = fastify()
  onTestFinished(async () => { await app.close() })
  await app.register(integratedPipeline, { modules: [lookingModule((context) => { found.push(context.GetServerVariable('SERVER_PORT')) })] })
  app.get('/', () => 'home')
  await app.inject('/')
  expect(found).toEqual(['80'])
})
