import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { bridgeFilter } from '@isapi-bridge/bridge'
import { createMemoryHost } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { lintFilter } from '@isapi-bridge/filter-api'
import { blockAgent } from '../src/block-agent.ts'
import { bufferPool, pool } from '../src/buffer-pool.ts'
import { RegisterModule } from '../src/deny-evil.ts'
import { createServer } from '../src/first-server.ts'
import { handlers, modules } from '../src/handler-mappings.ts'
import { CNoRobotsFilter } from '../src/no-robots.ts'

test('the first stack: the filter rewrites, the module measures', async () => {
  const app = createServer()
  const response = await app.inject('/old/hello?a=1')
  expect(response.json()).toEqual({ hello: 'world', url: '/new/hello?a=1' })
  expect(response.headers['x-elapsed-ms']).toMatch(/^\d+\.\d$/)
  await app.close()
})

test('deny-evil answers by itself', async () => {
  const host = createMemoryHost({ modules: [RegisterModule], route: (context) => { context.GetResponse().SetStatus(200, 'OK'); return true } })
  expect((await host.request({ url: '/' })).status).toBe(200)
  expect(await host.request({ url: '/', headers: { 'X-Evil': '1' } })).toMatchObject({ status: 403, body: 'No.\n' })
})

test('block-agent turns one agent away, however long its name', async () => {
  const app = Fastify()
  await app.register(integratedPipeline, { modules: [{ name: 'block-agent', module: bridgeFilter(blockAgent, { name: 'block-agent' }) }] })
  app.get('/', (_request, reply) => { reply.send('welcome') })
  const get = (agent: string) => app.inject({ url: '/', headers: { 'user-agent': agent } })
  expect((await get('Mozilla/5.0')).body).toBe('welcome')
  expect(await get('EvilBot/1.0')).toMatchObject({ statusCode: 403, body: 'Go away.\n' })
  expect(await get(`${'x'.repeat(200)} EvilBot`)).toMatchObject({ statusCode: 403 })
  await app.close()
})

test('the pool gets its buffers back, clean, when sessions end', async () => {
  const found: string[] = []
  const linted = lintFilter(bufferPool, { name: 'pool', report: ({ message }) => { found.push(message) } })
  const host = createMemoryHost({ modules: [bridgeFilter(linted, { name: 'pool' })], route: () => true })
  const clients = [host.connect(), host.connect()]
  for (const client of clients) {
    for (const agent of ['curl', 'x'.repeat(200)]) {
      expect((await client.request({ url: '/', headers: { 'user-agent': agent } })).headers['x-agent-length']).toBe(String(agent.length))
    }
  }
  expect(pool).toEqual([])
  for (const client of clients) client.close()
  expect(pool.length).toBe(2)
  expect(pool.every((buffer) => buffer.every((byte) => byte === 0))).toBe(true)
  const next = host.connect()
  await next.request({ url: '/' })
  expect(pool.length).toBe(1)
  next.close()
  host.close()
  expect(found).toEqual([])
})

test('no-robots, as a class', async () => {
  const app = Fastify()
  await app.register(integratedPipeline, { modules: [bridgeFilter(new CNoRobotsFilter(), { name: 'no-robots' })] })
  app.get('/archive/:page', (_request, reply) => { reply.send('old') })
  expect(await app.inject({ url: '/archive/1', headers: { 'user-agent': 'somebot/1' } })).toMatchObject({ statusCode: 403, body: 'Not for robots.\n' })
  expect((await app.inject({ url: '/archive/1', headers: { 'user-agent': 'Mozilla' } })).body).toBe('old')
  await app.close()
})

test('handler mappings: the first that takes path and method, routes in their place', async () => {
  const app = Fastify()
  await app.register(integratedPipeline, { modules, handlers, site: { root: import.meta.dirname } })
  app.get('/:name', (request) => request.url)
  expect((await app.inject('/today.report')).body).toBe('/today.report by Reports\n')
  expect((await app.inject('/today')).body).toBe('/today')
  expect((await app.inject('/test/examples.test.ts')).statusCode).toBe(404)
  expect(await app.inject({ url: '/today.report', method: 'PUT' })).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } })
  await app.close()
})
