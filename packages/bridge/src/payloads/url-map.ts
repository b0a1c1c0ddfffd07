// SF_NOTIFY_URL_MAP: the path is edited in a buffer, and taken over after each filter that changed it.

import { readSz, type HTTP_FILTER_URL_MAP_EX } from '@isapi-bridge/filter-api'
import type { IHttpContext, IMapPathProvider } from '@isapi-bridge/module-api'
import { ERROR_INVALID_DATA, S_OK } from '@isapi-bridge/win32'
import type { BridgedFilter } from '../bridged-filter.ts'
import type { FilterRequest } from '../filter-request.ts'
import type { CarriedRow } from '../notification-map.ts'
import { Occurrence } from '../occurrence.ts'
import { fromByteText, toByteText } from '../text.ts'

/** The longest path of the pipeline and its NUL. */
const PATH_BUFFER = 4096 + 1
/** AccessRead and AccessScript: what a new site of IIS 6 allows. */
const ACCESS_FLAGS = 0x0000_0201

/** Always the long form: who knows the short one reads its three members. */
class UrlMapPayload implements HTTP_FILTER_URL_MAP_EX {
  readonly #context: IHttpContext
  readonly #url: string
  readonly #path: string
  #buffer: Uint8Array | null = null

  constructor(context: IHttpContext, url: string, path: string) {
    this.#context = context
    this.#url = url
    this.#path = path
  }

  get pszURL(): string { return this.#url }

  /** Made when somebody looks: most filters look at the URL and let the path be. */
  get pszPhysicalPath(): Uint8Array {
    if (this.#buffer !== null) return this.#buffer
    const buffer = new Uint8Array(Math.max(PATH_BUFFER, this.#path.length + 1))
    for (let index = 0; index < this.#path.length; index++) buffer[index] = this.#path.charCodeAt(index)
    this.#buffer = buffer
    return buffer
  }

  get cbPathBuff(): number { return this.pszPhysicalPath.length }

  /** The buffer; null while nobody has looked. */
  static bufferOf(payload: UrlMapPayload): Uint8Array | null { return payload.#buffer }
  get dwFlags(): number { return ACCESS_FLAGS }
  get cchMatchingPath(): number { return this.#isInRoot() ? this.#root().length : 0 }
  get cchMatchingURL(): number { return this.#isInRoot() ? 1 : 0 }
  get pszScriptMapEntry(): string | null { return null }

  /** The root of the site is the one node that governs a path. */
  #root(): string {
    const root = this.#context.GetServerVariable('APPL_PHYSICAL_PATH', 'PCSTR')
    return typeof root === 'string' ? root : ''
  }

  #isInRoot(): boolean { return readSz(this.pszPhysicalPath).startsWith(this.#root()) }
}

function holds(buffer: Uint8Array, path: string): boolean {
  for (let index = 0; index < path.length; index++) if (buffer[index] !== path.charCodeAt(index)) return false
  return buffer[path.length] === 0
}

/** One mapping of one URL. */
export class UrlMapOccurrence extends Occurrence {
  readonly #provider: IMapPathProvider
  readonly #payload: UrlMapPayload
  /** What the buffer holds unless somebody writes to it. */
  #path: string

  constructor(row: CarriedRow, request: FilterRequest, provider: IMapPathProvider) {
    const path = toByteText(provider.GetPhysicalPath())
    const payload = new UrlMapPayload(request.context, toByteText(provider.GetUrl()), path)
    super(row, request, payload, provider.mayPend)
    this.#provider = provider
    this.#payload = payload
    this.#path = path
  }

  override settle(filter: BridgedFilter): void {
    const buffer = UrlMapPayload.bufferOf(this.#payload)
    if (buffer === null || holds(buffer, this.#path)) return
    const terminated = buffer.includes(0)
    this.#path = readSz(buffer)
    const path = terminated ? fromByteText(this.#path) : null
    if (path !== null && this.#provider.SetPhysicalPath(path) === S_OK) return
    filter.report('ERR_BRIDGE_PATH', `mapped "${this.#provider.GetUrl()}" to something that is no path.`)
    this.request.fail(ERROR_INVALID_DATA, this.row.flag)
  }
}
