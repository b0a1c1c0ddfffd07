// The errors that this package throws or reports. docs/errors.md lists the codes.

/** Every code, with the remedy in one sentence. */
export const MODULE_ERRORS = {
  ERR_MODULE_ENTRY: 'An entry of `modules` must be a RegisterModule function or { name, module }.',
  ERR_MODULE_DUPLICATE_NAME: 'Give each module a name of its own.',
  ERR_MODULE_REGISTRATION: 'RegisterModule must return S_OK; correct what it complains about or remove the module.',
  ERR_MODULE_ASYNC_REGISTRATION: 'RegisterModule is synchronous; prepare what takes time before the server is built.',
  ERR_MODULE_LATE_REGISTRATION: 'Register inside RegisterModule, or inside OnGlobalApplicationResolveModules, only.',
  ERR_MODULE_FACTORY: 'GetHttpModule must return a CHttpModule or a failure HRESULT.',
  ERR_MODULE_THREW: 'A handler threw; catch what it can expect and return a status.',
  ERR_MODULE_STATUS: 'A handler must return RQ_NOTIFICATION_CONTINUE, _PENDING or _FINISH_REQUEST (or a promise of one).',
  ERR_MODULE_CANNOT_PEND: 'This notification must be answered at once; start the work elsewhere.',
  ERR_MODULE_COMPLETION: 'Complete a pending notification once.',
  ERR_MODULE_TIMEOUT: 'Nobody waits for it any more, and a request that waited ends with 500: complete what is pending in every case, or raise `handlerTimeout`.',
  ERR_MODULE_CLOSING_STEP: 'A step after the final send failed; the others ran.',
  ERR_MODULE_OPTIONS: 'Correct the option that the message names.',
  ERR_MODULE_ROUTES_BEFORE: 'Write `await app.register(integratedPipeline, …)` before them.',
  ERR_MODULE_HOOKS_BEFORE: 'Register integratedPipeline before plugins with onRequest hooks.',
  ERR_MODULE_PATH_OUTSIDE: 'A mapped path must stay inside the site root or one of filterRoots.',
  ERR_MODULE_NO_LOGON: 'Add a module that logs users on, such as BasicAuthenticationModule, for the accounts that a filter maps to.',
  ERR_MODULE_HANDLER: 'A handler mapping must name modules that registered for RQ_EXECUTE_REQUEST_HANDLER.',
  ERR_MODULE_SYNC_READ: 'Read with fAsync true (or extrasOf(context).readEntity), or set uploadReadAheadSize, in `limits` of a configuration, to the largest body that is read so.',
  ERR_MODULE_ENTITY_LIMIT: 'Raise entityBufferLimit, or execute the child without CLONE_FLAG_ENTITY.',
  ERR_MODULE_GLOBAL_EVENT: 'Drop the bits: this server never raises these events.',
  ERR_MODULE_GLOBAL_STATUS: 'A global handler must return GL_NOTIFICATION_CONTINUE or GL_NOTIFICATION_HANDLED.',
  ERR_MODULE_GLOBAL_FAILED: 'The server went on; correct what the module complains about.',
  ERR_MODULE_GLOBAL_RECURSION: 'Do not raise a global event from the handler of the same event.',
  ERR_MODULE_CONFIGURATION: 'Correct the file, or the schema of the section.',
  ERR_MODULE_RECYCLE: 'Nothing here replaces the process: set the option `recycle`, or let what supervises it do so.',
  ERR_MODULE_FILE_MONITOR: 'The file or folder is not watched any more; register a new monitor.',
  ERR_MODULE_TOO_LATE: 'Nothing was changed: call it inside the notification that its object was given to, and for a response before it is flushed (GetResponseHeadersSent).',
  ERR_MODULE_RAW_DATA: 'The connection was reset; answer each block at once, and do not ask for more without end.',
  ERR_MODULE_RAW_DATA_HOST: 'Raw data passes HTTP/1.1 connections of the main server only: listen on one address, such as `127.0.0.1`, without HTTP/2, or take what wants raw data out of `modules`.',
  ERR_MODULE_NET_SESSION: '`netSession` must give a string, at once, or null for a session of this request only; a request without an answer to that ends with 500.',
  ERR_MODULE_LOG: 'The log file cannot be written; check the folder.'
} as const

export type ModuleErrorCode = keyof typeof MODULE_ERRORS

/** A module, or the configuration of modules, broke the contract. The message names the culprit and the remedy. */
export class ModuleContractError extends Error {
  override readonly name = 'ModuleContractError'
  readonly code: ModuleErrorCode

  constructor(code: ModuleErrorCode, what: string, cause?: unknown, remedy: string = MODULE_ERRORS[code]) {
    super(`${what} ${remedy}`, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** What a module returned or threw, for a message; it may be anything. */
export function show(value: unknown): string {
  try {
    return value instanceof Error ? value.message : String(value)
  } catch {
    return typeof value
  }
}

/** Something of a module has thrown: where, what it says, and its own remedy where it has one. */
export function threw(where: string, error: unknown): ModuleContractError {
  const said = show(error)
  const own = error instanceof Error && 'remedy' in error && typeof error.remedy === 'string' && said.endsWith(error.remedy) ? error.remedy : null
  return new ModuleContractError('ERR_MODULE_THREW', `${where}: ${(own === null ? said : said.slice(0, -own.length).trimEnd()).replace(/\.$/, '')}.`, error, own ?? undefined)
}

/** What was thrown, as an Error. */
export function toError(error: unknown): Error { return error instanceof Error ? error : new Error(show(error)) }
