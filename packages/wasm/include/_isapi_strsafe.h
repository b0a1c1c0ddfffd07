/* The functions of strsafe.h for one kind of character: read twice. */
#define _ISAPI_SAFE static __inline__ __attribute__((unused)) HRESULT
_ISAPI_SAFE _ISAPI_AW(StringCchLength)(const _ISAPI_CHAR *s, size_t most, size_t *length) {
  size_t n = s && most <= STRSAFE_MAX_CCH ? _ISAPI_NLEN(s, most) : most;
  if (length) *length = n == most ? 0 : n;
  return n == most ? STRSAFE_E_INVALID_PARAMETER : S_OK;
}
_ISAPI_SAFE _ISAPI_AW(StringCchCopyNEx)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *from, size_t count, _ISAPI_CHAR **end, size_t *left, DWORD flags) {
  size_t n;
  (void)flags;
  if (!size || size > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
  for (n = 0; from && n < count && n < size - 1 && from[n]; n++) to[n] = from[n];
  to[n] = 0;
  if (end) *end = to + n;
  if (left) *left = size - n;
  return from && n < count && from[n] ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}
_ISAPI_SAFE _ISAPI_AW(StringCchCopyN)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *from, size_t count) { return _ISAPI_AW(StringCchCopyNEx)(to, size, from, count, NULL, NULL, 0); }
_ISAPI_SAFE _ISAPI_AW(StringCchCopyEx)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *from, _ISAPI_CHAR **end, size_t *left, DWORD flags) { return _ISAPI_AW(StringCchCopyNEx)(to, size, from, STRSAFE_MAX_CCH, end, left, flags); }
_ISAPI_SAFE _ISAPI_AW(StringCchCopy)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *from) { return _ISAPI_AW(StringCchCopyN)(to, size, from, STRSAFE_MAX_CCH); }
_ISAPI_SAFE _ISAPI_AW(StringCchCatN)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *from, size_t count) {
  size_t at = size && size <= STRSAFE_MAX_CCH ? _ISAPI_NLEN(to, size) : size;
  return at == size ? STRSAFE_E_INVALID_PARAMETER : _ISAPI_AW(StringCchCopyN)(to + at, size - at, from, count);
}
_ISAPI_SAFE _ISAPI_AW(StringCchCat)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *from) { return _ISAPI_AW(StringCchCatN)(to, size, from, STRSAFE_MAX_CCH); }
_ISAPI_SAFE _ISAPI_AW(StringCchVPrintf)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *format, va_list arguments) {
  if (!size || size > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
  return _ISAPI_VSNPRINTF(to, size, _TRUNCATE, format, arguments) < 0 ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}
_ISAPI_SAFE _ISAPI_AW(StringCchPrintf)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = _ISAPI_AW(StringCchVPrintf)(to, size, format, arguments);
  va_end(arguments);
  return hr;
}
_ISAPI_SAFE _ISAPI_AW(StringCbPrintf)(_ISAPI_CHAR *to, size_t bytes, const _ISAPI_CHAR *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = _ISAPI_AW(StringCchVPrintf)(to, bytes / sizeof(_ISAPI_CHAR), format, arguments);
  va_end(arguments);
  return hr;
}
_ISAPI_SAFE _ISAPI_AW(StringCbVPrintf)(_ISAPI_CHAR *to, size_t bytes, const _ISAPI_CHAR *format, va_list arguments) { return _ISAPI_AW(StringCchVPrintf)(to, bytes / sizeof(_ISAPI_CHAR), format, arguments); }
_ISAPI_SAFE _ISAPI_AW(StringCbCopy)(_ISAPI_CHAR *to, size_t bytes, const _ISAPI_CHAR *from) { return _ISAPI_AW(StringCchCopy)(to, bytes / sizeof(_ISAPI_CHAR), from); }
_ISAPI_SAFE _ISAPI_AW(StringCbCopyN)(_ISAPI_CHAR *to, size_t bytes, const _ISAPI_CHAR *from, size_t count) { return _ISAPI_AW(StringCchCopyN)(to, bytes / sizeof(_ISAPI_CHAR), from, count / sizeof(_ISAPI_CHAR)); }
_ISAPI_SAFE _ISAPI_AW(StringCbCat)(_ISAPI_CHAR *to, size_t bytes, const _ISAPI_CHAR *from) { return _ISAPI_AW(StringCchCat)(to, bytes / sizeof(_ISAPI_CHAR), from); }
_ISAPI_SAFE _ISAPI_AW(StringCbCatN)(_ISAPI_CHAR *to, size_t bytes, const _ISAPI_CHAR *from, size_t count) { return _ISAPI_AW(StringCchCatN)(to, bytes / sizeof(_ISAPI_CHAR), from, count / sizeof(_ISAPI_CHAR)); }
_ISAPI_SAFE _ISAPI_AW(StringCbLength)(const _ISAPI_CHAR *s, size_t bytes, size_t *length) {
  HRESULT hr = _ISAPI_AW(StringCchLength)(s, bytes / sizeof(_ISAPI_CHAR), length);
  if (length) *length *= sizeof(_ISAPI_CHAR);
  return hr;
}
_ISAPI_SAFE _ISAPI_AW(StringCchCatNEx)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *from, size_t count, _ISAPI_CHAR **end, size_t *left, DWORD flags) {
  size_t at = size && size <= STRSAFE_MAX_CCH ? _ISAPI_NLEN(to, size) : size;
  return at == size ? STRSAFE_E_INVALID_PARAMETER : _ISAPI_AW(StringCchCopyNEx)(to + at, size - at, from, count, end, left, flags);
}
_ISAPI_SAFE _ISAPI_AW(StringCchCatEx)(_ISAPI_CHAR *to, size_t size, const _ISAPI_CHAR *from, _ISAPI_CHAR **end, size_t *left, DWORD flags) { return _ISAPI_AW(StringCchCatNEx)(to, size, from, STRSAFE_MAX_CCH, end, left, flags); }
_ISAPI_SAFE _ISAPI_AW(StringCchVPrintfEx)(_ISAPI_CHAR *to, size_t size, _ISAPI_CHAR **end, size_t *left, DWORD flags, const _ISAPI_CHAR *format, va_list arguments) {
  HRESULT hr = _ISAPI_AW(StringCchVPrintf)(to, size, format, arguments);
  size_t length = size && size <= STRSAFE_MAX_CCH ? _ISAPI_NLEN(to, size) : 0;
  (void)flags;
  if (end) *end = to + length;
  if (left) *left = size - length;
  return hr;
}
_ISAPI_SAFE _ISAPI_AW(StringCchPrintfEx)(_ISAPI_CHAR *to, size_t size, _ISAPI_CHAR **end, size_t *left, DWORD flags, const _ISAPI_CHAR *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = _ISAPI_AW(StringCchVPrintfEx)(to, size, end, left, flags, format, arguments);
  va_end(arguments);
  return hr;
}
_ISAPI_SAFE _ISAPI_AW(StringCbPrintfEx)(_ISAPI_CHAR *to, size_t bytes, _ISAPI_CHAR **end, size_t *left, DWORD flags, const _ISAPI_CHAR *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = _ISAPI_AW(StringCchVPrintfEx)(to, bytes / sizeof(_ISAPI_CHAR), end, left, flags, format, arguments);
  va_end(arguments);
  if (left) *left *= sizeof(_ISAPI_CHAR);
  return hr;
}
_ISAPI_SAFE _ISAPI_AW(StringCbCopyEx)(_ISAPI_CHAR *to, size_t bytes, const _ISAPI_CHAR *from, _ISAPI_CHAR **end, size_t *left, DWORD flags) {
  HRESULT hr = _ISAPI_AW(StringCchCopyEx)(to, bytes / sizeof(_ISAPI_CHAR), from, end, left, flags);
  if (left) *left *= sizeof(_ISAPI_CHAR);
  return hr;
}
#undef _ISAPI_SAFE
#undef _ISAPI_CHAR
#undef _ISAPI_AW
#undef _ISAPI_NLEN
#undef _ISAPI_VSNPRINTF
