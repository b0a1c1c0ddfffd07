/* Identifiers of accounts: made, compared, written as texts. Whose they are nobody knows here: lookups and memberships fail, and are named. */

#include "win32.h"
#include <sddl.h>
#include <stdarg.h>
#include <stdio.h>

enum { MOST_SUB_AUTHORITIES = 15 };

DWORD WINAPI GetSidLengthRequired(UCHAR count) { return 8u + 4u * count; }
BOOL WINAPI IsValidSid(PSID sid) { return sid && ((SID *)sid)->Revision == 1 && ((SID *)sid)->SubAuthorityCount <= MOST_SUB_AUTHORITIES; }
DWORD WINAPI GetLengthSid(PSID sid) { return GetSidLengthRequired(((SID *)sid)->SubAuthorityCount); }
PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID sid) { return &((SID *)sid)->IdentifierAuthority; }
PUCHAR WINAPI GetSidSubAuthorityCount(PSID sid) { return &((SID *)sid)->SubAuthorityCount; }
PDWORD WINAPI GetSidSubAuthority(PSID sid, DWORD index) { return &((SID *)sid)->SubAuthority[index]; }
BOOL WINAPI EqualSid(PSID one, PSID other) { return IsValidSid(one) && IsValidSid(other) ? GetLengthSid(one) == GetLengthSid(other) && !memcmp(one, other, GetLengthSid(one)) : isapi_fail(ERROR_INVALID_SID); }
BOOL WINAPI InitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, BYTE count) {
  if (!sid || !authority || count > MOST_SUB_AUTHORITIES) return isapi_fail(ERROR_INVALID_PARAMETER);
  ((SID *)sid)->Revision = 1;
  ((SID *)sid)->SubAuthorityCount = count;
  ((SID *)sid)->IdentifierAuthority = *authority;
  return TRUE;
}
BOOL WINAPI CopySid(DWORD size, PSID to, PSID from) {
  if (!IsValidSid(from)) return isapi_fail(ERROR_INVALID_SID);
  if (size < GetLengthSid(from)) return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
  memcpy(to, from, GetLengthSid(from));
  return TRUE;
}
static PSID new_sid(PSID_IDENTIFIER_AUTHORITY authority, BYTE count, const DWORD *values) {
  SID *sid = LocalAlloc(LMEM_ZEROINIT, GetSidLengthRequired(count));
  if (!sid) { SetLastError(ERROR_NOT_ENOUGH_MEMORY); return NULL; }
  InitializeSid(sid, authority, count);
  memcpy(sid->SubAuthority, values, 4u * count);
  return sid;
}
BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, BYTE count, DWORD a, DWORD b, DWORD c, DWORD d, DWORD e, DWORD f, DWORD g, DWORD h, PSID *out) {
  const DWORD values[8] = { a, b, c, d, e, f, g, h };
  if (!authority || !out || count > 8) return isapi_fail(count > 8 ? ERROR_INVALID_SID : ERROR_INVALID_PARAMETER);
  *out = new_sid(authority, count, values);
  return *out != NULL;
}
PVOID WINAPI FreeSid(PSID sid) { LocalFree(sid); return NULL; }
BOOL WINAPI ConvertSidToStringSidA(PSID sid, LPSTR *out) {
  SID *read = sid;
  BYTE *authority;
  int at;
  if (!out) return isapi_fail(ERROR_INVALID_PARAMETER);
  *out = NULL;
  if (!IsValidSid(sid)) return isapi_fail(ERROR_INVALID_SID);
  authority = read->IdentifierAuthority.Value;
  if (!(*out = LocalAlloc(LMEM_FIXED, 24u + 11u * read->SubAuthorityCount))) return isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  if (authority[0] || authority[1]) at = sprintf(*out, "S-1-0x%02x%02x%02x%02x%02x%02x", authority[0], authority[1], authority[2], authority[3], authority[4], authority[5]);
  else at = sprintf(*out, "S-1-%u", (unsigned)authority[2] << 24 | (unsigned)authority[3] << 16 | (unsigned)authority[4] << 8 | authority[5]);
  for (int i = 0; i < read->SubAuthorityCount; i++) at += sprintf(*out + at, "-%lu", (unsigned long)read->SubAuthority[i]);
  return TRUE;
}
BOOL WINAPI ConvertStringSidToSidA(LPCSTR text, PSID *out) {
  SID_IDENTIFIER_AUTHORITY authority = { { 0 } };
  DWORD values[MOST_SUB_AUTHORITIES];
  unsigned long long number;
  char *at;
  BYTE count = 0;
  if (!text || !out) return isapi_fail(ERROR_INVALID_PARAMETER);
  *out = NULL;
  if (_strnicmp(text, "S-1-", 4)) return isapi_fail(ERROR_INVALID_SID);
  number = strtoull(text + 4, &at, 0);
  for (int i = 5; i >= 0; i--, number >>= 8) authority.Value[i] = (BYTE)number;
  while (*at == '-' && count < MOST_SUB_AUTHORITIES) values[count++] = (DWORD)strtoul(at + 1, &at, 10);
  if (*at || at == text + 4 || !count) return isapi_fail(ERROR_INVALID_SID);
  *out = new_sid(&authority, count, values);
  return *out != NULL;
}
BOOL WINAPI ConvertSidToStringSidW(PSID sid, LPWSTR *out) {
  char *text;
  size_t length;
  if (!out) return isapi_fail(ERROR_INVALID_PARAMETER);
  *out = NULL;
  if (!ConvertSidToStringSidA(sid, &text)) return FALSE;
  length = strlen(text) + 1;
  *out = LocalAlloc(LMEM_FIXED, length * sizeof(wchar_t));
  for (size_t i = 0; *out && i < length; i++) (*out)[i] = text[i];
  LocalFree(text);
  return *out || isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
}
BOOL WINAPI ConvertStringSidToSidW(LPCWSTR text, PSID *out) {
  char *narrow = text ? isapi_narrow(text) : NULL;
  BOOL done = ConvertStringSidToSidA(narrow, out);
  free(narrow);
  return done;
}
