// Which names of the headers are here? Compares httpserv-symbols.ts with what the package exports, both ways.

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as moduleApi from '@isapi-bridge/module-api'
import { constants, functions, types, type Status } from './httpserv-symbols.ts'

const src = new URL('../src/', import.meta.url)

/** Names of a header look like this; anything else in a mirror file is plain TypeScript of ours and not compared. */
const headerName = /^(?:I[A-Z]\w*|C(?:Http|Global)Module|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)$/
const declaration = /^export (?:declare )?(?:abstract )?(interface|class|type) (\w+)/
const member = /^ {2}(?:(?:abstract|override|protected|readonly) )*([A-Za-z]\w*)\??[(:<]/

/** `Type` and `Type.Member` for everything that the mirror files declare. */
function declaredTypes(): Set<string> {
  const found = new Set<string>()
  for (const file of readdirSync(src).filter((name) => name.endsWith('.ts'))) {
    const lines = readFileSync(new URL(file, src), 'utf8').split('\n')
    if (!lines[0]?.startsWith('// Mirrors ')) continue
    let open = ''
    for (const line of lines) {
      const [, kind, name] = declaration.exec(line) ?? []
      if (name !== undefined) {
        if (headerName.test(name)) found.add(name)
        open = kind === 'type' || line.endsWith('{}') || !headerName.test(name) ? '' : name
      } else if (line === '}') {
        open = ''
      } else if (open !== '') {
        const [, own] = member.exec(line) ?? []
        if (own !== undefined && own !== 'constructor' && listedAs(open) !== 'ours') found.add(`${open}.${own}`)
      }
    }
  }
  return found
}

function listedAs(type: string): Status | undefined {
  return types[type]?.[0]
}

function exported(wanted: (value: unknown) => boolean): Set<string> {
  return new Set(Object.entries(moduleApi).filter(([name, value]) => /^[A-Z]/.test(name) && wanted(value)).map(([name]) => name))
}

function isConstant(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string'
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function' && !/^class\b/.test(String(value))
}

const listedTypes: Record<string, Status> = {}
for (const [type, [status, members]] of Object.entries(types)) {
  listedTypes[type] = status
  for (const [name, memberStatus] of Object.entries(members ?? {})) listedTypes[`${type}.${name}`] = memberStatus
}

const areas = [
  { area: 'constants', listed: constants, present: exported(isConstant) },
  { area: 'functions', listed: functions, present: exported(isFunction) },
  { area: 'types', listed: listedTypes, present: declaredTypes() }
]

/** `A, B.x, B.y` as `A  B { x y }`, one line a type. */
function grouped(names: readonly string[]): string {
  const heads = new Map<string, string[]>()
  for (const name of names) {
    const [head = name, own] = name.split('.')
    const owned = heads.get(head) ?? []
    if (own !== undefined) owned.push(own)
    heads.set(head, owned)
  }
  return [...heads].map(([head, owned]) => owned.length === 0 ? `  ${head}` : `  ${head} { ${owned.join(' ')} }`).join('\n')
}

describe.each(areas)('header coverage: $area', ({ area, listed, present }) => {
  const names = Object.keys(listed)
  const mirrored = names.filter((name) => present.has(name) && listed[name] !== 'ours')
  const missing = names.filter((name) => !present.has(name))
  const extra = [...present].filter((name) => !(name in listed))

  test('what is here is listed', () => {
    for (const [title, list] of [['mirrored', mirrored], ['missing', missing], ['extra', extra]] as const) {
      console.log(`${area}, ${title}: ${list.length}\n${grouped(list)}`)
    }
    expect(extra).toEqual([])
  })

  test('what is marked as mirrored, or as ours, is here', () => {
    expect(missing.filter((name) => !listed[name]?.startsWith('later: '))).toEqual([])
  })

  test('what is marked for later is not here yet', () => {
    expect(mirrored.filter((name) => listed[name]?.startsWith('later: '))).toEqual([])
  })

  test('what is marked for later says why', () => {
    expect(names.filter((name) => /^later:\s*$/.test(listed[name] ?? ''))).toEqual([])
  })
})

test('no member is marked as here while its type is not', () => {
  const orphans = Object.keys(listedTypes).filter((name) => {
    const [type = '', own] = name.split('.')
    return own !== undefined && listedTypes[type]?.startsWith('later: ') && !listedTypes[name]?.startsWith('later: ')
  })
  expect(orphans).toEqual([])
})
