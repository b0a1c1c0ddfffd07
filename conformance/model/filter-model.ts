// A second opinion on the bridge: written from the reference alone (isapi-filter.md 2.1 to 2.5, 3.1, 8.4 to 8.15 and the rulings of section 9), never
// from the code under test. It says which filters are called with what, in which order, and what the client gets.

/** Every notification that this model knows, in the order of a connection (2.1). */
export const NOTIFICATIONS = [
  'READ_RAW_DATA', 'PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'ACCESS_DENIED', 'AUTH_COMPLETE', 'SEND_RESPONSE', 'SEND_RAW_DATA',
  'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION'
] as const
export type Notification = (typeof NOTIFICATIONS)[number]

/** Where there are bytes: over sockets. A request without a body is one block; a run of blocks that leave counts as one, for how many there are is the host's. */
export const RAW: readonly Notification[] = ['READ_RAW_DATA', 'SEND_RAW_DATA']

/** On every host. */
export const NOT_RAW: readonly Notification[] = NOTIFICATIONS.filter((notification) => !RAW.includes(notification))

/** 2.1: IIS 6 worker processes and IIS 7 have no READ_RAW_DATA. */
export const readsRaw = (profile: Profile): boolean => profile === 'iis4' || profile === 'iis5'

/** 2.3, what is no status (F-242), and an exception (F-243). */
export const FILTER_RESULTS = ['NEXT', 'HANDLED', 'FINISHED', 'FINISHED_KEEP_CONN', 'ERROR', 'READ_NEXT', 'nonsense', 'throw'] as const
export type FilterResult = (typeof FILTER_RESULTS)[number]

export const FILTER_ORDERS = ['HIGH', 'MEDIUM', 'LOW', 'none'] as const
export type FilterOrder = (typeof FILTER_ORDERS)[number]

export const PROFILES = ['iis4', 'iis5', 'iis6', 'iis7'] as const
export type Profile = (typeof PROFILES)[number]

export interface ModelFilter {
  readonly name: string
  readonly order: FilterOrder
}

/** Whether a module denies each request with 401: who logs on (AUTHENTICATE_REQUEST), or the resource (AUTHORIZE_REQUEST). */
export const DENIALS = ['none', 'logon', 'resource'] as const
export type Denial = (typeof DENIALS)[number]

/** What one filter does in one notification. */
export interface FilterDeed {
  readonly filter: string
  readonly notification: Notification
  /** Sends a 403 of its own first: SEND_RESPONSE_HEADER, then WriteClient. */
  readonly answers?: boolean
  /** Switches this notification off first, for itself and this request: SF_REQ_DISABLE_NOTIFICATIONS. */
  readonly disables?: Notification
  readonly result: FilterResult
}

export interface FilterPrediction {
  /** One line for each call, two blanks for each call around it; `route` is the handler. */
  readonly calls: readonly string[]
  /** Status of each answer, and ` closed` where the server ends a connection that the client would keep. */
  readonly answers: readonly string[]
}

/**
 * Requests of one client: the first with the deeds, the others plain; a connection that the client closes, or the server, is followed by another.
 * @param raw the filters are registered for raw data, too
 */
export function predictFilters(filters: readonly ModelFilter[], deeds: readonly FilterDeed[], profile: Profile, denial: Denial, keepAlive: boolean, requests: number, raw: boolean): FilterPrediction {
  const model = new ModelConnection(filters, deeds, profile, denial, raw)
  for (let request = 0; request < requests; request++) model.request(request === 0, keepAlive)
  model.leave()
  return { calls: model.calls, answers: model.answers }
}

type Effect = 'next' | 'stop' | 'finish' | 'keep' | 'error'

/** 2.3; READ_NEXT elsewhere than in READ_RAW_DATA: F-131. */
const EFFECTS: Readonly<Record<FilterResult, Effect>> = {
  NEXT: 'next', HANDLED: 'stop', FINISHED: 'finish', FINISHED_KEEP_CONN: 'keep', ERROR: 'error', READ_NEXT: 'next', nonsense: 'next', throw: 'error'
}

/** Open question 3: in these nothing can be finished any more. */
const CLOSING: readonly Notification[] = ['END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']

class ModelConnection {
  readonly calls: string[] = []
  readonly answers: string[] = []
  readonly #filters: readonly ModelFilter[]
  readonly #deeds: readonly FilterDeed[]
  readonly #profile: Profile
  readonly #denial: Denial
  readonly #raw: boolean
  #acts = false
  #open = false
  /** On this connection. */
  #authenticated = false
  #depth = 0
  // Of the request:
  #disabled = new Set<string>()
  /** By a filter. */
  #finished = false
  /** By the module: no AUTH_COMPLETE (2.5, for a logon), no handler. */
  #denied = false
  #status = 200
  #answering = false
  /** Its headers are out. */
  #answered = false
  #closes = false

  constructor(filters: readonly ModelFilter[], deeds: readonly FilterDeed[], profile: Profile, denial: Denial, raw: boolean) {
    this.#raw = raw
    this.#filters = filters
    this.#denial = denial
    this.#deeds = deeds
    this.#profile = profile
  }

