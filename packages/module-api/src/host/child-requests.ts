// The child requests of a context, and what it is itself as the child of another.

import {
  ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_OPERATION_ABORTED, ERROR_STACK_OVERFLOW, FAILED, HRESULT_FROM_WIN32, S_OK, type HRESULT
} from '@isapi-bridge/win32'
import {
  CLONE_FLAG_BASICS, CLONE_FLAG_ENTITY, CLONE_FLAG_HEADERS, CLONE_FLAG_NO_DAV, CLONE_FLAG_NO_PRECONDITION, CLONE_FLAG_SERVER_VARIABLE,
  CLONE_FLAG_USER_CACHE_VARY_BY, EXECUTE_FLAG_BUFFER_RESPONSE, EXECUTE_FLAG_DISABLE_CUSTOM_ERROR, EXECUTE_FLAG_HTTP_CACHE_ELIGIBLE,
  EXECUTE_FLAG_IGNORE_APPPOOL, EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR, EXECUTE_FLAG_NO_HEADERS, EXECUTE_FLAG_SAME_URL, RQ_AUTHENTICATE_REQUEST
} from '../constants.ts'
import type { EXECUTE_RESULT } from '../http-context.ts'
import type { IHttpUser } from '../http-user.ts'
import { isDword } from '../pipeline/values.ts'
import type { HttpContext } from './context.ts'
import { cloneMessage } from './clone-message.ts'
import { isUser } from './user.ts'

/** Levels of child requests below the request of a client. */
const MAX_CHILD_LEVEL = 10
const CLONE_FLAGS = CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS | CLONE_FLAG_ENTITY | CLONE_FLAG_NO_PRECONDITION | CLONE_FLAG_NO_DAV |
  CLONE_FLAG_USER_CACHE_VARY_BY | CLONE_FLAG_SERVER_VARIABLE
// There is one application pool and no kernel cache: IGNORE_APPPOOL and HTTP_CACHE_ELIGIBLE ask for what is so anyway, or for nothing.
const EXECUTE_FLAGS = EXECUTE_FLAG_NO_HEADERS | EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR | EXECUTE_FLAG_IGNORE_APPPOOL |
  EXECUTE_FLAG_DISABLE_CUSTOM_ERROR | EXECUTE_FLAG_SAME_URL | EXECUTE_FLAG_BUFFER_RESPONSE | EXECUTE_FLAG_HTTP_CACHE_ELIGIBLE

/** Made with the first clone, for the parent and for the child. */
export class ChildRequests {
  readonly #owner: HttpContext
  /** Clones of this context that have not been given back. */
  readonly #clones = new Set<HttpContext>()
  /** Those that run. */
  #running: Set<HttpContext> | null = null
  #executed = false
  #executeFlags = 0
  #released = false

  constructor(owner: HttpContext) {
    this.#owner = owner
  }

