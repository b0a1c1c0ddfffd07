// The command: reads the environment, prints the plan, listens, and ends when it is told to.

import { accessSync, constants, mkdirSync } from 'node:fs'
import { defaultLogFolder } from './folders.ts'

const HOST = '127.0.0.1'
/** Milliseconds that requests still have once the server has been told to end. */
const GRACE = 3000
const verbose = process.env['DEBUG'] === '1' || process.argv.includes('--verbose')

/** Something the user can put right: the message says how. */
class UsageError extends Error {}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return 8080
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 0 && port <= 65_535) return port
  throw new UsageError(`PORT is "${text}"; it must be a whole number from 0 to 65535, for example PORT=8081 npm start.`)
}

/** Made and tried now: at the first request nobody would look. */
function prepareLogFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(`log files cannot be written (${why}); choose another folder: LOG_DIR=/path/to/folder npm start.`, { cause: error })
  }
}

function explain(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return new UsageError(`port ${port} is in use; stop what listens there, or choose another one: PORT=${port === 65_535 ? 8081 : port + 1} npm start.`, { cause: error })
  if (code === 'EACCES') return new UsageError(`this user may not listen on port ${port}; choose one from 1024: PORT=8081 npm start.`, { cause: error })
  return error
}

function complain(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  console.error(`isapi-bridge: ${message}`)
  if (verbose) console.error(error)
}

/** One Ctrl-C may arrive several times, from the terminal and from npm: the first one counts. */
function endOnSignal(close: () => Promise<void>, cut: () => void): void {
  let ending = false
  const end = (): void => {
    if (ending) return
    ending = true
    console.log('isapi-bridge: ending')
    setTimeout(cut, GRACE).unref()
    close().catch((error: unknown) => {
      complain(error)
      process.exitCode = 1
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)
}

async function main(): Promise<void> {
  const port = readPort(process.env['PORT'])
  const logFolder = process.env['LOG_DIR'] || defaultLogFolder
  prepareLogFolder(logFolder)
  // Only now: what is wrong with the environment is said at once.
  const { formatPlan } = await import('@isapi-bridge/module-api')
  const { createServer } = await import('./server.ts')
  const app = await createServer({ logFolder, report: complain })
  await app.ready()
  console.log('What runs where, in which order, and why:\n')
  for (const line of formatPlan(app.integratedPipeline.plan())) console.log(line)
  console.log(`\nlog files: ${logFolder}`)
  try {
    await app.listen({ host: HOST, port })
  } catch (error) {
    await app.close()
    throw explain(error, port)
  }
  endOnSignal(() => app.close(), () => { app.server.closeAllConnections() })
  const address = app.server.address()
  console.log(`listening on http://${HOST}:${typeof address === 'object' && address !== null ? address.port : port}`)
}

try {
  await main()
} catch (error) {
  complain(error)
  process.exitCode = 1
}
