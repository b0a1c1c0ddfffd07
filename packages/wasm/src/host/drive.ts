// The virtual drive: folders of this machine under C:\, and nothing else. What may be opened is decided here, and only here.

import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { WasmError } from '../errors.ts'
import type { DriveFolder } from './options.ts'

/** WASI's error numbers, which the C library turns into errno. */
const EACCES = 2
export const EBADF = 8
export const EEXIST = 20
export const EINVAL = 28
const EIO = 29
export const EISDIR = 31
export const EMFILE = 33
export const ENOENT = 44
export const ENOSYS = 52
export const ENOTDIR = 54
const ENOTEMPTY = 55
export const EROFS = 69

const OF_NODE: Readonly<Record<string, number>> = { EACCES, EBADF, EEXIST, EINVAL, EIO, EISDIR, EMFILE, ENFILE: EMFILE, ENOENT, ENOTDIR, ENOTEMPTY, EROFS, EPERM: EACCES }

/** The number of an error of Node. */
export function errorNumber(error: unknown): number {
  return error instanceof Error && 'code' in error ? OF_NODE[String(error.code)] ?? EIO : EIO
}

/** What no file of Windows can be called: a stream, a pattern, a device. */
const NO_NAME = /[:*?"<>|\p{Cc}]|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu

interface Mount {
  /** Parts of the path on the drive, in lower case. */
  readonly parts: readonly string[]
  readonly folder: string
  readonly writable: boolean
}

/** Where a path leads: a file of this machine, a folder that is only there because another lies in it, or an error. */
export type Place = { readonly file: string; readonly writable: boolean } | { readonly between: readonly string[] } | { readonly error: number }

export class Drive {
  readonly #mounts: readonly Mount[]
  /** The folder that paths without one are looked up in. */
  readonly #home: readonly string[]

  constructor(folders: Readonly<Record<string, string | DriveFolder>>, home: string) {
    this.#home = this.#split(home) ?? []
    this.#mounts = Object.entries(folders).map(([path, given]) => {
      const { folder, writable = false } = typeof given === 'string' ? { folder: given } : given
      const parts = this.#split(path)
      if (parts === null || !/^[Cc]:/.test(path)) throw new WasmError('ERR_WASM_OPTIONS', `\`drive\` has "${path}", which does not begin with C:\\.`)
      let real: string
      try {
        real = realpathSync(resolve(folder))
      } catch (error) {
        throw new WasmError('ERR_WASM_OPTIONS', `\`drive\` maps ${path} to ${folder}, which is not there.`, error)
      }
      return { parts: parts.map((part) => part.toLowerCase()), folder: real, writable }
    }).toSorted((one, other) => other.parts.length - one.parts.length)
  }

  /** The parts of a path, `.` and `..` resolved; null: it is no path of this drive. */
  #split(path: string): string[] | null {
    if (path.includes('\0')) return null
    const plain = path.replaceAll('\\', '/').replace(/^\/*\/\/\?\//, '')
    if (plain.startsWith('//')) return null // a share, or a device
    const drive = /^([A-Za-z]):/.exec(plain)
    if (drive !== null && drive[1]?.toLowerCase() !== 'c') return null
    const rest = drive === null ? plain : plain.slice(2)
    const parts = rest.startsWith('/') || drive !== null ? [] : [...this.#home ?? []]
    for (const part of rest.split('/')) {
      if (part === '' || part === '.') continue
      if (part === '..') parts.pop()
      else if (NO_NAME.test(part)) return null
      else parts.push(part)
    }
    return parts
  }

  /** A path as Windows writes it. */
  shown(path: string): string {
    const parts = this.#split(path)
    return parts === null ? path.replaceAll('/', '\\') : `C:\\${parts.join('\\')}`
  }

  /** @param exists false: the last part may be new */
  place(path: string, exists: boolean): Place {
    const parts = this.#split(path)
    if (parts === null) return { error: ENOENT }
    const lower = parts.map((part) => part.toLowerCase())
    const mount = this.#mounts.find((candidate) => candidate.parts.every((part, index) => lower[index] === part))
    if (mount === undefined) return this.#between(lower)
    let file = mount.folder
    const rest = parts.slice(mount.parts.length)
    for (const [index, part] of rest.entries()) {
      const spelled = spelling(file, part)
      if (spelled !== null) file = join(file, spelled)
      else if (index === rest.length - 1) file = join(file, part)
      else return { error: ENOENT }
      if (leadsOut(file, mount.folder)) return { error: EACCES }
    }
    // Links may lead out of the folder: what counts is where they end.
    try {
      const real = realpathSync(file)
      return isInside(real, mount.folder) ? { file: real, writable: mount.writable } : { error: EACCES }
    } catch {
      if (exists) return { error: ENOENT }
    }
    try {
      return isInside(realpathSync(dirname(file)), mount.folder) ? { file, writable: mount.writable } : { error: EACCES }
    } catch {
      return { error: ENOENT }
    }
  }

  #between(parts: readonly string[]): Place {
    const names = this.#mounts.filter((mount) => parts.every((part, index) => mount.parts[index] === part)).map((mount) => mount.parts[parts.length] ?? '')
    return names.length === 0 ? { error: ENOENT } : { between: [...new Set(names)] }
  }
}

function isInside(file: string, folder: string): boolean { return file === folder || file.startsWith(folder.endsWith(sep) ? folder : folder + sep) }

/** Whether this is a link out of a folder: what is there or not is nobody's business. */
function leadsOut(file: string, folder: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink() && !isInside(realpathSync(file), folder)
  } catch {
    return false
  }
}

/** A name as it is spelled in a folder; null: there is none. */
function spelling(folder: string, name: string): string | null {
  try {
    lstatSync(join(folder, name))
    return name
  } catch {
    const lower = name.toLowerCase()
    try {
      return readdirSync(folder).find((candidate) => candidate.toLowerCase() === lower) ?? null
    } catch {
      return null
    }
  }
}
