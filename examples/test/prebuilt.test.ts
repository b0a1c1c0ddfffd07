// The .wasm files of the examples are what their sources give. Where the compiler is another one than theirs, its bytes are others too: then it only has to take the sources.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compile, findToolchain } from '@isapi-bridge/wasm'
import { NATIVE, PREBUILT } from './support/site.ts'

const compiler = await findToolchain().catch(() => null)
const names = readdirSync(NATIVE).toSorted()

/** The section in which the compiler puts its name: the last `processed-by` and what follows. */
function producersOf(bytes: Uint8Array): string { return /\tproducers[^]*?target_features/.exec(Buffer.from(bytes).toString('latin1'))?.[0] ?? '' }

test('each filter has its file, of a size that one checks in, and nothing else lies there', () => {
  expect(readdirSync(PREBUILT).toSorted()).toEqual(names.map((name) => `${name}.wasm`))
  for (const name of names) expect(statSync(join(PREBUILT, `${name}.wasm`)).size).toBeLessThan(200_000)
})

test.each(names)('%s has a .def file with its entry points', (name) => {
  const text = readFileSync(join(NATIVE, name, `${name}.def`), 'latin1')
  expect(text).toMatch(/EXPORTS\r\n\s+GetFilterVersion\r\n\s+HttpFilterProc\r\n\s+TerminateFilter\r\n/)
})

test.skipIf(compiler === null).each(names)('%s compiles without a word, to the same bytes', async (name) => {
  const sources = readdirSync(join(NATIVE, name)).filter((file) => /\.(?:c|cpp)$/i.test(file)).map((file) => join(NATIVE, name, file)).toSorted()
  const { bytes, missing, warnings } = await compile(sources)
  expect({ missing, warnings }).toEqual({ missing: [], warnings: [] })
  const file = join(PREBUILT, `${name}.wasm`)
  const prebuilt = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  expect(producersOf(bytes)).not.toBe('')
  if (producersOf(bytes) !== producersOf(prebuilt)) return
  expect(Buffer.compare(bytes, prebuilt) === 0, `${file} is not what its source gives; run \`npm run prebuild-filters\`.`).toBe(true)
}, 120_000)
