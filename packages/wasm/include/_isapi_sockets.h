/* Addresses as the documentation of Windows Sockets lays them out, and the calls that cannot be. */
#ifndef _ISAPI_SOCKETS_H
#define _ISAPI_SOCKETS_H

#include <windef.h>
#include <winbase.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef UINT_PTR SOCKET;
#define INVALID_SOCKET ((SOCKET)(~0))
#define SOCKET_ERROR (-1)
#define AF_UNSPEC 0
#define AF_INET 2
#define AF_INET6 23
#define PF_INET AF_INET
#define PF_INET6 AF_INET6
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define SOL_SOCKET 0xffff
#define SO_REUSEADDR 0x0004
#define SO_MAX_MSG_SIZE 0x2003
#define SO_KEEPALIVE 0x0008
#define SO_LINGER 0x0080
#define SO_SNDTIMEO 0x1005
#define SO_RCVTIMEO 0x1006
#define SO_ERROR 0x1007
#define TCP_NODELAY 1
#define FIONBIO 0x8004667eUL
#define INADDR_ANY ((ULONG)0x00000000)
#define INADDR_LOOPBACK 0x7f000001
#define INADDR_NONE 0xffffffff
#define FD_SETSIZE 64
#define SD_RECEIVE 0
#define SD_SEND 1
#define SD_BOTH 2
#define WSABASEERR 10000L
#define WSAEBADF 10009L
#define WSAEACCES 10013L
#define WSAEMFILE 10024L
#define WSAEALREADY 10037L
#define WSAEDESTADDRREQ 10039L
#define WSAEMSGSIZE 10040L
#define WSAEPROTOTYPE 10041L
#define WSAENOPROTOOPT 10042L
#define WSAEPROTONOSUPPORT 10043L
#define WSAESOCKTNOSUPPORT 10044L
#define WSAEOPNOTSUPP 10045L
#define WSAEPFNOSUPPORT 10046L
#define WSAEADDRNOTAVAIL 10049L
#define WSAENETUNREACH 10051L
#define WSAENETRESET 10052L
#define WSAENOBUFS 10055L
#define WSAEISCONN 10056L
#define WSAESHUTDOWN 10058L
#define WSAETOOMANYREFS 10059L
#define WSAELOOP 10062L
#define WSAENAMETOOLONG 10063L
#define WSAEHOSTDOWN 10064L
#define WSAENOTEMPTY 10066L
#define WSAEPROCLIM 10067L
#define WSAVERNOTSUPPORTED 10092L
#define WSAEDISCON 10101L
#define WSATYPE_NOT_FOUND 10109L
#define WSATRY_AGAIN 11002L
#define WSANO_RECOVERY 11003L
#define WSANO_DATA 11004L
#define WSAEINTR 10004L
#define WSAEINVAL 10022L
#define WSAENOTSOCK 10038L
#define WSAEAFNOSUPPORT 10047L
#define WSAEADDRINUSE 10048L
#define WSAECONNABORTED 10053L
#define WSAENOTCONN 10057L
#define WSAEHOSTUNREACH 10065L
#define WSAEWOULDBLOCK 10035L
#define WSAEINPROGRESS 10036L
#define WSAENETDOWN 10050L
#define WSAECONNRESET 10054L
#define WSAETIMEDOUT 10060L
#define WSAECONNREFUSED 10061L
#define WSAHOST_NOT_FOUND 11001L
#define WSADESCRIPTION_LEN 256
#define WSASYS_STATUS_LEN 128
typedef unsigned short ADDRESS_FAMILY;
struct in_addr {
  union { struct { u_char s_b1, s_b2, s_b3, s_b4; } S_un_b; struct { u_short s_w1, s_w2; } S_un_w; u_long S_addr; } S_un;
#define s_addr S_un.S_addr
};
struct in6_addr { union { u_char Byte[16]; u_short Word[8]; } u; };
#define s6_addr u.Byte
#define s6_bytes u.Byte
#define s6_words u.Word
struct sockaddr { u_short sa_family; char sa_data[14]; };
struct sockaddr_in { short sin_family; u_short sin_port; struct in_addr sin_addr; char sin_zero[8]; };
struct sockaddr_in6 { short sin6_family; u_short sin6_port; u_long sin6_flowinfo; struct in6_addr sin6_addr; u_long sin6_scope_id; };
struct sockaddr_storage { short ss_family; char __ss_pad1[6]; long long __ss_align; char __ss_pad2[112]; };
typedef struct in_addr IN_ADDR, *PIN_ADDR;
typedef struct in6_addr IN6_ADDR, *PIN6_ADDR;
typedef struct sockaddr SOCKADDR, *PSOCKADDR, *LPSOCKADDR;
typedef struct sockaddr_in SOCKADDR_IN, *PSOCKADDR_IN, *LPSOCKADDR_IN;
typedef struct sockaddr_in6 SOCKADDR_IN6, *PSOCKADDR_IN6;
typedef struct sockaddr_storage SOCKADDR_STORAGE, *PSOCKADDR_STORAGE;
struct hostent { char *h_name, **h_aliases; short h_addrtype, h_length; char **h_addr_list; };
#define h_addr h_addr_list[0]
struct servent { char *s_name, **s_aliases; short s_port; char *s_proto; };
typedef struct hostent HOSTENT, *PHOSTENT;
struct addrinfo { int ai_flags, ai_family, ai_socktype, ai_protocol; size_t ai_addrlen; char *ai_canonname; struct sockaddr *ai_addr; struct addrinfo *ai_next; };
typedef struct addrinfo ADDRINFO, *PADDRINFO, ADDRINFOA, *PADDRINFOA;
typedef struct addrinfoW { int ai_flags, ai_family, ai_socktype, ai_protocol; size_t ai_addrlen; WCHAR *ai_canonname; struct sockaddr *ai_addr; struct addrinfoW *ai_next; } ADDRINFOW, *PADDRINFOW;
typedef union _SOCKADDR_INET { SOCKADDR_IN Ipv4; SOCKADDR_IN6 Ipv6; ADDRESS_FAMILY si_family; } SOCKADDR_INET, *PSOCKADDR_INET;

