import { expect, it } from 'vitest'
import { formatPlan } from '../src/index.ts'

const row = { post: false, kind: 'module', name: 'one', notification: 'BEGIN_REQUEST', priority: 'MEDIUM', reason: 'first in the list', stage: 'BEGIN_REQUEST' } as const

it('prints a block for each stage, numbered, in columns', () => {
  expect(formatPlan([
    row,
    { ...row, kind: 'filter', name: 'second one', reason: 'second in the list' },
    { ...row, post: true, notification: 'BEGIN' }
  ])).toEqual([
    'BEGIN_REQUEST',
    '  1.  module  one         BEGIN_REQUEST  first in the list',
    '  2.  filter  second one  BEGIN_REQUEST  second in the list',
    'BEGIN_REQUEST, post-event',
    '  1.  module  one         BEGIN          first in the list'
  ])
})

it('prints nothing for nothing', () => {
  expect(formatPlan([])).toEqual([])
})
