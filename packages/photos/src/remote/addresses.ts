import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All global unicast addresses that are assigned so far; whatever else `ipaddr.js` has no name for is none. RFC 4291 §2.4 */
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public by its number, and yet the host of every Azure machine. https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const AZURE_HOST = '168.63.129.16';

/**
 * Whether anybody on the internet could reach it: of the IANA special-purpose registries (RFC 6890) nothing is. Addresses that carry
 * another one (IPv4-mapped, NAT64, 6to4, Teredo) are none either, whatever they carry.
 */
export function isPublic(address: string): boolean {
  // `ipaddr.js` also takes `127.1` and the like, which a socket would take for a name.
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv6
    ? !parsed.zoneId && parsed.match(GLOBAL_UNICAST_V6)
    : parsed.toString() !== AZURE_HOST;
}
