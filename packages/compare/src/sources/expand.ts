// Folders and patterns as files: the logs of a site are a folder of u_ex260131.log, and not every shell knows u_ex*.log.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CompareError } from '../errors.ts'

/** Names as they end that can be requests; whatever else is in a folder is not looked at. */
const SOURCES = /\.(?:log|har|ndjson|jsonl|http|rest)(?:\.gz)?$/i

/**
 * The files of names that may be folders, or have `*` and `?` in their last part; in the order of their names, which for the logs of IIS is that of time.
 * @throws CompareError when a folder or a pattern has none
 */
export function expandSources(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (existsSync(name)) return statSync(name).isDirectory() ? filesOf(name, name, (file) => SOURCES.test(file)) : [name]
    const pattern = basename(name)
    if (!/[*?]/.test(pattern)) return [name] // who opens it says that it is not there
    const expression = new RegExp(`^${pattern.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`).replaceAll('*', '.*').replaceAll('?', '.')}$`, 'is')
    return filesOf(name, dirname(name), (file) => expression.test(file))
  })
}

function filesOf(name: string, folder: string, wanted: (file: string) => boolean): string[] {
  const files = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory() && wanted(entry.name)).map((entry) => join(folder, entry.name)).sort() : []
  if (files.length === 0) throw new CompareError('ERR_COMPARE_SOURCE', `${name} has no recording, HAR file, log or .http file.`, 'Name the files.')
  return files
}
