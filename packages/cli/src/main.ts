// The command. A server that has been started keeps the process alive; its exit code is set when it ends.

import { run } from './command/program.ts'

// Whoever reads may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  throw error
})
process.exitCode = await run(process.argv.slice(2))
