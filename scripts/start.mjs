// npm start: install, build, and become the demo server: one process, so that signals and exit code are the server's own.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, command, install, root, say } from './steps.mjs'

const main = join(root, 'apps', 'demo-server', 'dist', 'main.js')

await command(async (args) => {
  await install()
  await build('apps/demo-server')
  if (!existsSync(main)) {
    console.error('isapi-bridge: the demo server is missing (apps/demo-server/src/main.ts).')
    process.exitCode = 1
    return
  }
  say('starting the demo server')
  endWithShell()
  process.argv = [process.execPath, main, ...args]
  await import(pathToFileURL(main).href)
})

/** A signal that reaches only npm ends the shell in between, which passes nothing on: without the shell the server ends as well. */
function endWithShell() {
  if (process.env.npm_lifecycle_event !== 'start') return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 100)
  timer.unref()
}
