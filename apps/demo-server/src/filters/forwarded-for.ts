// Filter "forwarded-for": behind a reverse proxy every connection comes from the proxy. This filter puts the client's
// address, as the proxy tells it in X-Forwarded-For, into the log record.
//
// When may it be trusted? Anybody can send the header. Each proxy appends the address that it saw to what it was given,
// so the list is trustworthy from its right end, and only as far as the machines that wrote it are ours: if the
// connection itself comes from one of our proxies, the last entry is what that proxy saw; if that is one of our proxies
// again, the entry before it counts, and so on. The first address that is not ours is the client; what stands left of it
// was supplied by the client. Put the addresses of your own proxies into `ourProxies`, no more: a private address range
// is only yours if nobody else's machines are in it.

import { BlockList, isIP, isIPv6 } from 'node:net'
import {
  HTTP_FILTER_REVISION, SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SECURE_PORT, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { TRUE, type BOOL } from '@isapi-bridge/win32'
import { fillCallerBuffer } from './caller-buffer.ts'

const ourProxies = new BlockList()
ourProxies.addSubnet('127.0.0.0', 8)
ourProxies.addAddress('::1', 'ipv6')
ourProxies.addSubnet('10.0.0.0', 8)
ourProxies.addSubnet('172.16.0.0', 12)
ourProxies.addSubnet('192.168.0.0', 16)
ourProxies.addSubnet('fc00::', 7, 'ipv6')

export function GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
  pVer.dwFilterVersion = HTTP_FILTER_REVISION
  writeSz(pVer.lpszFilterDesc, 'Logs the address in X-Forwarded-For')
  pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG
    | SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT
  return TRUE
}

export const HttpFilterProc: Filter['HttpFilterProc'] = (pfc, NotificationType, pvNotification) => {
  switch (NotificationType) {
    case SF_NOTIFY_PREPROC_HEADERS: {
      const peer = fillCallerBuffer((lpvBuffer, lpdwSize) => pfc.GetServerVariable(pfc, 'REMOTE_ADDR', lpvBuffer, lpdwSize))
      const list = fillCallerBuffer((lpvBuffer, lpdwSize) => pvNotification.GetHeader(pfc, 'X-Forwarded-For:', lpvBuffer, lpdwSize))

      // Set for every request, with null as well: the slot belongs to the connection and still holds the last one's.
      pfc.pFilterContext = peer === null || list === null ? null : clientAddress(readSz(peer), readSz(list))
      break
    }

    case SF_NOTIFY_LOG:
      // The line is written from this structure afterwards. LOG comes after END_OF_REQUEST: nothing may be dropped before.
      if (typeof pfc.pFilterContext === 'string') pvNotification.pszClientHostName = pfc.pFilterContext
      pfc.pFilterContext = null
      break

    default:
      break
  }

  return SF_STATUS_REQ_NEXT_NOTIFICATION
}

/** Walks from our own connection outwards; null when there is nothing better than the address of the connection. */
function clientAddress(peer: string, forwardedFor: string): string | null {
  let client: string | null = null
  let writer = peer
  for (const entry of forwardedFor.split(',').reverse()) {
    if (!isOurs(writer)) break
    const address = withoutPort(entry.trim())
    if (isIP(address) === 0) break // "unknown", a host name, a line of script: whatever it is, it is no address
    client = address
    writer = address
  }
  return client
}

function isOurs(address: string): boolean {
  return ourProxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711. */
function withoutPort(entry: string): string {
  return entry.replace(/^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/, '$1$2')
}
