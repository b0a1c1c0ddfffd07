// The errors that this package throws. docs/errors.md lists the codes.

/** Every code, with the remedy in one sentence. */
export const WASM_ERRORS = {
  ERR_WASM_FILE: 'Make the file with `isapi-bridge compile`.',
  ERR_WASM_OPTIONS: 'Correct the option that the message names.',
  ERR_WASM_START: 'DllMain must return TRUE; see what it needs.',
  ERR_WASM_FAULT: 'The stack shows where in the C source; the instance is replaced, with all that it kept in memory.',
  ERR_WASM_COMPILER: 'Install clang 16 or newer with wasi-libc and libc++ for wasm32, or run `npm install @yowasp/clang`.',
  ERR_WASM_SOURCE: 'Correct the source, or add the folder of the missing header with -I.'
} as const

export type WasmErrorCode = keyof typeof WASM_ERRORS

/** Something that stands between a C source and a running filter. */
export class WasmError extends Error {
  override readonly name: string = 'WasmError'
  readonly code: WasmErrorCode

  constructor(code: WasmErrorCode, what: string, cause?: unknown) {
    super(`${what} ${WASM_ERRORS[code]}`, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
