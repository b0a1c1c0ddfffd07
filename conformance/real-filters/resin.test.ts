import type { LogRecord } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { logLines } from '../filter/support-b.ts'
import { CONNECTION_HOSTS } from '../support/site.ts'
import { resin } from './resin.ts'
import { entryOf } from './support.ts'

// The version that the filter reads decides where it works: PREPROC_HEADERS of IIS 4, AUTH_COMPLETE of later ones.
describe.each(['iis4', 'iis6'] as const)('profile %s', (profile) => {
  test.each(CONNECTION_HOSTS)('URLs of the application reach the extension, and the log shows the original one: %s', async (_, open) => {
    const logged: string[] = []
    const asked: unknown[] = []
    const filter = resin((host, port, url) => {
      asked.push(host, port > 0)
      return url.endsWith('.jsp')
    })
    const routes = { '/scripts/isapi_srun.dll/a/page.jsp': () => 'application', '/hello': () => 'hello' }
    const site = await open({ routes, modules: [entryOf('resin', filter, { profile }), logLines(({ uriStem }: Readonly<LogRecord>) => { logged.push(uriStem) })] })
    const client = site.connect()
    const bodies: string[] = []
    for (const url of ['/a/page.jsp?b=c', '/hello']) bodies.push((await client.ask(url)).body)
    await client.leave()
    expect(bodies).toEqual(['application', 'hello'])
    expect(logged).toEqual(['/a/page.jsp', '/hello'])
    expect(asked).toEqual(['site.test', true, 'site.test', true])
  })
})