  /** As a child: flags it was executed with. */
  get executeFlags(): number { return this.#executeFlags }
  /** Some child runs. */
  get active(): boolean { return this.#running !== null && this.#running.size > 0 }
  /** This context is there no more: given back, or its request has ended. */
  get #gone(): boolean { return this.#released || this.#owner.ended }

  clone(flags: number): HttpContext | HRESULT {
    const owner = this.#owner
    if (this.#gone || !isDword(flags) || (flags & ~CLONE_FLAGS) !== 0) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const has = (flag: number): boolean => (flags & flag) !== 0
    const message = cloneMessage(owner.request.message, {
      basics: has(CLONE_FLAG_BASICS), headers: has(CLONE_FLAG_HEADERS), entity: has(CLONE_FLAG_ENTITY),
      preconditions: !has(CLONE_FLAG_NO_PRECONDITION), dav: !has(CLONE_FLAG_NO_DAV)
    })
    const child = owner.pipeline.createChild(message, owner)
    child.request.takesEntity = has(CLONE_FLAG_ENTITY)
    if (has(CLONE_FLAG_SERVER_VARIABLE)) child.copyVariables(owner)
    this.#clones.add(child)
    return child
  }

  /** @param child null: no context of this pipeline */
  execute(async: boolean, child: HttpContext | null, flags: number, user: IHttpUser | null | undefined): EXECUTE_RESULT {
    const owner = this.#owner
    if (!async || child === null || child.parent !== owner) return refuse(ERROR_NOT_SUPPORTED)
    const role = child.children
    if (role.#executed || role.#released || this.#gone) return refuse(ERROR_INVALID_PARAMETER)
    if (!isDword(flags) || (flags & ~EXECUTE_FLAGS) !== 0) return refuse(ERROR_INVALID_PARAMETER)
    if (user !== null && user !== undefined && !isUser(user)) return refuse(ERROR_INVALID_PARAMETER)
    if (child.level > MAX_CHILD_LEVEL) return refuse(ERROR_STACK_OVERFLOW)
    const call = owner.run.calls.operator
    if (call === null) return refuse(ERROR_NOT_SUPPORTED) // nobody could wait for it
    if (owner.aborted) return refuse(ERROR_OPERATION_ABORTED)
    if (user !== null && user !== undefined) {
      // Fidelity: child.user — its parent decided who it is: nobody is asked again.
      user.ReferenceUser()
      child.adoptUser(user)
      child.run.leaveOut(RQ_AUTHENTICATE_REQUEST)
    }
    if ((flags & EXECUTE_FLAG_SAME_URL) !== 0) child.request.takeUrl(owner.request)
    role.#executed = true
    role.#executeFlags = flags
    this.#running ??= new Set()
    this.#running.add(child)
    owner.pipeline.executeChild(child, (hr, bytes) => {
      if (this.#running?.delete(child) !== true) return // a host reports once
      // What was not asked back is the answer: the parent's handler is left out.
      if (!FAILED(hr) && (flags & EXECUTE_FLAG_BUFFER_RESPONSE) === 0) owner.SetRequestHandled()
      owner.run.completions.completeOperation(call, bytes, hr)
    })
    return { hr: S_OK, pfCompletionExpected: true }
  }

  /** As a child: given back. */
  release(): HRESULT {
    const { parent } = this.#owner
    // Fidelity: child.release-reverse-order, child.release-after-parent
    if (parent === null || this.#released || parent.children.#gone || this.#clones.size > 0) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const family = parent.children
    if (family.#running?.has(this.#owner) === true && !this.#owner.aborted) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#released = true
    family.#clones.delete(this.#owner)
    if (!this.#executed) this.#owner.discard()
    return S_OK
  }

  /** The end of the parent: what was cloned and neither executed nor given back goes with it. */
  discardClones(): void {
    for (const child of this.#clones) if (!child.children.#executed) child.discard()
  }

  /** The client has gone. */
  abort(): void {
    for (const child of this.#running ?? []) child.abort()
  }
}

function refuse(code: Parameters<typeof HRESULT_FROM_WIN32>[0]): EXECUTE_RESULT {
  return { hr: HRESULT_FROM_WIN32(code), pfCompletionExpected: false }
}

/** The head of a child's answer, as its host has it. */
export interface ChildHead {
  readonly status: number
  readonly headers: Iterable<readonly [name: string, value: string | readonly string[]]>
}

/** A child's status and headers become those of its parent, unless the parent has sent its own or asked for none. */
export function mergeHead(child: HttpContext, { status, headers }: ChildHead): void {
  const target = child.parent?.response
  const flags = child.GetExecuteFlags()
  if (target === undefined || target.headersSent || (flags & EXECUTE_FLAG_NO_HEADERS) !== 0) return
  target.takeStatus(child.response)
  if (target.store.status !== status) target.SetStatus(status, '') // the host answered alone
  target.plainErrors = (flags & EXECUTE_FLAG_DISABLE_CUSTOM_ERROR) !== 0 || child.response.plainErrors
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'set-cookie') target.store.set(name, value)
    else for (const cookie of typeof value === 'string' ? [value] : value) target.appendHeader(name, cookie)
  }
}
