// statement('slug', test): a test of a documented statement, titled with its sentence.

import { test } from 'vitest'
import { readStatements } from './register.ts'

const { statements, planned } = readStatements()
const sentences = new Map([...statements, ...planned].map(({ slug, sentence }) => [slug, sentence]))

/**
 * A test of one statement. A statement may have several tests, on several hosts for instance; it counts when all of them
 * pass, and only if inverting the behaviour it describes turns one of them red.
 */
export function statement(slug: string, body: () => void | Promise<void>): void {
  const sentence = sentences.get(slug)
  if (sentence === undefined) throw new Error(`"${slug}" is in neither conformance/statements.md nor conformance/planned.md.`)
  test(`${slug}: ${sentence}`, body)
}
