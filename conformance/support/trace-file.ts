// The form of a trace: a Markdown file with a heading, two sentences, and three blocks, http, filters and log.

import { FILTER_EVENTS, ORDERS, type FilterEvent } from './events.ts'
import { DETERMINISTIC, NESTED } from './events.ts'
import type { Ask } from './site.ts'

/** One line of the block `filters`. */
export interface StackEntry {
  readonly kind: 'filter' | 'module'
  readonly name: string
  /** `key=value` of the rest of the line. */
  readonly settings: ReadonlyMap<string, string>
}

export interface Trace {
  readonly title: string
  readonly sentences: string
  /** Requests on one connection, in order. */
  readonly requests: readonly Ask[]
  readonly stack: readonly StackEntry[]
  readonly log: readonly string[]
}

const MODULE_EVENTS: readonly string[] = [...DETERMINISTIC, ...NESTED].map(({ name }) => name)
const POST_EVENTS: readonly string[] = DETERMINISTIC.map(({ name }) => name)
const FILTER_EVENT_NAMES: readonly string[] = Object.keys(FILTER_EVENTS)

/** What each key of an entry may hold; several values stand between commas. */
const SETTINGS: Readonly<Record<StackEntry['kind'], Readonly<Record<string, (value: string) => boolean>>>> = {
  filter: {
    order: (value) => value in ORDERS,
    on: (value) => FILTER_EVENT_NAMES.includes(value),
    answers: (value) => FILTER_EVENT_NAMES.includes(value),
    returns: (value) => /^[A-Z_]+:[A-Z_]+$/.test(value) && FILTER_EVENT_NAMES.includes(value.split(':')[0] ?? ''),
    throws: (value) => FILTER_EVENT_NAMES.includes(value)
  },
  module: {
    priority: (value) => ['FIRST', 'HIGH', 'MEDIUM', 'LOW', 'LAST'].includes(value),
    on: (value) => MODULE_EVENTS.includes(value),
    post: (value) => POST_EVENTS.includes(value),
    finishes: (value) => MODULE_EVENTS.includes(value),
    pends: (value) => POST_EVENTS.includes(value),
    throws: (value) => MODULE_EVENTS.includes(value),
    child: (value) => /^\/[^:]*:\/.*$/.test(value)
  }
}

/** Reads a trace; what is not in this form throws, with the name of the file. */
export function parseTrace(text: string, file: string): Trace {
  const refuse = (what: string): never => { throw new Error(`${file}: ${what}`) }
  const blocks = new Map([...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, name = '', body = '']) => [name, body]))
  for (const name of ['http', 'filters', 'log']) if (!blocks.has(name)) refuse(`there is no block \`${name}\``)
  const [, title = '', sentences = ''] = /^# (.+)\n\n([\s\S]*?)\n\n```/.exec(text) ?? []
  if (title === '') refuse('it does not begin with a heading and a text')
  if (sentences.split(/[.!?](?:\s|$)/).filter((sentence) => sentence.trim() !== '').length !== 2) refuse('its text is not two sentences')
  const lines = (name: string): string[] => (blocks.get(name) ?? '').split('\n').filter((line) => line.trim() !== '')
  return {
    title,
    sentences,
    requests: (blocks.get('http') ?? '').trim().split(/\n\n+/).map((request) => parseRequest(request, refuse)),
    stack: lines('filters').map((line) => parseEntry(line, refuse)),
    log: lines('log')
  }
}

function parseRequest(text: string, refuse: (what: string) => never): Ask {
  const [first = '', ...rest] = text.split('\n')
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(first) ?? []
  if (method === undefined || url === undefined) return refuse(`"${first}" is no request line`)
  const headers = Object.fromEntries(rest.map((line) => {
    const [, name, value] = /^([^:\s]+): (.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? refuse(`"${line}" is no header`) : [name, value]
  }))
  return { url, method, headers }
}

function parseEntry(line: string, refuse: (what: string) => never): StackEntry {
  const [kind, name, ...rest] = line.trim().split(/\s+/)
  if ((kind !== 'filter' && kind !== 'module') || name === undefined) return refuse(`"${line}" is neither filter nor module with a name`)
  const settings = new Map(rest.map((setting) => {
    const [, key = '', value = ''] = /^(\w+)=(.+)$/.exec(setting) ?? []
    const check = SETTINGS[kind][key]
    if (check === undefined) return refuse(`"${setting}" is no setting of a ${kind}; there are ${Object.keys(SETTINGS[kind]).join(', ')}`)
    for (const part of key === 'child' ? [value] : value.split(',')) if (!check(part)) refuse(`"${part}" is no value of ${key} of a ${kind}`)
    return [key, value] as const
  }))
  return { kind, name, settings }
}

/** The values of a setting; the fallback where it is not given. */
export function valuesOf(entry: StackEntry, key: string, fallback: readonly string[] = []): readonly string[] {
  return entry.settings.get(key)?.split(',') ?? fallback
}

/** The events of a filter's setting. */
export function filterEventsOf(entry: StackEntry, key: string, fallback: readonly FilterEvent[] = []): readonly FilterEvent[] {
  return valuesOf(entry, key, fallback) as readonly FilterEvent[] // parseEntry has checked them
}
