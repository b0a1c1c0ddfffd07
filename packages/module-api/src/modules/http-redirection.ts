// Sends clients elsewhere, as HttpRedirectionModule of IIS does (system.webServer/httpRedirect; variables: "Redirect Reference" of IIS 6.0).

import { RQ_MAP_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { extrasOf } from '../context-extras.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule } from '../http-module.ts'
import type { ModuleEntry } from '../registration.ts'
import { isBelow, segmentsOf } from './names.ts'
import { checkBoolean, checkKeys, refuseOptions } from './options.ts'
import { rawPathOf, toAscii } from './raw-url.ts'

const NAME = 'HttpRedirectionModule'

/** Reasons as IIS writes them. */
const REASONS = { 301: 'Moved Permanently', 302: 'Redirect', 307: 'Redirect', 308: 'Redirected Permanently' } as const

export interface HttpRedirectionOptions {
  /**
   * A path on this host, or a URL of http or https. `$V` stands for the requested path, `$S` for what of it follows `path`, `$Q` for the
   * query with its question mark, `$P` for the query without.
   */
  readonly destination: string
  /** Default 302. */
  readonly status?: keyof typeof REASONS | undefined
  /** The destination is the whole address. Default false: what follows `path` in the requested URL is put behind it, and the query. */
  readonly exactDestination?: boolean | undefined
  /** Only what lies in `path` itself, not in its subfolders. Default false. */
  readonly childOnly?: boolean | undefined
  /** URL path of the folder, or file, that has moved. Default: the whole site. */
  readonly path?: string | undefined
}

const LOCAL = /^\/(?![/\\])/
/** The name of the host must be written out: a piece of the request must not become a part of it. */
const ABSOLUTE = /^https?:\/\/[^/?#\\$@]+(?:[/?#]|\$[VSQ]|$)/i

function withoutSegments(rawPath: string, count: number): string {
  let rest = rawPath
  for (let step = 0; step < count; step++) rest = rest.replace(/^[/\\]*[^/\\]+/, '')
  return rest
}

class HttpRedirection extends CHttpModule {
  readonly #options: HttpRedirectionOptions
  readonly #folder: readonly string[]
  readonly #target: readonly string[] | null

  constructor(options: HttpRedirectionOptions, folder: readonly string[], target: readonly string[] | null) {
    super()
    this.#options = options
    this.#folder = folder
    this.#target = target
  }

  override OnMapRequestHandler(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const segments = segmentsOf(extrasOf(pHttpContext).urlPath)
    if (!isBelow(segments, this.#folder)) return RQ_NOTIFICATION_CONTINUE
    if (this.#options.childOnly === true && segments.length > this.#folder.length + 1) return RQ_NOTIFICATION_CONTINUE
    // What has arrived stays: a destination inside the folder that has moved would have no end.
    if (this.#target !== null && isBelow(this.#target, this.#folder) && isBelow(segments, this.#target)) return RQ_NOTIFICATION_CONTINUE
    const { status = 302 } = this.#options
    const response = pHttpContext.GetResponse()
    response.SetStatus(status, REASONS[status])
    response.Redirect(this.#location(pHttpContext), false)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }

  #location(context: IHttpContext): string {
    const { destination, exactDestination = false } = this.#options
    const path = rawPathOf(context)
    const query = extrasOf(context).rawUrl.slice(path.length + 1)
    const values: Readonly<Record<string, string>> = { $V: path, $S: withoutSegments(path, this.#folder.length), $P: query, $Q: query === '' ? '' : `?${query}` }
    const expand = (text: string): string => toAscii(text.replaceAll(/\$[VSPQ]/g, (name) => values[name] ?? ''))
    const url = exactDestination ? expand(destination) : expand(destination).replace(/\/+$/, '') + expand('$S$Q')
    // A second slash, out of the request, would make it the name of a host.
    return destination.startsWith('/') ? url.replace(/^[/\\]*/, '/') : url
  }
}

/** Redirects requests for the whole site, or for one folder. */
export function HttpRedirectionModule(options: HttpRedirectionOptions): ModuleEntry {
  checkKeys(NAME, 'The options', options, ['destination', 'status', 'exactDestination', 'childOnly', 'path'])
  const { destination, status = 302, exactDestination, childOnly, path = '/' } = options
  if (typeof destination !== 'string' || !/^[\x21-\x7e]+$/.test(destination) || !(LOCAL.test(destination) || ABSOLUTE.test(destination))) {
    refuseOptions(NAME, '`destination` must be a path on this host, or a URL of http or https with the name of its host written out, in ASCII.')
  }
  if (!Object.hasOwn(REASONS, status)) refuseOptions(NAME, `\`status\` must be one of ${Object.keys(REASONS).join(', ')}.`)
  checkBoolean(NAME, 'exactDestination', exactDestination)
  checkBoolean(NAME, 'childOnly', childOnly)
  if (typeof path !== 'string' || !path.startsWith('/')) refuseOptions(NAME, '`path` must be a URL path that begins with a slash.')
  if (exactDestination !== true && /[?#]|\$[PQ]/.test(destination)) refuseOptions(NAME, '`destination` may have a query only together with `exactDestination: true`.')
  const folder = segmentsOf(path)
  const target = destination.startsWith('/') ? segmentsOf(destination.replace(/[?#$].*$/, '')) : null
  if (target !== null && target.length <= folder.length && isBelow(folder, target) && isBelow(target, folder)) {
    refuseOptions(NAME, '`destination` is the very folder that has moved: choose another one.')
  }
  const instance = new HttpRedirection(options, folder, target)
  return {
    name: NAME,
    module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => instance, Terminate: () => {} }, RQ_MAP_REQUEST_HANDLER, 0)
  }
}
