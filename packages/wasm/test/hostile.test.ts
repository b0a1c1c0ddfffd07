// Filters and modules that damage what the server keeps in their memory, or give it more than it can take: what is said, and that others do not notice.

import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bridgeFilter } from '@isapi-bridge/bridge'
import { notifications, SF_NOTIFY_END_OF_NET_SESSION, type Filter, type HTTP_FILTER_LOG } from '@isapi-bridge/filter-api'
import { createMemoryHost, type MemoryHost } from '@isapi-bridge/module-api'
import { compile, findToolchain, loadWasmFilter, loadWasmModule, type EventLogEntry, type WasmFilter, type WasmModule } from '@isapi-bridge/wasm'
import { describe, expect, it, onTestFinished } from 'vitest'
import { moduleSource } from './support/module-sources.ts'

const compiler = await findToolchain().catch(() => null)

const SOURCE = `#include <windows.h>
#include <httpfilt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PHTTP_FILTER_LOG pLast;
static int fOpen;

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG; return TRUE; }

static void Do(PHTTP_FILTER_CONTEXT c, const char *how)
{
    char *p = c->AllocMem(c, 16, 0);
    int i;
    if (!strcmp(how, "front")) memset(p - 8, 0x41, 8);
    if (!strcmp(how, "freed")) free(p);
    if (!strcmp(how, "print")) for (i = 0; i < 1000; i++) printf("%010d", i);
    if (!strcmp(how, "open")) { while (fopen("C:\\\\files\\\\open.txt", "r")) fOpen++; sprintf(p, "%d", fOpen); OutputDebugStringA(p); abort(); }
    if (!strcmp(how, "paths")) {
        static const char *const paths[] = { "C:\\\\files\\\\OPEN.txt", "\\\\\\\\?\\\\C:\\\\files\\\\open.txt", "\\\\\\\\files\\\\open.txt", "\\\\\\\\.\\\\C:\\\\files\\\\open.txt", "C:\\\\files\\\\out\\\\there", "C:\\\\files\\\\out\\\\nothing", "C:\\\\files\\\\NUL", "C:\\\\files\\\\com1.txt", "C:\\\\files\\\\open.txt:x" };
        for (i = 0; i < sizeof paths / sizeof *paths; i++) {
            char line[99];
            HANDLE h = CreateFileA(paths[i], GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
            sprintf(line, "%s %d", paths[i], h == INVALID_HANDLE_VALUE ? (int)GetLastError() : 0);
            OutputDebugStringA(line);
        }
    }
    if (!strcmp(how, "stale")) {
        pLast->dwHttpStatus = 999;
        pLast->pszTarget = (char *)0x7FFF0000;
        memcpy((char *)pLast->pszServerName, "EVIL", 4);
    }
    if (!strcmp(how, "long")) { char *q = malloc(17000001); memset(q, 'a', 17000000); q[17000000] = 0; c->AddResponseHeaders(c, q, 0); }
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT c, DWORD n, LPVOID p)
{
    char how[16];
    DWORD size = sizeof how;
    if (n == SF_NOTIFY_LOG) { pLast = p; OutputDebugStringA(((PHTTP_FILTER_LOG)p)->pszParameters[0] == 'z' ? "long" : ((PHTTP_FILTER_LOG)p)->pszTarget); }
    else if (((PHTTP_FILTER_PREPROC_HEADERS)p)->GetHeader(c, "X-Do:", how, &size)) Do(c, how);
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
`

let built: Promise<Uint8Array> | null = null

function build(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-hostile-'))
  writeFileSync(join(folder, 'hostile.c'), SOURCE)
  return compile([join(folder, 'hostile.c')]).then(({ bytes }) => bytes).finally(() => { rmSync(folder, { recursive: true }) })
}

type Entry = Pick<HTTP_FILTER_LOG, 'pszTarget' | 'pszServerName' | 'pszParameters' | 'dwHttpStatus'>

interface Served<T> {
  readonly host: MemoryHost
  readonly guest: T
  readonly reports: string[]
  readonly events: EventLogEntry[]
  readonly entries: Entry[]
  request(how: string): Promise<number>
}

/** What the next filter sees. */
function witness(entries: Entry[], ended: () => void): Filter {
  return {
    GetFilterVersion(version) { version.dwFlags = notifications.filter(({ name }) => /LOG$|NET_SESSION$/.test(name)).reduce((mask, { flag }) => mask | flag, 0); return true },
    HttpFilterProc(_pfc, notification, pvNotification) {
      if (notification === SF_NOTIFY_END_OF_NET_SESSION) ended()
      else {
        const { pszTarget, pszServerName, pszParameters, dwHttpStatus } = pvNotification as HTTP_FILTER_LOG // the only other one
        entries.push({ pszTarget, pszServerName, pszParameters, dwHttpStatus })
      }
      return 0x0800_0002
    }
  }
}

