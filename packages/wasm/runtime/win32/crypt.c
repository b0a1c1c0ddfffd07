/* What of cryptography needs no provider: random bytes, and bytes as texts. */

#include "win32.h"
#include <wincrypt.h>
#include <bcrypt.h>

extern int getentropy(void *, size_t);

NTSTATUS WINAPI BCryptGenRandom(BCRYPT_ALG_HANDLE algorithm, PUCHAR buffer, ULONG size, ULONG flags) {
  if (!buffer || (!algorithm && !(flags & BCRYPT_USE_SYSTEM_PREFERRED_RNG))) return buffer ? (NTSTATUS)0xC0000008L : (NTSTATUS)0xC000000DL;
  for (ULONG done = 0; done < size; done += 256) if (getentropy(buffer + done, size - done < 256 ? size - done : 256)) return (NTSTATUS)0xC0000001L;
  return 0;
}

#define CRYPT_FORMAT(flags) ((flags) & 0x0FFFFFFF)
#define CRYPT_LINE 64
static const char *alphabet(DWORD format) {
  return format == CRYPT_STRING_BASE64 ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" : format == CRYPT_STRING_BASE64URI ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" : NULL;
}
static void putDigit(char *text, DWORD size, DWORD *at, char c) {
  if (text && *at < size) text[*at] = c;
  ++*at;
}
static void endOfLine(char *text, DWORD size, DWORD *at, DWORD flags) {
  if (flags & CRYPT_STRING_NOCRLF) return;
  if (!(flags & CRYPT_STRING_NOCR)) putDigit(text, size, at, '\r');
  putDigit(text, size, at, '\n');
}
/* Gives the size with the terminating null when asked for it, without it when the text is written. */
BOOL WINAPI CryptBinaryToStringA(const BYTE *bytes, DWORD count, DWORD flags, LPSTR text, DWORD *size) {
  DWORD format = CRYPT_FORMAT(flags), room = text ? *size : 0, at = 0, i, column = 0;
  const char *digits = alphabet(format);
  if (!bytes || !size || (!digits && format != CRYPT_STRING_HEXRAW)) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (!digits) {
    for (i = 0; i < count; i++) {
      putDigit(text, room, &at, "0123456789abcdef"[bytes[i] >> 4]);
      putDigit(text, room, &at, "0123456789abcdef"[bytes[i] & 15]);
    }
  } else {
    if (format == CRYPT_STRING_BASE64URI) flags |= CRYPT_STRING_NOCRLF;
    for (i = 0; i < count; i += 3) {
      DWORD left = count - i, value = (DWORD)bytes[i] << 16 | (left > 1 ? (DWORD)bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
      if (column == CRYPT_LINE) { endOfLine(text, room, &at, flags); column = 0; }
      putDigit(text, room, &at, digits[value >> 18]);
      putDigit(text, room, &at, digits[value >> 12 & 63]);
      if (left > 1) putDigit(text, room, &at, digits[value >> 6 & 63]); else if (format == CRYPT_STRING_BASE64) putDigit(text, room, &at, '=');
      if (left > 2) putDigit(text, room, &at, digits[value & 63]); else if (format == CRYPT_STRING_BASE64) putDigit(text, room, &at, '=');
      column += 4;
    }
  }
  if (format != CRYPT_STRING_BASE64URI) endOfLine(text, room, &at, flags);
  putDigit(text, room, &at, 0);
  if (!text) { *size = at; return TRUE; }
  if (at > room) { *size = at; return isapi_fail(ERROR_MORE_DATA); }
  *size = at - 1;
  return TRUE;
}
BOOL WINAPI CryptStringToBinaryA(LPCSTR text, DWORD length, DWORD flags, BYTE *bytes, DWORD *size, DWORD *skipped, DWORD *used) {
  DWORD format = CRYPT_FORMAT(flags), room = bytes && size ? *size : 0, at = 0, value = 0, bits = 0, i, ended = 0;
  const char *digits = alphabet(format);
  if (!text || !size || (!digits && format != CRYPT_STRING_HEXRAW && format != CRYPT_STRING_HEX)) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (!length) length = (DWORD)strlen(text);
  if (skipped) *skipped = 0;
  if (used) *used = format;
  for (i = 0; i < length && text[i]; i++) {
    const char *found;
    if (strchr(" \t\r\n", text[i])) continue;
    if (digits && text[i] == '=') { ended = 1; continue; }
    found = strchr(digits ? digits : "0123456789abcdef", digits ? text[i] : text[i] | (text[i] >= 'A' ? 0x20 : 0));
    if (!found || ended) return isapi_fail(ERROR_INVALID_DATA);
    value = value << (digits ? 6 : 4) | (DWORD)(found - (digits ? digits : "0123456789abcdef"));
    bits += digits ? 6 : 4;
    if (bits < 8) continue;
    bits -= 8;
    if (bytes && at < room) bytes[at] = (BYTE)(value >> bits);
    at++;
  }
  if (bits >= (digits ? 6 : 4)) return isapi_fail(ERROR_INVALID_DATA);
  *size = at;
  return !bytes || at <= room ? TRUE : isapi_fail(ERROR_MORE_DATA);
}
