// Functions for wide characters, as a project with UNICODE calls them.

import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { findToolchain } from '@isapi-bridge/wasm'
import { project, said } from './support/sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

const UNICODE = { defines: ['UNICODE', '_UNICODE'] }
const TELL = '#include <tchar.h>\nstatic void tell(const TCHAR *form, ...) { TCHAR text[300]; va_list rest; va_start(rest, form); _vsntprintf(text, 300, form, rest); va_end(rest); OutputDebugString(text); }\n'

it.skipIf(compiler === null)('URLs are taken apart, escaped and read back', async () => {
  const { lines, compiled } = await said(`
    const wchar_t *url = L"https://me:pw@ex\\u00e4mple.com:8443/p\\u00e4th/a?x=1#y"; wchar_t host[40]; DWORD size;
    URL_COMPONENTS parts = { sizeof parts }; parts.lpszHostName = host; parts.dwHostNameLength = 40; parts.dwUrlPathLength = parts.dwExtraInfoLength = parts.dwUserNameLength = 1;
    tell(L"%d %d", InternetCrackUrl(url, 0, 0, &parts), parts.nScheme == INTERNET_SCHEME_HTTPS); tell(L"%ls %d %.*ls %ls %.*ls", host, parts.nPort, (int)parts.dwUrlPathLength, parts.lpszUrlPath, parts.lpszExtraInfo, (int)parts.dwUserNameLength, parts.lpszUserName);
    parts.dwHostNameLength = 3; tell(L"%d %lu %lu", InternetCrackUrl(url, 0, 0, &parts), GetLastError(), parts.dwHostNameLength);
    wchar_t text[60]; size = 60; tell(L"%lx %ls %lu", UrlEscape(L"/a b\\u00e4", text, &size, 0), text, size); UrlUnescapeInPlace(text, 0); tell(L"%d", wcscmp(text, L"/a b\\u00e4")); size = 3; tell(L"%lx %lu", UrlEscape(L"/a b", text, &size, 0), size);`, `${TELL}#include <wininet.h>\n#include <shlwapi.h>`, UNICODE)
  expect(lines).toEqual(['1 1', 'ex\u00E4mple.com 8443 /p\u00E4th/a ?x=1#y me', '0 122 12', '0 /a%20b%C3%A4 12', '0', '80004003 7'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('WinHttpCrackUrl needs no network, and has its own numbers of schemes', async () => {
  const { lines, compiled } = await said(`URL_COMPONENTS parts = { sizeof parts }; parts.dwHostNameLength = parts.dwUrlPathLength = (DWORD)-1; tell(L"%d %d %.*ls %.*ls", WinHttpCrackUrl(L"http://h/p?q", 0, 0, &parts), parts.nScheme, (int)parts.dwHostNameLength, parts.lpszHostName, (int)parts.dwUrlPathLength, parts.lpszUrlPath);
    URL_COMPONENTS others = { sizeof others }; tell(L"%d %lu", WinHttpCrackUrl(L"ftp://h/", 0, 0, &others), GetLastError());`, `${TELL}#include <winhttp.h>`, UNICODE)
  expect(lines).toEqual(['1 1 h /p?q', '0 12006'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('the registry, the environment and ini files', async () => {
  const folder = project({ 'a.ini': '[one]\r\nx=\u00FC\r\ny=2\r\n[two]\r\n' })
  const { lines, compiled } = await said(`
    HKEY key; wchar_t name[20], data[20]; DWORD size = 20, bytes = sizeof data, type, keys, values, longest; RegCreateKey(HKEY_LOCAL_MACHINE, L"SOFTWARE\\\\Contoso", &key); HKEY inner; RegCreateKey(key, L"Sub", &inner); RegSetValueEx(key, L"N\\u00e4me", 0, REG_SZ, (BYTE *)L"w\\u00f6rt", 5 * sizeof(wchar_t));
    tell(L"%ld %ls %lu %ls", RegEnumValue(key, 0, name, &size, NULL, &type, (BYTE *)data, &bytes), name, size, data); tell(L"%ld %ls", RegEnumKey(key, 0, name, 20), name); tell(L"%ld %ld", RegEnumKey(key, 0, name, 3), RegEnumKey(key, 1, name, 20));
    tell(L"%ld %lu %lu", RegQueryInfoKey(key, NULL, NULL, NULL, &keys, NULL, NULL, &values, &longest, NULL, NULL, NULL), keys, values);
    tell(L"%d", SetEnvironmentVariable(L"PLACE", L"\\u00fcber")); tell(L"%lu %ls %lu", ExpandEnvironmentStrings(L"<%place%>", data, 20), data, ExpandEnvironmentStrings(L"<%place%>", data, 3));
    wchar_t list[40]; tell(L"%lu %ls %ls", GetPrivateProfileSection(L"one", list, 40, L"C:\\\\i\\\\a.ini"), list, list + wcslen(list) + 1); tell(L"%lu %ls %ls", GetPrivateProfileSectionNames(list, 40, L"C:\\\\i\\\\a.ini"), list, list + wcslen(list) + 1);`, TELL, { ...UNICODE, drive: { 'C:\\i': folder } })
  expect(lines).toEqual(['0 N\u00E4me 4 w\u00F6rt', '0 Sub', '234 259', '0 1 1', '1', '7 <\u00FCber> 7', '8 x=\u00FC y=2', '8 one two'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('cases and order of texts, names of addresses', async () => {
  const { lines, compiled } = await said(`
    wchar_t text[60]; char narrow[60]; DWORD size = 60; tell(L"%d %ls", LCMapString(LOCALE_USER_DEFAULT, LCMAP_UPPERCASE, L"gr\\u00fcn", -1, text, 60), text); tell(L"%d %hs", LCMapStringA(LOCALE_USER_DEFAULT, LCMAP_LOWERCASE, "GR\\u00dcN", -1, narrow, 60), narrow); tell(L"%d %lu", LCMapString(0, LCMAP_UPPERCASE, L"abc", 3, text, 2), GetLastError());
    tell(L"%d %d %d", CompareString(0, NORM_IGNORECASE, L"\\u00c4b", -1, L"\\u00e4B", -1), CompareString(0, 0, L"a", -1, L"b", -1), CompareString(0, 0, L"ab", 2, L"a", 1));
    struct sockaddr_in four = {}; four.sin_family = AF_INET; four.sin_port = htons(80); four.sin_addr.s_addr = inet_addr("10.1.2.3"); tell(L"%d %ls %lu", WSAAddressToString((struct sockaddr *)&four, sizeof four, NULL, text, &size), text, size);
    struct sockaddr_in6 six = {}; six.sin6_family = AF_INET6; inet_pton(AF_INET6, "2001:db8::1", &six.sin6_addr); size = 60; tell(L"%d %hs", WSAAddressToStringA((struct sockaddr *)&six, sizeof six, NULL, narrow, &size), narrow); size = 5; tell(L"%d %d %lu", WSAAddressToStringA((struct sockaddr *)&six, sizeof six, NULL, narrow, &size), WSAGetLastError(), size);`, `${TELL}#include <winsock2.h>`, UNICODE)
  expect(lines).toEqual(['5 GR\u00DCN', '6 gr\u00FCn', '0 122', '2 1 3', '0 10.1.2.3:80 12', '0 2001:db8::1', '-1 10014 12'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('identifiers of accounts are made, compared and written', async () => {
  const { lines, compiled } = await said(`
    SID_IDENTIFIER_AUTHORITY nt = SECURITY_NT_AUTHORITY; PSID admins, read; LPTSTR text; BYTE copy[SECURITY_MAX_SID_SIZE]; BOOL member = TRUE;
    tell(L"%d", AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0, &admins)); tell(L"%d %ls", ConvertSidToStringSid(admins, &text), text); LocalFree(text);
    tell(L"%d %d", ConvertStringSidToSid(L"S-1-5-32-544", &read), EqualSid(admins, read)); tell(L"%d %lu %d", CopySid(sizeof copy, copy, admins), GetLengthSid(copy), EqualSid(copy, read)); *GetSidSubAuthority(copy, 1) = 545; tell(L"%d", EqualSid(copy, read));
    tell(L"%d %lu", ConvertStringSidToSid(L"S-1-x", &read), GetLastError()); tell(L"%d", FreeSid(admins) == NULL); tell(L"%d %lu", CheckTokenMembership(NULL, copy, &member), GetLastError());`, `${TELL}#include <sddl.h>`, UNICODE)
  expect(lines).toEqual(['1', '1 S-1-5-32-544', '1 1', '1 16 1', '0', '0 1337', '1', 'Filter "filter" has called CheckTokenMembership, which is not there.', '0 120'])
  expect(compiled.missing.map((call) => call.function)).toEqual(['CheckTokenMembership'])
})

it.skipIf(compiler === null)('MakeSureDirectoryPathExists makes each folder of a path', async () => {
  const folder = project({})
  const { lines } = await said('tell(L"%d %d %d", MakeSureDirectoryPathExists("C:\\\\l\\\\a\\\\b\\\\file.txt"), PathIsDirectory(L"C:\\\\l\\\\a\\\\b"), MakeSureDirectoryPathExists("D:\\\\x\\\\"));', `${TELL}#include <dbghelp.h>\n#include <shlwapi.h>`, { ...UNICODE, drive: { 'C:\\l': { folder: join(folder), writable: true } } })
  expect(lines).toEqual(['1 16 0'])
})

it.skipIf(compiler === null)('the length of a list of an ini file counts the end of each text; what does not fit is two less than the room', async () => {
  const folder = project({ 'a.ini': '[section1]\r\n[section2]\r\n[section3]\r\n' })
  const { lines } = await said('char text[40]; wchar_t wide[40]; int rooms[] = { 29, 28, 27, 40 }; for (int i = 0; i < 4; i++) { memset(text, 1, 40); memset(wide, 1, sizeof wide); DWORD one = GetPrivateProfileSectionNamesA(text, rooms[i], "C:\\\\i\\\\a.ini"), other = GetPrivateProfileSectionNamesW(wide, rooms[i], L"C:\\\\i\\\\a.ini"); tell(L"%lu %lu %d %d", one, other, text[one], wide[other]); }', TELL, { ...UNICODE, drive: { 'C:\\i': folder } })
  expect(lines).toEqual(['27 27 0 0', '26 26 0 0', '25 25 0 0', '27 27 0 0'])
})
