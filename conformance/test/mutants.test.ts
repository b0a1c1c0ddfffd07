// The seeded faults of scripts/mutants: each still has its place. Running them is `npm run mutants`.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readStatements } from '../register.ts'

interface Fault {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  /** Slug of the statement that is to notice it; `ours` where no document speaks of it. */
  readonly statement: string
  /** Tests that are run first. */
  readonly tests?: readonly string[]
  /** Why no test can notice it. */
  readonly equivalent?: string
}

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, 'scripts', 'mutants')
const slugs = new Set(readStatements().statements.map(({ slug }) => slug))
const lists = readdirSync(folder).filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly Fault[]] as const) // checked below

describe.each(lists)('%s', (_, faults) => {
  test.each(faults.map((fault) => [fault.name, fault] as const))('%s: its text occurs exactly once', (_name, { file, find, replace, statement, tests = [], equivalent }) => {
    expect(readFileSync(join(root, file), 'utf8').split(find).length - 1).toBe(1)
    expect(replace).not.toBe(find)
    if (statement !== 'ours') expect(slugs).toContain(statement)
    for (const path of tests) expect(existsSync(join(root, path)), path).toBe(true)
    expect(equivalent ?? 'a reason').not.toBe('')
  })
})

test('no two faults have one name', () => {
  const names = lists.flatMap(([, faults]) => faults.map(({ name }) => name))
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
