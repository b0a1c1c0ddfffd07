// Modules of a few lines, compiled from texts.

import { join } from 'node:path'
import { expect } from 'vitest'
import { createMemoryHost } from '@isapi-bridge/module-api'
import { compile, loadWasmModule } from '@isapi-bridge/wasm'
import { project } from './sources.ts'

/** The file of a module that does this in BeginRequest, with `context`. */
export function moduleSource(body: string, head: string): string {
  return join(project({ 'module.cpp': `#define _WINSOCKAPI_
#include <windows.h>
#include <httpserv.h>
${head}
static void say(const std::string &text) { OutputDebugStringA(text.c_str()); }
static void say(bool yes) { say(std::string(yes ? "yes" : "no")); }
class CModule : public CHttpModule {
public:
  REQUEST_NOTIFICATION_STATUS OnBeginRequest(IHttpContext *context, IHttpEventProvider *) { ${body} return RQ_NOTIFICATION_FINISH_REQUEST; }
};
class CFactory : public IHttpModuleFactory {
public:
  HRESULT GetHttpModule(CHttpModule **ppModule, IModuleAllocator *) { *ppModule = new CModule; return S_OK; }
  void Terminate() { delete this; }
};
HRESULT __stdcall RegisterModule(DWORD, IHttpModuleRegistrationInfo *pModuleInfo, IHttpServer *) { return pModuleInfo->SetRequestNotifications(new CFactory, RQ_BEGIN_REQUEST, 0); }
` }), 'module.cpp')
}

/** What a module says in one request, and what became of that. */
export async function said(body: string, ...headers: readonly string[]): Promise<{ lines: readonly string[]; status: number }> {
  const { bytes, missing, warnings } = await compile([moduleSource(body, ['string', ...headers].map((name) => `#include <${name}>\n`).join(''))])
  expect({ missing: missing.filter((call) => call.function !== 'std::thread'), warnings }).toEqual({ missing: [], warnings: [] })
  const lines: string[] = []
  const module = await loadWasmModule(bytes, { name: 'module', eventLog: ({ text }) => { lines.push(text) } })
  const host = createMemoryHost({ report: () => {}, modules: [{ name: 'module', module: module.RegisterModule }] })
  return { status: (await host.request({ url: '/' })).status, lines }
}
