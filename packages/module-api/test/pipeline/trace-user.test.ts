import { NamedUser, RQ_NOTIFICATION_CONTINUE, createMemoryHost, notificationChannel } from '@isapi-bridge/module-api'
import { expect, onTestFinished, test } from 'vitest'
import { moduleOf } from '../support/modules.ts'

class BrokenUser extends NamedUser {
  constructor() { super({ userName: 'broken', remoteUserName: 'broken', authenticationType: 'Test' }) }
  override GetUserName(): string { throw new Error('no name') }
}

test('a user that throws is no fault of the request, also where somebody watches', async () => {
  const errors: Error[] = []
  const watch = (): void => {}
  notificationChannel.subscribe(watch)
  onTestFinished(() => { notificationChannel.unsubscribe(watch) })
  const host = createMemoryHost({
    modules: [moduleOf('user', {
      OnAuthenticateRequest(_context, provider) { provider.SetUser(new BrokenUser()); return RQ_NOTIFICATION_CONTINUE },
      OnAuthorizeRequest() { return RQ_NOTIFICATION_CONTINUE }
    })],
    route: (context) => { context.GetResponse().SetStatus(204, ''); return true },
    report: (error) => { errors.push(error) }
  })
  onTestFinished(() => { host.close() })
  expect((await host.request('/')).status).toBe(204)
  expect(errors).toEqual([])
})
