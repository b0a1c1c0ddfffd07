/* Sockets: addresses and byte order work; there is no network, and the linker names what is called. */
#ifndef _WINSOCKAPI_
#define _WINSOCKAPI_
#include <_isapi_sockets.h>
#endif
