// npm run prebuild-filters: compiles the filters in C and C++ of the examples again. Their .wasm files are checked in, so that nobody needs a compiler for the demo and the tests.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, command, install, root, say } from './steps.mjs'

await command(async () => {
  await install()
  await build()
  const { compile, formatMessage } = await import(pathToFileURL(join(root, 'packages/wasm/dist/index.js')).href)
  const native = join(root, 'examples/native')
  for (const name of readdirSync(native).toSorted()) {
    const sources = readdirSync(join(native, name)).filter((file) => /\.(?:c|cpp)$/i.test(file)).toSorted()
    const { size, warnings, missing, compiler } = await compile(sources.map((file) => join(native, name, file)), { out: join(root, 'examples/wasm', `${name}.wasm`) })
    say(`examples/wasm/${name}.wasm, ${size} bytes, by ${compiler}`)
    for (const warning of warnings) say(`  ${formatMessage(warning)}`)
    for (const call of missing) say(`  ${call.function} is not there`)
  }
})
