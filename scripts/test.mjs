// npm test: install, build, and run the whole suite; further arguments go to vitest.

import { build, command, install, runTool, say } from './steps.mjs'

await command(async (args) => {
  await install()
  await build()
  say('running the tests')
  await runTool('vitest', ['run', ...args])
})
