// Where URL paths of a site lie on disk: in its root, or in the folder of the virtual directory with the longest path that holds them.

import { resolve } from 'node:path'
import { ModuleContractError } from '../errors.ts'
import { physicalPathOf, toComparableFile } from './paths.ts'

/** A URL path of a site with a folder of its own. */
export interface VirtualDirectory {
  /** Such as `/images`; case does not matter. */
  readonly path: string
  /** Folder; it need not lie in the root. */
  readonly physicalPath: string
}

interface Entry { readonly segments: readonly string[]; readonly folder: string }

export class SitePaths {
  readonly #root: string
  /** Longest first. */
  readonly #entries: readonly Entry[]

  /** @param root absolute */
  constructor(root: string, directories: readonly VirtualDirectory[]) {
    this.#root = root
    this.#entries = directories.map(readDirectory).sort((a, b) => b.segments.length - a.segments.length)
  }

  /** Folders of the virtual directories. */
  get folders(): readonly string[] { return this.#entries.map(({ folder }) => folder) }

  /** The physical path of a decoded URL path; null when it maps to nothing. */
  map(path: string): string | null {
    if (this.#entries.length === 0) return physicalPathOf(this.#root, path)
    if (path.charCodeAt(0) !== 47) return null
    const segments = path.slice(1).split('/')
    const names = segments.map(toName)
    const entry = this.#entries.find((candidate) => candidate.segments.every((name, index) => name === names[index]))
    if (entry === undefined) return physicalPathOf(this.#root, path)
    if (entry.segments.length === segments.length) return entry.folder // without a slash: whoever asks is sent to the folder
    return physicalPathOf(entry.folder, `/${segments.slice(entry.segments.length).join('/')}`)
  }
}

/** A segment as the file system reads it: an encoded letter is the letter. */
function toName(segment: string): string {
  try {
    return toComparableFile(decodeURIComponent(segment))
  } catch {
    return segment // it maps to nothing
  }
}

function readDirectory({ path, physicalPath }: VirtualDirectory): Entry {
  const segments = typeof path === 'string' ? path.split('/').filter((segment) => segment !== '').map(toComparableFile) : []
  if (segments.length === 0 || !path.startsWith('/')) throw new ModuleContractError('ERR_MODULE_OPTIONS', `\`site.virtualDirectories\` has the path ${JSON.stringify(path)}; it must be a URL path such as "/images".`)
  if (typeof physicalPath !== 'string' || physicalPath === '') throw new ModuleContractError('ERR_MODULE_OPTIONS', `\`site.virtualDirectories\`: "${path}" must have a folder, \`physicalPath\`.`)
  return { segments, folder: resolve(physicalPath) }
}
