// What the server hands out to a module while the memory of that grows, and when there is no more.

import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { createMemoryHost } from '@isapi-bridge/module-api'
import { compile, findToolchain, loadWasmModule, type EventLogEntry } from '@isapi-bridge/wasm'
import { said } from './support/module-sources.ts'
import { project } from './support/sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

it.skipIf(compiler === null)('each activity id is whole', async () => {
  const { lines, status } = await said(`
    IHttpTraceContext *trace = context->GetTraceContext(); const GUID first = *trace->GetTraceActivityId(); int same = 0;
    for (int i = 0; i < 200000; i++) if (*trace->GetTraceActivityId() == first) same++;
    say(std::to_string(same));`)
  expect({ lines, status }).toEqual({ lines: ['200000'], status: 200 })
})

const SOURCE = `#define _WINSOCKAPI_
#include <windows.h>
#include <httpserv.h>
#include <stdio.h>
#include <stdlib.h>
static const GUID PROVIDER = { 0x12345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };
static HTTP_MODULE_ID id;
static void say(const char *what, long value) { char text[64]; snprintf(text, sizeof text, "%s %08lx", what, value); OutputDebugStringA(text); }

class CGlobal : public CGlobalModule {
public:
  GLOBAL_NOTIFICATION_STATUS OnGlobalTraceEvent(IGlobalTraceEventProvider *provider) {
    static int calls;
    HTTP_TRACE_EVENT *event = NULL;
    if (!provider->CheckSubscription(id)) return GL_NOTIFICATION_CONTINUE;
    if (calls++ == 0) { // nothing is left of the heap
      void *blocks = NULL;
      for (size_t size = 1 << 20; size >= 16; size /= 2) for (void *block; (block = malloc(size)) != NULL; blocks = block) *(void **)block = blocks;
      say("exhausted", provider->GetTraceEvent(&event));
      say("untouched", event == NULL);
      while (blocks) { void *next = *(void **)blocks; free(blocks); blocks = next; }
    }
    say("then", provider->GetTraceEvent(&event));
    say(event && event->cEventItems == 1 ? "whole" : "part", 0);
    return GL_NOTIFICATION_CONTINUE;
  }
  void Terminate() { delete this; }
};
class CModule : public CHttpModule {
public:
  REQUEST_NOTIFICATION_STATUS OnBeginRequest(IHttpContext *context, IHttpEventProvider *) {
    HTTP_TRACE_CONFIGURATION wanted = { &PROVIDER, 0xFFFFFFFF, 5, TRUE };
    IHttpTraceContext *trace = context->GetTraceContext();
    say("many", trace->SetTraceConfiguration(id, &wanted, 0xFFFFFFFF));
    say("one", trace->SetTraceConfiguration(id, &wanted, 1));
    BYTE one = 1;
    HTTP_TRACE_EVENT_ITEM item = { L"Item", HTTP_TRACE_TYPE_BYTE, &one, 1, NULL };
    HTTP_TRACE_EVENT event = { &PROVIDER, 1, NULL, 1, L"EVENT", 1, 4, NULL, NULL, 0, 0, 1, &item };
    trace->RaiseTraceEvent(&event);
    return RQ_NOTIFICATION_FINISH_REQUEST;
  }
};
class CFactory : public IHttpModuleFactory {
public:
  HRESULT GetHttpModule(CHttpModule **ppModule, IModuleAllocator *) { *ppModule = new CModule; return S_OK; }
  void Terminate() { delete this; }
};
extern "C" BOOL WINAPI DllMain(HINSTANCE, DWORD, LPVOID) { return GetEnvironmentVariableA("REFUSE", NULL, 0) == 0; }
HRESULT __stdcall RegisterModule(DWORD, IHttpModuleRegistrationInfo *info, IHttpServer *) {
  id = info->GetId();
  info->SetGlobalNotifications(new CGlobal, GL_TRACE_EVENT);
  return info->SetRequestNotifications(new CFactory, RQ_BEGIN_REQUEST, 0);
}
`
let built: Promise<Uint8Array> | null = null
const build = (): Promise<Uint8Array> => built ??= compile([join(project({ 'tracing.cpp': SOURCE }), 'tracing.cpp')]).then(({ bytes }) => bytes)

it.skipIf(compiler === null)('an event for which there is no room is refused; so are more providers than anybody has', async () => {
  const events: EventLogEntry[] = []
  const module = await loadWasmModule(await build(), { name: 'tracing', limits: { memory: 16 * 1024 * 1024 }, eventLog: (entry) => { events.push(entry) } })
  const reports: Error[] = []
  const host = createMemoryHost({ report: (error) => { reports.push(error) }, modules: [{ name: 'tracing', module: module.RegisterModule }] })
  expect((await host.request({ url: '/' })).status).toBe(200)
  expect(reports).toEqual([])
  const lines = events.map(({ text }) => text)
  expect(lines.slice(0, 6)).toEqual(['many 80070057', 'one 00000000', 'exhausted 80070008', 'untouched 00000001', 'then 00000000', 'whole 00000000'])
})

it.skipIf(compiler === null)('a module whose DllMain refuses is named', async () => {
  const module = await loadWasmModule(await build(), { name: 'tracing', environment: { REFUSE: 'yes' } })
  expect(() => createMemoryHost({ report: () => {}, modules: [{ name: 'tracing', module: module.RegisterModule }] })).toThrow('Module "tracing" cannot be started: DllMain has returned FALSE. DllMain must return TRUE')
})
