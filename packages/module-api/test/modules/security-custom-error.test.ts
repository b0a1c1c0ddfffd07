import { CustomErrorModule } from '@isapi-bridge/module-api/modules'
import { expect, test } from 'vitest'
import { createUserSite } from './authentication.ts'
import { handler } from './site.ts'

test('nothing of the request, and no reason or error text, is repeated in a page', async () => {
  const evil = '<script>alert(1)</script>'
  const failing = handler('Failing', (context) => {
    context.GetResponse().SetStatus(500, evil)
    context.SetRequestHandled()
  })
  for (const modules of [[CustomErrorModule()], [failing, CustomErrorModule()]]) {
    const { host } = createUserSite(modules, { route: () => false })
    const { body } = await host.request({ url: `/${encodeURIComponent(evil)}?${evil}`, headers: { Referer: evil, 'User-Agent': evil } })
    expect(body).toMatch(/^<!DOCTYPE html>/)
    expect(body).not.toMatch(/alert|script/)
  }
})

test('the message of an error stays in the report', async () => {
  const throwing = handler('Throwing', () => { throw new Error('password of the database') })
  const { host, reports } = createUserSite([throwing, CustomErrorModule()], { route: () => false })
  expect((await host.request('/')).body).not.toContain('password')
  expect(reports[0]?.message).toContain('password of the database')
})
