// Runs a trace: builds the stack that it describes from recording filters and modules, asks, and returns what was recorded.

import {
  SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN,
  SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, type HTTP_FILTER_CONTEXT, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import {
  CLONE_FLAG_BASICS, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type IHttpContext,
  type IMapPathProvider, type ModuleEntry, type NotificationResult, type PRIORITY_ALIAS
} from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'
import { DETERMINISTIC, FILTER_EVENTS, NESTED, ORDERS, type FilterEvent } from './events.ts'
import { bridged, type FilterHandlers } from './filters.ts'
import { moduleOf, type Handlers } from './modules.ts'
import { openInMemory, type Ask, type OpenSite } from './site.ts'
import { filterEventsOf, valuesOf, type StackEntry } from './trace-file.ts'

const STATUSES: Readonly<Record<string, SF_STATUS_TYPE>> = {
  NEXT: SF_STATUS_REQ_NEXT_NOTIFICATION,
  HANDLED: SF_STATUS_REQ_HANDLED_NOTIFICATION,
  FINISHED: SF_STATUS_REQ_FINISHED,
  FINISHED_KEEP_CONN: SF_STATUS_REQ_FINISHED_KEEP_CONN,
  ERROR: SF_STATUS_REQ_ERROR
}

const PATHS = ['/hello', '/other', '/example']

/**
 * The events of the requests, which go over one connection, one line each. The line `client` stands behind the closing step of its request,
 * whenever the answer arrived, and before the end of the session.
 */
export async function runTrace(requests: readonly Ask[], stack: readonly StackEntry[], open: OpenSite = openInMemory): Promise<string[]> {
  const log: string[] = []
  const routes = Object.fromEntries(PATHS.map((path) => [path, () => { log.push(`route ${path}`); return path }]))
  const site = await open({ routes, modules: stack.map((entry) => (entry.kind === 'filter' ? recordingFilter(entry, log) : recordingModule(entry, log))) })
  const client = site.connect()
  for (const request of requests) {
    const { status, closed } = await client.ask(request)
    const ends = log.findIndex((line) => line.endsWith(' END_OF_NET_SESSION'))
    log.splice(ends === -1 ? log.length : ends, 0, `client ${status}${closed ? ' closed' : ''}`)
  }
  await client.leave()
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => { setImmediate(resolve) })
  await site.close()
  return log
}

/** Writes a line for each event; settings make it answer, return something else, or throw. */
function recordingFilter(entry: StackEntry, log: string[]): ModuleEntry {
  const { name } = entry
  const returns = new Map(valuesOf(entry, 'returns').map((each) => each.split(':') as [string, string]))
  const answers = valuesOf(entry, 'answers')
  const throws = valuesOf(entry, 'throws')
  const handler = (event: FilterEvent) => (pfc: HTTP_FILTER_CONTEXT): SF_STATUS_TYPE => {
    log.push(`${name} ${event}`)
    if (throws.includes(event)) throw new Error('thrown by a trace')
    const status = answers.includes(event) ? 'FINISHED' : returns.get(event) ?? 'NEXT'
    if (answers.includes(event)) {
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '403 Forbidden', 'Content-Type: text/plain\r\n\r\n')
      pfc.WriteClient(pfc, Buffer.from('no'), { value: 2 })
    }
    if (status !== 'NEXT') log.push(`${name} returns ${status}`)
    return STATUSES[status] ?? SF_STATUS_REQ_NEXT_NOTIFICATION
  }
  const events = filterEventsOf(entry, 'on', Object.keys(FILTER_EVENTS) as FilterEvent[])
  const on: FilterHandlers = Object.fromEntries([...new Set([...events, ...filterEventsOf(entry, 'answers')])].map((event) => [event, handler(event)]))
  const order = entry.settings.get('order') as keyof typeof ORDERS | undefined // parseTrace has checked it
  return bridged(name, on, order === undefined ? {} : { order })
}

/** The same for modules; `child=/from:/to` answers one URL with another, as the sample on ReleaseClonedContext does. */
function recordingModule(entry: StackEntry, log: string[]): ModuleEntry {
  const { name } = entry
  const finishes = valuesOf(entry, 'finishes')
  const pends = valuesOf(entry, 'pends')
  const throws = valuesOf(entry, 'throws')
  const events = valuesOf(entry, 'on', finishes.length + pends.length + throws.length > 0 || entry.settings.has('child') ? [] : [...DETERMINISTIC.map((row) => row.name), 'SEND_RESPONSE'])
  const posts = valuesOf(entry, 'post')
  const child = childOf(entry, log)
  const handlers: Record<string, unknown> = {
    OnAsyncCompletion(context: IHttpContext) {
      log.push(`${name} completes`)
      child?.complete(context)
    }
  }
  const priority: Record<string, PRIORITY_ALIAS> = {}
  const add = (handler: string, line: string, result: (context: IHttpContext, provider: IMapPathProvider) => NotificationResult | void): void => {
    handlers[handler] = (context: IHttpContext, provider: IMapPathProvider) => {
      log.push(`${name} ${line}`)
      return result(context, provider)
    }
    const alias = entry.settings.get('priority')
    if (alias !== undefined) priority[handler] = alias as PRIORITY_ALIAS // parseTrace has checked it
  }
  for (const row of [...DETERMINISTIC, ...NESTED]) {
    const isMapping = row.name === 'MAP_PATH' && child !== null
    if (events.includes(row.name) || finishes.includes(row.name) || pends.includes(row.name) || throws.includes(row.name) || isMapping) {
      add(row.handler, row.name, (context, provider) => {
        if (throws.includes(row.name)) throw new Error('thrown by a trace')
        if (finishes.includes(row.name)) return finish(name, context, log)
        if (pends.includes(row.name)) return pend(name, context, log)
        return isMapping ? child?.start(context, provider.GetUrl()) : undefined
      })
    }
    if ('post' in row && posts.includes(row.name)) add(row.post, `post ${row.name}`, () => {})
  }
  return moduleOf(name, handlers as Handlers, { priority })
}

function finish(name: string, context: IHttpContext, log: string[]): NotificationResult {
  context.GetResponse().SetStatus(403, 'Forbidden')
  log.push(`${name} returns FINISH_REQUEST`)
  return RQ_NOTIFICATION_FINISH_REQUEST
}

function pend(name: string, context: IHttpContext, log: string[]): NotificationResult {
  setImmediate(() => { context.PostCompletion(0) })
  log.push(`${name} returns PENDING`)
  return RQ_NOTIFICATION_PENDING
}

interface Child {
  start(context: IHttpContext, url: string): NotificationResult
  complete(context: IHttpContext): void
}

function childOf(entry: StackEntry, log: string[]): Child | null {
  const [, from, to] = /^([^:]*):(.*)$/.exec(entry.settings.get('child') ?? '') ?? []
  if (from === undefined || to === undefined) return null
  const clones = new Map<IHttpContext, IHttpContext>()
  return {
    start(context, url) {
      if (url !== from) return RQ_NOTIFICATION_CONTINUE
      const clone = context.CloneContext(CLONE_FLAG_BASICS)
      if (typeof clone === 'number') throw new Error(`CloneContext gave ${clone}`)
      clone.GetRequest().SetUrl(to)
      clones.set(context, clone)
      log.push(`${entry.name} returns PENDING`)
      const { hr } = context.ExecuteRequest(true, clone, 0, null)
      if (hr !== S_OK) throw new Error(`ExecuteRequest gave ${hr}`)
      return RQ_NOTIFICATION_PENDING
    },
    complete(context) {
      clones.get(context)?.ReleaseClonedContext()
      clones.delete(context)
    }
  }
}
