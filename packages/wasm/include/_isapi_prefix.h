/* Read before each source. */
#ifndef _ISAPI_PREFIX_H
#define _ISAPI_PREFIX_H
#pragma GCC system_header
#include <_isapi_keywords.h>
#ifdef __cplusplus
/*
 * Visual C++'s std::exception takes a text, for itself and for classes that derive from it, and what() gives it. The members for that are put into the
 * class of the library where it declares its copying, which is the one place in its header that has `exception(` with something behind. They end
 * with a declaration that takes the `noexcept = default` of the copying. The texts lie beside the objects, in runtime/exceptions.cpp: the library's
 * own classes have the object as they know it.
 */
extern "C" {
void isapi_exception_text(const volatile void *object, const char *text) noexcept;
void isapi_exception_copy(const volatile void *object, const volatile void *other) noexcept;
}
#define _ISAPI_EXCEPTION() exception()
#define _ISAPI_EXCEPTION1() \
  explicit exception(const char *text) noexcept { ::isapi_exception_text(this, text); } \
  exception(const char *text, int) noexcept { ::isapi_exception_text(this, text); } \
  exception(const exception &other) noexcept { ::isapi_exception_copy(this, &other); } \
  exception &operator=(exception &other) noexcept { ::isapi_exception_copy(this, &other); return *this; } \
  exception &operator=(const volatile exception &other) noexcept { ::isapi_exception_copy(this, &other); return *this; } \
  exception &operator=(exception &&)
#define _ISAPI_PASTE2(a, b) a##b
#define _ISAPI_PASTE(a, b) _ISAPI_PASTE2(a, b)
#define exception(...) _ISAPI_PASTE(_ISAPI_EXCEPTION, __VA_OPT__(1))()
#include <exception>
#undef exception
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
