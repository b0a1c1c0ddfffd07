// The errors that this package throws. docs/errors.md lists the codes.

import { BUNDLE, BUNDLE_VERSION } from './compiler/bundle.ts'

/** Every code, with the remedy in one sentence. */
export const WASM_ERRORS = {
  ERR_WASM_FILE: 'Make the file with `isapi-bridge compile`.',
  ERR_WASM_OPTIONS: 'Correct the option that the message names.',
  ERR_WASM_START: 'DllMain must return TRUE; see what it needs.',
  ERR_WASM_FAULT: 'The stack shows where in the C source; the instance is replaced, with all that it kept in memory.',
  ERR_WASM_COMPILER: `Install clang 16 or newer with wasi-libc and libc++ for wasm32, or run \`npm install ${BUNDLE}@${BUNDLE_VERSION}\` in this folder, which needs nothing else.` as string, // for its declaration
  ERR_WASM_SOURCE: 'Correct the source, or add the folder of the missing header with -I.',
  ERR_WASM_INPUT: 'Name the sources, .c, .cpp, .cc or .cxx, and with -I the folders of their headers.',
  ERR_WASM_OUTPUT: 'Name a file that can be written with -o.'
} as const

export type WasmErrorCode = keyof typeof WASM_ERRORS

/** Something that stands between a C source and a running filter. */
export class WasmError extends Error {
  override readonly name: string = 'WasmError'
  readonly code: WasmErrorCode
  /** What to do about it; the message ends with it. */
  readonly remedy: string

  constructor(code: WasmErrorCode, what: string, cause?: unknown, remedy: string = WASM_ERRORS[code]) {
    super(`${what}${what.endsWith('\n') ? '' : ' '}${remedy}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.remedy = remedy
  }
}
