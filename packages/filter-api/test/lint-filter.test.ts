import {
  CHttpFilter, HTTP_FILTER_REVISION, LINT_RULES, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_ORDER_HIGH,
  SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED,
  SF_STATUS_REQ_NEXT_NOTIFICATION, createFilterContext, createFilterHeap, lintFilter, loadFilter, readSz, requestHeaderFunctions, type Filter, type FilterHandlerResult,
  type HTTP_FILTER_CONTEXT, type HTTP_FILTER_PREPROC_HEADERS, type HTTP_FILTER_VERSION, type HttpFilterProc, type HttpFilterProcArguments, type LintFinding, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { describe, expect, test } from 'vitest'
import { MemoryHost } from './support/memory-host.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION
const preproc = { ...requestHeaderFunctions, HttpStatus: 0, dwReserved: 0 }

/** A filter under watch, loaded, with a session. */
function watched(dwFlags: number, proc: HttpFilterProc | Filter) {
  const found: LintFinding[] = []
  const filter = typeof proc === 'function'
    ? { GetFilterVersion(pVer: HTTP_FILTER_VERSION) { pVer.dwFilterVersion = HTTP_FILTER_REVISION; pVer.dwFlags = dwFlags; return true }, HttpFilterProc: proc }
    : proc
  const linted = lintFilter(filter, { name: 'f', report: (finding) => { found.push(finding) } })
  loadFilter('f', linted, { revision: HTTP_FILTER_REVISION })
  const context = createFilterContext({ heap: createFilterHeap(), revision: HTTP_FILTER_REVISION, isSecurePort: false })
  context.attach(new MemoryHost())
  return {
    found, linted, context,
    rules: () => found.map(({ rule, notification }) => (notification === null ? rule : `${rule} ${notification.replace('SF_NOTIFY_', '')}`)),
    call: (flag: number, structure: unknown = null) => linted.HttpFilterProc(...[context.pfc, flag, structure] as unknown as HttpFilterProcArguments)
  }
}

const send = (pfc: HTTP_FILTER_CONTEXT): boolean => pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '403 Forbidden', '\r\n')

describe('when loaded', () => {
  test('HIGH priority and SEND_RAW_DATA are questioned', () => {
    expect(watched(SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_SEND_RAW_DATA, () => NEXT).rules()).toEqual(['high-priority', 'raw-data-cost'])
    expect(watched(SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_LOG, () => NEXT).rules()).toEqual([])
  })

  test('code for a notification that is not registered', () => {
    const proc: HttpFilterProc = (_pfc, type, _pv) => (type === SF_NOTIFY_URL_MAP ? SF_STATUS_REQ_ERROR : NEXT)
    expect(watched(SF_NOTIFY_LOG, proc).rules()).toContain('handler-without-bit URL_MAP')
    expect(watched(SF_NOTIFY_URL_MAP, proc).rules()).toEqual([])
  })

  test('a comment is no code', () => {
    const source = '() => { /* SF_NOTIFY_URL_MAP\n is not wanted */ return 1 // nor is SF_NOTIFY_AUTHENTICATION\n}' // compilers take comments out
    const proc: HttpFilterProc = () => NEXT
    expect(watched(SF_NOTIFY_LOG, Object.assign(proc, { toString: () => source })).rules()).toEqual([])
  })

  test('in a class both ways can be told', () => {
    class Mapped extends CHttpFilter {
      override GetFilterVersion(pVer: HTTP_FILTER_VERSION): boolean {
        super.GetFilterVersion(pVer)
        pVer.dwFlags |= SF_NOTIFY_LOG
        return true
      }

      override OnUrlMap(): FilterHandlerResult { return NEXT }
    }
    expect(watched(0, new Mapped()).rules()).toEqual(['handler-without-bit URL_MAP', 'bit-without-handler LOG'])
  })
})

