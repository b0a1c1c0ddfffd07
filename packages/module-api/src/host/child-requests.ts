// The child requests of a context, and what it is itself as the child of another.

import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_STACK_OVERFLOW, FAILED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import {
  CLONE_FLAG_BASICS, CLONE_FLAG_ENTITY, CLONE_FLAG_HEADERS, CLONE_FLAG_NO_DAV, CLONE_FLAG_NO_PRECONDITION, CLONE_FLAG_SERVER_VARIABLE,
  EXECUTE_FLAG_NO_HEADERS
} from '../constants.ts'
import type { EXECUTE_RESULT } from '../http-context.ts'
import type { IHttpUser } from '../http-user.ts'
import type { HttpContext } from './context.ts'
import { cloneMessage } from './copies.ts'

/** Levels of child requests below the request of a client. */
const MAX_CHILD_LEVEL = 10
const KNOWN_CLONE_FLAGS = 0x7f

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
  /** As a child: its status and headers stay behind. */
  get keepsHeaders(): boolean { return (this.#executeFlags & EXECUTE_FLAG_NO_HEADERS) !== 0 }

  clone(flags: number): HttpContext | HRESULT {
    const owner = this.#owner
    if (owner.ended || (flags & ~KNOWN_CLONE_FLAGS) !== 0) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
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
  execute(async: boolean, child: HttpContext | null, flags: number, user: IHttpUser | null): EXECUTE_RESULT {
    const owner = this.#owner
    if (!async || child === null || child.parent !== owner) return refuse(ERROR_NOT_SUPPORTED)
    const role = child.children
    if (role.#executed || role.#released || owner.ended) return refuse(ERROR_INVALID_PARAMETER)
    if (child.level > MAX_CHILD_LEVEL) return refuse(ERROR_STACK_OVERFLOW)
    if (user !== null) {
      user.ReferenceUser()
      child.adoptUser(user)
    }
    role.#executed = true
    role.#executeFlags = flags
    const call = owner.run.running
    this.#running ??= new Set()
    this.#running.add(child)
    owner.pipeline.executeChild(child, (hr, bytes) => {
      this.#running?.delete(child)
      if (!FAILED(hr)) owner.SetRequestHandled()
      owner.run.completeOperation(call, bytes, hr)
    })
    return { hr: S_OK, pfCompletionExpected: true }
  }

  /** As a child: given back. */
  release(): HRESULT {
    const { parent } = this.#owner
    // Fidelity: child.release-reverse-order, child.release-after-parent
    if (parent === null || this.#released || parent.ended || parent.children.#released || this.#clones.size > 0) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#released = true
    parent.children.#clones.delete(this.#owner)
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
