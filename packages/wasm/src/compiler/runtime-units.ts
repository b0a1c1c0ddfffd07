// The run-time as few files: reading the headers takes the bundle longer than compiling what comes after them.

import { Buffer } from 'node:buffer'
import { dirname, extname } from 'node:path/posix'
import type { Tree } from './stage.ts'

/** What some files of the folder need defined before the first header. */
const BEFORE = '#define _GNU_SOURCE\n'

/**
 * Puts one file into the tree for each folder and language of a run-time, which includes the sources there; gives their paths. So no two
 * sources of a folder may have a static name in common.
 * @param belongs false for a source that this kind of file has no use for
 */
export function addUnits(tree: Tree, runtime: string, belongs: (path: string) => boolean): string[] {
  const units = new Map<string, string>()
  for (const path of [...tree.keys()].toSorted()) {
    if (!path.startsWith(`${runtime}/`) || !/\.(?:c|cpp)$/.test(path) || !belongs(path)) continue
    const unit = `${dirname(path)}/_all${extname(path)}`
    units.set(unit, `${units.get(unit) ?? BEFORE}#include "${path.slice(dirname(path).length + 1)}"\n`)
  }
  for (const [path, text] of units) tree.set(path, Buffer.from(text, 'utf8'))
  return [...units.keys()]
}
