/* Integers of a stated width, and those as wide as a pointer. */
#ifndef _BASETSD_H_
#define _BASETSD_H_

#include <_isapi_keywords.h>

typedef signed char INT8, *PINT8;
typedef signed short INT16, *PINT16;
typedef signed int INT32, *PINT32, LONG32, *PLONG32;
typedef signed long long INT64, *PINT64, LONG64, *PLONG64;
typedef unsigned char UINT8, *PUINT8;
typedef unsigned short UINT16, *PUINT16;
typedef unsigned int UINT32, *PUINT32, ULONG32, *PULONG32, DWORD32, *PDWORD32;
typedef unsigned long long UINT64, *PUINT64, ULONG64, *PULONG64, DWORD64, *PDWORD64;
typedef int INT_PTR, *PINT_PTR;
typedef unsigned int UINT_PTR, *PUINT_PTR;
typedef long LONG_PTR, *PLONG_PTR;
typedef unsigned long ULONG_PTR, *PULONG_PTR, DWORD_PTR, *PDWORD_PTR, SIZE_T, *PSIZE_T, KAFFINITY, *PKAFFINITY;
typedef long SSIZE_T, *PSSIZE_T;
typedef unsigned short UHALF_PTR;
typedef short HALF_PTR;
#define PtrToUlong(p) ((ULONG)(ULONG_PTR)(p))
#define PtrToLong(p) ((LONG)(LONG_PTR)(p))
#define PtrToUint(p) ((UINT)(UINT_PTR)(p))
#define PtrToInt(p) ((INT)(INT_PTR)(p))
#define UlongToPtr(u) ((void *)(ULONG_PTR)(u))
#define LongToPtr(l) ((void *)(LONG_PTR)(l))
#define UintToPtr(u) ((void *)(UINT_PTR)(u))
#define IntToPtr(i) ((void *)(INT_PTR)(i))
#define HandleToUlong(h) ((ULONG)(ULONG_PTR)(h))
#define HandleToLong(h) ((LONG)(LONG_PTR)(h))
#define ULongToPtr UlongToPtr
#define UlongToHandle(u) ((HANDLE)(ULONG_PTR)(u))

#endif
