/* Words of Microsoft's compilers that clang for wasm32 does not know, or knows and refuses. Ours. */
#ifndef _ISAPI_KEYWORDS_H
#define _ISAPI_KEYWORDS_H

/* There is one calling convention. */
#define __stdcall
#define __cdecl
#define __fastcall
#define __thiscall
#define __vectorcall
#define __pascal
#define _stdcall
#define _cdecl
#define _fastcall
#define _pascal
#define cdecl
#define pascal
#define __export
#define _export
#define __far
#define __near
#define _inline __inline
#define __w64
#define __based(x)
#define __noop(...) ((void)0)
#ifndef __cplusplus
#define _alignof _Alignof
#endif
#ifndef _MSC_EXTENSIONS
#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long
#define __forceinline inline __attribute__((always_inline))
#define __declspec(x)
#endif

/* Sources ask for the compiler by these; a filter of the days of IIS 6 knows Visual C++ 2003 to 2010. */
#ifndef _WIN32
#define _WIN32 1
#endif
#ifndef WIN32
#define WIN32 1
#endif

/*
 * Structured exceptions are plain control flow here: the guarded block runs, the handler never does, the final block runs
 * on the normal way out. A fault is a trap, which the host reports. The filter expression is compiled, not evaluated.
 *
 * __leave needs a block to leave, which would catch a plain `break` too: the compile command defines _ISAPI_SEH_LEAVE for sources
 * in which the word occurs.
 */
#undef __try
#undef __except
#undef __finally
#undef __leave
#ifdef _ISAPI_SEH_LEAVE
#define __try if (1) switch (0) default:
#define __leave break
#else
#define __try if (1)
#endif
#define __except(filter) else if (0 && (filter))
#define __finally
#define _try __try
#define _except(filter) __except(filter)
#define _finally __finally
#define GetExceptionCode() 0UL
#define _exception_code() 0UL
#define exception_code() 0UL
#define GetExceptionInformation() ((struct _EXCEPTION_POINTERS *)0)
#define _exception_info() ((struct _EXCEPTION_POINTERS *)0)
#define AbnormalTermination() 0
#define _abnormal_termination() 0

/* Layouts are those of 32-bit Windows; the word is known in every mode of C and C++. */
#define _ISAPI_ASSERT(condition, message) _Static_assert(condition, message)

#endif
