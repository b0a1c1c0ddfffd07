// The facts of a request that trace records compare before and after a call.

import { factKey, type TraceFacts } from '../trace-facts.ts'
import type { HttpContext } from './context.ts'

/** What stands in the headers of the request and of the response, its URL, its user and its status, without causing anything to happen. */
export function factsOf(context: HttpContext): TraceFacts {
  const { request, response } = context
  const { store } = response
  const facts = new Map<string, string>([['url', request.url.target], ['method', request.GetHttpMethod()], ['path', context.GetPhysicalPath()]])
  const user = context.GetUser()
  if (user !== null) facts.set('user', `${user.GetUserName()} (${user.GetAuthenticationType() || 'anonymous'})`)
  facts.set('status', response.subStatus === 0 ? String(store.status) : `${store.status}.${response.subStatus}`)
  const { headers } = request.message
  for (const name of Object.keys(headers)) facts.set(factKey('request-header', name), textOf(headers[name]))
  for (const name of store.names()) facts.set(factKey('response-header', name.toLowerCase()), textOf(store.get(name)))
  const length = response.bodyLength
  if (length !== 0) facts.set('body', length === null ? 'of unknown length' : `${length} bytes`)
  for (const [field, value] of context.replacedLogFields()) facts.set(factKey('log', field), value)
  return facts
}

function textOf(value: string | readonly string[] | undefined): string { return typeof value === 'object' ? value.join('\n') : value ?? '' }
