/* Keep-alive of sockets; setting it fails, as sockets do. */
#ifndef _MSTCPIP_
#define _MSTCPIP_
#include <winsock2.h>
struct tcp_keepalive { ULONG onoff, keepalivetime, keepaliveinterval; };
#define SIO_RCVALL 0x98000001
#define SIO_KEEPALIVE_VALS 0x98000004
#define SIO_LOOPBACK_FAST_PATH 0x98000010
#endif
