// The character set of a project is in its project file, which is not read. Since Visual Studio 2005 it is Unicode unless somebody has changed it.

import { WasmError } from '../errors.ts'
import type { Message } from './messages.ts'

/** What Visual C++ defines for the character set Unicode: the one for windows.h, the other for tchar.h. */
const UNICODE = ['UNICODE', '_UNICODE'] as const

const WIDE = /\bwchar_t\b|\bWCHAR\b|\bP?L?PC?WSTR\b/
const NARROW = /\bchar\b|\bCHAR\b|\bP?L?PC?STR\b|'\w+A'/

/** What depends on the character set. */
export interface Texts {
  readonly others: readonly Message[]
  readonly defines: readonly string[]
}

/**
 * Runs a compilation; where it fails because wide texts meet narrow ones, once more for the character set Unicode.
 * @throws what the compilation throws: of the two the one with fewer errors
 */
export async function withWideTexts<T>({ others, defines }: Texts, onProgress: (step: string) => void, run: (texts: Texts) => Promise<T>): Promise<T> {
  try {
    return await run({ others, defines })
  } catch (error) {
    const sign = error instanceof WasmError && !UNICODE.some((name) => defines.some((define) => define.split('=')[0] === name)) ? error.message.split('\n').find((line) => WIDE.test(line) && NARROW.test(line)) : undefined
    if (!(error instanceof WasmError) || sign === undefined) throw error
    const given = UNICODE.map((name) => `-D ${name}`).join(' ')
    onProgress(`compiling for the character set Unicode: ${given}`)
    const text = `compiled with ${given}, as a project with the character set Unicode is. Without them: ${sign.trim()}`
    try {
      return await run({ others: [...others, { file: '', line: 0, text, kind: 'warning' }], defines: [...defines, ...UNICODE] })
    } catch (again) {
      if (!(again instanceof WasmError) || errorsOf(again) >= errorsOf(error)) throw error
      throw new WasmError(again.code, `${again.message.slice(0, -again.remedy.length)}That is with ${given}, as a project with the character set Unicode is compiled; without them there is more.\n`, again)
    }
  }
}

function errorsOf(error: WasmError): number { return error.message.split('\n').length }
