// What a comparison leaves out of account because somebody said so.

import { CompareError } from '../errors.ts'

/** `text`: what matches is taken out of bodies, header values and log fields before they are compared. */
const KINDS = ['header', 'json', 'log', 'trace', 'text'] as const
export type RuleKind = (typeof KINDS)[number]

export interface IgnoreRule {
  /** As it was written. */
  readonly text: string
  readonly kind: RuleKind
  /** Header, JSON path, field of the log record, or subject of a trace, in lower case where case does not count. */
  readonly name: string
  /** Paths to which it applies; null: all. */
  readonly route: RegExp | null
  /** Of `text` and `json`. */
  readonly pattern: RegExp | null
}

/** TABLE: what is never compared, and why; reports say so. */
export const DEFAULT_IGNORES: readonly { readonly rule: string; readonly why: string }[] = [
  { rule: 'header:date', why: 'it tells when' },
  { rule: 'header:connection', why: 'what became of the connection is compared itself' },
  { rule: 'header:keep-alive', why: 'as connection' },
  { rule: 'log:time', why: 'it tells when' },
  { rule: 'log:timeTaken', why: 'it tells how long' },
  { rule: 'log:serverPort', why: 'each side listens on its own' },
  { rule: 'trace:response-header date', why: 'it tells when' }
]

/**
 * Reads `[route ]kind:what`: `header:etag`, `/api/* json:$.items[*].id`, `log:bytesSent`, `trace:request-header x-a`, `text:/[0-9a-f]{32}/i`.
 * @throws CompareError ERR_COMPARE_RULE
 */
export function parseRule(text: string, where: string = ''): IgnoreRule {
  const [, route, kind = '', name = ''] = /^(?:(\/\S*)\s+)?([a-z]+):\s*(.+)$/.exec(text.trim()) ?? []
  const refuse = (what: string, cause?: unknown): never => { throw new CompareError('ERR_COMPARE_RULE', `${where === '' ? '' : `${where}: `}${JSON.stringify(text)} ${what}.`, undefined, cause) }
  const known = KINDS.find((candidate) => candidate === kind) ?? refuse(kind === '' ? 'is no rule' : `has the kind ${kind}; there are ${KINDS.join(', ')}`)
  const rule = { text: text.trim(), kind: known, route: route === undefined ? null : wildcard(route) }
  if (known === 'json') return { ...rule, name, pattern: jsonPattern(name) ?? refuse('has a path that does not begin with $') }
  if (known !== 'text') return { ...rule, name: known === 'log' ? name : name.toLowerCase(), pattern: null }
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(name) ?? []
  if (source === undefined) return refuse('has no regular expression between slashes')
  try {
    return { ...rule, name, pattern: new RegExp(source, flags.includes('g') ? flags : `${flags}g`) }
  } catch (error) {
    return refuse(`has a regular expression that cannot be read: ${error instanceof Error ? error.message : String(error)}`, error)
  }
}

function wildcard(route: string): RegExp { return new RegExp(`^${route.split('*').map(escape).join('.*')}$`, 'i') }

/** `[*]` and `.*` stand for any index and any name, `..` for any way down. */
function jsonPattern(path: string): RegExp | null {
  if (!path.startsWith('$')) return null
  const body = path.slice(1).split(/(\.\.|\[\*\]|\.\*)/).map((part) => {
    if (part === '..') return '(?:\\..*|\\[.*)?\\.'
    if (part === '[*]') return '\\[\\d+\\]'
    return part === '.*' ? '\\.[^.[]+' : escape(part)
  }).join('')
  return new RegExp(`^\\$${body}(?:[.[].*)?$`, 's')
}

function escape(text: string): string { return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) }

/** The rules that apply to one request. */
export class RuleSet {
  readonly #rules: readonly IgnoreRule[]

  constructor(rules: readonly IgnoreRule[]) { this.#rules = rules }

  of(path: string): RequestRules { return new RequestRules(this.#rules.filter(({ route }) => route === null || route.test(path))) }
}

export class RequestRules {
  readonly #rules: readonly IgnoreRule[]

  constructor(rules: readonly IgnoreRule[]) { this.#rules = rules }

  /** @param name of a header, or `set-cookie` and the name of a cookie */
  header(name: string): boolean { return this.#rules.some((rule) => rule.kind === 'header' && rule.name === name.toLowerCase()) }
  log(field: string): boolean { return this.#rules.some((rule) => rule.kind === 'log' && rule.name === field) }
  json(path: string): boolean { return this.#rules.some((rule) => rule.kind === 'json' && rule.pattern?.test(path) === true) }
  /** What is ignored in the answer is ignored on its way too. */
  trace(subject: string): boolean {
    return this.#rules.some((rule) => (rule.kind === 'trace' && rule.name === subject) || (rule.kind === 'header' && subject === `response-header ${rule.name}`))
  }

  /** Without what rules take out. */
  clean(text: string): string {
    let result = text
    for (const rule of this.#rules) if (rule.kind === 'text' && rule.pattern !== null) result = result.replaceAll(rule.pattern, '')
    return result
  }
}
