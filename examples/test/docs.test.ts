import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { BRIDGE_ERRORS } from '@isapi-bridge/bridge'
import { CLI_ERRORS } from '@isapi-bridge/cli'
import { COMPARE_ERRORS } from '@isapi-bridge/compare'
import { FILTER_ERRORS } from '@isapi-bridge/filter-api'
import { MODULE_ERRORS } from '@isapi-bridge/module-api'
import { TRACE_ERRORS } from '@isapi-bridge/trace'
import { WASM_ERRORS } from '@isapi-bridge/wasm'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]

describe('snippets are the files that they name', () => {
  for (const document of documents) {
    const text = read(document)
    for (const [, file = '', snippet = ''] of text.matchAll(/<!-- file: (\S+) -->\n```ts\n([^]*?)```/g)) {
      test(`${document}: ${file}`, () => { expect(snippet).toBe(read(file)) })
    }
  }
})

describe('links lead somewhere', () => {
  for (const document of documents) {
    const base = new URL(document, root)
    for (const [, target = ''] of read(document).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      test(`${document}: ${target}`, () => { expect(() => readFileSync(new URL(target, base))).not.toThrow() })
    }
  }
})

test('docs/errors.md lists every error code, and no other', () => {
  const listed = [...read('docs/errors.md').matchAll(/^\| `(ERR_[A-Z0-9_]+)`/gm)].map(([, code]) => code)
  const codes = [...Object.keys(FILTER_ERRORS), ...Object.keys(MODULE_ERRORS), ...Object.keys(BRIDGE_ERRORS), ...Object.keys(CLI_ERRORS), ...Object.keys(COMPARE_ERRORS), ...Object.keys(TRACE_ERRORS), ...Object.keys(WASM_ERRORS)]
  expect(listed.toSorted()).toEqual(codes.toSorted())
})
