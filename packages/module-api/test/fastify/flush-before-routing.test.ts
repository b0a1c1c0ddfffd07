import { RQ_NOTIFICATION_CONTINUE } from '@isapi-bridge/module-api'
import { expect, test } from 'vitest'
import { startApp } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

/** A flush in BEGIN_REQUEST, and what the SEND_RESPONSE that carries the headers sees of them. */
async function flushed(url: string) {
  const seen: unknown[] = []
  const logged: unknown[] = []
  const { app } = await startApp([moduleOf('flusher', {
    OnBeginRequest(context) {
      context.GetResponse().Flush()
      context.GetResponse().SetHeader('x-behind', '1', true)
      return RQ_NOTIFICATION_CONTINUE
    },
    OnSendResponse(context, provider) {
      if (provider.GetHeadersBeingSent()) seen.push(context.GetResponse().GetStatus().pStatusCode)
      return RQ_NOTIFICATION_CONTINUE
    },
    OnLogRequest(context) {
      const response = context.GetResponse()
      logged.push(response.GetStatus().pStatusCode, response.GetHeader('x-late'))
      return RQ_NOTIFICATION_CONTINUE
    }
  })], (instance) => {
    instance.get('/created', (_request, reply) => { void reply.code(201).header('x-late', '1').send('made') })
    instance.get('/throwing', () => { throw new Error('thrown by a route') })
  })
  const { statusCode, headers } = await app.inject(url)
  return { statusCode, headers, seen, logged }
}

test('a header that a module sets behind a flush does not reach the client', async () => {
  const { statusCode, headers } = await flushed('/created')
  expect(statusCode).not.toBe(500)
  expect(headers['x-behind']).toBeUndefined()
})

// A flush fixes status and headers (docs/divergences.md, "Flush before routing"), and no SEND_RESPONSE with headers follows it: what the client gets, and
// what is logged, must be what those handlers saw.
test.each(['/created', '/throwing', '/none'])('the client gets the status that was flushed: %s', async (url) => {
  const { statusCode, seen, logged } = await flushed(url)
  expect([statusCode]).toEqual(seen)
  expect(logged).toEqual([statusCode, null])
})

test('a header of the route does not pass by SEND_RESPONSE behind a flush', async () => {
  expect((await flushed('/created')).headers['x-late']).toBeUndefined()
})
