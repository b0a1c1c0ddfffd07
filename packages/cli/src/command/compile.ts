// isapi-bridge compile: from C and C++ sources to a filter that --filter takes, or a module for --module.

import { basename } from 'node:path'
import { compile as compileSources, formatMessage, WasmError, type Compiled } from '@isapi-bridge/wasm'
import { CliError } from '../errors.ts'
import { EXIT } from './exit-codes.ts'
import { paint, type Output } from './output.ts'

export interface CompileArguments {
  readonly include?: readonly string[]
  readonly define?: readonly string[]
  readonly kind?: 'filter' | 'module'
  readonly out?: string
  /** Of --no-install. */
  readonly install?: boolean
  readonly timeLimit?: boolean
  readonly nullChecks?: boolean
  readonly cpp?: boolean
  readonly verbose?: boolean
}

export async function compile(sources: readonly string[], given: CompileArguments, output: Output): Promise<number> {
  const out = given.out ?? `${basename(sources[0] ?? 'filter').replace(/\.[^.]+$/, '')}.wasm`
  let compiled: Compiled
  try {
    compiled = await compileSources(sources, {
      includes: given.include ?? [], defines: given.define ?? [], ...(given.kind === undefined ? {} : { kind: given.kind }), out, timeLimit: given.timeLimit ?? false, nullChecks: given.nullChecks ?? false, cpp: given.cpp ?? false,
      install: given.install ?? true,
      onProgress: (step) => { output.err(paint(output, 'dim', step)) }
    })
  } catch (error) {
    if (!(error instanceof WasmError)) throw error
    throw new CliError('ERR_CLI_COMPILE', error.message, '', error)
  }
  for (const line of formatCompiled(compiled, out, output)) output.out(line)
  return EXIT.fine.code
}

function formatCompiled({ kind, size, compiler, warnings, missing, notifications, description, refusal }: Compiled, out: string, output: Output): string[] {
  return [
    ...warnings.map((warning) => `${paint(output, 'yellow', 'warning')}: ${formatMessage(warning)}`),
    ...(missing.length === 0 ? [] : [paint(output, 'yellow', 'Functions that are not there; a call of one fails, or ends the request'),
      ...missing.map((call) => `  ${call.function}${call.file === '' ? '' : `  ${call.file}:${call.line}`}`)]),
    paint(output, 'bold', `${out}, ${Math.ceil(size / 1024)} KiB, by ${compiler}`),
    ...(description === '' ? [] : [`  ${description}`]),
    refusal === null ? `  registers for ${notifications.length === 0 ? 'nothing' : notifications.join(', ')}` : `  ${refusal}`,
    `  isapi-bridge serve --${kind} ${out} --root ./wwwroot`
  ]
}
