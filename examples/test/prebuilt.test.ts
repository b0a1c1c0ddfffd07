// The .wasm files of the examples are what their sources give. Where the compiler is another one than theirs, its bytes are others too: then it only has to take the sources.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compile, findToolchain } from '@isapi-bridge/wasm'
import { NATIVE, NATIVE_MODULES, PREBUILT } from './support/site.ts'

const compiler = await findToolchain().catch(() => null)
interface Project { readonly name: string; readonly folder: string; readonly entries: readonly string[] }
function projectsIn(folder: string, entries: readonly string[]): Project[] { return readdirSync(folder).map((name) => ({ name, folder: join(folder, name), entries })) }
const projects = [...projectsIn(NATIVE, ['GetFilterVersion', 'HttpFilterProc', 'TerminateFilter']), ...projectsIn(NATIVE_MODULES, ['RegisterModule'])]

/** The section in which the compiler puts its name: the last `processed-by` and what follows. */
function producersOf(bytes: Uint8Array): string { return /\tproducers[^]*?target_features/.exec(Buffer.from(bytes).toString('latin1'))?.[0] ?? '' }

test('each filter and module has its file, of a size that one checks in, and nothing else lies there', () => {
  expect(readdirSync(PREBUILT).toSorted()).toEqual(projects.map(({ name }) => `${name}.wasm`).toSorted())
  for (const { name } of projects) expect(statSync(join(PREBUILT, `${name}.wasm`)).size).toBeLessThan(200_000)
})

test.each(projects)('$name has a .def file with its entry points', ({ name, folder, entries }) => {
  const [, exported = ''] = readFileSync(join(folder, `${name}.def`), 'latin1').split('EXPORTS\r\n')
  expect(exported.trim().split(/\r\n\s+/)).toEqual(entries)
})

test.skipIf(compiler === null).each(projects)('$name compiles without a word, to the same bytes', async ({ name, folder }) => {
  const sources = readdirSync(folder).filter((file) => /\.(?:c|cpp)$/i.test(file)).map((file) => join(folder, file)).toSorted()
  const { bytes, missing, warnings } = await compile(sources)
  expect({ missing, warnings }).toEqual({ missing: [], warnings: [] })
  const file = join(PREBUILT, `${name}.wasm`)
  const prebuilt = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  expect(producersOf(bytes)).not.toBe('')
  if (producersOf(bytes) !== producersOf(prebuilt)) return
  expect(Buffer.compare(bytes, prebuilt) === 0, `${file} is not what its source gives; run \`npm run prebuild-filters\`.`).toBe(true)
}, 120_000)
