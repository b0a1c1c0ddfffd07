// The register of statements: what statements.md, planned.md, known-gaps.md and sources.md say, which tests there are, and
// whether they agree. Used by statement(), by the check and by the report.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { REFERENCE_IDS, expandIds, modelOf } from './reference-ids.ts'

export const repository: string = join(dirname(fileURLToPath(import.meta.url)), '..')

const LEVELS: readonly string[] = ['documented', 'header', 'observed', 'ours']

/** Why a statement may stay without a test for good. */
const NOT_APPLICABLE: readonly string[] = ['advice to authors', 'C only', 'C++ only', 'lost in projection', 'belongs to another issue']

/** One row of statements.md or planned.md. */
export interface Statement {
  readonly slug: string
  readonly sentence: string
  readonly ids: readonly string[]
  readonly sources: readonly string[]
  readonly level: string
  /** Where it stands, for messages. */
  readonly where: string
}

/** One row of known-gaps.md. */
export interface Listed {
  readonly ids: readonly string[]
  readonly reason: string
  readonly remark: string
  readonly where: string
}

/** A slug that a test, or a comment in a source file, names. */
export interface Mention {
  readonly slug: string
  readonly where: string
}

export interface Register {
  readonly statements: readonly Statement[]
  /** Statements that have no test yet: their ids count as gaps. */
  readonly planned: readonly Statement[]
  readonly gaps: readonly Listed[]
  readonly notApplicable: readonly Listed[]
  readonly sources: ReadonlySet<string>
  /** `statement('slug', …)` in tests. */
  readonly tests: readonly Mention[]
  /** Slugs that sources name beside the code they justify. */
  readonly cited: readonly Mention[]
  /** Rows that could not be read. */
  readonly unreadable: readonly string[]
}

const SLUG = /^[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)+$/
const CALL = /\bstatement(?:\.[a-z]+)?\(\s*'([^']*)'/g
const CITATION = /\bFidelity: ([a-z][a-z0-9.-]*(?:, [a-z][a-z0-9.-]*)*)|\bstatement: '([a-z][^']*)'/g
/** A page of the native-code API reference; sources.md tells its address. */
const PAGE = /^[a-z0-9]+(-[a-z0-9]+)+$/

/** Rows of the tables of a Markdown file, heading rows and rulers left out. */
export function tableRows(text: string, file: string): { readonly section: string; readonly cells: string[]; readonly where: string }[] {
  const rows = []
  let section = ''
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('## ')) section = line.slice(3).trim()
    if (!line.startsWith('|') || /^\|[\s|:-]+$/.test(line)) continue
    const cells = line.replace(/^\|/, '').replace(/\|\s*$/, '').split('|').map((cell) => cell.trim())
    const isHeading = /^\|[\s|:-]+$/.test(lines[index + 1] ?? '')
    if (!isHeading) rows.push({ section, cells, where: `${file}:${index + 1}` })
  }
  return rows
}

function parseStatements(text: string, file: string, unreadable: string[]): Statement[] {
  const statements: Statement[] = []
  for (const { cells, where } of tableRows(text, file)) {
    const [slug = '', sentence = '', covers = '', sources = '', level = ''] = cells
    const ids = expandIds(covers)
    if (cells.length !== 5 || !/^`.*`$/.test(slug) || ids === null) {
      unreadable.push(`${where}: a row is \`slug\`, statement, ids, source, level`)
      continue
    }
    statements.push({ slug: slug.slice(1, -1), sentence, ids, sources: sources.split('; '), level, where })
  }
  return statements
}

function parseListed(text: string, file: string, section: string, unreadable: string[]): Listed[] {
  const listed: Listed[] = []
  for (const { section: own, cells, where } of tableRows(text, file)) {
    if (own !== section) continue
    const [covers = '', reason = '', remark = ''] = cells
    const ids = expandIds(covers)
    if (ids === null || ids.length === 0) unreadable.push(`${where}: "${covers}" are no ids`)
    else listed.push({ ids, reason, remark, where })
  }
  return listed
}

/** Every mention of a pattern in the files below a folder. */
function scan(folder: string, wanted: (path: string) => boolean, pattern: RegExp): Mention[] {
  return filesBelow(folder).filter(wanted).flatMap((path) => {
    const text = readFileSync(join(repository, path), 'utf8')
    const lineOf = (at: number): number => text.slice(0, at).split('\n').length
    return [...text.matchAll(pattern)]
      .filter(({ index, 0: match }) => match.startsWith('Fidelity') || !isCommented(text, index))
      .flatMap((match) => (match[1] ?? match[2] ?? '').split(', ').map((slug) => ({ slug, where: `${path}:${lineOf(match.index)}` })))
  })
}

/** Whether the line is a comment up to here: such a call runs nothing. */
function isCommented(text: string, index: number): boolean {
  return /^\s*(?:\/\/|\*|\/\*)/.test(text.slice(text.lastIndexOf('\n', index) + 1, index))
}

