// From a configuration file, or the arguments of the command line, to what is to run.

import { existsSync, readFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { CliError, messageOf } from '../errors.ts'
import { iisKindOf, readIisFiles } from '../iis/read-iis.ts'
import type { Setup } from '../setup.ts'
import { importFile, shorten } from '../site/load-file.ts'
import type { Config } from './config.ts'
import { ConfigReader } from './from-config.ts'
import { checkConfig } from './schema.ts'

/** The names that are looked for when nobody names one. */
const NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((extension) => `isapi-bridge.config.${extension}`)

/** The configuration file of a folder, or null. */
export function findConfig(folder: string): string | null {
  return NAMES.map((name) => resolve(folder, name)).find((file) => existsSync(file)) ?? null
}

const IIS_EXTENSIONS = new Set(['.config', '.xml'])

/**
 * Reads, checks and resolves a configuration file; a file of IIS is one that maps nothing.
 * @param again it has been read before, and may have changed
 */
export async function loadConfig(file: string, again: boolean = false): Promise<Setup> {
  const path = resolve(file)
  const kind = IIS_EXTENSIONS.has(extname(path).toLowerCase()) ? iisKindOf(path) : null
  if (kind !== null) return toSetup({ iis: { [kind]: path } }, path)
  const value = extname(path).toLowerCase() === '.json' ? readJson(path) : await readProgram(path, again)
  const { $schema: _schema, ...config } = check(value, shorten(path))
  return toSetup(config, path)
}

/** What is to run according to a configuration; `source` is the file that holds it, empty for the command line. */
export function toSetup(config: Config, source: string = ''): Setup {
  const reader = new ConfigReader(config, source)
  const iis = readIisFiles(config, source, reader.filters)
  return {
    source,
    sites: [...(config.iis?.webConfig === undefined ? reader.sites() : []), ...iis.sites],
    notes: iis.notes,
    sections: reader.sections,
    trustProxy: config.trustProxy ?? false,
    netSession: config.netSession ?? 'connection',
    limits: config.limits ?? {},
    trace: reader.trace,
    shadow: reader.shadow
  }
}

/** Checks what a file, or a program, gives as configuration. */
export function check(value: unknown, name: string): Config {
  const checked = checkConfig(value)
  if ('config' in checked) return checked.config
  const lines = checked.problems.map(({ key, what }) => `\n  ${key === '' ? 'the configuration' : `\`${key}\``} ${what}`)
  throw new CliError('ERR_CLI_CONFIG', `${name} is not a valid configuration:${lines.join('')}\n`, lines.length === 1 ? undefined : 'Correct the keys that the lines name; docs/configuration.md lists them all.')
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!existsSync(path)) throw new CliError('ERR_CLI_FILE', `${shorten(path)} does not exist.`)
    throw new CliError('ERR_CLI_CONFIG', `${shorten(path)} is not JSON: ${messageOf(error)}.`, 'Correct it there; comments and commas at the end belong into a .ts or .js configuration.', error)
  }
}

async function readProgram(path: string, again: boolean): Promise<unknown> {
  const exported = await importFile(path, again)
  const value = exported['default'] ?? exported['config']
  if (value === undefined) throw new CliError('ERR_CLI_CONFIG', `${shorten(path)} exports no configuration.`, 'Write `export default defineConfig({ … })`.')
  return typeof value === 'function' ? await (value as () => unknown)() : value // a configuration may be made when it is asked for
}