  request(acts: boolean, keepAlive: boolean): void {
    this.#acts = acts
    this.#disabled = new Set()
    this.#finished = false
    this.#denied = false
    this.#status = 200
    this.#answering = false
    this.#answered = false
    this.#closes = false
    this.#open = true
    if (readsRaw(this.#profile)) this.#raise('READ_RAW_DATA')
    for (const notification of ['PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'AUTH_COMPLETE'] as const) {
      // D-08: the first request that comes so far; later ones without credentials do not raise it.
      if (this.#finished || this.#denied) break
      if (notification !== 'AUTHENTICATION') this.#raise(notification)
      else if (!this.#authenticated) {
        this.#raise(notification)
        this.#authenticated = !this.#finished
      }
      if (notification === 'AUTHENTICATION' && this.#denial === 'logon') this.#deny()
    }
    if (this.#denial === 'resource') this.#deny() // nothing is wrong with the logon: AUTH_COMPLETE came (F-108)
    if (!this.#finished && !this.#denied) this.calls.push('route')
    if (!this.#answered && this.#status === 401) this.#raise('ACCESS_DENIED') // 2.5, before the answer
    if (!this.#answered) this.#raise('SEND_RESPONSE') // once for each header block (D-28), for a denial too (D-26)
    this.#raise('SEND_RAW_DATA')
    this.#raise('END_OF_REQUEST') // before LOG (D-10), whatever ended the request (open question 1)
    this.#raise('LOG')
    this.answers.push(`${this.#status}${keepAlive && this.#closes ? ' closed' : ''}`)
    if (this.#closes || !keepAlive) this.leave()
  }

  /** F-230; the deeds count here however many requests there were. */
  leave(): void {
    if (!this.#open) return
    this.#open = false
    this.#authenticated = false
    this.#acts = true
    this.#disabled = new Set() // F-234
    this.#raise('END_OF_NET_SESSION')
  }

  #deny(): void {
    if (this.#finished || this.#denied) return
    this.#denied = true
    if (!this.#answered) this.#status = 401
  }

  #raise(notification: Notification): void {
    if (!this.#raw && RAW.includes(notification)) return
    if (notification === 'AUTH_COMPLETE' && this.#profile === 'iis4') return // F-193
    for (const filter of this.#order(notification)) {
      if (this.#disabled.has(`${filter.name} ${notification}`)) continue
      this.calls.push(`${'  '.repeat(this.#depth)}${filter.name} ${notification}`)
      const deed = this.#acts ? this.#deeds.find((each) => each.filter === filter.name && each.notification === notification) : undefined
      if (deed === undefined) continue
      const wasFinished = this.#finished
      this.#depth++
      if (deed.disables !== undefined) this.#disabled.add(`${filter.name} ${deed.disables}`)
      const answers = deed.answers === true && this.#answer()
      this.#depth--
      const effect = EFFECTS[deed.result]
      if (effect === 'stop') return
      if (effect !== 'next' && !CLOSING.includes(notification)) {
        this.#end(effect)
        return
      }
      if (answers && notification === 'SEND_RESPONSE') return // each header block once (D-28): the one that was about to leave does not
      if (this.#finished && !wasFinished) return // by SEND_RESPONSE inside this call (2.3: no more processing)
    }
  }

  /** 3.1, with D-05, D-06, D-07 and D-27. */
  #order(notification: Notification): readonly ModelFilter[] {
    const scale: readonly FilterOrder[] = this.#profile === 'iis4' ? ['none', 'HIGH', 'MEDIUM', 'LOW'] : ['HIGH', 'MEDIUM', 'LOW']
    const classOf = ({ order }: ModelFilter): number => scale.indexOf(order === 'none' && this.#profile !== 'iis4' ? 'LOW' : order)
    const sorted = this.#filters.map((filter, place) => ({ filter, place })).sort((a, b) => classOf(a.filter) - classOf(b.filter) || a.place - b.place).map(({ filter }) => filter)
    return notification === 'SEND_RAW_DATA' ? sorted.reverse() : sorted
  }

  /** 2.5, "Filter answers the request": SEND_RESPONSE goes to all filters while the filter is still in its call (F-116, F-201). */
  #answer(): boolean {
    if (this.#answering) return false // once a request (2.4)
    this.#answering = true
    this.#status = 403
    this.#raise('SEND_RESPONSE')
    this.#answered = true
    return true
  }

  #end(effect: 'finish' | 'keep' | 'error'): void {
    this.#finished = true
    // F-238; an answer whose headers are out cannot become another one, and may be a part only: the connection closes (ours, no source).
    if (effect === 'error' && !this.#answered) this.#status = 500
    if (effect !== 'error' && !this.#answering && this.#status < 400) this.#status = 200 // divergence "A filter that finishes without having answered"
    if (effect === 'finish' || (effect === 'error' && this.#answered)) this.#closes = true // F-236
    if (effect === 'keep' && (this.#profile === 'iis6' || this.#profile === 'iis7')) this.#closes = true // D-09
  }
}
