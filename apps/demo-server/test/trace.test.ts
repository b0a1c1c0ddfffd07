import { expect, it } from 'vitest'
import type { RecordedRequest } from '@isapi-bridge/trace'
import { useDemo } from './support/demo.ts'

const demo = useDemo()

async function listTraces(): Promise<RecordedRequest[]> {
  return (await demo.app.inject('/_bridge/trace')).json<RecordedRequest[]>()
}

async function traceOf(url: string): Promise<RecordedRequest> {
  await demo.app.inject(url)
  const last = (await listTraces()).at(-1)
  if (last === undefined) throw new Error('Nothing was recorded.')
  return last
}

/** One line an event: where, who, what; one more indent for each call that it stands in. */
async function storyOf(url: string): Promise<string[]> {
  const { events } = await traceOf(url)
  return events.map(({ stage, post, kind, name, notification, depth, child }) => {
    const what = notification === stage ? '' : ` ${notification}`
    return `${'    '.repeat(depth)}${child > 0 ? `child ${child}: ` : ''}${stage}${post ? ' post' : ''}: ${kind} ${name}${what}`
  })
}

it('a child has the URL that it was executed with', async () => {
  expect((await traceOf('/')).children).toMatchObject([{ level: 1, method: 'GET', url: '/example/default.html' }])
})

it('what a filter keeps ready for a denial stands with its call', async () => {
  const { events } = await traceOf('/private/whoami')
  expect(events.flatMap(({ name, changes }) => changes.filter(({ what }) => what === 'denial-header').map((change) => [name, change.name, change.before]))).toContainEqual(['basic-auth-mapper', 'x-hint', null])
})

it('below /_bridge the page answers for itself, for this machine alone', async () => {
  expect(await demo.app.inject('/_bridge/requests/1-none')).toMatchObject({ statusCode: 404, headers: { 'content-type': 'application/json; charset=utf-8' } })
  expect((await demo.app.inject('/_bridge/timings')).statusCode).toBe(200)
  expect((await demo.app.inject({ url: '/_bridge/timings', headers: { host: 'elsewhere.test' } })).statusCode).toBe(403)
  expect((await demo.app.inject({ url: '/_bridge/timings', remoteAddress: '192.0.2.1' })).statusCode).toBe(403)
})

// A buffered answer: LOG and END come before the send, END_OF_REQUEST and LOG of the filters after it.
it('GET /legacy/hello', async () => {
  expect(await storyOf('/legacy/hello')).toEqual([
    'PRE_BEGIN_REQUEST: filter request-timer SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter ReqTimer SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter url-rewriter SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter forwarded-for SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter basic-auth-mapper SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter variables SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: module DefaultDocument MAP_PATH',
    'PRE_BEGIN_REQUEST: module default-document MAP_PATH',
    'PRE_BEGIN_REQUEST: filter home-folder SF_NOTIFY_URL_MAP',
    'BEGIN_REQUEST: module RequestFilteringModule',
    'BEGIN_REQUEST: module response-timer',
    'BEGIN_REQUEST: module connection-counter',
    'AUTHENTICATE_REQUEST: filter basic-auth-mapper SF_NOTIFY_AUTHENTICATION',
    'AUTHENTICATE_REQUEST: module BasicAuthenticationModule',
    'AUTHENTICATE_REQUEST: module AnonymousAuthenticationModule',
    'AUTHENTICATE_REQUEST post: module variables',
    'AUTHENTICATE_REQUEST post: filter variables SF_NOTIFY_AUTH_COMPLETE',
    'AUTHORIZE_REQUEST: module UrlAuthorizationModule',
    'RESOLVE_REQUEST_CACHE: module failing',
    'MAP_REQUEST_HANDLER: module HttpRedirectionModule',
    'PRE_EXECUTE_REQUEST_HANDLER: module variables',
    'LOG_REQUEST: module HttpLoggingModule',
    'END_REQUEST: module response-timer',
    'SEND_RESPONSE: module BasicAuthenticationModule',
    'SEND_RESPONSE: filter ReqTimer SF_NOTIFY_SEND_RESPONSE',
    'SEND_RESPONSE: filter stamp SF_NOTIFY_SEND_RESPONSE',
    'SEND_RESPONSE: filter shout SF_NOTIFY_SEND_RESPONSE',
    'SEND_RESPONSE: module connection-counter',
    'SEND_RESPONSE: module response-timer',
    'SEND_RESPONSE: module CustomErrorModule',
    'CLOSING: filter request-timer SF_NOTIFY_END_OF_REQUEST',
    'CLOSING: filter ReqTimer SF_NOTIFY_END_OF_REQUEST',
    'CLOSING: filter forwarded-for SF_NOTIFY_LOG'
  ])
})

