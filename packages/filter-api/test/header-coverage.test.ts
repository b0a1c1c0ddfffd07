import * as filterApi from '@isapi-bridge/filter-api'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  headerAliases, headerConstants, headerEntryPoints, headerEnumerations, headerStructures, notInHeader, notMirrored
} from './support/httpfilt.ts'

const mirrorFiles = ['constants.ts', 'structures.ts', 'entry-points.ts']

const index = withoutComments('index.ts')
const structures = withoutComments('structures.ts')

/** Names that index.ts exports, types included. */
const exported = new Set(
  [...index.matchAll(/export (?:type )?\{([^}]*)\}/g)]
    .flatMap(([, names = '']) => names.split(','))
    .map(name => name.replace('type ', '').trim())
)
const mirrored = mirrorFiles.flatMap(file =>
  [...withoutComments(file).matchAll(/^export (?:const|type|interface|function) (\w+)/gm)].map(([, name = '']) => name)
)
const inHeader = [
  ...headerConstants.map(([name]) => name), ...headerEnumerations, ...Object.keys(headerStructures),
  ...Object.keys(headerAliases), ...headerEntryPoints, ...Object.keys(notMirrored)
]

describe('httpfilt.h', () => {
  const missing = inHeader.filter(name => !exported.has(name))
  const extra = mirrored.filter(name => !inHeader.includes(name))

  test('is mirrored but for what is explained', () => {
    console.log([
      `httpfilt.h: ${inHeader.length - missing.length} mirrored, ${missing.length} missing, ${extra.length} extra`,
      ...missing.map(name => `  missing ${name}: ${notMirrored[name] ?? 'NOT EXPLAINED'}`),
      ...extra.map(name => `  extra   ${name}: ${notInHeader[name] ?? 'NOT EXPLAINED'}`)
    ].join('\n'))
    expect(missing).toEqual(Object.keys(notMirrored))
    expect(extra.sort()).toEqual(Object.keys(notInHeader).sort())
  })

  test('every mirrored name is exported', () => {
    expect(mirrored.filter(name => !exported.has(name))).toEqual([])
  })

  test.each(headerConstants)('%s has the value of the header', (name, value) => {
    expect(filterApi).toHaveProperty(name, value)
  })

  test('constants stand in the order of the header', () => {
    const names = headerConstants.map(([name]) => name)
    expect(mirrored.filter(name => names.includes(name))).toEqual(names)
  })

  test('doc comments repeat the value in hex where the source does', () => {
    const hex = [...read('constants.ts').matchAll(/(.*)\nexport const (\w+) = (0x\w+)/g)]
    expect(hex.length).toBeGreaterThan(25)
    expect(hex.filter(([, comment = '', , value]) => !comment.startsWith(`/** ${value}: `)).map(([, , name]) => name)).toEqual([])
  })

  test.each(Object.entries(headerStructures))('%s has the members of the header in their order', (name, members) => {
    expect(membersOf(name)).toEqual(members)
  })

  test.each(Object.entries(headerAliases))('%s is %s', (name, target) => {
    expect(structures).toContain(`export type ${name} = ${target}\n`)
  })
})

function membersOf(name: string): string[] {
  const [, base, body = ''] = new RegExp(`export interface ${name}(?: extends (\\w+))? \\{\\n([\\s\\S]*?)\\n\\}`).exec(structures) ?? []
  const own = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gm)].map(([, member = '']) => member)
  return base === undefined ? own : [...membersOf(base), ...own]
}

function withoutComments(file: string): string {
  return read(file).replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}

function read(file: string): string {
  return readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8')
}
