/* Read before each source. */
#ifndef _ISAPI_PREFIX_H
#define _ISAPI_PREFIX_H
#pragma GCC system_header
#include <_isapi_keywords.h>
#ifdef __cplusplus
#include <exception>
#include <new>
#include <stdexcept>
/* The C++ library of Visual C++ brings _ASSERT and its like with it. */
#include <crtdbg.h>
/*
 * Visual C++ lets one write std::exception("text"). A call with arguments makes an object of this class, which is caught as std::exception and
 * gives its text; a class of one's own that hands a text to its base std::exception is not helped.
 */
namespace std {
class _isapi_exception : public exception {
public:
  _isapi_exception(const char *text) { copy(text); }
  _isapi_exception(const char *text, int) { copy(text); }
  _isapi_exception(const exception &other) { copy(other.what()); }
  virtual const char *what() const throw() { return _text; }

private:
  void copy(const char *text) {
    unsigned i = 0;
    for (; text && text[i] && i < sizeof _text - 1; i++) _text[i] = text[i];
    _text[i] = 0;
  }
  char _text[256];
};
}
#define _ISAPI_EXCEPTION exception
#define _ISAPI_EXCEPTION1 _isapi_exception
#define _ISAPI_PASTE2(a, b) a##b
#define _ISAPI_PASTE(a, b) _ISAPI_PASTE2(a, b)
#define exception(...) _ISAPI_PASTE(_ISAPI_EXCEPTION, __VA_OPT__(1))(__VA_ARGS__)
#else
/* A call of what is not declared would be compiled with the wrong signature. */
#include <_isapi_crt.h>
#endif
#endif
