import type { FilterHeap, FilterPriority, HeapOptions, HTTP_FILTER_CONTEXT, LoadedFilter } from '@isapi-bridge/filter-api'
import type { HTTP_MODULE_ID } from '@isapi-bridge/module-api'
import { BridgeError, type BridgeErrorCode } from './errors.ts'
import type { FilterChain } from './filter-chain.ts'
import type { Ordered } from './order-map.ts'
import type { ProfileSettings } from './profiles.ts'

/** The entry points as they are called: which argument goes with which notification is the table's business, not the compiler's. */
export interface FilterEntry {
  HttpFilterProc(pfc: unknown, NotificationType: number, pvNotification: unknown): unknown
  TerminateFilter?(dwFlags: number): unknown
}

/** Where a filter is installed. */
export type FilterLevel = 'global' | 'site'

/** The memory behind AllocMem. */
export interface MemorySettings {
  readonly createHeap: (options: HeapOptions) => FilterHeap
  readonly memoryLimit: number
  readonly pageHeap: boolean
  /** Told that a context has ended; null: nobody wants to know. */
  readonly closeContext: ((pfc: HTTP_FILTER_CONTEXT) => void) | null
}

/** What is known of a filter without asking it. */
export interface FilterFacts {
  readonly settings: ProfileSettings
  readonly level: FilterLevel
  readonly memory: MemorySettings
  readonly moduleId: HTTP_MODULE_ID
  readonly chain: FilterChain
  readonly index: number
}

/** One loaded filter of one server. */
export class BridgedFilter implements Ordered {
  readonly name: string
  readonly entry: FilterEntry
  /** What it was made from; empty: nothing is known. */
  readonly origin: string
  readonly flags: number
  readonly events: number
  readonly priority: FilterPriority
  readonly hasOwnPriority: boolean
  readonly settings: ProfileSettings
  readonly level: FilterLevel
  readonly memory: MemorySettings
  /** The filter's module: the key of its sessions. */
  readonly moduleId: HTTP_MODULE_ID
  readonly chain: FilterChain
  /** Place among the filters of the server, in the order of their entries. */
  readonly index: number
  readonly #reported = new Set<string>()

  constructor(loaded: LoadedFilter, facts: FilterFacts) {
    this.name = loaded.name
    this.entry = loaded.filter as FilterEntry // checked by loadFilter
    this.origin = loaded.filter.origin ?? ''
    this.flags = loaded.flags
    this.events = loaded.events
    this.priority = loaded.priority
    this.hasOwnPriority = loaded.hasOwnPriority
    this.settings = facts.settings
    this.level = facts.level
    this.memory = facts.memory
    this.moduleId = facts.moduleId
    this.chain = facts.chain
    this.index = facts.index
  }

  report(code: BridgeErrorCode, what: string, cause?: unknown): void {
    this.chain.report(new BridgeError(code, `Filter "${this.name}" ${what}`, cause))
  }

  /** What a filter does wrong at each request is said once. */
  reportOnce(code: BridgeErrorCode, what: string): void {
    const key = `${code} ${what}`
    if (this.#reported.has(key)) return
    this.#reported.add(key)
    this.report(code, what)
  }
}
