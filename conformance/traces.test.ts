// Every file of traces/ is a test: what it asks, of which stack, and what happens, line by line.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from './register.ts'
import { CONNECTION_HOSTS, HOSTS } from './support/site.ts'
import { runTrace } from './support/stack.ts'
import { parseTrace } from './support/trace-file.ts'

const folder = join(repository, 'conformance', 'traces')

describe.each(readdirSync(folder).filter((name) => name.endsWith('.md')).sort())('%s', (file) => {
  const { title, requests, stack, log } = parseTrace(readFileSync(join(folder, file), 'utf8'), file)
  // Under inject each request is a connection of its own.
  test.each(requests.length > 1 ? CONNECTION_HOSTS : HOSTS)(`${title} (%s)`, async (_, open) => {
    expect(await runTrace(requests, stack, open)).toEqual(log)
  })
})
