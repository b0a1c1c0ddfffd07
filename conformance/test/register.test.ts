import { describe, expect, test } from 'vitest'
import { REFERENCE_IDS, collapseIds, expandIds } from '../reference-ids.ts'
import { faultsOf, readRegister, tableRows, type Register, type Statement } from '../register.ts'

test('register and tests agree', () => {
  expect(faultsOf(readRegister())).toEqual([])
})

describe('the check', () => {
  test('accepts a register that is whole', () => {
    expect(faultsOf(wholeRegister())).toEqual([])
  })

  test.each<[string, (register: Writable) => void]>([
    ['a.tested has no test', (register) => { register.tests = [] }],
    ['a test of a.stranger, which is no statement', (register) => { register.tests.push({ slug: 'a.stranger', where: 'x' }) }],
    ['a.planned has a test', (register) => { register.tests.push({ slug: 'a.planned', where: 'x' }) }],
    ['a.tested stands here a second time', (register) => { register.statements.push(row('a.tested', [])) }],
    ['"Oddly_Named" is no slug', (register) => { register.planned.push(row('Oddly_Named', [])) }],
    ['a.mute says nothing', (register) => { register.planned.push({ ...row('a.mute', []), sentence: '' }) }],
    ['a.sure has the level "certain"', (register) => { register.planned.push({ ...row('a.sure', []), level: 'certain' }) }],
    ['a.rumour names the source "RUMOUR"', (register) => { register.planned.push({ ...row('a.rumour', []), sources: ['RUMOUR'] }) }],
    ['a.more covers F-401, which does not exist', (register) => { register.planned.push(row('a.more', ['F-401'])) }],
    ['F-001 is covered by a.tested as well', (register) => { register.gaps.push({ ids: ['F-001'], reason: 'not built yet', remark: '', where: 'x' }) }],
    ['F-002 is covered by a.planned as well', (register) => { register.gaps.push({ ids: ['F-002'], reason: 'not built yet', remark: '', where: 'x' }) }],
    ['F-010 is listed at', (register) => { register.notApplicable.push({ ids: ['F-010'], reason: 'C only', remark: '', where: 'x' }) }],
    ['F-400 appears nowhere', (register) => { register.gaps[0] = { ...register.gaps[0]!, ids: register.gaps[0]!.ids.filter((id) => id !== 'F-400') } }],
    ['no reason', (register) => { register.gaps[0] = { ...register.gaps[0]!, reason: '' } }],
    ['"no time" is no reason of the closed list', (register) => { register.notApplicable[0] = { ...register.notApplicable[0]!, reason: 'no time' } }],
    ['M-333 cannot be "C only"', (register) => { register.notApplicable[0] = { ...register.notApplicable[0]!, reason: 'C only' } }],
    ['the code names a.rumour, which is no statement', (register) => { register.cited.push({ slug: 'a.rumour', where: 'x' }) }],
    ['a row is', (register) => { register.unreadable.push('x: a row is …') }]
  ])('finds: %s', (fault, spoil) => {
    const register = wholeRegister()
    spoil(register)
    expect(faultsOf(register)).toEqual([expect.stringContaining(fault)])
  })
})

test('ids expand from ranges and collapse to them', () => {
  expect(expandIds('F-003–F-005, M-282')).toEqual(['F-003', 'F-004', 'F-005', 'M-282'])
  expect(expandIds('—')).toEqual([])
  for (const odd of ['', 'F-3', 'F-005–F-003', 'F-001–M-002', 'F-001; F-002']) expect(expandIds(odd)).toBeNull()
  expect(collapseIds(['F-003', 'F-004', 'F-005', 'M-282'])).toBe('F-003–F-005, M-282')
})

test('there are 400 and 333 ids', () => {
  expect(REFERENCE_IDS.filter((id) => id.startsWith('F-'))).toHaveLength(400)
  expect(REFERENCE_IDS.filter((id) => id.startsWith('M-'))).toHaveLength(333)
  expect(new Set(REFERENCE_IDS).size).toBe(733)
})

test('rows of a table come without heading and ruler', () => {
  const text = '## One\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Two\n| a |\n|---|\n| 3 |\n'
  expect(tableRows(text, 'x.md')).toEqual([
    { section: 'One', cells: ['1', '2'], where: 'x.md:5' },
    { section: 'Two', cells: ['3'], where: 'x.md:10' }
  ])
})

type Writable = { -readonly [K in keyof Register]: Register[K] extends readonly (infer T)[] ? T[] : Register[K] }

function row(slug: string, ids: readonly string[]): Statement {
  return { slug, sentence: 'It is so.', ids, sources: ['HDR'], level: 'ours', where: 'x' }
}

/** F-001 tested, F-002 planned, M-333 not applicable, the rest gaps. */
function wholeRegister(): Writable {
  const elsewhere = ['F-001', 'F-002', 'M-333']
  return {
    statements: [row('a.tested', ['F-001'])],
    planned: [row('a.planned', ['F-002'])],
    gaps: [{ ids: REFERENCE_IDS.filter((id) => !elsewhere.includes(id)), reason: 'not built yet', remark: '', where: 'x' }],
    notApplicable: [{ ids: ['M-333'], reason: 'C++ only', remark: '', where: 'x' }],
    sources: new Set(['HDR']),
    tests: [{ slug: 'a.tested', where: 'x' }],
    cited: [{ slug: 'a.tested', where: 'x' }],
    unreadable: []
  }
}