async function serveFilter(drive: Record<string, string> = {}, ended = (): void => {}): Promise<Served<WasmFilter>> {
  const events: EventLogEntry[] = []
  const reports: string[] = []
  const entries: Entry[] = []
  const guest = await loadWasmFilter(await (built ??= build()), { name: 'hostile', drive, eventLog: (entry) => { events.push(entry) } })
  const host = createMemoryHost({
    modules: [bridgeFilter(guest, { name: 'hostile' }), bridgeFilter(witness(entries, ended), { name: 'witness' })], report: ({ message }) => { reports.push(message) },
    route: (context) => { context.GetResponse().SetStatus(200, 'OK'); return true }
  })
  return { host, guest, reports, events, entries, request: async (how) => (await host.request({ url: '/a', headers: { 'X-Do': how } })).status }
}

describe.skipIf(compiler === null)('a filter', { timeout: 120_000 }, () => {
  it.each([['front', 'modified in front of it, or freed by the filter', 1], ['freed', 'modified', 0]])('whose block cannot be freed (%s) is named with the block; the sessions of others end', async (how, says, faults) => {
    let ended = 0
    const { guest, reports, request } = await serveFilter({}, () => { ended++ })
    expect(await request(how)).toBe(200)
    expect(reports).toEqual([expect.stringMatching(new RegExp(`^Filter "hostile" wrote outside its memory: Heap block at 0x[0-9A-F]{8} ${says} \\(16 bytes, taken in SF_NOTIFY_PREPROC_HEADERS;`))])
    expect([guest.faults, ended]).toEqual([faults, 1])
    expect(await request('')).toBe(200)
    expect([reports.length, ended]).toEqual([1, 2])
  })

  it('that writes into a structure of a call before changes nothing of the next one', async () => {
    const { entries, reports, request } = await serveFilter()
    for (const how of ['', 'stale', '']) expect(await request(how)).toBe(200)
    expect(reports).toEqual([])
    expect(entries.map(({ pszTarget, pszServerName, dwHttpStatus }) => [pszTarget, pszServerName, dwHttpStatus])).toEqual([1, 2, 3].map(() => ['/a', entries[0]?.pszServerName, 200]))
    expect(entries[0]?.pszServerName).not.toContain('EVIL')
  })

  it('gets a text for which its memory has to grow', async () => {
    const { entries, events, host } = await serveFilter()
    expect((await host.request({ url: '/a' })).status).toBe(200)
    expect((await host.request({ url: `/a?${'z'.repeat(3_000_000)}` })).status).toBe(200)
    expect(events.map(({ text }) => text)).toEqual(['/a', 'long'])
    expect(entries.map(({ pszParameters }) => pszParameters.length)).toEqual([0, 3_000_000])
  })

  it('that prints no line end is heard nevertheless', async () => {
    const { events, request } = await serveFilter()
    await request('print')
    const printed = events.filter(({ source }) => source === 'stdout').map(({ text }) => text)
    expect(printed.map(({ length }) => length)).toEqual([4096, 4096])
    expect(printed.join('')).toMatch(/^000000000000000000010000000002/)
  })

  it.skipIf(process.platform !== 'linux')('has 512 files open at most, and none when it has broken down', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-open-'))
    onTestFinished(() => { rmSync(folder, { recursive: true }) })
    writeFileSync(join(folder, 'open.txt'), 'x')
    const { events, request } = await serveFilter({ 'C:\\files': folder })
    expect(await request('open')).toBe(500)
    expect(events.find(({ source }) => source === 'OutputDebugString')?.text).toBe('512')
    const targets = readdirSync('/proc/self/fd').map((fd) => { try { return readlinkSync(`/proc/self/fd/${fd}`) } catch { return '' } })
    expect(targets.filter((target) => target.startsWith(folder))).toEqual([])
  })

  it('opens no share, no device, no stream, and learns nothing of what lies behind a link out of its folders', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-paths-'))
    onTestFinished(() => { rmSync(folder, { recursive: true }) })
    for (const name of ['files', 'outside']) mkdirSync(join(folder, name))
    for (const name of ['files/open.txt', 'files/nul', 'files/com1.txt', 'outside/there']) writeFileSync(join(folder, name), 'x')
    symlinkSync(join(folder, 'outside'), join(folder, 'files/out'))
    const { events, request } = await serveFilter({ 'C:\\files': join(folder, 'files') })
    await request('paths')
    expect(events.map(({ text }) => text).slice(0, 9)).toEqual([
      'C:\\files\\OPEN.txt 0', '\\\\?\\C:\\files\\open.txt 0', '\\\\files\\open.txt 3', '\\\\.\\C:\\files\\open.txt 3', 'C:\\files\\out\\there 5', 'C:\\files\\out\\nothing 5',
      'C:\\files\\NUL 2', 'C:\\files\\com1.txt 2', 'C:\\files\\open.txt:x 2'
    ])
  })

  it('that gives a text without measure breaks down', async () => {
    const { reports, request } = await serveFilter()
    expect(await request('long')).toBe(500)
    expect(reports[0]).toMatch(/it gave the server a text of 17000000 bytes in AddResponseHeaders/)
  })
})

