/* Strings of one byte a character: the code page of the server is 1252. */
#ifndef _INC_MBSTRING
#define _INC_MBSTRING
#include <_isapi_crt.h>
#include <mbctype.h>
#define _ISAPI_U(p) ((const char *)(p))
#define _mbslen(s) strlen(_ISAPI_U(s))
#define _mbstrlen(s) strlen(s)
#define _mbscmp(a, b) strcmp(_ISAPI_U(a), _ISAPI_U(b))
#define _mbsncmp(a, b, n) strncmp(_ISAPI_U(a), _ISAPI_U(b), (n))
#define _mbsicmp(a, b) _stricmp(_ISAPI_U(a), _ISAPI_U(b))
#define _mbsnicmp(a, b, n) _strnicmp(_ISAPI_U(a), _ISAPI_U(b), (n))
#define _mbsnbcmp _mbsncmp
#define _mbsnbicmp _mbsnicmp
#define _mbscpy(a, b) ((unsigned char *)strcpy((char *)(a), _ISAPI_U(b)))
#define _mbscat(a, b) ((unsigned char *)strcat((char *)(a), _ISAPI_U(b)))
#define _mbsncpy(a, b, n) ((unsigned char *)strncpy((char *)(a), _ISAPI_U(b), (n)))
#define _mbsnbcpy _mbsncpy
#define _mbschr(s, c) ((unsigned char *)strchr((char *)(s), (int)(c)))
#define _mbsrchr(s, c) ((unsigned char *)strrchr((char *)(s), (int)(c)))
#define _mbsstr(a, b) ((unsigned char *)strstr((char *)(a), _ISAPI_U(b)))
#define _mbspbrk(a, b) ((unsigned char *)strpbrk((char *)(a), _ISAPI_U(b)))
#define _mbsspn(a, b) strspn(_ISAPI_U(a), _ISAPI_U(b))
#define _mbscspn(a, b) strcspn(_ISAPI_U(a), _ISAPI_U(b))
#define _mbstok(a, b) ((unsigned char *)strtok((char *)(a), _ISAPI_U(b)))
#define _mbslwr(s) ((unsigned char *)_strlwr((char *)(s)))
#define _mbsupr(s) ((unsigned char *)_strupr((char *)(s)))
#define _mbsinc(s) ((unsigned char *)(s) + 1)
#define _mbsdec(a, s) ((unsigned char *)((s) > (a) ? (s) - 1 : 0))
#define _mbsnextc(s) ((unsigned int)*(const unsigned char *)(s))
#define _mbsdup(s) ((unsigned char *)_strdup(_ISAPI_U(s)))
#define _mbclen(s) ((size_t)1)
#endif
