/* What a server program finds in windows.h. Ours, written from the public documentation of the API. */
#ifndef _WINDOWS_
#define _WINDOWS_

#ifndef _INC_WINDOWS
#define _INC_WINDOWS
#endif

#include <windef.h>
#include <winerror.h>
#include <winbase.h>
#include <winnls.h>
#include <winuser.h>
#include <winreg.h>
#include <winver.h>
/* Visual C++ reaches these through its own headers, and old sources count on it. */
#include <string.h>
#include <wchar.h>
#include <time.h>
#ifndef WIN32_LEAN_AND_MEAN
#include <stdlib.h>
#ifndef _WINSOCKAPI_
#include <winsock.h>
#endif
#include <objbase.h>
#endif

#endif
