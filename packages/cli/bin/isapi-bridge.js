#!/usr/bin/env node
// The command as it is installed: the compiled one, or a word about what is missing.

import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
if (existsSync(main)) {
  await import(main.href)
} else {
  console.error('isapi-bridge: the command has not been built yet; run "npm run build" in the root of the repository.')
  process.exitCode = 1
}
