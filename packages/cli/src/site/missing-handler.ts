// Who executes requests that a mapping gives to modules that are not here. 500.21, as IIS answers a mapping with a module that it does not know.

import { CHttpModule, RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type ModuleEntry, type REQUEST_NOTIFICATION_STATUS } from '@isapi-bridge/module-api'
import { ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'

/** Its name in handler mappings. */
export const MISSING_HANDLER = 'MissingHandlerModule'
const NOT_SUPPORTED = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)

class MissingHandler extends CHttpModule {
  override OnExecuteRequestHandler(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    pHttpContext.GetResponse().SetStatus(500, 'Internal Server Error', 21, NOT_SUPPORTED)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

/** An entry for lists whose mappings need it. */
export function missingHandlerEntry(): ModuleEntry {
  const instance = new MissingHandler()
  return { name: MISSING_HANDLER, module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => instance, Terminate() {} }, RQ_EXECUTE_REQUEST_HANDLER, 0) }
}
