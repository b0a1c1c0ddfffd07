// Folders as files of IIS name them, and where they are here.

import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'

type Entry = { readonly from: string; readonly to: string }

/** Lower case, one kind of separator, none at the end. */
function comparable(path: string): string { return path.trim().replaceAll('/', '\\').replace(/\\+$/, '').toLowerCase() }

/** `%SystemDrive%` and the like, from the environment, in any case. */
function expand(path: string): string {
  return path.replaceAll(/%([^%]+)%/g, (whole, name: string) => Object.entries(process.env).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? whole)
}

export class WindowsPaths {
  readonly #entries: readonly Entry[]

  constructor(map: Readonly<Record<string, string>>, base: string) {
    this.#entries = Object.entries(map).map(([from, to]) => ({ from: comparable(from), to: resolve(base, to) })).sort((a, b) => b.from.length - a.from.length)
  }

  /** The folder here; the path as it is where nobody says. */
  toLocal(path: string): string {
    for (const candidate of [path, expand(path)]) {
      const wanted = comparable(candidate)
      const entry = this.#entries.find(({ from }) => wanted === from || wanted.startsWith(`${from}\\`))
      if (entry !== undefined) return resolve(entry.to, ...candidate.trim().replaceAll('/', '\\').slice(entry.from.length).split('\\').filter((part) => part !== '' && part !== '..'))
    }
    const local = expand(path)
    return isAbsolute(local) && existsSync(local) ? resolve(local) : path
  }
}
