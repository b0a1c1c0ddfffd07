/* URLs as text: taking apart, escapes, times of headers. Nothing here connects. */

#include "win32.h"
#include <shlwapi.h>
#include <wininet.h>
#include <stdio.h>

static int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

/* Into a buffer whose size counts the NUL; what does not fit gives the room needed. */
static HRESULT put(const char *text, size_t length, char *to, DWORD *size) {
  if (*size <= length || !to) {
    *size = (DWORD)length + 1;
    return E_POINTER;
  }
  memcpy(to, text, length);
  to[length] = 0;
  *size = (DWORD)length;
  return S_OK;
}

HRESULT WINAPI UrlUnescapeA(LPSTR url, LPSTR to, DWORD *size, DWORD flags) {
  size_t at = 0, length = 0;
  char *text;
  HRESULT hr = S_OK;
  if (!url || (!(flags & URL_UNESCAPE_INPLACE) && (!to || !size || !*size))) return E_INVALIDARG;
  if (!(text = strdup(url))) return E_OUTOFMEMORY;
  while (url[at]) {
    if ((flags & URL_DONT_UNESCAPE_EXTRA_INFO) && (url[at] == '?' || url[at] == '#')) {
      strcpy(text + length, url + at);
      length += strlen(url + at);
      break;
    }
    if (url[at] == '%' && hex(url[at + 1]) >= 0 && hex(url[at + 2]) >= 0) {
      text[length++] = (char)(hex(url[at + 1]) * 16 + hex(url[at + 2]));
      at += 3;
    } else text[length++] = url[at++];
  }
  text[length] = 0;
  if (flags & URL_UNESCAPE_INPLACE) memcpy(url, text, length + 1);
  else hr = put(text, length, to, size);
  free(text);
  return hr;
}

static int is_safe(unsigned char c, DWORD flags) {
  if (flags & URL_ESCAPE_SPACES_ONLY) return c != ' ';
  if (c == '%') return !(flags & URL_ESCAPE_PERCENT);
  if (flags & URL_ESCAPE_SEGMENT_ONLY && (c == '/' || c == '?' || c == '#' || c == ';')) return 0;
  return c > 32 && c < 127 && !strchr("\"<>\\^`{|}", c);
}

HRESULT WINAPI UrlEscapeA(LPCSTR url, LPSTR to, DWORD *size, DWORD flags) {
  size_t length = 0;
  int extra = 0;
  char *text;
  HRESULT hr;
  if (!url || !to || !size || !*size) return E_INVALIDARG;
  if (!(text = malloc(strlen(url) * 3 + 1))) return E_OUTOFMEMORY;
  for (; *url; url++) {
    if ((*url == '?' || *url == '#') && !(flags & URL_ESCAPE_SEGMENT_ONLY)) extra = 1;
    if (extra || is_safe((unsigned char)*url, flags)) text[length++] = *url;
    else length += (size_t)sprintf(text + length, "%%%02X", (unsigned char)*url);
  }
  text[length] = 0;
  hr = put(text, length, to, size);
  free(text);
  return hr;
}

BOOL WINAPI InternetCanonicalizeUrlA(LPCSTR url, LPSTR to, LPDWORD size, DWORD flags) {
  HRESULT hr;
  if (flags & ICU_DECODE) {
    char *text = strdup(url);
    hr = text ? UrlUnescapeA(text, to, size, 0) : E_OUTOFMEMORY;
    free(text);
  } else hr = UrlEscapeA(url, to, size, flags & ICU_NO_ENCODE ? URL_ESCAPE_SPACES_ONLY : 0);
  return hr == S_OK || isapi_fail(hr == E_POINTER ? ERROR_INSUFFICIENT_BUFFER : ERROR_INVALID_PARAMETER);
}

