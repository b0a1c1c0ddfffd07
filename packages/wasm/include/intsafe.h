/* Sums that are refused where they do not fit. Ours. */
#ifndef _ISAPI_INTSAFE_H
#define _ISAPI_INTSAFE_H
#include <windows.h>
#define INTSAFE_E_ARITHMETIC_OVERFLOW ((HRESULT)0x80070216)
#define _ISAPI_SAFE(name, type, how) static __inline__ __attribute__((unused)) HRESULT name(type a, type b, type *sum) { type made; if (how(a, b, &made)) { *sum = (type)-1; return INTSAFE_E_ARITHMETIC_OVERFLOW; } *sum = made; return 0; }
#define _ISAPI_SAFE_ALL(name, type) _ISAPI_SAFE(name##Add, type, __builtin_add_overflow) _ISAPI_SAFE(name##Sub, type, __builtin_sub_overflow) _ISAPI_SAFE(name##Mult, type, __builtin_mul_overflow)
_ISAPI_SAFE_ALL(UInt, UINT)
_ISAPI_SAFE_ALL(ULong, ULONG)
_ISAPI_SAFE_ALL(DWord, DWORD)
_ISAPI_SAFE_ALL(UShort, USHORT)
_ISAPI_SAFE_ALL(Word, WORD)
_ISAPI_SAFE_ALL(SizeT, size_t)
_ISAPI_SAFE_ALL(ULongLong, ULONGLONG)
_ISAPI_SAFE_ALL(Int, INT)
_ISAPI_SAFE_ALL(Long, LONG)
#define _ISAPI_SAFE_TO(name, from, to) static __inline__ __attribute__((unused)) HRESULT name(from value, to *made) { if (__builtin_add_overflow(value, 0, made)) { *made = (to)-1; return INTSAFE_E_ARITHMETIC_OVERFLOW; } return 0; }
_ISAPI_SAFE_TO(SizeTToDWord, size_t, DWORD)
_ISAPI_SAFE_TO(SizeTToULong, size_t, ULONG)
_ISAPI_SAFE_TO(SizeTToUInt, size_t, UINT)
_ISAPI_SAFE_TO(SizeTToInt, size_t, INT)
_ISAPI_SAFE_TO(SizeTToUShort, size_t, USHORT)
_ISAPI_SAFE_TO(DWordToUShort, DWORD, USHORT)
_ISAPI_SAFE_TO(ULongToUShort, ULONG, USHORT)
_ISAPI_SAFE_TO(ULongLongToULong, ULONGLONG, ULONG)
_ISAPI_SAFE_TO(ULongLongToDWord, ULONGLONG, DWORD)
_ISAPI_SAFE_TO(ULongLongToSizeT, ULONGLONG, size_t)
_ISAPI_SAFE_TO(LongLongToInt, LONGLONG, INT)
_ISAPI_SAFE_TO(IntToDWord, INT, DWORD)
_ISAPI_SAFE_TO(IntToUShort, INT, USHORT)
#endif
