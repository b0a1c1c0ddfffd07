// What the compiler gets to see: sources and the headers that they include, in a tree of their own, with includes that name files as they
// are spelled. Windows does not mind case and backslashes, compilers on other systems do.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { joinFunctionNames } from './function-names.ts'
import { NO_COM } from './messages.ts'
import { lineAt } from './where.ts'

/** Files by their path in the tree, with `/`. */
export type Tree = Map<string, Uint8Array>

export interface Staged {
  readonly tree: Tree
  /** The sources, as they are called in the tree. */
  readonly sources: readonly { readonly path: string; readonly file: string }[]
  /** The .rc files, likewise. */
  readonly resources: readonly string[]
  /** Folders of -I in the tree. */
  readonly folders: readonly string[]
  /** Headers that are neither the user's nor ours: those of C and C++, and those that are not there. */
  readonly unresolved: readonly { readonly name: string; readonly path: string; readonly line: number; readonly quoted: boolean }[]
  /** Headers of this package that are included. */
  readonly ours: readonly string[]
  /** The folder in which all of it lies. */
  readonly base: string
  /** A path of the tree as the user knows it. */
  original(path: string): string
}

/** Names of files from the root of the tree are found by this folder of -I, the first. */
export const ROOT = '.'

const INCLUDE = /^([ \t]*#[ \t]*(?:include|import)[ \t]*)(["<])([^">\r\n]+)([">])/gm
/** The loop of Visual C++ over a container. */
const FOR_EACH = /\bfor\s+each\s*\(\s*([^()]+?)\s+in\s+/g
/** What Visual C++ makes classes of COM from; clang refuses it without its name. */
const TYPE_LIBRARY = /import[ \t]*(?:\S+\.(?:dll|tlb|olb|ocx|exe)$|(?:prog|lib)id:)/i

/** The names in a folder, by their lower case. */
class Folder {
  static readonly #known = new Map<string, ReadonlyMap<string, string>>()
  static clear(): void { Folder.#known.clear() }

  static entries(folder: string): ReadonlyMap<string, string> {
    let entries = Folder.#known.get(folder)
    if (entries === undefined) {
      entries = new Map(existsSync(folder) ? readdirSync(folder).map((name) => [name.toLowerCase(), name]) : [])
      Folder.#known.set(folder, entries)
    }
    return entries
  }

  /** A path under a folder as it is spelled there; null: there is no such file. */
  static find(folder: string, name: string): string | null {
    let found = folder
    for (const part of name.split('/')) {
      if (part === '' || part === '.') continue
      if (part === '..') {
        found = dirname(found)
        continue
      }
      const spelled = Folder.entries(found).get(part.toLowerCase())
      if (spelled === undefined) return null
      found = join(found, spelled)
    }
    return statSync(found).isFile() ? found : null
  }
}

/** Text of a source: Visual Studio saves some of them as UTF-16. */
function textOf(bytes: Buffer): Buffer {
  if (bytes[0] === 0xFF && bytes[1] === 0xFE) return Buffer.from(bytes.toString('utf16le', 2), 'utf8')
  return bytes[0] === 0xEF && bytes[1] === 0xBB && bytes[2] === 0xBF ? bytes.subarray(3) : bytes
}

/**
 * Collects sources and what they include, from their own folders and those of `includes`; .rc files too.
 * @param headers folder of the headers that come with this package
 */
export function stage(sources: readonly string[], resources: readonly string[], includes: readonly string[], headers: string): Staged {
  Folder.clear()
  const files = sources.map((source) => resolve(source))
  const folders = includes.map((folder) => resolve(folder))
  const base = commonFolder([...[...files, ...resources.map((file) => resolve(file))].map((file) => dirname(file)), ...folders])
  const inTree = (file: string): string => `src/${relative(base, file).split(sep).join('/').replaceAll('../', '_/')}`
  const tree: Tree = new Map()
  const originals = new Map<string, string>()
  const unresolved: Staged['unresolved'][number][] = []
  const included = new Set<string>()

  const add = (file: string): string => {
    const path = inTree(file)
    if (tree.has(path)) return path
    originals.set(path, file)
    tree.set(path, new Uint8Array()) // headers include each other
    const text = joinFunctionNames(textOf(readFileSync(file)).toString('latin1')).replaceAll(FOR_EACH, 'for ($1 : ')
    tree.set(path, Buffer.from(text.replaceAll(INCLUDE, (line: string, start: string, open: string, name: string, close: string, index: number) => {
      const plain = name.trim().replaceAll('\\', '/')
      const found = [...(open === '"' ? [dirname(file)] : []), ...folders].map((folder) => Folder.find(folder, plain)).find((one) => one !== null)
      if (found === undefined || found === null) {
        if (TYPE_LIBRARY.test(`${start}${plain}`)) return `#error ${plain} ${NO_COM}`
        const ours = Folder.find(headers, plain)
        const spelled = ours === null ? plain : relative(headers, ours).split(sep).join('/')
        if (ours === null) unresolved.push({ name: plain, path, line: lineAt(text, index), quoted: open === '"' })
        else included.add(spelled)
        return spelled === name ? line : `${start}${open}${spelled}${close}`
      }
      return `${start}${spelledIn(path, add(found))}`
    }), 'latin1'))
    return path
  }

  return {
    sources: files.map((file, index) => ({ path: add(file), file: sources[index] ?? file })),
    resources: resources.map((file) => add(resolve(file))),
    tree,
    folders: folders.map(inTree),
    unresolved,
    get ours() { return [...included] },
    base,
    original: (path) => {
      const file = originals.get(path.replace(/^\.\//, ''))
      return file === undefined ? path.replace(/^isapi\/include\//, '') : shorten(file)
    }
  }
}

/** By the way from the file that includes, which is the same wherever the search would have found it; by that from the root (ROOT) where it leads upwards: the bundle's file system knows no `..`. */
function spelledIn(from: string, to: string): string {
  const path = relative(dirname(from), to).split(sep).join('/')
  return path.startsWith('../') ? `<${to}>` : `"${path === '' ? basename(to) : path}"`
}

/** A path as one would type it here. */
export function shorten(file: string): string {
  const short = relative('', file)
  return short.startsWith('..') ? file : short
}

function commonFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders
  let common = first
  for (const folder of others) while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep)) common = dirname(common)
  return common
}

/** All files under a folder of this package. */
export function addFolder(tree: Tree, folder: string, at: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (entry.isDirectory()) addFolder(tree, join(folder, entry.name), `${at}/${entry.name}`)
    else tree.set(`${at}/${entry.name}`, readFileSync(join(folder, entry.name)))
  }
}
