// A second opinion on the pipeline of modules: written from the reference alone (iis7-module.md 1.1 to 1.5, 3.1 to 3.8, 3.11 and 8.2 to 8.6), never
// from the code under test. It knows the constants and nothing else of it, and says which handlers run, in which order, and what the client gets.

import {
  RQ_ACQUIRE_REQUEST_STATE, RQ_AUTHENTICATE_REQUEST, RQ_AUTHORIZE_REQUEST, RQ_BEGIN_REQUEST, RQ_END_REQUEST,
  RQ_EXECUTE_REQUEST_HANDLER, RQ_LOG_REQUEST, RQ_MAP_PATH, RQ_MAP_REQUEST_HANDLER, RQ_PRE_EXECUTE_REQUEST_HANDLER,
  RQ_RELEASE_REQUEST_STATE, RQ_RESOLVE_REQUEST_CACHE, RQ_SEND_RESPONSE, RQ_UPDATE_REQUEST_CACHE, type PRIORITY_ALIAS
} from '@isapi-bridge/module-api'

/** The name of an event: `BEGIN_REQUEST`, `post BEGIN_REQUEST`, `SEND_RESPONSE`, `MAP_PATH`. */
export type EventName = string

/** 1.1: the bits ascend in the order of time (3.2). */
export const STAGE_BITS: readonly (readonly [name: string, bit: number])[] = [
  ['BEGIN_REQUEST', RQ_BEGIN_REQUEST], ['AUTHENTICATE_REQUEST', RQ_AUTHENTICATE_REQUEST], ['AUTHORIZE_REQUEST', RQ_AUTHORIZE_REQUEST],
  ['RESOLVE_REQUEST_CACHE', RQ_RESOLVE_REQUEST_CACHE], ['MAP_REQUEST_HANDLER', RQ_MAP_REQUEST_HANDLER],
  ['ACQUIRE_REQUEST_STATE', RQ_ACQUIRE_REQUEST_STATE], ['PRE_EXECUTE_REQUEST_HANDLER', RQ_PRE_EXECUTE_REQUEST_HANDLER],
  ['EXECUTE_REQUEST_HANDLER', RQ_EXECUTE_REQUEST_HANDLER], ['RELEASE_REQUEST_STATE', RQ_RELEASE_REQUEST_STATE],
  ['UPDATE_REQUEST_CACHE', RQ_UPDATE_REQUEST_CACHE], ['LOG_REQUEST', RQ_LOG_REQUEST], ['END_REQUEST', RQ_END_REQUEST]
]

/** 1.2: no post form (M-037). */
const NESTED_BITS: readonly (readonly [name: string, bit: number])[] = [['SEND_RESPONSE', RQ_SEND_RESPONSE], ['MAP_PATH', RQ_MAP_PATH]]

/** Every event that this model knows. */
export const EVENTS: readonly EventName[] = [...STAGE_BITS.flatMap(([name]) => [name, `post ${name}`]), 'SEND_RESPONSE', 'MAP_PATH']

/** What a handler ends with. The three ways to pend: OnAsyncCompletion by PostCompletion, IndicateCompletion, a promise. */
export type Result =
  | 'continue' | 'finish' | 'throw'
  | 'post then continue' | 'post then finish' | 'indicate continue' | 'indicate finish' | 'promise of continue' | 'promise of finish'

/** What one module does in one event, each time. */
export interface Deed {
  readonly module: string
  readonly event: EventName
  /** Calls Flush first. */
  readonly flush?: boolean
  /** Calls MapPath for another URL first. */
  readonly map?: boolean
  /** Calls SetRequestHandled first. */
  readonly handled?: boolean
  /** Calls DisableNotifications for this event first. */
  readonly disable?: EventName
  /** `finish` sets 403 before. */
  readonly result: Result
}

/** A module in the place that it has in the list. */
export interface ModelModule {
  readonly name: string
  readonly events: ReadonlySet<EventName>
  /** MEDIUM where nothing is set (1.5). */
  readonly priority: ReadonlyMap<EventName, PRIORITY_ALIAS | undefined>
}

/** Who answers: a route in one piece, a route with a stream, a route that throws, or no route, so that it is for the handler modules. */
export type Answer = 'buffered' | 'streamed' | 'throwing' | 'none'

/** What the host does, not the pipeline. */
export interface HostManners {
  /** Its own 404 and 500 have a body. */
  readonly errorsHaveBody: boolean
}

export interface Prediction {
  /** One line for each call; two blanks for each call around it. */
  readonly calls: readonly string[]
  readonly status: number
}

const SCALE: readonly PRIORITY_ALIAS[] = ['FIRST', 'HIGH', 'MEDIUM', 'LOW', 'LAST']

/**
 * 3.4: priority class, then list; both backwards for SEND_RESPONSE. Item 3, the handler mapping's own order for EXECUTE_REQUEST_HANDLER, needs a
 * handler mapping; there is none (divergence of "A route is the handler of what it matches"), so that event has the order of the others.
 */
function orderOf(modules: readonly ModelModule[], event: EventName): readonly ModelModule[] {
  const subscribed = modules.filter((module) => module.events.has(event))
  const classOf = (module: ModelModule): number => SCALE.indexOf(module.priority.get(event) ?? 'MEDIUM')
  const forward = subscribed.map((module, place) => ({ module, place })).sort((a, b) => classOf(a.module) - classOf(b.module) || a.place - b.place)
  if (event === 'SEND_RESPONSE') forward.reverse()
  return forward.map(({ module }) => module)
}

