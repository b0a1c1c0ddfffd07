// node scripts/each-package.mjs NAME …: run a tool once for every package that is published, its folder as the last argument.

import { build, command, install, readJson, runTool, say, workspaceFolders } from './steps.mjs'

await command(async ([name, ...args]) => {
  await install()
  await build()
  for (const folder of workspaceFolders().filter((path) => !readJson(`${path}/package.json`).private)) {
    say(`${name} ${folder}`)
    await runTool(name, [...args, folder])
  }
})
