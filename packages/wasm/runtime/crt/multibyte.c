/*
 * Letters of narrow texts, which are UTF-8, for %ls, wcstombs, fgetws and whatever else in the C library asks these four. Its own ones know UTF-8 in
 * another locale only, and what sets that brings 5 KB into each file. A byte that is no UTF-8 becomes a wide character that becomes this byte again.
 */
#include "crt.h"
#include <wchar.h>

enum { LONE_BYTE = 0xDF00, INCOMPLETE = -2 };

/* How many bytes the letter has. */
static int decode_letter(const unsigned char *bytes, size_t size, wchar_t *letter) {
  static const wchar_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  int length = *bytes < 0x80 ? 1 : *bytes >= 0xF0 && *bytes < 0xF5 ? 4 : *bytes >= 0xE0 && *bytes < 0xF0 ? 3 : *bytes >= 0xC2 && *bytes < 0xE0 ? 2 : 0, i;
  wchar_t value = length < 2 ? *bytes : *bytes & (0x7F >> length);
  for (i = 1; i < length; i++) {
    if ((size_t)i >= size) return INCOMPLETE;
    if ((bytes[i] & 0xC0) != 0x80) break;
    value = value << 6 | (bytes[i] & 0x3F);
  }
  if (!length || i < length || value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) { length = 1; value = LONE_BYTE | *bytes; }
  *letter = value;
  return length;
}

size_t wcrtomb(char *to, wchar_t c, mbstate_t *state) {
  (void)state;
  if (!to) return 1;
  if ((unsigned)c < 0x80 || (c >= (LONE_BYTE | 0x80) && c <= (LONE_BYTE | 0xFF))) { *to = (char)c; return 1; }
  if ((unsigned)c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) { errno = EILSEQ; return (size_t)-1; }
  int length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (int i = length - 1; i; i--, c >>= 6) to[i] = (char)(0x80 | (c & 0x3F));
  *to = (char)((0xF00 >> length & 0xFF) | c);
  return (size_t)length;
}
int mbtowc(wchar_t *to, const char *from, size_t size) {
  wchar_t letter;
  if (!from || !size) return from ? -1 : 0;
  int length = decode_letter((const unsigned char *)from, size, &letter);
  if (length == INCOMPLETE) { length = 1; letter = LONE_BYTE | (unsigned char)*from; }
  if (to) *to = letter;
  return letter ? length : 0;
}
/* The state has the bytes of a letter that is not whole yet: how many, in the first one of its four. */
size_t mbrtowc(wchar_t *to, const char *from, size_t size, mbstate_t *state) {
  static mbstate_t own;
  unsigned char *kept = (unsigned char *)(state ? state : &own), bytes[4];
  wchar_t letter;
  if (!from) { size_t had = *kept; *kept = 0; return had ? (size_t)-1 : 0; }
  if (!size) return (size_t)INCOMPLETE;
  size_t had = *kept & 3, more = size < 4 - had ? size : 4 - had;
  memcpy(bytes, kept + 1, had);
  memcpy(bytes + had, from, more);
  int length = decode_letter(bytes, had + more, &letter);
  if (length == INCOMPLETE) {
    memcpy(kept + 1, bytes, had + more);
    *kept = (unsigned char)(had + more);
    return (size_t)INCOMPLETE;
  }
  memset(kept, 0, 4);
  if (had && (size_t)length <= had) { errno = EILSEQ; return (size_t)-1; } /* what began has no end */
  if (to) *to = letter;
  return letter ? (size_t)length - had : 0;
}
size_t mbsrtowcs(wchar_t *to, const char **from, size_t count, mbstate_t *state) {
  const unsigned char *at = (const unsigned char *)*from;
  size_t done = 0;
  wchar_t letter;
  (void)state;
  for (; !to || done < count; done++) {
    at += decode_letter(at, 4, &letter); /* NUL ends each try to go on */
    if (to) to[done] = letter;
    if (!letter) { if (to) *from = NULL; return done; }
  }
  *from = (const char *)at;
  return done;
}
