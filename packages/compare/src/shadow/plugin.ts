// Shadowing for a Fastify application.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { ShadowOptions } from './options.ts'
import { createShadow } from './shadow.ts'

/**
 * Shadows all requests of an application: `app.register(shadow, { to: runningServer('http://new:8080') })`. It may be registered before or after the pipeline.
 * Ends with the application.
 */
export async function shadow(app: FastifyInstance, options: ShadowOptions): Promise<void> {
  const live = await createShadow({ log: (text) => { app.log.warn(text) }, ...options })
  // Before the application: filters and modules may change the request.
  const watch = (request: IncomingMessage, response: ServerResponse): void => { live.watch(request, response) }
  app.server.prependListener('request', watch)
  app.addHook('onClose', async () => {
    app.server.off('request', watch)
    await live.close()
  })
}
