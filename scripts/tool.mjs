// node scripts/tool.mjs NAME …: install, and run a development tool of this repository.

import { command, install, runTool } from './steps.mjs'

await command(async ([name, ...args]) => {
  await install()
  await runTool(name, args)
})