function filesBelow(folder: string): string[] {
  let entries
  try {
    entries = readdirSync(join(repository, folder), { withFileTypes: true })
  } catch {
    return []
  }
  return entries.filter(({ name }) => !['node_modules', 'dist'].includes(name))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
    .sort()
}

/** The two tables of statements, as they are now; what cannot be read goes into `unreadable`. */
export function readStatements(unreadable: string[] = []): Pick<Register, 'statements' | 'planned'> {
  const [statements = [], planned = []] = ['statements.md', 'planned.md'].map((name) => parseStatements(read(name), `conformance/${name}`, unreadable))
  return { statements, planned }
}

/** The register of this repository. */
export function readRegister(): Register {
  const unreadable: string[] = []
  const gaps = read('known-gaps.md')
  return {
    ...readStatements(unreadable),
    gaps: parseListed(gaps, 'conformance/known-gaps.md', 'Gaps', unreadable),
    notApplicable: parseListed(gaps, 'conformance/known-gaps.md', 'Not applicable', unreadable),
    sources: new Set(tableRows(read('sources.md'), 'conformance/sources.md').map(({ cells }) => cells[0] ?? '')),
    tests: [
      ...scan('conformance', (path) => path.endsWith('.test.ts') && !path.startsWith('conformance/test/'), CALL),
      ...scan('packages', (path) => /^packages\/[^/]+\/test\/.*\.test\.ts$/.test(path), CALL)
    ],
    cited: scan('packages', (path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path), CITATION).filter(({ slug }) => slug.includes('.')),
    unreadable
  }
}

function read(name: string): string {
  return readFileSync(join(repository, 'conformance', name), 'utf8')
}

/** Everything in which the register and the tests disagree; empty: they agree. */
export function faultsOf({ statements, planned, gaps, notApplicable, sources, tests, cited, unreadable }: Register): string[] {
  const faults = [...unreadable]
  const all = [...statements, ...planned]
  const known = new Set(all.map(({ slug }) => slug))
  const tested = new Set(tests.map(({ slug }) => slug))
  const ids = new Set(REFERENCE_IDS)

  const seen = new Set<string>()
  for (const { slug, sentence, level, sources: keys, ids: covers, where } of all) {
    if (!SLUG.test(slug)) faults.push(`${where}: "${slug}" is no slug: words, dots between the parts, hyphens inside`)
    if (seen.has(slug)) faults.push(`${where}: ${slug} stands here a second time`)
    seen.add(slug)
    if (sentence === '') faults.push(`${where}: ${slug} says nothing`)
    if (!LEVELS.includes(level)) faults.push(`${where}: ${slug} has the level "${level}"; there are ${LEVELS.join(', ')}`)
    for (const key of keys) if (!sources.has(key) && !PAGE.test(key)) faults.push(`${where}: ${slug} names the source "${key}", which sources.md does not have`)
    for (const id of covers) if (!ids.has(id)) faults.push(`${where}: ${slug} covers ${id}, which does not exist`)
  }
  for (const { slug, where } of statements) if (!tested.has(slug)) faults.push(`${where}: ${slug} has no test; statements without one belong to planned.md`)
  for (const { slug, where } of planned) if (tested.has(slug)) faults.push(`${where}: ${slug} has a test; "npm run conformance -- --promote" moves it to statements.md`)
  for (const { slug, where } of tests) if (!known.has(slug)) faults.push(`${where}: a test of ${slug}, which is no statement`)
  for (const { slug, where } of cited) if (!known.has(slug)) faults.push(`${where}: the code names ${slug}, which is no statement`)

  const places = new Map<string, string>()
  for (const { ids: covers, where, reason } of [...gaps, ...notApplicable]) {
    if (reason === '') faults.push(`${where}: no reason`)
    for (const id of covers) {
      if (!ids.has(id)) faults.push(`${where}: ${id} does not exist`)
      if (places.has(id)) faults.push(`${where}: ${id} is listed at ${places.get(id)} already`)
      places.set(id, where)
    }
  }
  for (const { reason, ids: covers, where } of notApplicable) {
    if (!NOT_APPLICABLE.includes(reason)) faults.push(`${where}: "${reason}" is no reason of the closed list: ${NOT_APPLICABLE.join(', ')}`)
    const foreign = reason === 'C only' ? 'module' : reason === 'C++ only' ? 'filter' : ''
    for (const id of covers) if (modelOf(id) === foreign) faults.push(`${where}: ${id} cannot be "${reason}"`)
  }
  const covered = new Map(all.flatMap(({ slug, ids: covers }) => covers.map((id) => [id, slug] as const)))
  for (const id of REFERENCE_IDS) {
    const place = places.get(id)
    if (covered.has(id) && place !== undefined) faults.push(`${place}: ${id} is covered by ${covered.get(id)} as well`)
    if (!covered.has(id) && place === undefined) faults.push(`${id} appears nowhere`)
  }
  return faults
}
