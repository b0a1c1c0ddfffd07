// A site whose filters, module and routes end requests in every way, and what is true of the filters' sessions however a connection ends.

import { constants, type Http2ServerResponse } from 'node:http2'
import { Readable } from 'node:stream'
import { createFilterHeap, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, type FilterHeap, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import type { FastifyInstance } from 'fastify'
import { answer } from '../filter/support-b.ts'
import { bridged, variable, type FilterHandlers } from './filters.ts'
import { moduleOf } from './modules.ts'

export interface Deferred { readonly promise: Promise<void>; readonly resolve: () => void }

export function deferred(): Deferred {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => { resolve = done })
  return { promise, resolve }
}

function * endless(): Generator<Buffer> {
  const block = Buffer.alloc(16_384)
  for (;;) yield block
}

interface Line { readonly filter: 'a' | 'b'; readonly pfc: HTTP_FILTER_CONTEXT; readonly what: 'LOG' | 'END_OF_NET_SESSION' }

export class Sessions {
  /** `/slow` has been reached … */
  readonly entered: Deferred = deferred()
  /** … and goes on when this is. */
  readonly gate: Deferred = deferred()
  readonly modules: readonly ModuleEntry[]
  readonly #log: Line[] = []
  readonly #heaps: FilterHeap[] = []
  #told: () => void = () => {}

  /** @param raw further handlers of the first filter */
  constructor(raw: FilterHandlers = {}) {
    const createHeap = (): FilterHeap => { const heap = createFilterHeap(); this.#heaps.push(heap); return heap }
    const note = (filter: Line['filter'], pfc: HTTP_FILTER_CONTEXT, what: Line['what']): void => {
      this.#log.push({ filter, pfc, what })
      this.#told()
    }
    const first: FilterHandlers = {
      PREPROC_HEADERS(pfc) {
        pfc.AllocMem(pfc, 8)
        const fail = variable(pfc, 'HTTP_FAIL')
        pfc.pFilterContext = fail
        if (fail === 'throw') throw new Error('on purpose')
        if (fail === 'error') return SF_STATUS_REQ_ERROR
        if (fail !== 'finish') return undefined
        answer(pfc)
        return SF_STATUS_REQ_FINISHED
      },
      END_OF_REQUEST(pfc) { if (pfc.pFilterContext === 'end') throw new Error('on purpose') },
      LOG(pfc) { note('a', pfc, 'LOG'); if (pfc.pFilterContext === 'log') throw new Error('on purpose') },
      END_OF_NET_SESSION(pfc) { note('a', pfc, 'END_OF_NET_SESSION') }
    }
    const second: FilterHandlers = {
      LOG(pfc) { pfc.AllocMem(pfc, 8); note('b', pfc, 'LOG') },
      END_OF_NET_SESSION(pfc) { note('b', pfc, 'END_OF_NET_SESSION') }
    }
    this.modules = [
      bridged('a', { ...first, ...raw }, { createHeap, profile: 'iis5' }), bridged('b', second, { createHeap, profile: 'iis5' }),
      moduleOf('m', {
        OnBeginRequest(context) {
          const fail = context.GetRequest().GetHeader('fail')
          if (fail === 'module') throw new Error('on purpose')
          if (fail === 'reset') context.GetResponse().ResetConnection()
        },
        OnEndRequest(context) { if (context.GetRequest().GetHeader('fail') === 'module-end') throw new Error('on purpose') }
      })
    ]
  }

  readonly routes = (app: FastifyInstance): void => {
    app.all('/hello', () => 'hello')
    app.get('/slow', async () => { this.entered.resolve(); await this.gate.promise; return 'slow' })
    app.get('/throw', () => { throw new Error('on purpose') })
    app.get('/destroy', (request, reply) => { reply.hijack(); request.raw.socket.destroy() })
    app.get('/large', (_request, reply) => reply.send(Readable.from(endless())))
    app.get('/broken', (_request, reply) => reply.send(new Readable({ read() { this.destroy(new Error('on purpose')) } })))
    app.get('/hijack', (_request, reply) => { reply.hijack(); reply.raw.end('by itself') })
  }

  /** What only a stream of HTTP/2 can do. */
  readonly streamRoutes = (app: FastifyInstance): void => {
    const route = (path: string, act: (response: Http2ServerResponse) => void): void => {
      app.get(path, (_request, reply) => { reply.hijack(); act(reply.raw as unknown as Http2ServerResponse) }) // the server speaks HTTP/2
    }
    route('/destroy-stream', ({ stream }) => { stream.destroy() })
    route('/stream-error', ({ stream }) => { stream.on('error', () => {}).destroy(new Error('on purpose')) })
    route('/reset-stream', ({ stream }) => { stream.close(constants.NGHTTP2_INTERNAL_ERROR) })
    route('/destroy-response', (response) => { response.destroy() })
    route('/stream', ({ stream }) => { stream.respond({ ':status': 200 }); stream.end('by itself') })
  }

  /** So many sessions have ended. */
  async ended(count: number): Promise<void> {
    while (this.#lines('b', 'END_OF_NET_SESSION').length < count) await new Promise<void>((resolve) => { this.#told = resolve })
  }

  /** So many requests have been logged. */
  async logged(count: number): Promise<void> {
    while (this.#lines('b', 'LOG').length < count) await new Promise<void>((resolve) => { this.#told = resolve })
  }

  /** What is not as it should be once the server has closed: each session ended once, after its last request, in filter order, and left no memory. */
  faults(requests: number, sessions: number): string[] {
    const found: string[] = []
    const check = (what: string, is: unknown, wanted: unknown): void => { if (is !== wanted) found.push(`${what}: ${String(is)}, not ${String(wanted)}`) }
    for (const filter of ['a', 'b'] as const) {
      check(`requests that ${filter} logged`, this.#lines(filter, 'LOG').length, requests)
      const ends = this.#lines(filter, 'END_OF_NET_SESSION')
      check(`ends that ${filter} heard of`, ends.length, sessions)
      check(`sessions of ${filter}`, new Set(ends.map(({ pfc }) => pfc)).size, sessions)
      for (const end of ends) check(`last notification of ${filter}`, this.#log.findLast(({ pfc }) => pfc === end.pfc)?.what, end.what)
    }
    const order = this.#log.filter(({ what }) => what === 'END_OF_NET_SESSION').map(({ filter }) => filter)
    check('order of the filters', order.join(''), 'ab'.repeat(sessions))
    check('blocks that live', this.#heaps.reduce((sum, { liveBlocks }) => sum + liveBlocks, 0), 0)
    return found
  }

  #lines(filter: Line['filter'], what: Line['what']): Line[] { return this.#log.filter((line) => line.filter === filter && line.what === what) }
}
