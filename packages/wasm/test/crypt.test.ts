// What of cryptography works without a provider: random bytes, and bytes as texts.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { SF_NOTIFY_PREPROC_HEADERS, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { compile, findToolchain, loadWasmFilter } from '@isapi-bridge/wasm'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

/** What a filter with this body says, and which functions it misses. */
async function said(body: string): Promise<{ lines: readonly string[]; missing: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-crypt-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  const file = join(folder, 'filter.c')
  writeFileSync(file, `#include <windows.h>\n#include <stdio.h>\n#include <wincrypt.h>\n#include <bcrypt.h>\n#include <httpfilt.h>
static char text[512];
static void encode(const char *bytes, DWORD count, DWORD flags) { DWORD size = 0, room; BOOL asked = CryptBinaryToStringA((BYTE *)bytes, count, flags, NULL, &size); room = size; sprintf(text, "%d %lu ", asked, size); if (CryptBinaryToStringA((BYTE *)bytes, count, flags, text + strlen(text), &size)) OutputDebugStringA(text); else OutputDebugStringA("failed"); sprintf(text, "%lu", room - size); OutputDebugStringA(text); }
static void decode(const char *from, DWORD flags) { BYTE bytes[64]; DWORD size = 64; if (CryptStringToBinaryA(from, 0, flags, bytes, &size, NULL, NULL)) sprintf(text, "%lu %.*s", size, (int)size, bytes); else sprintf(text, "error %lu", GetLastError()); OutputDebugStringA(text); }
BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = SF_NOTIFY_PREPROC_HEADERS; return TRUE; }
DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD n, LPVOID p) { ${body} return SF_STATUS_REQ_NEXT_NOTIFICATION; }\n`)
  const { bytes, missing } = await compile([file])
  const lines: string[] = []
  const filter = await loadWasmFilter(bytes, { eventLog: (entry) => { lines.push(entry.text) } })
  filter.GetFilterVersion({ dwServerFilterVersion: 0x6_0000, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(257), dwFlags: 0 })
  const pfc = { Revision: 0x6_0000, fIsSecurePort: false } as HTTP_FILTER_CONTEXT // this filter uses nothing else of it
  filter.HttpFilterProc(pfc, SF_NOTIFY_PREPROC_HEADERS, { HttpStatus: 0, dwReserved: 0 } as never) // likewise
  return { lines, missing: missing.map((call) => call.function) }
}

it.skipIf(compiler === null)('CryptBinaryToString counts the null when asked, and leaves it out when it writes', async () => {
  const { lines } = await said('encode("alice:wonderland", 16, CRYPT_STRING_BASE64 | CRYPT_STRING_NOCRLF); encode("\\xff\\xfe", 2, CRYPT_STRING_BASE64URI); encode("\\x0f\\xa0", 2, CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCRLF); encode("a", 1, CRYPT_STRING_BASE64); encode("a", 1, 99);')
  expect(lines).toEqual(['1 25 YWxpY2U6d29uZGVybGFuZA==', '1', '1 4 __4', '1', '1 5 0fa0', '1', '1 7 YQ==', '1', 'failed', '0'])
})

it.skipIf(compiler === null)('lines of Base64 have 64 characters', async () => {
  const { lines } = await said(`encode("${'x'.repeat(60)}", 60, CRYPT_STRING_BASE64 | CRYPT_STRING_NOCR);`)
  expect(lines[0]).toBe(`1 83 ${Buffer.from('x'.repeat(60)).toString('base64').replace(/^.{64}/, '$&\n')}`)
})

it.skipIf(compiler === null)('CryptStringToBinary reads what it is told, and nothing else', async () => {
  const { lines } = await said('decode("YWxp\\r\\nY2U=", CRYPT_STRING_BASE64); decode("0A4a", CRYPT_STRING_HEXRAW); decode("Y*Q=", CRYPT_STRING_BASE64); decode("YQ=x", CRYPT_STRING_BASE64); { BYTE b[2]; DWORD n = 2; CryptStringToBinaryA("YWxpY2U=", 0, CRYPT_STRING_BASE64, b, &n, NULL, NULL); sprintf(text, "%lu %lu", n, GetLastError()); OutputDebugStringA(text); }')
  expect(lines).toEqual(['5 alice', '2 \nJ', 'error 13', 'error 13', '5 234'])
})

it.skipIf(compiler === null)('BCryptGenRandom gives random bytes; of the rest each call fails and is named', async () => {
  const { lines, missing } = await said(`
    BYTE one[300] = {0}, two[300] = {0}; BCRYPT_ALG_HANDLE handle; int zero = 0, i;
    sprintf(text, "%ld %ld", BCryptGenRandom(NULL, one, 300, BCRYPT_USE_SYSTEM_PREFERRED_RNG), BCryptGenRandom(NULL, two, 300, 0)); OutputDebugStringA(text);
    for (i = 0; i < 300; i++) zero += one[i] == 0; OutputDebugStringA(zero < 30 && memcmp(one, two, 300) ? "random" : "not random");
    sprintf(text, "%08lx", BCryptOpenAlgorithmProvider(&handle, BCRYPT_SHA256_ALGORITHM, NULL, 0)); OutputDebugStringA(text);`)
  expect(lines).toEqual([`0 ${0xC000_0008 | 0}`, 'random', 'Filter "filter" has called BCryptOpenAlgorithmProvider, which is not there.', 'c00000bb'])
  expect(missing).toEqual(['BCryptOpenAlgorithmProvider'])
})
