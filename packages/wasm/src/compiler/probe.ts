// Which functions are called that are not there, where sources cannot be compiled: the names that they call are linked without them.

import { isDeclared } from '../host/missing.ts'
import { readMessages } from './messages.ts'
import { HEADERS } from './flags.ts'
import type { Staged } from './stage.ts'
import type { Run } from './toolchain.ts'
import { callsIn, withoutComments } from './where.ts'

export const PROBE = 'isapi/probe.c'
export const PROBE_TABLE = 'isapi_probe'
/** Headers that C++ alone reads. */
const CPP_ONLY = /^(?:afx|atl|com|wrl|ahadmin|httpserv|wpframework|hash_)|^[^.]*$/

const KEYWORDS = /^(?:if|for|while|switch|return|sizeof|do|else|case|catch|throw|new|delete|defined|alignof|decltype|typeid|void|int|char|long|short|unsigned|signed|float|double|struct|union|enum|const|static|extern|auto)$/

/** Functions of our headers that sources call. */
function calledNames(staged: Staged): string[] {
  const names = new Set<string>()
  for (const [path, bytes] of staged.tree) {
    if (!path.startsWith('src/')) continue
    for (const name of callsIn(withoutComments(Buffer.from(bytes).toString('latin1'))).keys()) if (isDeclared(name) && !KEYWORDS.test(name)) names.add(name)
  }
  return [...names].toSorted()
}

/** Compiles a source that wants these functions and nothing else; false: there are none, or it cannot be. */
export async function compileProbe(staged: Staged, run: (text: string) => Promise<Run>): Promise<boolean> {
  const headers = [...new Set(['windows.h', ...staged.ours.filter((name) => staged.tree.has(`${HEADERS}/${name}`) && !CPP_ONLY.test(name))])].map((name) => `#include <${name}>\n`)
  let names = calledNames(staged)
  // The first run finds the macros, types and methods among them, by their lines.
  for (let attempt = 0; attempt < 2 && names.length > 0; attempt++) {
    const { ok, text } = await run(`${headers.join('')}void *${PROBE_TABLE}[] = {\n${names.map((name) => `(void *)${name},\n`).join('')}};\n`)
    if (ok) return true
    const bad = new Set(readMessages(text, (path) => path).filter(({ kind, file }) => kind === 'error' && file === PROBE).map(({ line }) => line - headers.length - 2))
    names = names.filter((_name, index) => !bad.has(index))
  }
  return false
}
