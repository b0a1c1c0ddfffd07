// What the samples of the reference pages have in common: in C++ each of them repeats it.

import {
  createModuleFactory, HttpDataChunkFromMemory, type CHttpModule, type IHttpContext, type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { FAILED, S_OK, type HRESULT } from '@isapi-bridge/win32'

/** RegisterModule of a sample that registers for request notifications and nothing else. */
export function registerFor(Module: new () => CHttpModule, dwRequestNotifications: number, dwPostRequestNotifications = 0): PFN_REGISTERMODULE {
  return (_dwServerVersion, pModuleInfo) => pModuleInfo.SetRequestNotifications(createModuleFactory(Module), dwRequestNotifications, dwPostRequestNotifications)
}

/** Clears the existing response and sets the MIME type. */
export function beginPlainText(pHttpContext: IHttpContext): void {
  pHttpContext.GetResponse().Clear()
  pHttpContext.GetResponse().SetHeader('Content-Type', 'text/plain', true)
}

/** Inserts a name and a value into the response: one chunk each, as the utility method of the C++ samples does. */
export function writeResponseMessage(pHttpContext: IHttpContext, pszName: string, pszValue: string): HRESULT {
  for (const text of [pszName, pszValue]) {
    const { hr } = pHttpContext.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(text) } }], false, true)
    if (FAILED(hr)) return hr
  }
  return S_OK
}

/** Stands for the application log of the Event Viewer. */
export const eventLog: string[] = []

/** Stands for RegisterEventSource, ReportEvent and DeregisterEventSource. */
export function writeEventViewerLog(...strings: readonly string[]): void {
  eventLog.push(strings.join(' '))
}
