// The one URL that filters, modules, router, static files and log read. Canonicalised once, by the router's own rules, before anybody sees it:
// a guard that sees another URL than the router is the classic hole of such bridges.

/** Options of the router that decide what a URL means. */
export interface UrlRules {
  readonly ignoreDuplicateSlashes: boolean
  readonly ignoreTrailingSlash: boolean
  readonly useSemicolonDelimiter: boolean
}

export const DEFAULT_URL_RULES: UrlRules = { ignoreDuplicateSlashes: false, ignoreTrailingSlash: false, useSemicolonDelimiter: false }

const ABSOLUTE_FORM = /^https?:\/\/[^/?#]*/i
/** Something in the target may need work: not origin-form, a dot at the start of a segment (also encoded), a doubled slash, a fragment. */
const SUSPECT = /^[^/]|\/(?:\.|%2e|\/)|#/i

function endOfPath(target: string, rules: UrlRules): number {
  const end = target.search(rules.useSemicolonDelimiter ? /[?#;]/ : /[?#]/)
  return end === -1 ? target.length : end
}

function removeDotSegments(path: string): string {
  const kept: string[] = []
  const segments = path.split('/')
  for (const [index, segment] of segments.entries()) {
    const plain = segment.replaceAll(/%2e/gi, '.')
    const last = index === segments.length - 1
    if (plain === '..') {
      if (kept.length > 1) kept.pop()
      if (last) kept.push('')
    } else if (plain === '.') {
      if (last) kept.push('')
    } else {
      kept.push(segment)
    }
  }
  return kept.join('/') || '/'
}

/**
 * The request target in the one form that everybody reads.
 * @param routed the router has matched it as it is: dot segments stay, because it takes them for names
 */
export function canonicalTarget(target: string, rules: UrlRules, routed = false): string {
  if (!SUSPECT.test(target) || target === '*') return target
  let rest = target.replace(ABSOLUTE_FORM, '')
  if (rest.charCodeAt(0) !== 47) {
    if (rest === target) return target // neither origin-form nor absolute-form: the router refuses it
    rest = `/${rest}`
  }
  const end = endOfPath(rest, rules)
  let path = rest.slice(0, end)
  if (rules.ignoreDuplicateSlashes) path = path.replaceAll(/\/{2,}/g, '/')
  const hash = rest.indexOf('#', end)
  return (routed ? path : removeDotSegments(path)) + rest.slice(end, hash === -1 ? undefined : hash)
}

export class RequestUrl {
  readonly #rules: UrlRules
  #target: string
  #path: string | null | undefined = undefined

  /** @param target in canonical form */
  constructor(target: string, rules: UrlRules) {
    this.#target = target
    this.#rules = rules
  }

  /** Still encoded, with query: what the request line carries. */
  get target(): string { return this.#target }

  set target(value: string) {
    this.#target = canonicalTarget(value, this.#rules)
    this.#path = undefined
  }

  /** The decoded path that the router matches: reserved characters stay encoded. Null when it cannot be decoded. */
  get path(): string | null {
    if (this.#path === undefined) this.#path = this.#decode()
    return this.#path
  }

  /** What follows the question mark, as sent. */
  get query(): string {
    const end = endOfPath(this.#target, this.#rules)
    return this.#target.slice(end + 1)
  }

  #decode(): string | null {
    let path = this.#target.slice(0, endOfPath(this.#target, this.#rules))
    if (this.#rules.ignoreTrailingSlash && path.length > 1 && path.endsWith('/')) path = path.slice(0, -1)
    if (!path.includes('%')) return path
    try {
      return decodeURI(path.replaceAll('%25', '%2525'))
    } catch {
      return null
    }
  }
}
