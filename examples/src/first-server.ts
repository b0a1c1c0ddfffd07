import Fastify, { type FastifyInstance } from 'fastify'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { modules } from './first-stack.ts'

export function createServer(): FastifyInstance {
  const app = Fastify()
  app.register(integratedPipeline, { modules })
  app.get('/new/hello', (request, reply) => { reply.send({ hello: 'world', url: request.url }) })
  return app
}
