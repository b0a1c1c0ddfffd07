// What a filter did not find when it refuses to start, said by compile and by the server; and texts of Windows' C run-time library that are too long.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, findToolchain, loadWasmFilter, type EventLogEntry } from '@isapi-bridge/wasm'
import { describe, expect, it } from 'vitest'
import { filter, project, said, start } from './support/sources.js'

const compiler = await findToolchain().catch(() => null)

const PROC = 'DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT c, DWORD n, LPVOID p) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }\n'
const LOOK = `static BOOL Ready() {
  HKEY key; char text[80]; DWORD size = sizeof text;
  if (RegOpenKeyExA(HKEY_LOCAL_MACHINE, "SOFTWARE\\\\Acme\\\\Guard", 0, KEY_READ, &key)) return FALSE;
  if (RegQueryValueExA(key, "Path", 0, 0, (BYTE *)text, &size)) return FALSE;
  FILE *list = fopen(text, "r");
  if (!list) return FALSE;
  fclose(list);
  return TRUE;
}\n`
const source = (entries: string): string => `#include <windows.h>\n#include <httpfilt.h>\n#include <stdio.h>\n${LOOK}${entries}${PROC}`

describe.skipIf(!compiler)('a filter that refuses to start', () => {
  it('is said to have missed what it looked for', async () => {
    const home = project({ 'f.cpp': source('BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = SF_NOTIFY_LOG; return Ready(); }\n') })
    const { bytes, refusal } = await compile([join(home, 'f.cpp')])
    expect(refusal).toContain(String.raw`GetFilterVersion, asked without registry and ini files, has returned FALSE; it did not find HKLM\SOFTWARE\Acme\Guard`)
    const registry: Record<string, Record<string, string>> = { 'HKLM\\SOFTWARE\\Acme\\Guard': {} }
    const tried = async (): Promise<string[]> => {
      const events: EventLogEntry[] = []
      const loaded = await loadWasmFilter(bytes, { name: 'guard', registry, drive: { 'C:\\guard': home }, eventLog: (entry) => { events.push(entry) } })
      loaded.GetFilterVersion({ dwServerFilterVersion: 0x6_0000, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(257), dwFlags: 0 })
      return events.map(({ text }) => text)
    }
    expect(await tried()).toEqual([String.raw`Filter "guard" did not find, when it started: Path in HKLM\SOFTWARE\Acme\Guard.`])
    registry['HKLM\\SOFTWARE\\Acme\\Guard'] = { Path: 'C:\\guard\\list.txt' }
    expect(await tried()).toEqual([String.raw`Filter "guard" did not find, when it started: C:\guard\list.txt.`])
    writeFileSync(join(home, 'list.txt'), '')
    expect(await tried()).toEqual([])
  })

  it('is named too when DllMain refuses', async () => {
    const home = project({ 'f.cpp': source('BOOL WINAPI DllMain(HINSTANCE, DWORD why, LPVOID) { return why != DLL_PROCESS_ATTACH || Ready(); }\nBOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { return TRUE; }\n') })
    const { refusal } = await compile([join(home, 'f.cpp')])
    expect(refusal).toContain(String.raw`DllMain, asked without registry and ini files, has returned FALSE; it did not find HKLM\SOFTWARE\Acme\Guard`)
  })
})

describe.skipIf(!compiler)('numbers and texts', () => {
  it('has the numbers of errors that filters seldom name', async () => {
    const { lines } = await said('char text[80]; wsprintfA(text, "%d %d %d %lX", ERROR_INVALID_PASSWORDNAME, ERROR_BAD_USERNAME, ERROR_SXS_ASSEMBLY_MISSING == 0, REGDB_E_CLASSNOTREG); OutputDebugStringA(text);', '#ifndef ERROR_SXS_ASSEMBLY_MISSING\n#define ERROR_SXS_ASSEMBLY_MISSING 0\n#endif')
    expect(lines).toEqual(['1216 2202 1 80040154'])
  })

  it('says that a buffer is too small, and by whose name', async () => {
    const home = project({ 'f.cpp': filter('char small[4]; strcpy_s(small, sizeof small, "too long");') })
    const { bytes } = await compile([join(home, 'f.cpp')])
    const events: string[] = []
    const call = start(await loadWasmFilter(bytes, { name: 'f', eventLog: ({ text }) => { events.push(text) } }))
    expect(() => call()).toThrow('it was aborted in strcpy_s')
    expect(events.join('\n')).toContain('a buffer that is too small')
  })

  it('warns of formats that differ in size alone', async () => {
    const { compiled } = await said('char b[80]; DWORD d = 1; LONG l = 2; sprintf(b, "%d %x %u %d", d, l, l, strlen(b)); __int64 wide = 3; sprintf(b, "%d", wide);', '#include <stdio.h>')
    expect(compiled.warnings.map(({ text }) => text)).toEqual([expect.stringContaining("'long long'")])
  })

  it('takes a literal where methods of CHttpFilterContext want LPVOID', async () => {
    const home = project({ 'f.cpp': `#include <afx.h>\n#include <afxisapi.h>
      class CMyFilter : public CHttpFilter { public: virtual DWORD OnPreprocHeaders(CHttpFilterContext *pCtxt, PHTTP_FILTER_PREPROC_HEADERS) {
        DWORD size = 4;
        pCtxt->ServerSupportFunction(SF_REQ_SEND_RESPONSE_HEADER, "503 Busy", 0, 0);
        pCtxt->WriteClient("busy", &size, 0);
        return SF_STATUS_REQ_FINISHED;
      } };
      CMyFilter theFilter;` })
    expect((await compile([join(home, 'f.cpp')])).warnings).toEqual([])
  })
})
