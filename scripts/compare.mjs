// npm run compare: install, build, and compare the demo's filters with the modules that shall replace them, on a recording.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, command, install, root, say } from './steps.mjs'

const folder = 'apps/demo-server/compare'

await command(async (args) => {
  await install()
  await build()
  say('comparing the filters of the demo with their modules, one of which was written in a hurry')
  process.chdir(root)
  const { run } = await import(pathToFileURL(join(root, 'packages/cli/dist/index.js')).href)
  process.exitCode = await run(['compare', ...['filters.json', 'planted.json', 'recording.ndjson'].map((name) => `${folder}/${name}`), ...args])
  if (args.length === 0) say('npm run compare -- --html report.html writes a page; with modules.json in place of planted.json the two are equal')
})
