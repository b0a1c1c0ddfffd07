// The body of a child request: a copy of what its parent has not read yet.

import { FAILED, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { ModuleContractError } from '../errors.ts'
import type { HttpContext } from './context.ts'

/** Gives a child that was cloned with CLONE_FLAG_ENTITY its body; the parent can still read its own. Calls back at once or later. */
export function giveEntity(child: HttpContext, limit: number, then: (hr: HRESULT) => void): void {
  const { parent, request } = child
  if (parent === null || !request.takesEntity) {
    then(S_OK)
    return
  }
  parent.request.entity.collect(limit, (hr, bytes) => {
    if (FAILED(hr)) {
      if (!parent.aborted) child.report(new ModuleContractError('ERR_MODULE_ENTITY_LIMIT', `The body of ${parent.rawUrl} cannot be handed to the child request ${child.rawUrl}: it is broken, or larger than ${limit} bytes.`))
      then(hr)
      return
    }
    request.givePayload(bytes)
    then(S_OK)
  })
}