describe('in a call', () => {
  test('the filter behaves as before', () => {
    const seen: unknown[] = []
    const { call, context, rules } = watched(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION, (pfc, type, pv) => {
      if (type === SF_NOTIFY_END_OF_NET_SESSION) pfc.pFilterContext = null
      if (type !== SF_NOTIFY_PREPROC_HEADERS) return NEXT
      const buffer = new Uint8Array(64)
      seen.push(pv.GetHeader(pfc, 'Host:', buffer, { value: 64 }), readSz(buffer), pv.HttpStatus, 'SetHeader' in pv, pfc.fIsSecurePort, pfc.cbSize)
      pfc.pFilterContext = 7
      seen.push(pfc.pFilterContext, pfc.AllocMem(pfc, 8)?.length)
      return NEXT
    })
    expect(call(SF_NOTIFY_PREPROC_HEADERS, preproc)).toBe(NEXT)
    expect(seen).toEqual([true, 'www.example.com', 0, true, false, 44, 7, 8])
    expect(context.pfc.pFilterContext).toBe(7)
    call(SF_NOTIFY_END_OF_NET_SESSION)
    expect(rules()).toEqual([])
  })

  test('a promise is watched to its end', async () => {
    const { call, rules } = watched(SF_NOTIFY_PREPROC_HEADERS, async () => SF_STATUS_REQ_FINISHED)
    expect(await call(SF_NOTIFY_PREPROC_HEADERS, preproc)).toBe(SF_STATUS_REQ_FINISHED)
    expect(rules()).toEqual(['no-answer PREPROC_HEADERS'])
  })

  test.each<[string, number, (pfc: HTTP_FILTER_CONTEXT) => SF_STATUS_TYPE]>([
    ['guards-logon-only AUTHENTICATION', SF_NOTIFY_AUTHENTICATION, () => SF_STATUS_REQ_ERROR],
    ['headers-too-late SEND_RESPONSE', SF_NOTIFY_SEND_RESPONSE, (pfc: HTTP_FILTER_CONTEXT) => { pfc.AddResponseHeaders(pfc, 'X: y\r\n'); return NEXT }],
    ['headers-too-late PREPROC_HEADERS', SF_NOTIFY_PREPROC_HEADERS, (pfc: HTTP_FILTER_CONTEXT) => { send(pfc); pfc.AddResponseHeaders(pfc, 'X: y\r\n'); return SF_STATUS_REQ_FINISHED }],
    ['two-answers PREPROC_HEADERS', SF_NOTIFY_PREPROC_HEADERS, (pfc: HTTP_FILTER_CONTEXT) => { send(pfc); return NEXT }],
    ['no-answer PREPROC_HEADERS', SF_NOTIFY_PREPROC_HEADERS, () => SF_STATUS_REQ_FINISHED],
    ['no-status PREPROC_HEADERS', SF_NOTIFY_PREPROC_HEADERS, () => 7 as never],
    ['context-without-end LOG', SF_NOTIFY_LOG, (pfc: HTTP_FILTER_CONTEXT) => { pfc.pFilterContext = {}; return NEXT }],
    ['context-not-cleared END_OF_NET_SESSION', SF_NOTIFY_END_OF_NET_SESSION, (pfc: HTTP_FILTER_CONTEXT) => { pfc.pFilterContext = {}; return NEXT }]
  ])('%s, once', (expected, flag, proc) => {
    const { call, context, rules } = watched(flag, (pfc, _type, _pv) => proc(pfc))
    call(flag, {})
    context.attach(new MemoryHost()) // another request
    call(flag, {})
    expect(rules()).toEqual([expected])
  })

  test('an answer, properly ended, is none of its business; the next request starts over', () => {
    const { call, rules } = watched(SF_NOTIFY_PREPROC_HEADERS, (pfc, type, _pv) => (type === SF_NOTIFY_PREPROC_HEADERS && pfc.pFilterContext === null && send(pfc) ? SF_STATUS_REQ_FINISHED : NEXT))
    call(SF_NOTIFY_PREPROC_HEADERS, preproc)
    call(SF_NOTIFY_PREPROC_HEADERS, preproc)
    expect(rules()).toEqual([])
  })

  test('a request that it has ended says nothing about the next one', () => {
    let answers = true
    const { call, context, rules } = watched(SF_NOTIFY_URL_MAP, (pfc, _type, _pv) => {
      if (answers) return send(pfc) ? SF_STATUS_REQ_FINISHED : NEXT
      pfc.AddResponseHeaders(pfc, 'X: y\r\n')
      return NEXT
    })
    call(SF_NOTIFY_URL_MAP, {})
    answers = false
    context.attach(new MemoryHost()) // another request, whose first notification this is too
    call(SF_NOTIFY_URL_MAP, {})
    expect(rules()).toEqual([])
  })

  test.each([
    [true, []],
    [false, ['recursive-mapping URL_MAP']]
  ])('a mapping inside a mapping: guarded %s', (guarded, expected) => {
    let depth = 0
    const { call, rules } = watched(SF_NOTIFY_URL_MAP, (pfc, _type, _pv) => {
      if (depth > 2 || (guarded && depth > 0)) return NEXT
      depth++
      pfc.GetServerVariable(pfc, 'PATH_INFO', null, { value: 0 })
      call(SF_NOTIFY_URL_MAP, {}) // what a server does about that
      depth--
      return NEXT
    })
    call(SF_NOTIFY_URL_MAP, {})
    expect(rules()).toEqual(expected)
  })

  test('a structure that is kept', () => {
    let kept: HTTP_FILTER_PREPROC_HEADERS | null = null
    const { call, rules } = watched(SF_NOTIFY_PREPROC_HEADERS, (_pfc, type, pv) => {
      if (type === SF_NOTIFY_PREPROC_HEADERS) kept = pv
      return NEXT
    })
    call(SF_NOTIFY_PREPROC_HEADERS, preproc)
    expect(rules()).toEqual([])
    expect((kept as unknown as HTTP_FILTER_PREPROC_HEADERS).HttpStatus).toBe(0)
    expect(rules()).toEqual(['structure-kept PREPROC_HEADERS'])
  })
})

