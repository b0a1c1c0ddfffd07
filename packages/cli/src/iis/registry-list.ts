// The list "Filter DLLs" that servers before IIS 4 kept in the registry, exported as a .reg file. Later servers still load it, as global filters.

import { win32 } from 'node:path'
import { CliError } from '../errors.ts'
import { shorten } from '../site/load-file.ts'
import type { FilterSetup } from '../setup.ts'
import { readText } from './decode.ts'
import { implementationOf, type Ruling } from './module-list.ts'

const VALUE = /^\s*"Filter DLLs"\s*=\s*"((?:[^"\\]|\\.)*)"/im

/** The filters of the list, called after their files. Fidelity: filter.registry.listed */
export function readRegistryList(path: string, { iis, base, profile }: Ruling): FilterSetup[] {
  const text = readText(path)
  const found = VALUE.exec(text)
  if (found === null) throw new CliError('ERR_CLI_IIS', `${shorten(path)} has no value "Filter DLLs".`, 'Export the key HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\W3SVC\\Parameters.')
  const where = `${shorten(path)}:${text.slice(0, found.index).split('\n').length}`
  const list = (found[1] ?? '').replaceAll(/\\(.)/g, '$1')
  return list.split(',').map((dll) => dll.trim()).filter((dll) => dll !== '').map((dll): FilterSetup => {
    const name = win32.basename(dll, win32.extname(dll))
    const { standing, implementation } = implementationOf(iis.filters, name, base)
    return { name, where, standing, implementation, detail: dll, level: 'global', profile, overrides: {}, flags: null, fromRegistry: true }
  })
}
