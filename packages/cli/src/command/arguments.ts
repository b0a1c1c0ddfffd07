// From the arguments to what is to run.

import { existsSync } from 'node:fs'
import type { Config } from '../config/config.ts'
import { check, findConfig, loadConfig, toSetup } from '../config/load-config.ts'
import { CliError } from '../errors.ts'
import type { Setup } from '../setup.ts'
import { shorten } from '../site/load-file.ts'
import type { StackArguments } from './options.ts'

/** Arguments that a configuration says itself. */
const ALONE = ['filter', 'module', 'root', 'port', 'host', 'logDir', 'sections', 'schema', 'profile'] as const
const FLAGS: Readonly<Record<(typeof ALONE)[number], string>> = { filter: '--filter', module: '--module', root: '--root', port: '--port', host: '--host', logDir: '--log-dir', sections: '--sections', schema: '--schema', profile: '--profile' }

/**
 * What is to run, from the configuration or from the arguments alone.
 * @param again the configuration has been read before, and may have changed
 */
export async function readArguments(given: StackArguments, again: boolean = false): Promise<Setup> {
  const used = ALONE.filter((name) => given[name] !== undefined)
  const config = given.config ?? (used.length === 0 ? findConfig('.') : null)
  if (config !== null) {
    if (!existsSync(config)) throw new CliError('ERR_CLI_USAGE', `The configuration ${shorten(config)} does not exist.`, 'Correct --config, or leave it out and name filters, modules and a root.')
    if (used.length > 0) throw new CliError('ERR_CLI_USAGE', `${used.map((name) => FLAGS[name]).join(', ')} and --config do not go together.`, `Write it into ${shorten(config)}, or leave --config out.`)
    return loadConfig(config, again)
  }
  if (used.length === 0) throw new CliError('ERR_CLI_USAGE', 'There is nothing to serve: no isapi-bridge.config.ts, .js or .json in this folder, and no arguments.', 'Try `isapi-bridge serve --root .`, or see `isapi-bridge --help`.')
  const { filter, module, root = '.', port, host, logDir, sections, schema, profile } = given
  const value: Config = { root, filters: filter, modules: module, port, host, logDir, profile, ...((sections !== undefined || schema !== undefined) && { sections: { file: sections, schema } }) }
  return toSetup(check(value, 'The command line'))
}