/* A part of a URL: a pointer into it, or a copy, as the structure asks for. */
static BOOL part(char **to, DWORD *size, const char *from, size_t length) {
  if (*to) {
    if (*size <= length) {
      *size = (DWORD)length + 1;
      return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    memcpy(*to, from, length);
    (*to)[length] = 0;
    *size = (DWORD)length;
  } else if (*size) {
    *to = (char *)from;
    *size = (DWORD)length;
  }
  return TRUE;
}

static const struct { const char *name; INTERNET_SCHEME scheme; INTERNET_PORT port; } SCHEMES[] = {
  { "http", INTERNET_SCHEME_HTTP, 80 }, { "https", INTERNET_SCHEME_HTTPS, 443 }, { "ftp", INTERNET_SCHEME_FTP, 21 },
  { "file", INTERNET_SCHEME_FILE, 0 }, { "mailto", INTERNET_SCHEME_MAILTO, 0 }
};

BOOL WINAPI InternetCrackUrlA(LPCSTR url, DWORD length, DWORD flags, LPURL_COMPONENTSA parts) {
  const char *end, *colon, *host, *host_end, *at, *port, *extra, *path;
  size_t i;
  (void)flags;
  if (!url || !parts || parts->dwStructSize != sizeof *parts) return isapi_fail(ERROR_INVALID_PARAMETER);
  end = url + (length ? length : strlen(url));
  colon = memchr(url, ':', (size_t)(end - url));
  if (!colon || colon == url) return isapi_fail(ERROR_INTERNET_UNRECOGNIZED_SCHEME);
  parts->nScheme = INTERNET_SCHEME_UNKNOWN;
  parts->nPort = 0;
  for (i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++) {
    if (strlen(SCHEMES[i].name) != (size_t)(colon - url) || _strnicmp(SCHEMES[i].name, url, (size_t)(colon - url)) != 0) continue;
    parts->nScheme = SCHEMES[i].scheme;
    parts->nPort = SCHEMES[i].port;
  }
  host = colon + 1;
  if (end - host >= 2 && host[0] == '/' && host[1] == '/') host += 2;
  for (path = host; path < end && *path != '/' && *path != '?' && *path != '#'; path++) ;
  for (at = path; at > host && at[-1] != '@'; at--) ;
  if (!part(&parts->lpszScheme, &parts->dwSchemeLength, url, (size_t)(colon - url))) return FALSE;
  if (at > host) {
    const char *password = memchr(host, ':', (size_t)(at - 1 - host));
    if (!part(&parts->lpszUserName, &parts->dwUserNameLength, host, (size_t)((password ? password : at - 1) - host))) return FALSE;
    if (!part(&parts->lpszPassword, &parts->dwPasswordLength, password ? password + 1 : at - 1, password ? (size_t)(at - 2 - password) : 0)) return FALSE;
    host = at;
  } else if (!part(&parts->lpszUserName, &parts->dwUserNameLength, host, 0) || !part(&parts->lpszPassword, &parts->dwPasswordLength, host, 0)) return FALSE;
  port = *host == '[' ? memchr(host, ']', (size_t)(path - host)) : host;
  port = port ? memchr(port, ':', (size_t)(path - port)) : NULL;
  host_end = port ? port : path;
  if (port && port + 1 < path) {
    unsigned number = 0;
    for (port++; port < path; port++) {
      if (*port < '0' || *port > '9' || (number = number * 10 + (unsigned)(*port - '0')) > 65535) return isapi_fail(ERROR_INTERNET_INVALID_URL);
    }
    parts->nPort = (INTERNET_PORT)number;
  }
  for (extra = path; extra < end && *extra != '?' && *extra != '#'; extra++) ;
  if (!part(&parts->lpszHostName, &parts->dwHostNameLength, host, (size_t)(host_end - host))) return FALSE;
  if (!parts->lpszExtraInfo && !parts->dwExtraInfoLength) extra = end; /* then it is part of the path */
  if (!part(&parts->lpszUrlPath, &parts->dwUrlPathLength, path, (size_t)(extra - path))) return FALSE;
  return part(&parts->lpszExtraInfo, &parts->dwExtraInfoLength, extra, (size_t)(end - extra));
}

static const char DAYS[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char MONTHS[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

BOOL WINAPI InternetTimeFromSystemTimeA(const SYSTEMTIME *time, DWORD format, LPSTR to, DWORD size) {
  (void)format;
  if (!time || !to || time->wMonth < 1 || time->wMonth > 12 || time->wDayOfWeek > 6) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (size < INTERNET_RFC1123_BUFSIZE) return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
  sprintf(to, "%s, %02u %s %04u %02u:%02u:%02u GMT", DAYS[time->wDayOfWeek], time->wDay, MONTHS[time->wMonth - 1], time->wYear, time->wHour, time->wMinute, time->wSecond);
  return TRUE;
}

BOOL WINAPI InternetTimeToSystemTimeA(LPCSTR text, SYSTEMTIME *time, DWORD reserved) {
  char month[4], day[16];
  unsigned date, year, hour, minute, second, i;
  FILETIME file;
  (void)reserved;
  if (!text || !time) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (sscanf(text, "%15[A-Za-z], %u%*[ -]%3s%*[ -]%u %u:%u:%u", day, &date, month, &year, &hour, &minute, &second) != 7) return isapi_fail(ERROR_INVALID_PARAMETER);
  for (i = 0; i < 12 && _stricmp(MONTHS[i], month) != 0; i++) ;
  if (i == 12) return isapi_fail(ERROR_INVALID_PARAMETER);
  memset(time, 0, sizeof *time);
  time->wYear = (WORD)(year < 50 ? year + 2000 : year < 100 ? year + 1900 : year);
  time->wMonth = (WORD)(i + 1);
  time->wDay = (WORD)date;
  time->wHour = (WORD)hour;
  time->wMinute = (WORD)minute;
  time->wSecond = (WORD)second;
  return SystemTimeToFileTime(time, &file) && FileTimeToSystemTime(&file, time);
}

DWORD WINAPI SHGetValueA(HKEY key, LPCSTR path, LPCSTR name, DWORD *type, void *data, DWORD *size) {
  HKEY opened;
  LONG error = RegOpenKeyExA(key, path, 0, KEY_READ, &opened);
  if (error != ERROR_SUCCESS) return (DWORD)error;
  error = RegQueryValueExA(opened, name, NULL, type, data, size);
  RegCloseKey(opened);
  return (DWORD)error;
}

DWORD WINAPI SHSetValueA(HKEY key, LPCSTR path, LPCSTR name, DWORD type, LPCVOID data, DWORD size) {
  HKEY opened;
  LONG error = RegCreateKeyExA(key, path, 0, NULL, 0, KEY_WRITE, NULL, &opened, NULL);
  if (error != ERROR_SUCCESS) return (DWORD)error;
  error = RegSetValueExA(opened, name, 0, type, data, size);
  RegCloseKey(opened);
  return (DWORD)error;
}

int wvnsprintfA(LPSTR to, int size, LPCSTR format, va_list arguments) {
  int length = _vsnprintf_s(to, (size_t)size, _TRUNCATE, format, arguments);
  return length < 0 && size > 0 ? size - 1 : length;
}
int wnsprintfA(LPSTR to, int size, LPCSTR format, ...) {
  int length;
  va_list arguments;
  va_start(arguments, format);
  length = wvnsprintfA(to, size, format, arguments);
  va_end(arguments);
  return length;
}
