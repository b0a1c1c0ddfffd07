// A filter or module that `isapi-bridge compile` has made, with what it finds around it: drive, registry, environment, limits.

import { readFileSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import type { RegistryValues, WasmFilterOptions } from '@isapi-bridge/wasm'
import { CliError, messageOf } from '../errors.ts'
import type { GuestSetup } from '../setup.ts'
import type { Log } from './events.ts'

/** @param guest what the configuration says; null: nothing */
export async function importWasm(file: string, guest: GuestSetup | null, log: Log): Promise<{ readonly default: unknown }> {
  const { kindOfWasm, loadWasmFilter, loadWasmModule } = await import('@isapi-bridge/wasm')
  const name = basename(file, extname(file))
  try {
    const { drive = {}, registry, environment, limits } = guest ?? {}
    const isModule = await kindOfWasm(file) === 'module'
    const options: WasmFilterOptions = {
      // Ini files and the like stand beside it, as beside a DLL.
      drive: { [`C:\\${isModule ? 'modules' : 'filters'}\\${name}`]: dirname(file), ...drive },
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

