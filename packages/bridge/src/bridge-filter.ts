// A filter becomes a module: RegisterModule loads it, puts it into the server's chain and registers what brings its notifications.

import { createFilterHeap, loadFilter, notificationMask, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA, type Filter, type FilterHeap, type HeapOptions, type LoadedFilter } from '@isapi-bridge/filter-api'
import { PRIORITY_ALIAS_FIRST, type ModuleRegistration, type PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { FAILED, NO_ERROR, S_OK, win32ErrorName, type HRESULT } from '@isapi-bridge/win32'
import { BridgedFilter, type FilterEntry, type FilterLevel, type MemorySettings } from './bridged-filter.ts'
import { BridgeError, saidBy } from './errors.ts'
import { chainOf, type FilterChain } from './filter-chain.ts'
import { FilterGlobalModule, FilterModule, filterClosingSteps } from './filter-module.ts'
import { carrierMask, FIRST_BITS, needsCarrier } from './notification-map.ts'
import { ORDER_MAP, rankOf } from './order-map.ts'
import { planRows } from './plan-rows.ts'
import { resolveProfile, type ProfileName, type ProfileSettings } from './profiles.ts'

/** The priority of a filter that has not told it yet. */
const LOWEST = ORDER_MAP.length - 1

export interface BridgeOptions {
  /** Name of the filter, and of the module unless its entry has another. */
  readonly name: string
  /** The server whose manners the filter finds. Default `iis6`. */
  readonly profile?: ProfileName
  /** Single rows of the profile. */
  readonly overrides?: Partial<ProfileSettings>
  /**
   * `global` filters are loaded when the server starts and come before those of the site with the same priority; filters of the `site` are
   * loaded with its first request, unless the profile loads them at once. Default `global`.
   */
  readonly level?: FilterLevel
  /** False: the filter stays in the list and is not loaded. Default true. */
  readonly enabled?: boolean
  /**
   * Makes the heap behind AllocMem, one for each connection that takes memory. Default: that of the filter's `memory`, if it has one, else one of JavaScript memory. It heeds `pageHeap`,
   * as far as it can, and tells `onFault`.
   */
  readonly createHeap?: (options: HeapOptions) => FilterHeap
  /**
   * Bytes that AllocMem gives on one connection, as asked for; beyond them it fails with ERROR_NOT_ENOUGH_MEMORY. Default 64 MiB: a filter that takes 4 KB
   * for each request reaches it after 16384 requests on one connection, a filter that leaks does not take the server with it.
   */
  readonly memoryLimit?: number
  /**
   * Page-heap mode, to find out who damages a block: an access outside of a block, or after the session, throws where it happens and is reported with the
   * stack. Slow, and blocks are no plain Uint8Arrays: for debugging only. Default false.
   */
  readonly pageHeap?: boolean
}

const DEFAULT_MEMORY_LIMIT = 67_108_864

/**
 * The RegisterModule function of a filter. Its place among modules is that of its entry in `modules`, its priority comes from the order
 * flags of GetFilterVersion.
 */
export function bridgeFilter(filter: Filter, options: BridgeOptions): PFN_REGISTERMODULE {
  const { name, profile, overrides, level = 'global', enabled = true } = options
  if (typeof name !== 'string' || name === '') throw new BridgeError('ERR_BRIDGE_OPTIONS', '`name` of a filter is missing.')
  if (level !== 'global' && level !== 'site') throw new BridgeError('ERR_BRIDGE_OPTIONS', `Filter "${name}": \`level\` is ${String(level)}; it must be global or site.`)
  if (typeof enabled !== 'boolean') throw new BridgeError('ERR_BRIDGE_OPTIONS', `Filter "${name}": \`enabled\` must be true or false.`)
  const settings = resolveProfile(name, profile, overrides)
  const memory = memorySettings(options, filter)

  const RegisterModule: PFN_REGISTERMODULE = (_dwServerVersion, pModuleInfo, pGlobalInfo) => {
    const chain = chainOf(pGlobalInfo, pModuleInfo.GetId())
    chain.claim(name)
    if (!enabled) return S_OK
    const start = (): BridgedFilter | null => {
      const loaded = load(name, filter, settings, level, pGlobalInfo.rawDataRefusal)
      if (loaded === null) return null
      const bridged = new BridgedFilter(loaded, { settings, memory, level, moduleId: pModuleInfo.GetId(), chain, index: place })
      chain.add(bridged)
      pGlobalInfo.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext: () => { terminate(name, bridged.entry) } }, bridged.moduleId)
      return bridged
    }
    const place = chain.nextPlace()
    if (level === 'site' && settings.siteFiltersLoad === 'first-request') {
      // Fidelity: filter.load.site-at-first-request — until then nobody knows what it wants, so everything is brought.
      chain.loadLater(name, () => { start() })
      return register(chain, notificationMask, LOWEST, pModuleInfo, pGlobalInfo.rawDataRefusal === null)
    }
    const bridged = start()
    return bridged === null ? S_OK : register(chain, bridged.events, rankOf(bridged), pModuleInfo, pGlobalInfo.rawDataRefusal === null)
  }
  Object.defineProperty(RegisterModule, 'name', { value: name })
  return RegisterModule
}

