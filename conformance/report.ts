// From the results of the statement tests to figures: which ids are tested, gaps, not applicable.

import { REFERENCE_IDS, SECTIONS, collapseIds, idsOf, modelOf, type Model } from './reference-ids.ts'
import type { Register } from './register.ts'

/** How one test of a statement ended; a statement may have several. */
export type Outcome = 'passed' | 'failed' | 'skipped'

export interface IdState {
  readonly kind: 'tested' | 'gap' | 'not applicable'
  /** Empty when tested. */
  readonly reason: string
}

/** The slug in front of a test's title. */
export function slugOf(title: string): string {
  return title.slice(0, Math.max(title.indexOf(': '), 0))
}

/** An id is tested when it has a statement and every test of each of its statements passed. */
export function settle(register: Register, outcomes: ReadonlyMap<string, readonly Outcome[]>): Map<string, IdState> {
  const states = new Map<string, IdState>()
  for (const { ids, reason } of register.gaps) for (const id of ids) states.set(id, { kind: 'gap', reason })
  for (const { ids, reason, remark } of register.notApplicable) {
    for (const id of ids) states.set(id, { kind: 'not applicable', reason: remark === '' ? reason : `${reason}: ${remark}` })
  }
  for (const id of REFERENCE_IDS) {
    const covering = [...register.statements, ...register.planned].filter(({ ids }) => ids.includes(id))
    const missing = covering.map(({ slug }) => whyNot(slug, outcomes.get(slug) ?? [])).filter((why) => why !== null)
    if (covering.length > 0) states.set(id, missing.length === 0 ? { kind: 'tested', reason: '' } : { kind: 'gap', reason: missing.join('; ') })
    else if (!states.has(id)) states.set(id, { kind: 'gap', reason: 'appears nowhere' })
  }
  return states
}

function whyNot(slug: string, outcomes: readonly Outcome[]): string | null {
  if (outcomes.length === 0) return `planned: ${slug} has no test that ran`
  if (outcomes.includes('failed')) return `${slug} failed`
  return outcomes.includes('skipped') ? `${slug} was skipped` : null
}

interface Counts {
  readonly ids: number
  readonly tested: number
  readonly gap: number
  readonly notApplicable: number
}

function count(ids: readonly string[], states: ReadonlyMap<string, IdState>): Counts {
  const of = (kind: IdState['kind']): number => ids.filter((id) => states.get(id)?.kind === kind).length
  return { ids: ids.length, tested: of('tested'), gap: of('gap'), notApplicable: of('not applicable') }
}

/** The one line that says it all. */
export function summaryLine(states: ReadonlyMap<string, IdState>): string {
  const part = (model: Model): string => {
    const { tested, ids } = count(REFERENCE_IDS.filter((id) => modelOf(id) === model), states)
    return `${model} ${tested}/${ids}`
  }
  const { gap, notApplicable } = count(REFERENCE_IDS, states)
  return `${part('filter')} ${part('module')} gaps ${gap} not-applicable ${notApplicable}`
}

/** The summary and a table by section; `verbose` adds what is not tested, and why. */
export function formatReport(states: ReadonlyMap<string, IdState>, verbose: boolean): string {
  const lines = [summaryLine(states), '']
  const width = Math.max(...SECTIONS.map(({ title }) => title.length))
  const row = (head: string, title: string, cells: readonly (string | number)[]): string =>
    `${head.padEnd(12)} ${title.padEnd(width)} ${cells.map((cell) => String(cell).padStart(7)).join('')}`
  lines.push(row('', '', ['ids', 'tested', 'gap', 'n.a.']))
  for (const section of SECTIONS) {
    const ids = idsOf(section)
    const { ids: all, tested, gap, notApplicable } = count(ids, states)
    lines.push(row(`${section.model} ${section.number}`, section.title, [all, tested, gap, notApplicable]))
    if (verbose) lines.push(...untested(ids, states))
  }
  if (!verbose) lines.push('', 'The reasons: npm run conformance -- --verbose')
  return lines.join('\n')
}

function untested(ids: readonly string[], states: ReadonlyMap<string, IdState>): string[] {
  const groups = new Map<string, string[]>()
  for (const id of ids) {
    const state = states.get(id)
    if (state === undefined || state.kind === 'tested') continue
    const why = `${state.kind === 'gap' ? 'gap' : 'n.a.'}  ${state.reason}`
    groups.set(why, [...(groups.get(why) ?? []), id])
  }
  return [...groups].map(([why, group]) => `    ${why}  (${collapseIds(group)})`)
}
