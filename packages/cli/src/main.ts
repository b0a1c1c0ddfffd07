// The command. A server that has been started keeps the process alive; its exit code is set when it ends.

import { run } from './command/program.ts'

// Whoever read the output has seen enough, as with `plan | head`.
for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error })

process.exitCode = await run(process.argv.slice(2))
