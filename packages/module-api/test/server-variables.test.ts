import { readFileSync } from 'node:fs'
import { createMemoryHost, SERVER_VARIABLES } from '@isapi-bridge/module-api'
import { ERROR_INVALID_INDEX, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { expect, onTestFinished, test } from 'vitest'
import { lookingModule } from './support/modules.ts'

const UNKNOWN = HRESULT_FROM_WIN32(ERROR_INVALID_INDEX)

/** What GetServerVariable gives for these names, as text and as bytes. */
async function read(names: readonly string[], headers: Readonly<Record<string, string>> = {}): Promise<unknown[]> {
  const found: unknown[] = []
  const host = createMemoryHost({ site: { name: 'Läden' }, modules: [lookingModule((context) => {
    for (const name of names) found.push([context.GetServerVariable(name), context.GetServerVariable(name, 'PCSTR')])
  })] })
  onTestFinished(() => { host.close() })
  await host.request({ url: '/a%20b?c=d', headers })
  return found
}

test('docs/server-variables.md lists each of them, in alphabetical order', () => {
  const page = readFileSync(new URL('../../../docs/server-variables.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `(\w+)` \| (.*?) \|/gm)].map(([, name, meaning]) => [name, meaning])
  expect(listed).toEqual(SERVER_VARIABLES.map(({ name, meaning }) => [name, meaning]))
  expect(listed).toEqual(listed.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)))
})

test('each of them has a value in both forms', async () => {
  for (const [wide, narrow] of await read(SERVER_VARIABLES.map(({ name }) => name)) as unknown[][]) {
    expect(typeof wide).toBe('string')
    expect(typeof narrow).toBe('string')
  }
})

test('text is Unicode as a string, and UTF-8 as bytes', async () => {
  expect(await read(['INSTANCE_NAME'])).toEqual([['Läden', Buffer.from('Läden').toString('latin1')]])
})

test('a header is found in any case, literally with HEADER_; a name of the table in capitals only', async () => {
  const values = await read(['HTTP_x_one', 'HTTP_X_ONE', 'HEADER_X_ONE', 'HEADER_X-One', 'url', 'UNICODE_URL', 'HTTP_', 'HTTP_constructor'], { 'X-One': '1' })
  expect(values.map((both) => (both as unknown[])[0])).toEqual(['1', '1', UNKNOWN, '1', UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN])
})
