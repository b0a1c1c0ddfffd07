// The client's address, as X-Forwarded-For tells it: for the filter and the module "forwarded-for".
//
// When may it be trusted? Anybody can send the header. Each proxy appends the address that it saw to what it was given,
// so the list is trustworthy from its right end, and only as far as the machines that wrote it are ours: if the
// connection itself comes from one of our proxies, the last entry is what that proxy saw; if that is one of our proxies
// again, the entry before it counts, and so on. The first address that is not ours is the client; what stands left of it
// was supplied by the client. Put the addresses of your own proxies into `ourProxies`, no more: a private address range
// is only yours if nobody else's machines are in it.

import { BlockList, isIP, isIPv6 } from 'node:net'

const ourProxies = new BlockList()
ourProxies.addSubnet('127.0.0.0', 8)
ourProxies.addAddress('::1', 'ipv6')
ourProxies.addSubnet('10.0.0.0', 8)
ourProxies.addSubnet('172.16.0.0', 12)
ourProxies.addSubnet('192.168.0.0', 16)
ourProxies.addSubnet('fc00::', 7, 'ipv6')

/** Walks from our own connection outwards; null when there is nothing better than the address of the connection. */
export function clientAddress(peer: string, forwardedFor: string): string | null {
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
