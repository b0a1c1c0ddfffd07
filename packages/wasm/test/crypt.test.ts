// What of cryptography works: hashes, random bytes, and bytes as texts.

import { createHash, createHmac } from 'node:crypto'
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
    sprintf(text, "%08lx", BCryptGenerateSymmetricKey(NULL, &handle, NULL, 0, one, 16, 0)); OutputDebugStringA(text);`)
  expect(lines).toEqual([`0 ${0xC000_0008 | 0}`, 'random', 'Filter "filter" has called BCryptGenerateSymmetricKey, which is not there.', 'c00000bb'])
  expect(missing).toEqual(['BCryptGenerateSymmetricKey'])
})

const hex = (hash: 'md5' | 'sha1' | 'sha256' | 'sha512', text: string, key?: string): string => (key === undefined ? createHash(hash) : createHmac(hash, key)).update(text).digest('hex')

it.skipIf(compiler === null)('hashes of CryptoAPI, of the type that the provider has', async () => {
  const { lines, missing } = await said(`
    HCRYPTPROV provider; HCRYPTHASH hash; BYTE digest[64]; DWORD size, i; ALG_ID ids[] = { CALG_MD5, CALG_SHA1, CALG_SHA_256 };
    if (!CryptAcquireContext(&provider, NULL, NULL, PROV_RSA_AES, CRYPT_VERIFYCONTEXT)) return 0;
    for (i = 0; i < 3; i++) {
      CryptCreateHash(provider, ids[i], 0, 0, &hash);
      CryptHashData(hash, (BYTE *)"alice:", 6, 0); CryptHashData(hash, (BYTE *)"wonderland", 10, 0);
      size = 8; sprintf(text, "%d %lu %lu", CryptGetHashParam(hash, HP_HASHVAL, digest, &size, 0), size, GetLastError()); OutputDebugStringA(text);
      if (CryptGetHashParam(hash, HP_HASHVAL, digest, &size, 0)) encode((char *)digest, size, CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCRLF);
      sprintf(text, "%d %lx %d", CryptHashData(hash, (BYTE *)"x", 1, 0), GetLastError(), CryptDestroyHash(hash)); OutputDebugStringA(text);
    }
    sprintf(text, "%d %d", CryptGenRandom(provider, 64, digest), CryptReleaseContext(provider, 0)); OutputDebugStringA(text);
    CryptAcquireContext(&provider, NULL, MS_DEF_PROV, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT);
    sprintf(text, "%d %lx", CryptCreateHash(provider, CALG_SHA_256, 0, 0, &hash), GetLastError()); OutputDebugStringA(text);`)
  const each = (['md5', 'sha1', 'sha256'] as const).flatMap((hash) => {
    const digest = hex(hash, 'alice:wonderland')
    return [`0 ${digest.length / 2} 234`, `1 ${digest.length + 1} ${digest}`, '1', '0 8009000c 1']
  })
  expect(lines).toEqual([...each, '1 1', '0 80090008'])
  expect(missing).toEqual([])
})

it.skipIf(compiler === null)('hashes of BCrypt, with a secret too, piece by piece and at once', async () => {
  const { lines, missing } = await said(`
    BCRYPT_ALG_HANDLE algorithm; BCRYPT_HASH_HANDLE hash; BYTE digest[64]; DWORD length, size, round; long status;
    BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL, BCRYPT_ALG_HANDLE_HMAC_FLAG);
    BCryptGetProperty(algorithm, BCRYPT_HASH_LENGTH, (PUCHAR)&length, sizeof length, &size, 0); BCryptGetProperty(algorithm, BCRYPT_OBJECT_LENGTH, (PUCHAR)&size, sizeof size, &round, 0);
    status = BCryptCreateHash(algorithm, &hash, (PUCHAR)malloc(size), size, (PUCHAR)"key", 3, BCRYPT_HASH_REUSABLE_FLAG);
    for (round = 0; round < 2; round++) { status |= BCryptHashData(hash, (PUCHAR)"some ", 5, 0); status |= BCryptHashData(hash, (PUCHAR)"text", 4, 0); status |= BCryptFinishHash(hash, digest, length, 0); encode((char *)digest, length, CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCRLF); }
    sprintf(text, "%ld %lx", status, (long)BCryptFinishHash(hash, digest, 31, 0)); OutputDebugStringA(text);
    status = BCryptDestroyHash(hash); status |= BCryptCloseAlgorithmProvider(algorithm, 0);
    status |= BCryptHash(BCRYPT_SHA512_ALG_HANDLE, NULL, 0, (PUCHAR)"", 0, digest, 64); encode((char *)digest, 64, CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCRLF);
    sprintf(text, "%ld %lx", status, (long)BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_AES_ALGORITHM, NULL, 0)); OutputDebugStringA(text);`)
  const secret = `1 65 ${hex('sha256', 'some text', 'key')}`
  expect(lines).toEqual([secret, '1', secret, '1', '0 c000000d', `1 129 ${hex('sha512', '')}`, '1', '0 c0000225'])
  expect(missing).toEqual([])
})

it.skipIf(compiler === null)('CALG_HMAC with a key of a password, and with one of plain bytes', async () => {
  const { lines, missing } = await said(`
    HCRYPTPROV provider; HCRYPTHASH hash, hmac; HCRYPTKEY key; BYTE digest[64]; DWORD size; HMAC_INFO info; ALG_ID id; struct { BLOBHEADER header; DWORD size; BYTE bytes[20]; } blob;
    ZeroMemory(&info, sizeof info); info.HashAlgid = CALG_SHA1;
    CryptAcquireContext(&provider, NULL, NULL, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT);
    CryptCreateHash(provider, CALG_SHA1, 0, 0, &hash); CryptHashData(hash, (BYTE *)"password", 8, 0);
    CryptDeriveKey(provider, CALG_RC4, hash, 0, &key); CryptCreateHash(provider, CALG_HMAC, key, 0, &hmac);
    sprintf(text, "%d %lx", CryptHashData(hmac, (BYTE *)"early", 5, 0), GetLastError()); OutputDebugStringA(text);
    CryptSetHashParam(hmac, HP_HMAC_INFO, (BYTE *)&info, 0); CryptHashData(hmac, (BYTE *)"message", 7, 0);
    size = sizeof id; CryptGetHashParam(hmac, HP_ALGID, (BYTE *)&id, &size, 0); size = 64;
    sprintf(text, "%d %d", id == CALG_HMAC, CryptGetHashParam(hmac, HP_HASHVAL, digest, &size, 0)); OutputDebugStringA(text); encode((char *)digest, size, CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCRLF);
    sprintf(text, "%d %d %d", CryptDestroyHash(hmac), CryptDestroyHash(hash), CryptDestroyKey(key)); OutputDebugStringA(text);
    ZeroMemory(&blob, sizeof blob); blob.header.bType = PLAINTEXTKEYBLOB; blob.header.bVersion = CUR_BLOB_VERSION; blob.header.aiKeyAlg = CALG_RC2; blob.size = 20; memcpy(blob.bytes, "twenty bytes of a key", 20);
    sprintf(text, "%d %lx", CryptImportKey(provider, (BYTE *)&blob, sizeof blob, 0, 0, &key), GetLastError()); OutputDebugStringA(text);
    CryptImportKey(provider, (BYTE *)&blob, sizeof blob, 0, CRYPT_IPSEC_HMAC_KEY, &key); CryptCreateHash(provider, CALG_HMAC, key, 0, &hmac); info.HashAlgid = CALG_SHA_256;
    CryptSetHashParam(hmac, HP_HMAC_INFO, (BYTE *)&info, 0); CryptHashData(hmac, (BYTE *)"message", 7, 0); size = 64; CryptGetHashParam(hmac, HP_HASHVAL, digest, &size, 0); encode((char *)digest, size, CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCRLF);
    sprintf(text, "%d %lx", CryptCreateHash(provider, CALG_HMAC, 0, 0, &hmac), GetLastError()); OutputDebugStringA(text);`)
  // The first digest is that of the documentation's example.
  expect(lines).toEqual(['0 8009000c', '1 1', '1 41 48f2573829294316fdf4db5831e10c74488ed4e2', '1', '1 1 1', '0 80090005', `1 65 ${hex('sha256', 'message', 'twenty bytes of a ke')}`, '1', '0 80090003'])
  expect(missing).toEqual([])
})