// The child stands inside the MAP_PATH that waits for it. Filters get URL_MAP for it and nothing else.
it('GET /', async () => {
  expect(await storyOf('/')).toEqual([
    'PRE_BEGIN_REQUEST: filter request-timer SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter ReqTimer SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter url-rewriter SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter forwarded-for SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter basic-auth-mapper SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter variables SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: module DefaultDocument MAP_PATH',
    '    child 1: PRE_BEGIN_REQUEST: module DefaultDocument MAP_PATH',
    '    child 1: PRE_BEGIN_REQUEST: module default-document MAP_PATH',
    '    child 1: PRE_BEGIN_REQUEST: filter home-folder SF_NOTIFY_URL_MAP',
    '    child 1: BEGIN_REQUEST: module RequestFilteringModule',
    '    child 1: BEGIN_REQUEST: module response-timer',
    '    child 1: BEGIN_REQUEST: module connection-counter',
    '    child 1: AUTHENTICATE_REQUEST: module BasicAuthenticationModule',
    '    child 1: AUTHENTICATE_REQUEST: module AnonymousAuthenticationModule',
    '    child 1: AUTHENTICATE_REQUEST post: module variables',
    '    child 1: AUTHORIZE_REQUEST: module UrlAuthorizationModule',
    '    child 1: RESOLVE_REQUEST_CACHE: module failing',
    '    child 1: MAP_REQUEST_HANDLER: module HttpRedirectionModule',
    '    child 1: PRE_EXECUTE_REQUEST_HANDLER: module variables',
    '    child 1: EXECUTE_REQUEST_HANDLER: module StaticFileModule',
    '    child 1: LOG_REQUEST: module HttpLoggingModule',
    '    child 1: END_REQUEST: module response-timer',
    '    child 1: SEND_RESPONSE: module BasicAuthenticationModule',
    '    child 1: SEND_RESPONSE: module connection-counter',
    '    child 1: SEND_RESPONSE: module response-timer',
    '    child 1: SEND_RESPONSE: module CustomErrorModule',
    'PRE_BEGIN_REQUEST: module default-document MAP_PATH',
    'PRE_BEGIN_REQUEST: filter home-folder SF_NOTIFY_URL_MAP',
    'BEGIN_REQUEST: module RequestFilteringModule',
    'BEGIN_REQUEST: module response-timer',
    'BEGIN_REQUEST: module connection-counter',
    'AUTHENTICATE_REQUEST: filter basic-auth-mapper SF_NOTIFY_AUTHENTICATION',
    'AUTHENTICATE_REQUEST: module BasicAuthenticationModule',
    'AUTHENTICATE_REQUEST: module AnonymousAuthenticationModule',
    'AUTHENTICATE_REQUEST post: module variables',
    'AUTHENTICATE_REQUEST post: filter variables SF_NOTIFY_AUTH_COMPLETE',
    'AUTHORIZE_REQUEST: module UrlAuthorizationModule',
    'RESOLVE_REQUEST_CACHE: module failing',
    'MAP_REQUEST_HANDLER: module HttpRedirectionModule',
    'PRE_EXECUTE_REQUEST_HANDLER: module variables',
    'LOG_REQUEST: module HttpLoggingModule',
    'END_REQUEST: module response-timer',
    'SEND_RESPONSE: module BasicAuthenticationModule',
    'SEND_RESPONSE: filter ReqTimer SF_NOTIFY_SEND_RESPONSE',
    'SEND_RESPONSE: filter stamp SF_NOTIFY_SEND_RESPONSE',
    'SEND_RESPONSE: filter shout SF_NOTIFY_SEND_RESPONSE',
    'SEND_RESPONSE: module connection-counter',
    'SEND_RESPONSE: module response-timer',
    'SEND_RESPONSE: module CustomErrorModule',
    'CLOSING: filter request-timer SF_NOTIFY_END_OF_REQUEST',
    'CLOSING: filter ReqTimer SF_NOTIFY_END_OF_REQUEST',
    'CLOSING: filter forwarded-for SF_NOTIFY_LOG'
  ])
})