describe('over a session and longer', () => {
  test('memory that is written to after the session', () => {
    let block: Uint8Array | null = null
    const { call, context, linted, rules } = watched(SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION, (pfc, type, _pv) => {
      if (type === SF_NOTIFY_LOG) block = pfc.AllocMem(pfc, 4)
      return NEXT
    })
    call(SF_NOTIFY_LOG, {})
    call(SF_NOTIFY_END_OF_NET_SESSION)
    expect(block).toEqual(new Uint8Array([0xDD, 0xDD, 0xDD, 0xDD]))
    expect(context.end().modified).toEqual([]) // the mark stays inside
    const kept = block as unknown as Uint8Array
    kept[0] = 1
    linted.TerminateFilter?.(0)
    expect(rules()).toContain('memory-kept')
  })

  test('a notification that nothing was ever done with', () => {
    const { call, linted, rules } = watched(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG | SF_NOTIFY_URL_MAP, (pfc, type, _pv) => {
      if (type === SF_NOTIFY_PREPROC_HEADERS) pfc.GetServerVariable(pfc, 'URL', null, { value: 0 })
      return NEXT
    })
    call(SF_NOTIFY_PREPROC_HEADERS, preproc)
    call(SF_NOTIFY_LOG, {})
    expect(linted.TerminateFilter?.(0)).toBe(true)
    expect(rules()).toEqual(['unused-notification URL_MAP', 'unused-notification LOG'])
  })

  test('the message names filter, notification, remedy and statements', () => {
    const { call, found } = watched(SF_NOTIFY_PREPROC_HEADERS, () => SF_STATUS_REQ_FINISHED)
    call(SF_NOTIFY_PREPROC_HEADERS, preproc)
    expect(found[0]?.message).toBe('Filter "f", SF_NOTIFY_PREPROC_HEADERS: ends a request that it has not answered: SF_REQ_SEND_RESPONSE_HEADER comes first (F-236).')
  })
})

test('every rule of the table has a test of its name here', async () => {
  const { readFileSync } = await import('node:fs')
  const text = readFileSync(new URL(import.meta.url), 'utf8')
  for (const { name } of LINT_RULES) expect(text, name).toContain(name)
})
