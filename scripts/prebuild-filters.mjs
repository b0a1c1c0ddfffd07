// npm run prebuild-filters: compiles the filters and modules in C and C++ of the examples again. Their .wasm files are checked in, so that nobody needs a compiler for the demo and the tests.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, command, install, root, say } from './steps.mjs'

await command(async () => {
  await install()
  await build()
  const { compile, formatMessage } = await import(pathToFileURL(join(root, 'packages/wasm/dist/index.js')).href)
  const projects = ['examples/native', 'examples/native-modules'].flatMap((folder) => readdirSync(join(root, folder)).toSorted().map((name) => ({ name, folder: join(root, folder, name) })))
  for (const { name, folder } of projects) {
    const sources = readdirSync(folder).filter((file) => /\.(?:c|cpp)$/i.test(file)).toSorted()
    const { size, warnings, missing, compiler } = await compile(sources.map((file) => join(folder, file)), { out: join(root, 'examples/wasm', `${name}.wasm`) })
    say(`examples/wasm/${name}.wasm, ${size} bytes, by ${compiler}`)
    for (const warning of warnings) say(`  ${formatMessage(warning)}`)
    for (const call of missing) say(`  ${call.function} is not there`)
  }
})
