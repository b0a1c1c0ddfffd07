// npm run conformance: run the statement tests and say how many documented statements they cover.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, install, root, runTool, say } from './steps.mjs'

const usage = `npm run conformance [-- OPTION]

Runs every test that uses statement(), and prints how many of the numbered statements of the two references are tested,
listed as gap, or not applicable; then the same for each section.

  --verbose   also says why each of the others is not tested
  --promote   moves statements that have a test now from conformance/planned.md to conformance/statements.md; runs nothing
  --help      this text

The exit code is 0 when every statement test passed and register and tests agree. A failing or skipped test does not count.`

await command(async (args) => {
  const unknown = args.find((arg) => !['--verbose', '--promote', '--help'].includes(arg))
  if (unknown !== undefined || args.includes('--help')) {
    if (unknown !== undefined) console.error(`isapi-bridge: there is no option ${unknown}.\n`)
    console.log(usage)
    process.exitCode = unknown === undefined ? 0 : 2
    return
  }
  const files = statementFiles()
  if (args.includes('--promote')) {
    promote(files)
    return
  }
  await install()
  if (args.includes('--verbose')) process.env.CONFORMANCE_VERBOSE = '1'
  await runTool('vitest', ['run', '--reporter', './conformance/reporter.ts', ...files])
})

/** Test files with a statement in them. */
function statementFiles() {
  const tests = [...below('conformance'), ...below('packages').filter((file) => /^packages\/[^/]+\/test\//.test(file))]
  return tests.filter((file) => file.endsWith('.test.ts') && !file.startsWith('conformance/test/'))
    .filter((file) => read(file).includes('statement(\''))
}

function below(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist')
    .flatMap((entry) => (entry.isDirectory() ? below(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
}

function read(file) {
  return readFileSync(join(root, file), 'utf8')
}

/** Moves rows, each to the end of the section of the same name. */
function promote(files) {
  const tested = new Set(files.flatMap((file) => [...read(file).matchAll(/\bstatement\(\s*'([^']*)'/g)].map(([, slug]) => slug)))
  const sections = sectionsOf('conformance/statements.md')
  const planned = sectionsOf('conformance/planned.md')
  let moved = 0
  for (const [title, lines] of planned) {
    const rows = lines.filter((line) => tested.has(/^\| `([^`]*)`/.exec(line)?.[1]))
    if (rows.length === 0) continue
    moved += rows.length
    planned.set(title, lines.filter((line) => !rows.includes(line)))
    const target = sections.get(title) ?? ['', ...lines.filter((line) => line.startsWith('|')).slice(0, 2)]
    sections.set(title, [...target.filter((line, index) => line !== '' || index === 0), ...rows, ''])
  }
  for (const [title, lines] of planned) if (title !== '' && !lines.some((line) => line.startsWith('| `'))) planned.delete(title)
  write('conformance/statements.md', sections)
  write('conformance/planned.md', planned)
  say(`${moved} statements moved to conformance/statements.md`)
}

/** Lines of a Markdown file by section; the first section has no title. */
function sectionsOf(file) {
  const sections = new Map([['', []]])
  let title = ''
  for (const line of read(file).trimEnd().split('\n')) {
    if (line.startsWith('## ')) sections.set(title = line.slice(3), [])
    else sections.get(title).push(line)
  }
  for (const lines of sections.values()) if (lines.at(-1) !== '') lines.push('')
  return sections
}

function write(file, sections) {
  const text = [...sections].map(([title, lines]) => `${title === '' ? '' : `## ${title}\n`}${lines.join('\n')}\n`).join('').trimEnd()
  writeFileSync(join(root, file), `${text}\n`)
}
