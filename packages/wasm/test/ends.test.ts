// What ends a call, whatever the filter catches: nothing of it runs afterwards, and the report says why. And where a use of NULL stands.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_LOG } from '@isapi-bridge/filter-api'
import { compile, findToolchain, loadWasmFilter, WasmFault, type CompileOptions } from '@isapi-bridge/wasm'
import { describe, expect, it, onTestFinished } from 'vitest'

const compiler = await findToolchain().catch(() => null)

const SOURCE = `#include <windows.h>
#include <httpfilt.h>
#include <stdlib.h>
#include <string.h>
#include <new>
#include <stdexcept>
#include <string>

extern "C" int nobody_has_this(int);
struct Cleans { ~Cleans() { OutputDebugStringA("cleaned"); } };
struct Pair { char pad[500]; int value; };

static char *volatile kept;
struct Refused { int code; };
__attribute__((noinline)) static void Leave(DWORD n) { if (n == 20) throw std::runtime_error("no user"); if (n == 21) throw 5; if (n == 22) throw new Refused(); if (n == 23) throw std::string("text"); }

static void Quiet(DWORD n) noexcept { if (n == 3) exit(7); if (n == 4) nobody_has_this(1); }
__attribute__((noinline)) static void Set(Pair *p) { p->value = 1; }
__attribute__((noinline)) static void Copy(char *to, const char *from) { strcpy(to, from); }

extern "C" BOOL WINAPI DllMain(HINSTANCE, DWORD, LPVOID) { return GetEnvironmentVariableA("REFUSE", NULL, 0) == 0; }
BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG; return TRUE; }

static DWORD OnLog(PHTTP_FILTER_LOG log)
{
    OutputDebugStringA(log->pszTarget);
    if (log->dwHttpStatus == 404) *(char *)log->pszTarget = '!';
    if (log->dwHttpStatus == 405) { log->pszServerName = log->pszOperation; log->dwBytesSent = 0xFFFFFFFF; }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT c, DWORD n, LPVOID p)
{
    if (n == SF_NOTIFY_LOG) return OnLog((PHTTP_FILTER_LOG)p);
    Cleans cleans;
    try {
        switch (c->Revision) {
        case 1: exit(5);
        case 2: nobody_has_this(1);
        case 3: case 4: Quiet(c->Revision);
        case 5: Sleep(INFINITE);
        case 6: c->AddResponseHeaders(c, (char *)0x7FFFFFF0, 0);
        case 7: Set(NULL);
        case 8: throw 1;
        case 9: Copy(NULL, "text");
        case 10: for (;;) kept = new char[1 << 20];
        case 11: kept = new (std::nothrow) char[0x7FFFFFFF]; OutputDebugStringA(kept ? "some" : "none");
        }
    } catch (std::bad_alloc &) { OutputDebugStringA("no memory"); }
    catch (...) { OutputDebugStringA("caught"); }
    Leave(c->Revision);
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
`

let built: Promise<readonly Uint8Array[]> | null = null

/** The filter as it is, and with checks of pointers. */
function build(): Promise<readonly Uint8Array[]> {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-ends-'))
  const file = join(folder, 'ends.cpp')
  writeFileSync(file, SOURCE)
  const make = async (options: CompileOptions): Promise<Uint8Array> => (await compile([file], options)).bytes
  return Promise.all([make({}), make({ nullChecks: true })]).finally(() => { rmSync(folder, { recursive: true }) })
}

interface Started {
  readonly events: string[]
  call(): unknown
  log(entry: HTTP_FILTER_LOG): unknown
}

async function start(how: number, nullChecks = false): Promise<Started> {
  const bytes = (await (built ??= build()))[nullChecks ? 1 : 0]
  const events: string[] = []
  const filter = await loadWasmFilter(bytes ?? '', { name: 'ends', eventLog: ({ source, text }) => { if (source === 'OutputDebugString') events.push(text) } })
  onTestFinished(() => { if (!filter.disabled && filter.faults === 0) filter.TerminateFilter(0) })
  filter.GetFilterVersion({ dwServerFilterVersion: 0x6_0000, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(257), dwFlags: 0 })
  const pfc = { Revision: how, fIsSecurePort: false } as HTTP_FILTER_CONTEXT // the filter uses nothing else of it
  const call = (flag: number, payload: unknown): unknown => (filter.HttpFilterProc as (...args: unknown[]) => unknown)(pfc, flag, payload) // by the flag
  return { events, call: () => call(SF_NOTIFY_PREPROC_HEADERS, { HttpStatus: 0, dwReserved: 0 }), log: (entry) => call(SF_NOTIFY_LOG, entry) }
}

function faultOf(call: () => unknown): WasmFault {
  try {
    call()
  } catch (error) {
    if (error instanceof WasmFault) return error
    throw error
  }
  throw new Error('it has returned')
}