struct linger { u_short l_onoff, l_linger; };
typedef struct WSAData { WORD wVersion, wHighVersion; char szDescription[WSADESCRIPTION_LEN + 1], szSystemStatus[WSASYS_STATUS_LEN + 1]; unsigned short iMaxSockets, iMaxUdpDg; char *lpVendorInfo; } WSADATA, *LPWSADATA;

static __inline__ __attribute__((unused)) u_short htons(u_short v) { return (u_short)((v << 8) | (v >> 8)); }
static __inline__ __attribute__((unused)) u_long htonl(u_long v) { return __builtin_bswap32(v); }
#define ntohs htons
#define ntohl htonl

#define WSAAPI
#define WSAEFAULT 10014
#define WSASYSNOTREADY 10091
#define WSANOTINITIALISED 10093
/* The C library has functions of these names, for sockets of another kind: they are not what is meant. */
#define _ISAPI_WINSOCK(name) __asm__("isapi_winsock_" #name) __attribute__((import_module("env"), import_name(#name)))
int WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData);
int WSACleanup(void);
int WSAGetLastError(void);
void WSASetLastError(int iError);
SOCKET socket(int af, int type, int protocol);
int closesocket(SOCKET s);
int connect(SOCKET s, const struct sockaddr *name, int namelen);
int bind(SOCKET s, const struct sockaddr *name, int namelen);
int listen(SOCKET s, int backlog);
SOCKET accept(SOCKET s, struct sockaddr *addr, int *addrlen) _ISAPI_WINSOCK(accept);
int send(SOCKET s, const char *buf, int len, int flags) _ISAPI_WINSOCK(send);
int sendto(SOCKET s, const char *buf, int len, int flags, const struct sockaddr *to, int tolen);
int recv(SOCKET s, char *buf, int len, int flags) _ISAPI_WINSOCK(recv);
int recvfrom(SOCKET s, char *buf, int len, int flags, struct sockaddr *from, int *fromlen);
int shutdown(SOCKET s, int how) _ISAPI_WINSOCK(shutdown);
int setsockopt(SOCKET s, int level, int optname, const char *optval, int optlen);
int getsockopt(SOCKET s, int level, int optname, char *optval, int *optlen) _ISAPI_WINSOCK(getsockopt);
int ioctlsocket(SOCKET s, long cmd, u_long *argp);
int getpeername(SOCKET s, struct sockaddr *name, int *namelen);
int getsockname(SOCKET s, struct sockaddr *name, int *namelen);
#ifndef FD_SET
typedef struct fd_set { u_int fd_count; SOCKET fd_array[FD_SETSIZE]; } fd_set;
#define FD_ZERO(set) ((set)->fd_count = 0)
#define FD_SET(fd, set) ((set)->fd_count < FD_SETSIZE ? (void)((set)->fd_array[(set)->fd_count++] = (fd)) : (void)0)
#endif
int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, const struct timeval *timeout) _ISAPI_WINSOCK(select);
unsigned long inet_addr(const char *cp);
char *inet_ntoa(struct in_addr in);
struct hostent *gethostbyname(const char *name);
struct hostent *gethostbyaddr(const char *addr, int len, int type);
struct servent *getservbyname(const char *name, const char *proto);
int gethostname(char *name, size_t namelen);
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res);
void freeaddrinfo(struct addrinfo *res);
int getnameinfo(const struct sockaddr *sa, int salen, char *host, DWORD hostlen, char *serv, DWORD servlen, int flags);
/* Addresses of both families as texts; these work. */
int inet_pton(int Family, const char *pszAddrString, void *pAddrBuf) __asm__("isapi_inet_pton");
const char *inet_ntop(int Family, const void *pAddr, char *pStringBuf, size_t StringBufSize) __asm__("isapi_inet_ntop");
int WSAAddressToStringA(struct sockaddr *lpsaAddress, DWORD dwAddressLength, void *lpProtocolInfo, LPSTR lpszAddressString, LPDWORD lpdwAddressStringLength);
int WSAAddressToStringW(struct sockaddr *lpsaAddress, DWORD dwAddressLength, void *lpProtocolInfo, LPWSTR lpszAddressString, LPDWORD lpdwAddressStringLength);
#ifdef UNICODE
#define WSAAddressToString WSAAddressToStringW
#else
#define WSAAddressToString WSAAddressToStringA
#endif
#define InetPtonA inet_pton
#define InetNtopA inet_ntop
int InetPtonW(int Family, const WCHAR *pszAddrString, void *pAddrBuf);
const WCHAR *InetNtopW(int Family, const void *pAddr, WCHAR *pStringBuf, size_t StringBufSize);
#define GetAddrInfoA getaddrinfo
#define FreeAddrInfoA freeaddrinfo
int GetAddrInfoW(const WCHAR *pNodeName, const WCHAR *pServiceName, const ADDRINFOW *pHints, PADDRINFOW *ppResult);
void FreeAddrInfoW(PADDRINFOW pAddrInfo);
int GetNameInfoW(const SOCKADDR *pSockaddr, int SockaddrLength, WCHAR *pNodeBuffer, DWORD NodeBufferSize, WCHAR *pServiceBuffer, DWORD ServiceBufferSize, int Flags);
#ifdef UNICODE
#define InetPton InetPtonW
#define InetNtop InetNtopW
#define GetAddrInfo GetAddrInfoW
#define FreeAddrInfo FreeAddrInfoW
#define GetNameInfo GetNameInfoW
typedef ADDRINFOW ADDRINFOT, *PADDRINFOT;
#else
#define InetPton InetPtonA
#define InetNtop InetNtopA
#define GetAddrInfo GetAddrInfoA
#define FreeAddrInfo FreeAddrInfoA
#define GetNameInfo getnameinfo
typedef ADDRINFOA ADDRINFOT, *PADDRINFOT;
#endif
static __inline__ __attribute__((unused)) int IN6_ADDR_EQUAL(const IN6_ADDR *a, const IN6_ADDR *b) { return !__builtin_memcmp(a, b, sizeof *a); }
static __inline__ __attribute__((unused)) int IN6_IS_ADDR_LOOPBACK(const IN6_ADDR *a) { static const IN6_ADDR loopback = { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } } }; return IN6_ADDR_EQUAL(a, &loopback); }
static __inline__ __attribute__((unused)) int IN6_IS_ADDR_LINKLOCAL(const IN6_ADDR *a) { return a->s6_bytes[0] == 0xFE && (a->s6_bytes[1] & 0xC0) == 0x80; }
static __inline__ __attribute__((unused)) int IN6_IS_ADDR_V4MAPPED(const IN6_ADDR *a) { static const IN6_ADDR mapped = { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF } } }; return !__builtin_memcmp(a, &mapped, 12); }
#define INET_ADDRSTRLEN 22
#define INET6_ADDRSTRLEN 65
#define NI_NUMERICHOST 2
#define NI_NUMERICSERV 8
#define NI_MAXHOST 1025

#ifdef __cplusplus
}
#endif

#endif
