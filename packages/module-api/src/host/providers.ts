import { E_FAIL, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { HTTP_SEND_RESPONSE_FLAG_MORE_DATA, RQ_AUTHENTICATE_REQUEST, RQ_MAP_REQUEST_HANDLER } from '../constants.ts'
import type { IAuthenticationProvider, IHttpEventProvider, IMapHandlerProvider, IMapPathProvider, IReadEntityProvider, ISendResponseProvider, READ_ENTITY } from '../event-providers.ts'
import type { HTTP_LOG_FIELDS_DATA } from '../http-log-data.ts'
import type { IHttpUser } from '../http-user.ts'
import type { IScriptMapInfo } from '../script-map.ts'
import { isDword } from '../pipeline/values.ts'
import type { HttpContext } from './context.ts'
import { MAX_PATH_LENGTH } from './paths.ts'
import { isUser } from './user.ts'

/** Who is told why an event failed. */
export interface ErrorOwner {
  eventError: HRESULT
}

export class EventProvider implements IHttpEventProvider {
  error: HRESULT = S_OK
  readonly #owner: ErrorOwner | null

  constructor(owner: ErrorOwner | null = null) {
    this.#owner = owner
  }

  SetErrorStatus(hrError: HRESULT): void {
    this.error = isDword(hrError) ? hrError : E_FAIL
    if (this.#owner !== null) this.#owner.eventError = this.error
  }
}

/** Valid until its notification is over: what is set later changes nothing, and is reported. */
export class AuthenticationProvider extends EventProvider implements IAuthenticationProvider {
  readonly #context: HttpContext

  constructor(context: HttpContext) {
    super(context)
    this.#context = context
  }

  SetUser(pUser: IHttpUser | null): void {
    if (!isUser(pUser)) return
    if (this.#context.takesFrom(RQ_AUTHENTICATE_REQUEST, 'SetUser')) this.#context.adoptUser(pUser, true)
    else pUser.DereferenceUser() // the reference was given away all the same
  }
}

/** Valid until its notification is over, as the one above. */
export class MapHandlerProvider extends EventProvider implements IMapHandlerProvider {
  readonly #context: HttpContext

  constructor(context: HttpContext) {
    super(context)
    this.#context = context
  }

  SetScriptName(_pszScriptName: string): HRESULT { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) }
  SetScriptMap(pScriptMap: IScriptMapInfo): void { if (this.#context.takesFrom(RQ_MAP_REQUEST_HANDLER, 'SetScriptMap')) this.#context.handler.choose(pScriptMap) }
  SetFileInfo(_pFileInfo: object | null): void {}
}

export class MapPathProvider extends EventProvider implements IMapPathProvider {
  /** Somebody has set another path. */
  changed = false
  /** The mapping is over: the path stays. */
  over = false
  readonly mayPend: boolean
  readonly #url: string
  #path: string

  constructor(url: string, path: string, mayPend: boolean) {
    super()
    this.mayPend = mayPend
    this.#url = url
    this.#path = path
  }

  GetUrl(): string { return this.#url }
  GetPhysicalPath(): string { return this.#path }

  SetPhysicalPath(pszPhysicalPath: string): HRESULT {
    if (this.over || typeof pszPhysicalPath !== 'string' || pszPhysicalPath === '' || pszPhysicalPath.length > MAX_PATH_LENGTH || pszPhysicalPath.includes('\0')) {
      return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    }
    this.#path = pszPhysicalPath
    this.changed = true
    return S_OK
  }
}

export class SendResponseProvider extends EventProvider implements ISendResponseProvider {
  /** The notification is over: there is no log record to be had any more. */
  over = false
  readonly #headers: boolean
  readonly #last: boolean
  readonly #context: HttpContext
  #flags: number

  constructor(headers: boolean, flags: number, context: HttpContext) {
    super()
    this.#headers = headers
    this.#last = (flags & HTTP_SEND_RESPONSE_FLAG_MORE_DATA) === 0
    this.#flags = flags
    this.#context = context
  }

  GetHeadersBeingSent(): boolean { return this.#headers }
  GetFlags(): number { return this.#flags }
  SetFlags(dwFlags: number): void { if (isDword(dwFlags)) this.#flags = dwFlags }
  GetReadyToLogData(): boolean { return this.#last }
  GetLogData(): HTTP_LOG_FIELDS_DATA | null { return this.#last && !this.over ? this.#context.requestLog.data() : null }

  SetLogData(pLogData: HTTP_LOG_FIELDS_DATA): HRESULT {
    return this.#last && !this.over ? this.#context.requestLog.setData(pLogData) : HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
  }
}

/** One read: its bytes lie at the start of a buffer, which handlers may write to or replace. */
export class ReadEntityProvider extends EventProvider implements IReadEntityProvider {
  /** Somebody has set another entity. */
  changed = false
  #buffer: Uint8Array
  #size: number

  constructor(buffer: Uint8Array, size: number) {
    super()
    this.#buffer = buffer
    this.#size = size
  }

  get bytes(): Uint8Array { return this.#buffer.subarray(0, this.#size) }
  GetEntity(): READ_ENTITY { return { ppBuffer: this.#buffer, pcbData: this.#size, pcbBuffer: this.#buffer.byteLength } }

  SetEntity(pBuffer: Uint8Array, cbData: number = pBuffer.byteLength): void {
    if (!(pBuffer instanceof Uint8Array) || !(cbData >= 0 && cbData <= pBuffer.byteLength)) throw new TypeError('SetEntity needs a Uint8Array and a cbData that fits into it')
    this.#buffer = pBuffer
    this.#size = cbData
    this.changed = true
  }
}
