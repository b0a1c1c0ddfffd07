// What both commands take.

import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ProfileName } from '@isapi-bridge/bridge'

export interface StackArguments {
  readonly config?: string
  readonly filter?: readonly string[]
  readonly module?: readonly string[]
  readonly root?: string
  readonly port?: number
  readonly host?: string
  readonly logDir?: string
  readonly sections?: string
  readonly schema?: readonly string[]
  readonly profile?: ProfileName
  readonly verbose?: boolean
}

/** As the bridge has them, which is not loaded for a help text. */
const NAMES = ['iis4', 'iis5', 'iis6', 'iis7'] as const satisfies readonly ProfileName[]
true satisfies [Exclude<ProfileName, (typeof NAMES)[number]>] extends [never] ? true : never
export const PROFILES: readonly ProfileName[] = NAMES

/** A whole number, 1 or more. */
export function readCount(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number, 1 or more.')
}

/** Takes a port from the command line. */
export function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a whole number from 0 (a free port) to 65535.')
}

export function addStackOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration: isapi-bridge.config.ts, .js or .json (default: the one of this folder)')
    .option('-f, --filter <file...>', 'ISAPI filters, in load order: files that export GetFilterVersion and HttpFilterProc')
    .option('-m, --module <file...>', 'modules, in the order of the list: files that export RegisterModule')
    .option('-r, --root <folder>', 'folder of the site (default: the working directory)')
    .option('-p, --port <number>', 'port to listen on, 0 for a free one (default: 8080)', readPort)
    .option('--host <address>', 'address to listen on, * for all (default: 127.0.0.1)')
    .option('--sections <file>', 'applicationHost.config or web.config that modules read their sections from, beside the web.config of the site')
    .option('--schema <file...>', 'schema files of those sections')
    .option('--log-dir <folder>', 'folder of the W3C log (default: no log)')
    .addOption(new Option('--profile <name>', 'server whose manners filters find (default: iis6)').choices(PROFILES))
    .option('-v, --verbose', 'show the stack of errors')
}
