/* Facts about the network of the machine: there is none, calls return ERROR_NOT_SUPPORTED and are named. */
#ifndef _IPHLPAPI_H_
#define _IPHLPAPI_H_
#include <windows.h>
#include <_isapi_sockets.h>
#ifdef __cplusplus
extern "C" {
#endif
#define MAX_ADAPTER_DESCRIPTION_LENGTH 128
#define MAX_ADAPTER_NAME_LENGTH 256
#define MAX_ADAPTER_ADDRESS_LENGTH 8
typedef struct { char String[16]; } IP_ADDRESS_STRING, IP_MASK_STRING;
typedef struct _IP_ADDR_STRING { struct _IP_ADDR_STRING *Next; IP_ADDRESS_STRING IpAddress; IP_MASK_STRING IpMask; DWORD Context; } IP_ADDR_STRING, *PIP_ADDR_STRING;
typedef struct _IP_ADAPTER_INFO {
  struct _IP_ADAPTER_INFO *Next;
  DWORD ComboIndex;
  char AdapterName[MAX_ADAPTER_NAME_LENGTH + 4], Description[MAX_ADAPTER_DESCRIPTION_LENGTH + 4];
  UINT AddressLength;
  BYTE Address[MAX_ADAPTER_ADDRESS_LENGTH];
  DWORD Index;
  UINT Type, DhcpEnabled;
  PIP_ADDR_STRING CurrentIpAddress;
  IP_ADDR_STRING IpAddressList, GatewayList, DhcpServer;
  BOOL HaveWins;
  IP_ADDR_STRING PrimaryWinsServer, SecondaryWinsServer;
  long long LeaseObtained, LeaseExpires;
} IP_ADAPTER_INFO, *PIP_ADAPTER_INFO;
typedef struct _MIB_IPADDRROW { DWORD dwAddr, dwIndex, dwMask, dwBCastAddr, dwReasmSize; USHORT unused1, wType; } MIB_IPADDRROW, *PMIB_IPADDRROW;
typedef struct _MIB_IPADDRTABLE { DWORD dwNumEntries; MIB_IPADDRROW table[1]; } MIB_IPADDRTABLE, *PMIB_IPADDRTABLE;
DWORD WINAPI GetAdaptersInfo(PIP_ADAPTER_INFO AdapterInfo, PULONG SizePointer);
DWORD WINAPI GetIpAddrTable(PMIB_IPADDRTABLE pIpAddrTable, PULONG pdwSize, BOOL bOrder);
DWORD WINAPI GetBestInterface(ULONG dwDestAddr, PDWORD pdwBestIfIndex);
DWORD WINAPI GetNumberOfInterfaces(PDWORD pdwNumIf);
DWORD WINAPI SendARP(ULONG DestIP, ULONG SrcIP, PVOID pMacAddr, PULONG PhyAddrLen);
#ifdef __cplusplus
}
#endif
#endif