/** The calls of one request. */
export function predict(modules: readonly ModelModule[], deeds: readonly Deed[], answer: Answer, host: HostManners): Prediction {
  return new ModelRequest(modules, deeds, answer, host).run()
}

class ModelRequest {
  readonly #calls: string[] = []
  readonly #off = new Set<string>()
  readonly #modules: readonly ModelModule[]
  readonly #deeds: readonly Deed[]
  readonly #answer: Answer
  readonly #host: HostManners
  #depth = 0
  #status = 200
  #finished = false
  #handled = false
  #headersSent = false
  #unsentBody = false
  /** The last part has left: nothing is sent any more, so nothing is raised (3.3, "every actual send"). */
  #ended = false

  constructor(modules: readonly ModelModule[], deeds: readonly Deed[], answer: Answer, host: HostManners) {
    this.#modules = modules
    this.#deeds = deeds
    this.#answer = answer
    this.#host = host
  }

  /** 3.11. */
  run(): Prediction {
    if (this.#modules.some((module) => module.events.has('MAP_PATH'))) this.#raise('MAP_PATH', true) // 3.3: the core maps the URL, before BEGIN_REQUEST (3.1)
    for (const [name] of STAGE_BITS) {
      const closing = name === 'LOG_REQUEST' || name === 'END_REQUEST'
      if (this.#finished && !closing) continue // 3.5, items 2 to 4
      if (name === 'EXECUTE_REQUEST_HANDLER') this.#execute()
      else this.#raise(name, !closing)
      if (!this.#finished || closing) this.#raise(`post ${name}`, !closing)
    }
    // 3.5 item 5, 3.7. "Every actual send" (3.3): a response that was flushed to its end leaves nothing to send.
    if (!this.#headersSent || this.#unsentBody) this.#send()
    return { calls: this.#calls, status: this.#status }
  }

  /** The handler that was chosen: a route, or the handler modules until one has handled the request (3.10). */
  #execute(): void {
    if (this.#handled) return
    if (this.#answer === 'none') {
      this.#raise('EXECUTE_REQUEST_HANDLER', true)
      // Where a flush has sent a status (M-124), a 404 cannot be told any more: what was flushed is the answer (divergence "Flushed responses").
      if (!this.#handled && !this.#finished && !this.#headersSent) this.#hostError(404)
      return
    }
    this.#calls.push('route')
    if (this.#answer === 'throwing') this.#hostError(500)
    else this.#unsentBody = true
    // Without buffering what the handler sends goes out at once (M-113), and RELEASE to END follow it.
    if (this.#answer === 'streamed') {
      this.#send()
      this.#ended = true
    }
  }

  /** All handlers of one event; true when one of them ended it. */
  #raise(event: EventName, mayFinish: boolean, note = ''): void {
    for (const module of orderOf(this.#modules, event)) {
      if (this.#off.has(`${module.name} ${event}`)) continue
      const { result, ...before }: Omit<Deed, 'module' | 'event'> = this.#deeds.find((deed) => deed.module === module.name && deed.event === event) ?? { result: 'continue' }
      this.#calls.push(`${'  '.repeat(this.#depth)}${module.name} ${event}${note}`)
      const finishedBefore = this.#finished
      this.#depth++
      if (before.flush === true && !this.#ended) this.#send()
      if (before.map === true) this.#raise('MAP_PATH', true)
      if (before.handled === true) this.#handled = true
      if (before.disable !== undefined && !isNested(before.disable)) this.#off.add(`${module.name} ${before.disable}`) // M-085
      this.#depth--
      if (result === 'throw') this.#fault()
      else if (result.endsWith('finish')) this.#setStatus(403)
      if (result.startsWith('post')) this.#calls.push(`${'  '.repeat(this.#depth)}${module.name} completes ${event}`) // M-093
      const ends = result === 'throw' || result.endsWith('finish')
      if (event === 'SEND_RESPONSE') {
        if (ends) return // 3.5: no further handler of this send, which happens nevertheless
      } else if (mayFinish) {
        this.#finished ||= ends
        // Finished by this handler, or by an event inside it (3.5, last paragraph): the enclosing notification unwinds.
        if (this.#finished && (ends || !finishedBefore)) return
      }
      if (event === 'EXECUTE_REQUEST_HANDLER' && this.#handled) return
    }
  }

  /** 3.7: status and headers at the first time, and whatever is buffered (Flush in 2.6). */
  #send(): void {
    this.#raise('SEND_RESPONSE', false, this.#headersSent ? '' : ' with headers')
    this.#headersSent = true
    this.#unsentBody = false
  }

  /** Status and body of the host's own 404 or 500; a status that has gone out stands (M-123, M-124). */
  #hostError(status: number): void {
    this.#setStatus(status)
    this.#unsentBody = this.#host.errorsHaveBody
  }

  /** Ours: a 500 without a body, as long as nothing was sent. */
  #fault(): void {
    if (!this.#headersSent) this.#unsentBody = false
    this.#setStatus(500)
  }

  #setStatus(status: number): void {
    if (!this.#headersSent) this.#status = status // M-123
  }
}

function isNested(event: EventName): boolean {
  return NESTED_BITS.some(([name]) => name === event)
}