describe.skipIf(compiler === null)('catch (...), destructors and noexcept', { timeout: 120_000 }, () => {
  it.each([
    ['exit', 1, 'it called exit(5) in HttpFilterProc.'],
    ['a function that is not there', 2, 'it called nobody_has_this, which is not there, in HttpFilterProc.'],
    ['exit in noexcept', 3, 'it called exit(7) in Quiet(unsigned long).'],
    ['a function that is not there, in noexcept', 4, 'it called nobody_has_this, which is not there, in Quiet(unsigned long).'],
    ['Sleep(INFINITE), with no time limit', 5, 'it called Sleep(INFINITE), which never returns, in HttpFilterProc.'],
    ['a bad pointer given to the server', 6, 'Access violation at 0x7ffffff0 in AddResponseHeaders.']
  ])('%s', async (_name, how, says) => {
    const { call, events } = await start(how)
    expect(faultOf(call).message).toContain(`broke down in SF_NOTIFY_PREPROC_HEADERS: ${says}`)
    expect(events).toEqual([])
  })

  it.each([[20, 'std::runtime_error "no user"'], [21, 'int'], [22, 'Refused *'], [23, 'std::string']])('an exception that nobody catches: what it is, and where it was thrown (%d)', async (how, what) => {
    const fault = faultOf((await start(how)).call)
    expect(fault.message).toContain(`broke down in SF_NOTIFY_PREPROC_HEADERS: a C++ exception left it, thrown as ${what} in Leave(unsigned long).`)
    expect(fault.frames).toEqual(['Leave(unsigned long)', 'HttpFilterProc'])
  })

  it('new throws where there is no memory, and new (nothrow) gives NULL', async () => {
    const [out, none] = [await start(10), await start(11)]
    out.call()
    none.call()
    expect([out.events, none.events]).toEqual([['no memory', 'cleaned'], ['none', 'cleaned']])
  })

  it('exceptions of the filter itself are its own', async () => {
    const { call, events } = await start(8)
    call()
    expect(events).toEqual(['caught', 'cleaned'])
  })
})

it.skipIf(compiler === null)('a filter whose DllMain refuses is named', { timeout: 120_000 }, async () => {
  const [bytes] = await (built ??= build())
  const filter = await loadWasmFilter(bytes ?? '', { name: 'ends', environment: { REFUSE: 'yes' } })
  expect(() => filter.GetFilterVersion({ dwServerFilterVersion: 0x6_0000, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(257), dwFlags: 0 }))
    .toThrow('Filter "ends" cannot be started: DllMain has returned FALSE. DllMain must return TRUE')
})

describe.skipIf(compiler === null)('a write through NULL', { timeout: 120_000 }, () => {
  it.each([['however far behind NULL', 7, 'Set('], ['in a function of the C library too', 9, 'Copy(']])('with checks ends the call where it stands, %s', async (_name, how, where) => {
    const { call, events } = await start(how, true)
    expect(faultOf(call).frames).toEqual([expect.stringContaining(where), 'HttpFilterProc'])
    expect(events).toEqual([])
  })

  it('with checks everything else goes on', async () => {
    const { call, events } = await start(8, true)
    call()
    expect(events).toEqual(['caught', 'cleaned'])
  })
})

describe.skipIf(compiler === null)('HTTP_FILTER_LOG', { timeout: 120_000 }, () => {
  const entry = (target: string, status: number): HTTP_FILTER_LOG => ({
    pszClientHostName: '127.0.0.1', pszClientUserName: '', pszServerName: 'SERVER', pszOperation: 'GET', pszTarget: target, pszParameters: '',
    dwHttpStatus: status, dwWin32Status: 0, dwBytesSent: 1, dwBytesRecvd: 2, msTimeForProcessing: 3
  })

  it.each([['short', '/a'], ['as long as its place', `/${'a'.repeat(254)}`], ['longer', `/${'a'.repeat(400)}`]])('a %s text is what it is at each call, edited before or not', async (_name, target) => {
    const { log, events } = await start(0)
    const seen = [200, 404, 200, 404].map((status) => {
      const given = entry(target, status)
      log(given)
      return given
    })
    expect(seen).toEqual([200, 404, 200, 404].map((status) => entry(status === 404 ? `!${target.slice(1)}` : target, status)))
    expect(events).toEqual([target, target, target, target])
    log(entry('/b', 200))
    expect(events.at(-1)).toBe('/b')
  })

  it('another pointer and another number are assigned, and nothing else is', async () => {
    const { log } = await start(0)
    const assigned: string[] = []
    const given = new Proxy(entry('/a', 405), { set(target, key, value) { assigned.push(`${String(key)} ${value}`); return Reflect.set(target, key, value) } })
    log(given)
    expect(assigned).toEqual(['pszServerName GET', 'dwBytesSent 4294967295'])
  })
})
