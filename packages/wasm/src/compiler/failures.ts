// What is said of sources that cannot be compiled: causes first, each once, of all sources at once.

import { WASM_ERRORS, WasmError } from '../errors.ts'
import { librariesRemedy, missingHeaders } from './missing-headers.ts'
import { formatMessage, list, type Message } from './messages.ts'
import type { Staged } from './stage.ts'

/** A function that is called and that is not there. A call of it ends the request. */
export interface MissingCall {
  readonly function: string
  /** Where it is called; empty when no source names it. */
  readonly file: string
  readonly line: number
}

/** A source that cannot be compiled. */
export interface Failure {
  /** As the user calls it. */
  readonly file: string
  readonly said: readonly Message[]
  /** All that the compiler said. */
  readonly text: string
  /** Headers that it wants and that are not there. */
  readonly headers: readonly string[]
}

/** Of more lines nobody reads the rest. */
const LINES = 25
const NOT_FOUND = /^'.*' file not found$/

/** @param missing functions of Windows that are called as well */
export function failureOf(failures: readonly Failure[], missing: readonly MissingCall[], staged: Staged): WasmError {
  const absent = missingHeaders(new Set(failures.flatMap(({ headers }) => headers)), staged)
  const said = new Set<string>()
  const lines: string[] = absent.map(({ message }) => formatMessage(message))
  for (const failure of failures) {
    const errors = collapse(failure.said.filter(({ kind, text }) => kind === 'error' && !(failure.headers.length > 0 && NOT_FOUND.test(text))))
    const own = errors.map((error) => formatMessage(error)).filter((line) => !said.has(line)) // what a header says of each source
    for (const line of own) said.add(line)
    lines.push(...own.slice(0, LINES), ...(own.length > LINES ? [`${failure.file}: ${own.length - LINES} more`] : []))
  }
  if (lines.length === 0) lines.push(...failures.map(({ file, text }) => `${file}: ${text.trim()}`))
  const calls = missing.map((call) => `  ${call.function}${call.file === '' ? '' : `  ${call.file}:${call.line}`}`)
  const what = [
    `${list(shortened([...new Set(failures.map(({ file }) => file))]))} cannot be compiled:`, ...lines.map((line) => `  ${line}`),
    ...(calls.length === 0 ? [] : ['Functions that are called and are not there either:', ...calls])
  ].join('\n')
  const others = absent.some(({ library }) => library === null) || lines.length > absent.length
  const remedy = [librariesRemedy(absent), others ? remedyFor(lines, absent.length) : null].filter((text) => text !== null).join('\n')
  return new WasmError('ERR_WASM_SOURCE', `${what}\n`, undefined, remedy)
}

function shortened(names: readonly string[]): readonly string[] { return names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names }

/** TABLE: what compiler and linker find → what one does. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/ is defined more than once: /, 'Leave out one of the sources, or make one definition static.'],
  [/\.c:\d+: (?:unknown type name '(?:class|namespace|template|bool|extern)'|expected identifier or '\(' before string|'(?:string|vector|map|iostream|list)' file not found)/, 'A source called .c that is C++ is compiled with --cpp.'],
  [/(?:use of undeclared identifier|unknown type name) '[A-Z][A-Z\d_]+'/, 'A name of Windows that these headers do not have can be defined with -D, or in a header of your own.'],
  [/: no source defines /, 'Name the source that has it.']
]

function remedyFor(lines: readonly string[], headers: number): string {
  const fits = REMEDIES.filter(([form]) => lines.some((line) => form.test(line))).map(([, text]) => text)
  if (fits.length > 0) return [...(headers === 0 ? [] : [WASM_ERRORS.ERR_WASM_SOURCE]), ...fits].join(' ')
  return headers === 0 ? 'Correct the source.' : headers === lines.length ? 'Add the folder of a missing header with -I, or take out what needs it.' : WASM_ERRORS.ERR_WASM_SOURCE
}

/** The same said of several lines of a file is said once. */
function collapse(messages: readonly Message[]): Message[] {
  const groups = new Map<string, { first: Message; lines: Set<number> }>()
  for (const message of messages) {
    const key = `${message.file}\n${message.text}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: message, lines: new Set([message.line]) })
    else group.lines.add(message.line)
  }
  return [...groups.values()].map(({ first, lines }) => {
    const others = [...lines].slice(1).map(String)
    return others.length === 0 ? first : { ...first, text: `${first.text}; also in line${others.length === 1 ? '' : 's'} ${list(shortened(others))}` }
  })
}
