// The facts of a request that trace records compare before and after a call. Most calls change nothing: what was read last is then what is there now.

import { factKey, type TraceFacts } from '../trace-facts.ts'
import type { OutcomeTrace } from '../trace.ts'
import type { HttpContext } from './context.ts'

type Value = string | readonly string[] | undefined

/** What stands in the headers of the request and of the response, its URL, its user and its status, read without causing anything to happen. */
export class RequestFacts {
  readonly #url: string
  readonly #method: string
  readonly #path: string
  readonly #user: string | null
  readonly #status: number
  readonly #subStatus: number
  readonly #requestNames: readonly string[]
  readonly #requestValues: readonly Value[]
  readonly #responseNames: readonly string[]
  readonly #responseValues: readonly Value[]
  readonly #length: number | null
  readonly #log: readonly (readonly [field: string, value: string])[]
  #map: TraceFacts | null = null

  private constructor(context: HttpContext) {
    const { request, response } = context
    const { store } = response
    const { headers } = request.message
    this.#url = request.url.target
    this.#method = request.GetHttpMethod()
    this.#path = context.GetPhysicalPath()
    this.#user = userOf(context)
    this.#status = store.status
    this.#subStatus = response.subStatus
    this.#requestNames = Object.keys(headers)
    this.#requestValues = this.#requestNames.map((name) => keep(headers[name]))
    this.#responseNames = store.names()
    this.#responseValues = this.#responseNames.map((name) => keep(store.get(name)))
    this.#length = response.bodyLength
    this.#log = context.replacedLogFields()
  }

  /** The facts of now: `last` itself, as long as they are the same. */
  static of(context: HttpContext, last: RequestFacts | null): RequestFacts { return last !== null && last.#holds(context) ? last : new RequestFacts(context) }

  /** By subject and name. */
  get map(): TraceFacts { return this.#map ??= this.#toMap() }

  #holds(context: HttpContext): boolean {
    const { request, response } = context
    const { store } = response
    return store.status === this.#status && response.subStatus === this.#subStatus && response.bodyLength === this.#length && request.url.target === this.#url &&
      request.GetHttpMethod() === this.#method && this.#hasRequestHeaders(request.message.headers) && this.#hasResponseHeaders(store) &&
      userOf(context) === this.#user && context.GetPhysicalPath() === this.#path && this.#hasLog(context.replacedLogFields())
  }

  #hasRequestHeaders(headers: Readonly<Record<string, Value>>): boolean {
    let index = 0
    for (const name in headers) {
      if (this.#requestNames[index] !== name || !isSame(headers[name], this.#requestValues[index])) return false
      index++
    }
    return index === this.#requestNames.length
  }

  #hasResponseHeaders(store: HttpContext['response']['store']): boolean {
    const names = store.names()
    return names.length === this.#responseNames.length && names.every((name, index) => name === this.#responseNames[index] && isSame(store.get(name), this.#responseValues[index]))
  }

  #hasLog(fields: readonly (readonly [field: string, value: string])[]): boolean {
    return fields.length === this.#log.length && fields.every(([field, value], index) => this.#log[index]?.[0] === field && this.#log[index][1] === value)
  }

  #toMap(): TraceFacts {
    const facts = new Map<string, string>([['url', this.#url], ['method', this.#method], ['path', this.#path]])
    if (this.#user !== null) facts.set('user', this.#user)
    facts.set('status', this.#subStatus === 0 ? String(this.#status) : `${this.#status}.${this.#subStatus}`)
    for (const [index, name] of this.#requestNames.entries()) facts.set(factKey('request-header', name), textOf(this.#requestValues[index]))
    for (const [index, name] of this.#responseNames.entries()) facts.set(factKey('response-header', name.toLowerCase()), textOf(this.#responseValues[index]))
    if (this.#length !== 0) facts.set('body', this.#length === null ? 'of unknown length' : `${this.#length} bytes`)
    for (const [field, value] of this.#log) facts.set(factKey('log', field), value)
    return facts
  }
}

function userOf(context: HttpContext): string | null {
  if (context.GetUser() === null) return null
  const { user, authType } = namesOf(context)
  return `${user} (${authType || 'anonymous'})`
}

/** A user is an object of somebody else: what it throws is not to keep a request that is watched from going on. */
export function namesOf(context: HttpContext): Pick<OutcomeTrace, 'user' | 'authType'> {
  try {
    const user = context.GetUser()
    return { user: String(user?.GetUserName() ?? ''), authType: String(user?.GetAuthenticationType() ?? '') }
  } catch {
    return { user: '', authType: '' }
  }
}

/** Somebody may add to a list that he was given. */
function keep(value: Value): Value { return typeof value === 'object' ? [...value] : value }

function isSame(one: Value, other: Value): boolean {
  return one === other || (typeof one === 'object' && typeof other === 'object' && one.length === other.length && one.every((text, index) => text === other[index]))
}

function textOf(value: Value): string { return typeof value === 'object' ? value.join('\n') : value ?? '' }
