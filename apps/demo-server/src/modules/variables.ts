// Module "variables": reads a server variable the IIS 7 way. GET /app/vars/NAME shows what it found beside what the
// filter of the same name found (filters/variables.ts).
//
// GetServerVariable gives the value. There is no buffer, no size, no second call and nothing to free: the memory is the
// server's and stays valid to the end of the request.

import {
  CHttpModule, PRIORITY_ALIAS_FIRST, RQ_AUTHENTICATE_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_PRE_EXECUTE_REQUEST_HANDLER,
  type IHttpContext, type IHttpEventProvider, type IHttpModuleFactory, type IHttpModuleRegistrationInfo2, type IHttpServer,
  type IModuleAllocator, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED, type HRESULT } from '@isapi-bridge/win32'
import { HAND_OVER_VARIABLE, toHandOver, variableNameOf, type Found } from '../hand-over.ts'

const UNICODE_PREFIX = 'UNICODE_'

class VariablesModule extends CHttpModule {
  private m_found: Found | null = null

  /** The moment of the filter's AUTH_COMPLETE, and ahead of it: the header that the filter sets would show in ALL_RAW. */
  override OnPostAuthenticateRequest(pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    const pszName = variableNameOf(pHttpContext.GetScriptName())
    if (pszName !== null) this.m_found = getVariable(pHttpContext, pszName)

    return RQ_NOTIFICATION_CONTINUE
  }

  /** The member has come along by itself; now it is handed to the route, as a server variable of this request. */
  override OnPreExecuteRequestHandler(pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    if (this.m_found !== null) pHttpContext.SetServerVariable(HAND_OVER_VARIABLE, toHandOver(this.m_found))

    return RQ_NOTIFICATION_CONTINUE
  }
}

function getVariable(pHttpContext: IHttpContext, pszName: string): Found {
  // Two overloads, told apart by PCSTR and PCWSTR; filters ask for the second one with a prefix in the name.
  const fWide = pszName.startsWith(UNICODE_PREFIX)
  const value = fWide
    ? pHttpContext.GetServerVariable(pszName.slice(UNICODE_PREFIX.length), 'PCWSTR')
    : pHttpContext.GetServerVariable(pszName, 'PCSTR')

  // The out-parameter of C++ is the result here, or the HRESULT that says why there is none.
  return typeof value === 'number' ? { error: value } : { value: Buffer.from(value, fWide ? 'utf16le' : 'latin1') }
}

class VariablesModuleFactory implements IHttpModuleFactory {
  GetHttpModule(_pAllocator: IModuleAllocator): CHttpModule | HRESULT {
    return new VariablesModule()
  }

  Terminate(): void {
    // C++: delete this
  }
}

export function RegisterModule(_dwServerVersion: number, pModuleInfo: IHttpModuleRegistrationInfo2, _pGlobalInfo: IHttpServer): HRESULT {
  const hr = pModuleInfo.SetRequestNotifications(new VariablesModuleFactory(), RQ_PRE_EXECUTE_REQUEST_HANDLER, RQ_AUTHENTICATE_REQUEST)
  if (FAILED(hr)) return hr

  // Ahead of the filters, wherever they stand in the list of modules.
  return pModuleInfo.SetPriorityForPostRequestNotification(RQ_AUTHENTICATE_REQUEST, PRIORITY_ALIAS_FIRST)
}
