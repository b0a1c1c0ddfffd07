#ifndef _LMCONS_
#define _LMCONS_
#include <windef.h>
#define CNLEN 15
#define DNLEN CNLEN
#define UNCLEN (CNLEN + 2)
#define NNLEN 80
#define UNLEN 256
#define GNLEN UNLEN
#define PWLEN 256
#define MAX_PREFERRED_LENGTH ((DWORD)-1)
typedef DWORD NET_API_STATUS;
#define NET_API_FUNCTION WINAPI
#endif
