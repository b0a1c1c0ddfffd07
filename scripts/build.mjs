// npm run build: install and compile.

import { build, command, install } from './steps.mjs'

await command(async () => {
  await install()
  await build()
})