function memorySettings(options: BridgeOptions, { memory }: Filter): MemorySettings {
  const { name, createHeap = memory?.createHeap ?? createFilterHeap, memoryLimit = DEFAULT_MEMORY_LIMIT, pageHeap = false } = options
  const refuse = (what: string): never => { throw new BridgeError('ERR_BRIDGE_OPTIONS', `Filter "${name}": ${what}`) }
  if (typeof createHeap !== 'function') refuse('`createHeap` must be a function.')
  if (!Number.isSafeInteger(memoryLimit) || memoryLimit < 0) refuse(`\`memoryLimit\` is ${String(memoryLimit)}; it must be a whole number of bytes.`)
  if (typeof pageHeap !== 'boolean') refuse(`\`pageHeap\` is ${String(pageHeap)}; it must be true or false.`)
  return { createHeap, memoryLimit, pageHeap, closeContext: memory?.closeContext ?? null }
}

/** The filter, ready to be called; null when it does not want to be. */
function load(name: string, filter: Filter, settings: ProfileSettings, level: FilterLevel, rawDataRefusal: string | null): LoadedFilter | null {
  const failed = (why: string, cause?: unknown): never => { throw new BridgeError('ERR_BRIDGE_LOAD', `Event 2214: filter "${name}" failed to load: ${why}`, cause) }
  let loaded
  try {
    loaded = loadFilter(name, filter, { revision: settings.revision })
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error), error)
  }
  if (loaded.declined) {
    // Fidelity: filter.version.declined-silently
    return loaded.error === NO_ERROR ? null : failed(`GetFilterVersion returned FALSE, ${win32ErrorName(loaded.error)} (${loaded.error}).`)
  }
  // A bit that an older server does not know brings nothing.
  if (!settings.authComplete) loaded = { ...loaded, events: loaded.events & ~SF_NOTIFY_AUTH_COMPLETE }
  const refusal = (loaded.events & SF_NOTIFY_READ_RAW_DATA) === 0 ? null : !settings.readRawData ? 'the profile has none, as IIS 6 worker processes and IIS 7' : level === 'site' ? 'only global filters may' : null
  if (refusal !== null) {
    terminate(name, loaded.filter as FilterEntry)
    throw new BridgeError('ERR_BRIDGE_NOT_CARRIED', `Filter "${name}" registers for SF_NOTIFY_READ_RAW_DATA, which is refused, event 2261: ${refusal}.`)
  }
  if (rawDataRefusal !== null && (loaded.events & (SF_NOTIFY_READ_RAW_DATA | SF_NOTIFY_SEND_RAW_DATA)) !== 0) {
    terminate(name, loaded.filter as FilterEntry)
    throw new BridgeError('ERR_BRIDGE_NOT_CARRIED', `Filter "${name}" registers for ${(loaded.events & SF_NOTIFY_SEND_RAW_DATA) === 0 ? 'SF_NOTIFY_READ_RAW_DATA' : 'SF_NOTIFY_SEND_RAW_DATA'}, which is refused: ${rawDataRefusal}`)
  }
  return loaded
}

/** TerminateFilter, whose result means nothing. */
function terminate(name: string, entry: FilterEntry): void {
  try {
    entry.TerminateFilter?.(0)
  } catch (error) {
    throw new BridgeError('ERR_BRIDGE_FILTER_THREW', `Filter "${name}" threw in TerminateFilter: ${saidBy(error)}.`, error)
  }
}

function register(chain: FilterChain, events: number, rank: number, info: ModuleRegistration, raw: boolean): HRESULT {
  const [global, event, post] = [(carrierMask(events, 'global') | carrierMask(events, 'raw')) >>> 0, carrierMask(events, 'event'), carrierMask(events, 'post')]
  const alias = ORDER_MAP[rank]?.alias ?? 'LOW'
  const module = new FilterModule(chain)
  info.presentAs({ kind: 'filter', planRows: () => planRows(chain) })
  info.requireSerialRequests()
  const results = [
    global === 0 ? S_OK : info.SetGlobalNotifications(new FilterGlobalModule(chain), global),
    info.SetPriorityForGlobalNotification(global, alias),
    event === 0 && post === 0 ? S_OK : info.SetRequestNotifications({ GetHttpModule: () => module, Terminate() {} }, event, post),
    info.SetPriorityForRequestNotification(event & ~FIRST_BITS, alias),
    info.SetPriorityForRequestNotification(event & FIRST_BITS, PRIORITY_ALIAS_FIRST),
    info.SetPriorityForPostRequestNotification(post, alias),
    raw && needsCarrier(events, 'raw') ? info.setRawDataHandlers(chain.raw) : S_OK,
    needsCarrier(events, 'closing') ? info.setClosingSteps(filterClosingSteps(chain, events)) : S_OK
  ]
  return results.find(FAILED) ?? S_OK
}
