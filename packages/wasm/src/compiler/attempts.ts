// What a project file of Visual C++ says and the sources do not: the character set and the version of C++. The files are not read. Where a compilation
// fails in a way that one of them would explain, it runs once more with that.

import { WasmError } from '../errors.ts'
import type { Message } from './messages.ts'
import { NEWEST } from './standard.ts'

/** What a compilation can be repeated with. */
export interface Settings {
  /** What is said of files that are not compiled, and of these settings. */
  readonly others: readonly Message[]
  readonly defines: readonly string[]
  /** The flag for C++; null: by the sources. */
  readonly standard: string | null
}

interface Remedy {
  /** Whether a line of an error asks for it. */
  asks(line: string, settings: Settings): boolean
  change(settings: Settings, line: string): Settings
  /** In words; said to the user as it begins, and of errors that come with it. */
  readonly words: string
}

const WIDE = /\bwchar_t\b|\bWCHAR\b|\bP?L?PC?WSTR\b/
const NARROW = /\bchar\b|\bCHAR\b|\bP?L?PC?STR\b|'\w+A'/
/** What Visual C++ defines for the character set Unicode, which projects have had since 2005: the one for windows.h, the other for tchar.h. */
const UNICODE = ['UNICODE', '_UNICODE'] as const
const AS_UNICODE = `${UNICODE.map((name) => `-D ${name}`).join(' ')}, as a project with the character set Unicode is`

/** TABLE: in the order in which they are tried. */
const REMEDIES: readonly Remedy[] = [
  {
    asks: (line, { defines }) => WIDE.test(line) && NARROW.test(line) && !defines.some((define) => UNICODE.some((name) => define.split('=')[0] === name)),
    change: (settings, line) => ({
      ...settings, defines: [...settings.defines, ...UNICODE], others: [...settings.others, { file: '', line: 0, text: `compiled with ${AS_UNICODE}. Without them: ${line.trim()}`, kind: 'warning' }]
    }),
    words: `with ${AS_UNICODE}`
  },
  {
    asks: (line, { standard }) => standard === null && /\bno (?:member|type|template) named .* in (?:namespace 'std|'std::)/.test(line),
    change: (settings) => ({ ...settings, standard: NEWEST }),
    words: 'as C++ 20'
  }
]

/**
 * @param run one compilation
 * @throws what a compilation throws: that with the fewest errors
 */
export async function attempt<T>(given: Pick<Settings, 'others' | 'defines'>, onProgress: (step: string) => void, run: (settings: Settings) => Promise<T>): Promise<T> {
  let settings: Settings = { ...given, standard: null }
  let best: WasmError | null = null
  let words = ''
  for (;;) {
    try {
      return await run(settings)
    } catch (error) {
      if (!(error instanceof WasmError) || error.code !== 'ERR_WASM_SOURCE') throw error
      if (best === null || linesOf(error) < linesOf(best)) best = words === '' ? error : withWords(error, words)
      const lines = error.message.split('\n')
      const found = REMEDIES.map((remedy) => ({ remedy, line: lines.find((line) => remedy.asks(line, settings)) })).find(({ line }) => line !== undefined)
      if (found?.line === undefined) throw best
      words = found.remedy.words
      onProgress(`compiling again, ${words}`)
      settings = found.remedy.change(settings, found.line)
    }
  }
}

function linesOf(error: WasmError): number { return error.message.split('\n').length }

/** The words take no line of their own, by which errors are counted. */
function withWords(error: WasmError, words: string): WasmError {
  return new WasmError(error.code, `${error.message.slice(0, -error.remedy.length)}That is ${words}; otherwise there is more.`, error)
}