// The filter maps, the module serves.
it('GET /~alice/notes.txt', async () => {
  expect(await storyOf('/~alice/notes.txt')).toEqual([
    'PRE_BEGIN_REQUEST: filter request-timer SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter ReqTimer SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter url-rewriter SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter forwarded-for SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter basic-auth-mapper SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: filter variables SF_NOTIFY_PREPROC_HEADERS',
    'PRE_BEGIN_REQUEST: module DefaultDocument MAP_PATH',
    'PRE_BEGIN_REQUEST: module default-document MAP_PATH',
    'PRE_BEGIN_REQUEST: filter home-folder SF_NOTIFY_URL_MAP',
    'BEGIN_REQUEST: module RequestFilteringModule',
    'BEGIN_REQUEST: module response-timer',
    'BEGIN_REQUEST: module connection-counter',
    'AUTHENTICATE_REQUEST: filter basic-auth-mapper SF_NOTIFY_AUTHENTICATION',
    'AUTHENTICATE_REQUEST: module BasicAuthenticationModule',
    'AUTHENTICATE_REQUEST: module AnonymousAuthenticationModule',
    'AUTHENTICATE_REQUEST post: module variables',
    'AUTHENTICATE_REQUEST post: filter variables SF_NOTIFY_AUTH_COMPLETE',
    'AUTHORIZE_REQUEST: module UrlAuthorizationModule',
    'RESOLVE_REQUEST_CACHE: module failing',
    'MAP_REQUEST_HANDLER: module HttpRedirectionModule',
    'PRE_EXECUTE_REQUEST_HANDLER: module variables',
    'EXECUTE_REQUEST_HANDLER: module StaticFileModule',
    'LOG_REQUEST: module HttpLoggingModule',
    'END_REQUEST: module response-timer',
    'SEND_RESPONSE: module BasicAuthenticationModule',
    'SEND_RESPONSE: filter ReqTimer SF_NOTIFY_SEND_RESPONSE',
    'SEND_RESPONSE: filter stamp SF_NOTIFY_SEND_RESPONSE',
    'SEND_RESPONSE: filter shout SF_NOTIFY_SEND_RESPONSE',
    'SEND_RESPONSE: module connection-counter',
    'SEND_RESPONSE: module response-timer',
    'SEND_RESPONSE: module CustomErrorModule',
    'CLOSING: filter request-timer SF_NOTIFY_END_OF_REQUEST',
    'CLOSING: filter ReqTimer SF_NOTIFY_END_OF_REQUEST',
    'CLOSING: filter forwarded-for SF_NOTIFY_LOG'
  ])
})

it('tells of each call what came back and how long it took', async () => {
  const { method, url, status, events } = await traceOf('/app/hello?a=1')
  expect({ method, url, status }).toEqual({ method: 'GET', url: '/app/hello?a=1', status: 200 })
  for (const event of events) {
    expect(event.status).toBe(event.kind === 'filter' ? 'SF_STATUS_REQ_NEXT_NOTIFICATION' : 'RQ_NOTIFICATION_CONTINUE')
    expect(event.us).toBeGreaterThan(0)
  }
})

it('has the last 100 requests, without those who look', async () => {
  for (let index = 0; index < 102; index++) await demo.app.inject(`/nothing?${index}`)
  await demo.app.inject('/_bridge/plan')
  const traces = await listTraces()
  expect(traces.map(({ url }) => url)).toEqual(Array.from({ length: 100 }, (_, index) => `/nothing?${index + 2}`))
}, 30_000)

it('/_bridge/plan has the rows of the plan', async () => {
  const rows = (await demo.app.inject('/_bridge/plan')).json<{ stage: string; post: boolean; kind: string; name: string; reason: string }[]>()
  expect(rows.filter(({ stage, post }) => stage === 'AUTHENTICATE_REQUEST' && post).map(({ kind, name }) => `${kind} ${name}`)).toEqual(['module variables', 'filter variables'])
  expect(rows.every(({ reason }) => reason !== '')).toBe(true)
  expect(rows.find(({ name }) => name === 'ReqTimer')).toMatchObject({ kind: 'filter', reason: expect.stringMatching(/; compiled, ReqTimer\.wasm$/) })
})
