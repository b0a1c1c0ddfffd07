import { describe, expect, test } from 'vitest'
import { REFERENCE_IDS } from '../reference-ids.ts'
import type { Register, Statement } from '../register.ts'
import { formatReport, settle, slugOf, summaryLine, type Outcome } from '../report.ts'

/** F-001 by one statement, F-002 by two, M-001 planned, M-333 not applicable, the rest gaps. */
const register: Register = {
  statements: [row('a.one', ['F-001', 'F-002']), row('a.two', ['F-002'])],
  planned: [row('a.planned', ['M-001'])],
  gaps: [{ ids: REFERENCE_IDS.filter((id) => !['F-001', 'F-002', 'M-001', 'M-333'].includes(id)), reason: 'not built yet: all that', remark: '', where: 'x' }],
  notApplicable: [{ ids: ['M-333'], reason: 'C++ only', remark: 'pointers', where: 'x' }],
  sources: new Set(), tests: [], cited: [], unreadable: []
}

describe('an id', () => {
  test('is tested when every test of its statements passed', () => {
    const states = settle(register, outcomes({ 'a.one': ['passed', 'passed'], 'a.two': ['passed'] }))
    expect(states.get('F-001')?.kind).toBe('tested')
    expect(states.get('F-002')?.kind).toBe('tested')
  })

  test.each<[string, Record<string, Outcome[]>, string]>([
    ['a failing test', { 'a.one': ['passed'], 'a.two': ['passed', 'failed'] }, 'a.two failed'],
    ['a skipped test', { 'a.one': ['passed'], 'a.two': ['skipped'] }, 'a.two was skipped'],
    ['a test that did not run', { 'a.one': ['passed'] }, 'planned: a.two has no test that ran']
  ])('is a gap because of %s', (_, results, reason) => {
    const states = settle(register, outcomes(results))
    expect(states.get('F-001')).toEqual({ kind: 'tested', reason: '' })
    expect(states.get('F-002')).toEqual({ kind: 'gap', reason })
  })

  test('is a gap as long as its statement is planned', () => {
    expect(settle(register, new Map()).get('M-001')).toEqual({ kind: 'gap', reason: 'planned: a.planned has no test that ran' })
  })

  test('is what known-gaps.md says where there is no statement', () => {
    const states = settle(register, new Map())
    expect(states.get('F-003')).toEqual({ kind: 'gap', reason: 'not built yet: all that' })
    expect(states.get('M-333')).toEqual({ kind: 'not applicable', reason: 'C++ only: pointers' })
  })
})

test('the summary counts each id once', () => {
  const states = settle(register, outcomes({ 'a.one': ['passed'], 'a.two': ['passed'] }))
  expect(summaryLine(states)).toBe('filter 2/400 module 0/333 gaps 730 not-applicable 1')
  expect(formatReport(states, false).split('\n')[0]).toBe(summaryLine(states))
  expect(formatReport(states, true)).toContain('gap  not built yet: all that  (F-003–F-036)')
})

test('the slug stands in front of the title', () => {
  expect(slugOf('a.one: It is so: always.')).toBe('a.one')
  expect(slugOf('no slug here')).toBe('')
})

function row(slug: string, ids: readonly string[]): Statement {
  return { slug, sentence: 'It is so.', ids, sources: ['HDR'], level: 'ours', where: 'x' }
}

function outcomes(results: Record<string, Outcome[]>): Map<string, readonly Outcome[]> {
  return new Map(Object.entries(results))
}
