// The handler of one request: what the mappings say about it, or what a module chose.

import { STATUS_CODES } from 'node:http'
import { E_FAIL, ERROR_INVALID_PARAMETER, ERROR_NOT_FOUND, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR } from '../constants.ts'
import { ModuleContractError } from '../errors.ts'
import type { Call } from '../pipeline/plan.ts'
import type { IScriptMapInfo } from '../script-map.ts'
import { handlerChannel, watchedHandlerChannel } from '../trace.ts'
import type { HttpContext } from './context.ts'
import { namesOf, ROUTE_MODULE, ScriptMap } from './handler-mapping.ts'
import { NO_MAPS, type Choice } from './handler-table.ts'
import { canonicalTarget, RequestUrl } from './url.ts'

const EXECUTES = 'EXECUTE_REQUEST_HANDLER'

export class RequestHandler {
  readonly #context: HttpContext
  /** What SetScriptMap was given. */
  #own: Choice | null = null
  #choice: Choice | null = null
  #path = ''
  #verb = ''
  #route: ScriptMap | null = null
  /** As it was traced. */
  #name = ''

  constructor(context: HttpContext) { this.#context = context }

  /** Made for URL and method as they are now: the handler is always that of the path which is served. */
  get choice(): Choice {
    if (this.#own !== null) return this.#own
    const { urlPath } = this.#context
    const verb = this.#context.request.GetHttpMethod()
    if (this.#choice !== null && this.#path === urlPath && this.#verb === verb) return this.#choice
    this.#path = urlPath
    this.#verb = verb
    this.#choice = this.#context.pipeline.handlers.choose(verb, urlPath, () => this.#context.GetPhysicalPath(), { passedOver: this.passedOver })
    this.#trace(this.#choice.map)
    return this.#choice
  }

  /** Mappings that were at work when EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR was given, here or further up. */
  get passedOver(): ReadonlySet<IScriptMapInfo> {
    const { parent } = this.#context
    if (parent === null) return NO_MAPS
    const { passedOver } = parent.handler
    const current = parent.run.stageName === EXECUTES && (this.#context.GetExecuteFlags() & EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR) !== 0 ? parent.handler.choice.map : null
    return current === null ? passedOver : new Set([...passedOver, current])
  }

  /** Who handles the request, as far as that is known. */
  get map(): IScriptMapInfo | null { return this.#route !== null && this.choice.routes ? this.#route : this.choice.map }

  /** What follows the name of the script in the URL path; null: they are one. */
  get pathInfo(): string | null { return this.#route !== null && this.choice.routes ? null : this.choice.pathInfo }

  /** The route of the host that matches; null: none does, or it has given up. */
  set route(path: string | null) {
    this.#route = path === null ? null : new ScriptMap({ name: ROUTE_MODULE, path, verb: this.#context.request.GetHttpMethod(), modules: ROUTE_MODULE, requireAccess: 'None' })
  }

  /** IHttpContext::MapHandler: the mapping of another URL. */
  find(siteId: number, url: string, verb: string, ignoreWildcards: boolean): IScriptMapInfo | HRESULT {
    const { site, pipeline: { urlRules, handlers } } = this.#context
    const wellFormed = siteId === site.id && typeof url === 'string' && url.startsWith('/') && typeof verb === 'string' && verb !== ''
    const path = wellFormed ? new RequestUrl(canonicalTarget(url, urlRules), urlRules).path : null
    if (path === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const physicalPath = (): string => {
      const mapped = this.#context.MapPath(path)
      return typeof mapped === 'string' ? mapped : ''
    }
    return handlers.choose(verb, path, physicalPath, { ignoreWildcards, passedOver: this.passedOver }).map ?? HRESULT_FROM_WIN32(ERROR_NOT_FOUND)
  }

  /** IMapHandlerProvider::SetScriptMap. */
  choose(map: IScriptMapInfo): void {
    const executors = this.#context.pipeline.handlers.executorsOf(namesOf(map.GetModules()))
    this.#own = { map, routes: false, refusal: null, executors, pathInfo: null }
    this.#trace(map)
  }

  /** Who of `all` executes the request. */
  executors(all: readonly Call[]): readonly Call[] {
    const { routes, executors } = this.choice
    if (this.#route !== null && routes) return []
    return executors === null ? all : executors.calls
  }

  /** Nobody has answered, and the handler is about to be executed. False: there is none, and the request is refused. */
  begin(): boolean {
    const { map, refusal, executors } = this.choice
    const { response } = this.#context
    if (refusal !== null) {
      response.SetStatus(refusal.status, STATUS_CODES[refusal.status] ?? '', refusal.subStatus, refusal.error)
      if (refusal.allow !== null) response.SetHeader('Allow', refusal.allow, true)
      return false
    }
    const [unknown] = executors?.unknown ?? []
    const [inert] = executors?.inert ?? []
    if (unknown === undefined && inert === undefined) return true
    const fault = unknown === undefined ? `"${inert ?? ''}", which never registered for RQ_EXECUTE_REQUEST_HANDLER` : `"${unknown}", and no module is called so`
    this.#context.report(new ModuleContractError('ERR_MODULE_HANDLER', `Handler mapping "${map?.GetName() ?? ''}" names ${fault}.`))
    // Fidelity: handler.module-without-execute
    response.SetStatus(500, 'Internal Server Error', unknown === undefined ? 0 : 21, E_FAIL)
    return false
  }

  #trace(map: IScriptMapInfo | null): void {
    const request = this.#context.trace
    if (request === null || (!request.watched && !handlerChannel.hasSubscribers)) return
    const OldHandlerName = this.#name
    this.#name = map?.GetName() ?? ''
    if (this.#name === OldHandlerName) return
    const message = {
      request, OldHandlerName, NewHandlerName: this.#name, NewHandlerModules: map?.GetModules() ?? '',
      NewHandlerScriptProcessor: map?.GetScriptProcessor() ?? '', NewHandlerType: map?.GetManagedType() ?? ''
    }
    handlerChannel.publish(message)
    if (request.watched) watchedHandlerChannel.publish(message)
  }
}
