// The command. A server that has been started keeps the process alive; its exit code is set when it ends.

import { run } from './command/program.ts'

process.exitCode = await run(process.argv.slice(2))
