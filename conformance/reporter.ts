// The reporter of "npm run conformance": progress while the statements run, then the figures.

import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { faultsOf, readRegister } from './register.ts'
import { formatReport, settle, slugOf, type Outcome } from './report.ts'

export default class ConformanceReporter implements Reporter {
  readonly #outcomes = new Map<string, Outcome[]>()
  readonly #failures: string[] = []

  onTestRunStart(files: readonly unknown[]): void {
    process.stdout.on('error', endQuietly)
    console.log(`isapi-bridge: running the statements of ${files.length} files`)
  }

  onTestCaseResult(testCase: TestCase): void {
    const slug = slugOf(testCase.name)
    const { state, errors } = testCase.result()
    const outcome: Outcome = state === 'passed' || state === 'failed' ? state : 'skipped'
    this.#outcomes.set(slug, [...(this.#outcomes.get(slug) ?? []), outcome])
    if (outcome !== 'passed') this.#failures.push(`${outcome}: ${testCase.fullName} (${testCase.module.relativeModuleId})\n    ${errors?.[0]?.message ?? 'no message'}`)
  }

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()]
    const passed = tests.filter((each) => each.result().state === 'passed').length
    console.log(`  ${module.relativeModuleId.padEnd(48)} ${passed}/${tests.length}`)
    for (const { message } of module.errors()) this.#failures.push(`could not be run: ${module.relativeModuleId}\n    ${message}`)
  }

  onTestRunEnd(): void {
    const register = readRegister()
    const faults = faultsOf(register)
    console.log(`\n${formatReport(settle(register, this.#outcomes), process.env['CONFORMANCE_VERBOSE'] === '1')}`)
    list('Tests that do not count', this.#failures)
    list('Faults of the register', faults)
    if (this.#failures.length + faults.length > 0) process.exitCode = 1
  }
}

/** Nobody reads any more, as behind `| head`: what a shell reports for a program that SIGPIPE ended. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(141)
}

const MAX_LINES = 20

function list(title: string, lines: readonly string[]): void {
  if (lines.length === 0) return
  const more = lines.length > MAX_LINES ? [`… and ${lines.length - MAX_LINES} more`] : []
  console.log(`\n${title}:\n${[...lines.slice(0, MAX_LINES), ...more].map((line) => `  ${line}`).join('\n')}`)
}
