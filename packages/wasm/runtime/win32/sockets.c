/* Winsock without a network: what is mere text and byte order works, the rest fails as on a machine whose network is down. */

#include "win32.h"
#include <winsock2.h>
#include <stdio.h>

int WSAGetLastError(void) { return (int)GetLastError(); }
void WSASetLastError(int error) { SetLastError((DWORD)error); }

unsigned long inet_addr(const char *text) {
  unsigned parts[4], count, i;
  unsigned long value = 0;
  char end;
  count = (unsigned)sscanf(text, "%u.%u.%u.%u%c", parts, parts + 1, parts + 2, parts + 3, &end);
  if (count != 4) return INADDR_NONE;
  for (i = 0; i < 4; i++) {
    if (parts[i] > 255) return INADDR_NONE;
    value |= (unsigned long)parts[i] << (8 * i);
  }
  return value;
}
char * inet_ntoa(struct in_addr in) {
  static char text[16];
  unsigned char bytes[4];
  memcpy(bytes, &in, 4);
  sprintf(text, "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
  return text;
}
int gethostname(char *name, size_t size) {
  DWORD length = (DWORD)size;
  if (GetComputerNameA(name, &length)) return 0;
  SetLastError(WSAEFAULT);
  return SOCKET_ERROR;
}

/* The C library numbers the families differently, and does the reading and writing right. */
extern int isapi_libc_pton(int family, const char *text, void *out) __asm__("inet_pton");
extern const char *isapi_libc_ntop(int family, const void *address, char *text, unsigned size) __asm__("inet_ntop");
static int libcFamily(int family) { return family == AF_INET ? 1 : family == AF_INET6 ? 2 : 0; }
int inet_pton(int family, const char *text, void *out) {
  if (libcFamily(family)) return isapi_libc_pton(libcFamily(family), text, out);
  SetLastError(WSAEAFNOSUPPORT);
  return -1;
}
const char * inet_ntop(int family, const void *address, char *text, size_t size) {
  const char *given = libcFamily(family) ? isapi_libc_ntop(libcFamily(family), address, text, (unsigned)size) : NULL;
  if (!given) SetLastError(libcFamily(family) ? ERROR_INVALID_PARAMETER : WSAEAFNOSUPPORT);
  return given;
}
int InetPtonW(int family, const WCHAR *text, void *out) {
  char *narrow = isapi_narrow(text);
  int read = inet_pton(family, narrow, out);
  free(narrow);
  return read;
}
const WCHAR *InetNtopW(int family, const void *address, WCHAR *text, size_t size) {
  char narrow[INET6_ADDRSTRLEN];
  if (!inet_ntop(family, address, narrow, sizeof narrow)) return NULL;
  if (MultiByteToWideChar(CP_UTF8, 0, narrow, -1, text, (int)size)) return text;
  SetLastError(ERROR_INVALID_PARAMETER);
  return NULL;
}

/* With the port, if it has one. */
int WSAAddressToStringA(struct sockaddr *address, DWORD size, void *protocol, LPSTR out, LPDWORD room) {
  char text[INET6_ADDRSTRLEN], whole[INET6_ADDRSTRLEN + 10];
  const int six = address && address->sa_family == AF_INET6;
  unsigned port;
  (void)protocol;
  if (!address || !out || !room || size < (six ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in))) { SetLastError(WSAEFAULT); return SOCKET_ERROR; }
  if (!inet_ntop(address->sa_family, six ? (void *)&((struct sockaddr_in6 *)address)->sin6_addr : (void *)&((struct sockaddr_in *)address)->sin_addr, text, sizeof text)) { SetLastError(WSAEINVAL); return SOCKET_ERROR; }
  port = ntohs(six ? ((struct sockaddr_in6 *)address)->sin6_port : ((struct sockaddr_in *)address)->sin_port);
  if (port) sprintf(whole, six ? "[%s]:%u" : "%s:%u", text, port);
  else strcpy(whole, text);
  if (*room <= strlen(whole)) { *room = (DWORD)strlen(whole) + 1; SetLastError(WSAEFAULT); return SOCKET_ERROR; }
  strcpy(out, whole);
  *room = (DWORD)strlen(whole) + 1;
  return 0;
}
int WSAAddressToStringW(struct sockaddr *address, DWORD size, void *protocol, LPWSTR out, LPDWORD room) {
  char text[INET6_ADDRSTRLEN + 10];
  DWORD length = sizeof text;
  if (!out || !room) { SetLastError(WSAEFAULT); return SOCKET_ERROR; }
  if (WSAAddressToStringA(address, size, protocol, text, &length)) return SOCKET_ERROR;
  if (*room < length) { *room = length; SetLastError(WSAEFAULT); return SOCKET_ERROR; }
  for (DWORD i = 0; i < length; i++) out[i] = text[i];
  *room = length;
  return 0;
}
