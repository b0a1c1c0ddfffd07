// A filter or module that `isapi-bridge compile` has made, with what it finds around it: drive, registry, environment, limits.

import { readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, extname, sep } from 'node:path'
import type { RegistryValues, WasmFilterOptions } from '@isapi-bridge/wasm'
import { CliError, messageOf } from '../errors.ts'
import type { GuestSetup } from '../setup.ts'
import type { Log } from './events.ts'

/**
 * @param guest what the configuration says; null: nothing
 * @param folders of the sites
 */
export async function importWasm(file: string, guest: GuestSetup | null, log: Log, folders: readonly string[]): Promise<{ readonly default: unknown }> {
  const { kindOfWasm, loadWasmFilter, loadWasmModule } = await import('@isapi-bridge/wasm')
  const name = basename(file, extname(file))
  try {
    const { drive = {}, registry, environment, limits } = guest ?? {}
    const isModule = await kindOfWasm(file) === 'module'
    const options: WasmFilterOptions = {
      // Ini files and the like stand beside it, as beside a DLL.
      drive: withSites({ [`C:\\${isModule ? 'modules' : 'filters'}\\${name}`]: dirname(file), ...drive }, folders),
      ...(registry !== undefined && { registry: typeof registry === 'string' ? readRegistry(registry) : registry }),
      ...(environment !== undefined && { environment }),
      ...(limits !== undefined && { limits }),
      eventLog: ({ filter, source, level, id, text }) => { log({ event: id === 0 ? null : { id }, level, text: `${isModule ? 'Module' : 'Filter'} "${filter}", ${source}: ${text}`, error: null }) }
    }
    return { default: isModule ? await loadWasmModule(file, options) : await loadWasmFilter(file, options) }
  } catch (error) {
    throw new CliError('ERR_CLI_FILE', `${file} cannot be loaded: ${messageOf(error)}`, '', error)
  }
}

/** What a site publishes can be read too, under the path that the server says for it. A folder that the drive has anyhow keeps its name there. */
function withSites(drive: NonNullable<WasmFilterOptions['drive']>, folders: readonly string[]): NonNullable<WasmFilterOptions['drive']> {
  const mapped = Object.values(drive).map((given) => realOf(typeof given === 'string' ? given : given.folder))
  const sites = folders.flatMap((folder): [string, string][] => {
    const real = realOf(folder)
    const known = real === null || mapped.some((one) => one !== null && (real === one || real.startsWith(one + sep)))
    return known || real === sep || !folder.startsWith('/') ? [] : [[`C:${folder.replaceAll('/', '\\')}`, folder]]
  })
  return { ...drive, ...Object.fromEntries(sites) }
}

/** null: there is no such folder. */
function realOf(folder: string): string | null {
  try {
    return realpathSync(folder)
  } catch {
    return null
  }
}

function readRegistry(file: string): Readonly<Record<string, RegistryValues>> {
  let keys: unknown
  try {
    keys = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new CliError('ERR_CLI_CONFIG', `The file ${file} of \`registry\` cannot be read: ${messageOf(error)}.`, 'It must be JSON: { "HKLM\\\\SOFTWARE\\\\…": { "Name": "value" } }.', error)
  }
  if (isRegistry(keys)) return keys
  throw new CliError('ERR_CLI_CONFIG', `The file ${file} of \`registry\` is not one of keys with values.`, 'Values are texts, numbers and lists of texts: { "HKLM\\\\SOFTWARE\\\\…": { "Name": "value" } }.')
}

/** Texts, numbers and lists of texts, by key and name. */
function isRegistry(keys: unknown): keys is Readonly<Record<string, RegistryValues>> {
  const isValue = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number' || (Array.isArray(value) && value.every((text) => typeof text === 'string'))
  return typeof keys === 'object' && keys !== null && !Array.isArray(keys) && Object.values(keys).every((values: unknown) => typeof values === 'object' && values !== null && !Array.isArray(values) && Object.values(values).every(isValue))
}

