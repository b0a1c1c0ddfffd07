/* What of the Windows Runtime library needs no Windows Runtime. */
#ifndef _ISAPI_WRL_H
#define _ISAPI_WRL_H
#include <wrl/client.h>
#include <wrl/wrappers/corewrappers.h>
#endif
