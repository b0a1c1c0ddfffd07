/* Read before each source. */
#ifndef _ISAPI_PREFIX_H
#define _ISAPI_PREFIX_H
#pragma GCC system_header
#include <_isapi_keywords.h>
/* select and fd_set are Winsock's alone, whichever header comes first. */
#define _SYS_SELECT_H
/* __FUNCTION__ beside a literal in a macro; elsewhere it is replaced before this is read. */
#if __clang_major__ >= 18
#define _ISAPI_FUNCTION __FUNCTION__
#else
#define _ISAPI_FUNCTION ""
#endif
#ifdef __cplusplus
/*
 * Visual C++'s std::exception takes a text, for itself and for classes that derive from it, and what() gives it. The members for that are put into the
 * class of the library in front of its copying, which is the one place in its header that has `exception(` with something behind. The texts lie beside
 * the objects, in runtime/exceptions.cpp: the library's own classes have the object as they know it. So what copies a text is a member without a size,
 * at the address of the object.
 */
extern "C" {
void isapi_exception_text(const volatile void *object, const char *text) noexcept;
void isapi_exception_copy(const volatile void *object, const volatile void *other) noexcept;
}
struct _isapi_exception_text {
  _isapi_exception_text() noexcept {}
  _isapi_exception_text(const _isapi_exception_text &other) noexcept { ::isapi_exception_copy(this, &other); }
  _isapi_exception_text &operator=(const _isapi_exception_text &other) noexcept { ::isapi_exception_copy(this, &other); return *this; }
};
#define _ISAPI_EXCEPTION() exception()
#define _ISAPI_EXCEPTION1() \
  explicit exception(const char *text) noexcept { ::isapi_exception_text(this, text); } \
  exception(const char *text, int) noexcept { ::isapi_exception_text(this, text); } \
  [[no_unique_address]] ::_isapi_exception_text _isapi_text; \
  exception(const exception &)
#define _ISAPI_PASTE2(a, b) a##b
#define _ISAPI_PASTE(a, b) _ISAPI_PASTE2(a, b)
#define exception(...) _ISAPI_PASTE(_ISAPI_EXCEPTION, __VA_OPT__(1))()
#include <exception>
#undef exception
static_assert(sizeof(std::exception) == sizeof(void *), "the library's own classes have members behind it");
#include <new>
#include <stdexcept>
/* The C++ library of Visual C++ brings _ASSERT and its like with it. */
#include <crtdbg.h>
#else
/* A call of what is not declared would be compiled with the wrong signature. */
#include <_isapi_crt.h>
#endif
#ifdef _ISAPI_NULL_CHECKS
#include <_isapi_nonnull.h>
#endif
#endif