async function serveModule(body: string, head = '', options: { readonly timeLimit?: boolean } = {}): Promise<Served<WasmModule>> {
  const events: EventLogEntry[] = []
  const reports: string[] = []
  const { bytes } = await compile([moduleSource(`${body} return RQ_NOTIFICATION_CONTINUE;`, `#include <string>\n${head}`)], options)
  const guest = await loadWasmModule(bytes, { name: 'hostile', eventLog: (entry) => { events.push(entry) }, ...options.timeLimit === true ? { limits: { time: 50 } } : {} })
  const host = createMemoryHost({ report: ({ message }) => { reports.push(message) }, modules: [{ name: 'hostile', module: guest.RegisterModule }], route: (context) => { context.GetResponse().SetStatus(200, 'OK'); return true } })
  return { host, guest, reports, events, entries: [], request: async (how) => (await host.request({ url: '/a', headers: { 'X-Do': how } })).status }
}

const DO = 'USHORT n; PCSTR how = context->GetRequest()->GetHeader("X-Do", &n); if (!how || !*how) return RQ_NOTIFICATION_CONTINUE;'

describe.skipIf(compiler === null)('a module', { timeout: 120_000 }, () => {
  it.each([['free(context->AllocateRequestMemory(5000));'], ['memset((char *)context->AllocateRequestMemory(5000) - 8, 0x41, 8);']])('whose request cannot be freed is named: %s', async (body) => {
    const { guest, reports, events, request } = await serveModule(`${DO} ${body}`)
    expect(await request('it')).toBe(200)
    expect(events).toEqual([expect.objectContaining({ level: 'error', text: expect.stringMatching(/^Module "hostile" broke down in freeing the memory of what has ended: it was aborted in freed_what_is_no_block\. The stack shows/) })])
    expect(guest.faults).toBe(1)
    expect(await request('')).toBe(200)
    expect([reports.length, events.length]).toEqual([0, 1])
  })

  it.each([
    ['HTTP_DATA_CHUNK chunks[300] = {}; char *p = (char *)malloc(1 << 20); for (auto &chunk : chunks) { chunk.FromMemory.pBuffer = p; chunk.FromMemory.BufferLength = 1 << 20; } DWORD sent; context->GetResponse()->WriteEntityChunks(chunks, 300, FALSE, FALSE, &sent);', 'it gave the server more bytes of chunks than its memory has'],
    ['std::wstring text(1 << 21, L\'a\'); context->GetResponse()->SetErrorDescription(text.c_str(), text.size(), FALSE);', 'it gave the server a text of more than 1048576 characters']
  ])('that gives the server too much breaks down: %s', async (body, says) => {
    const { reports, request } = await serveModule(`${DO} ${body}`)
    expect(await request('it')).toBe(500)
    expect(reports[0]).toContain(`Module "hostile" broke down in OnBeginRequest: ${says}`)
    expect(await request('')).toBe(200)
  })

  it('that hands over a configuration of traces without measure is refused', async () => {
    const { events, request } = await serveModule('HTTP_TRACE_CONFIGURATION none = {}; say(context->GetTraceContext()->SetTraceConfiguration(0, &none, 0xFFFFFFFF) == E_INVALIDARG);')
    await request('it')
    expect(events.map(({ text }) => text)).toEqual(['yes'])
  })

  it('has time of its own in each call of its factory too', async () => {
    const { reports, host, guest } = await serveModule('', 'void *operator new(size_t size) { Sleep(1); return malloc(size); }', { timeLimit: true })
    for (let request = 0; request < 2; request++) {
      expect((await host.request({ url: '/a' })).status).toBe(200)
      for (const begun = performance.now(); performance.now() < begun + 60;);
    }
    expect([reports, guest.faults]).toEqual([[], 0])
  })
})
