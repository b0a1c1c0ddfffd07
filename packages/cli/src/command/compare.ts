// isapi-bridge compare: the same requests to two stacks, and where they part.

import { accessSync, closeSync, constants, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { styleText } from 'node:util'
import type { ProfileName } from '@isapi-bridge/bridge'
import { compare as compareSides, CompareError, expandSources, formatSummary, openSource, runningServer, toHtml, toJunit, type Report, type Side, type SourceFormat } from '@isapi-bridge/compare'
import { isUrl } from '../config/from-config.ts'
import { loadConfig } from '../config/load-config.ts'
import { messageOf } from '../errors.ts'
import { shorten } from '../site/load-file.ts'
import { localSide } from '../site/local-side.ts'
import { complain, logEntry, type Output, type Signals } from './output.ts'
import { startProgress } from './progress.ts'
import { writing } from './writing.ts'

export interface CompareArguments {
  readonly format?: SourceFormat
  readonly ignore?: readonly string[]
  readonly ignoreFile?: string
  readonly once?: boolean
  readonly freeze?: boolean
  readonly allowWrites?: boolean
  readonly keepHost?: boolean
  readonly insecure?: boolean
  readonly distinct?: boolean
  readonly skip?: number
  readonly limit?: number
  readonly timeout?: number
  readonly concurrency?: number
  readonly profileA?: ProfileName
  readonly profileB?: ProfileName
  readonly json?: boolean
  readonly html?: string
  readonly junit?: string
  readonly suggest?: boolean
  readonly verbose?: boolean
}

/** TABLE: the exit code, which build pipelines read. */
export const COMPARE_EXIT: Readonly<Record<Report['result'], { readonly code: number; readonly words: string }>> = {
  equal: { code: 0, words: 'all requests are answered alike' },
  different: { code: 1, words: 'some are not' },
  'not compared': { code: 2, words: 'nobody can say: a side, a source or an argument is wrong, or nothing was compared' }
}

/** Gives the exit code. */
export async function compare(sides: readonly [string, string], files: readonly string[], given: CompareArguments, output: Output, signals: Signals): Promise<number> {
  const verbose = given.verbose === true
  try {
    for (const file of [given.html, given.junit]) if (file !== undefined) checkWritable(file)
    const report = await run(sides, files, given, output, signals)
    if (given.json === true) output.out(JSON.stringify(report, null, 2))
    else for (const line of formatSummary(report, (style, text) => (output.colour ? styleText(style, text) : text))) output.out(line)
    if (given.suggest === true) for (const line of suggestions(report)) output.out(line)
    if (given.html !== undefined) writeReport(given.html, toHtml(report), output)
    if (given.junit !== undefined) writeReport(given.junit, toJunit(report), output)
    return COMPARE_EXIT[report.result].code
  } catch (error) {
    complain(output, error, verbose)
    return COMPARE_EXIT['not compared'].code
  }
}

async function run([a, b]: readonly [string, string], files: readonly string[], given: CompareArguments, output: Output, signals: Signals): Promise<Report> {
  const { once, freeze, allowWrites, keepHost, insecure, distinct, skip, limit, timeout, concurrency } = given
  const ignore = [...given.ignore ?? [], ...given.ignoreFile === undefined ? [] : rulesOf(given.ignoreFile)]
  const sources = await Promise.all(expandSources(files).map((file) => openSource(file, given.format, shorten(resolve(file)))))
  const left = await sideOf(a, given.profileA ?? null, given.verbose === true, output)
  const right = await sideOf(b, given.profileB ?? null, given.verbose === true, output)
  const controller = new AbortController()
  const stop = (): void => { controller.abort() }
  signals.once('SIGINT', stop)
  const progress = output.terminal === true && given.json !== true ? startProgress() : null
  try {
    return await compareSides({
      a: left, b: right, sources, ignore, signal: controller.signal, twice: once !== true,
      ...(freeze !== undefined && { freeze }), ...(allowWrites !== undefined && { allowWrites }), ...(keepHost !== undefined && { keepHost }), ...(insecure !== undefined && { insecure }),
      ...(distinct !== undefined && { distinct }), ...(skip !== undefined && { skip }), ...(limit !== undefined && { limit }), ...(timeout !== undefined && { timeout }), ...(concurrency !== undefined && { concurrency }),
      ...(progress !== null && { onProgress: (now) => { progress.update(limit === undefined ? now : { ...now, position: Math.max(now.position / Math.max(now.size, 1), now.compared / limit), size: 1 }) } })
    })
  } finally {
    progress?.stop()
    signals.off('SIGINT', stop)
  }
}

async function sideOf(text: string, profile: ProfileName | null, verbose: boolean, output: Output): Promise<Side> {
  if (isUrl(text)) {
    if (profile !== null) throw new CompareError('ERR_COMPARE_SIDE', `${text} runs already, so that its profile cannot be chosen.`, 'Give its configuration.')
    return runningServer(text)
  }
  const setup = await loadConfig(text)
  const name = `${shorten(resolve(text))}${profile === null ? '' : ` (profile ${profile})`}`
  return localSide(setup, { name, profile, log: (entry) => { if (verbose) logEntry(output, entry, true) } })
}

/** A rule in each line. */
function rulesOf(file: string): string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new CompareError('ERR_COMPARE_RULE', `${file} cannot be read: ${messageOf(error)}.`, 'Correct --ignore-file.', error)
  }
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
}

/** Before the requests are sent, which may take hours. */
function checkWritable(file: string): void {
  writing(file, () => {
    if (existsSync(file)) closeSync(openSync(file, 'r+'))
    else accessSync(dirname(resolve(file)), constants.W_OK)
  })
}

function writeReport(file: string, text: string, output: Output): void {
  writing(file, () => { writeFileSync(file, text) })
  output.err(`wrote ${shorten(resolve(file))}`)
}

/** What was noise, as rules for --ignore-file. */
function suggestions({ noise }: Report): string[] {
  const lines = noise.flatMap(({ what, routes }) => {
    const [, kind = '', name = ''] = /^(header|json|log|trace) (.*?);?$/s.exec(what) ?? []
    return routes.map((route) => (kind === '' ? `# ${what} of ${route}: text:/…/ leaves out what matches` : `${route.replace(/^\S+ /, '')} ${kind}:${name}`))
  })
  return ['', '# What differed between a side and itself, as rules for --ignore-file', ...new Set(lines)]
}
