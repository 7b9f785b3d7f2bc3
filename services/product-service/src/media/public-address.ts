import ipaddr from 'ipaddr.js'

/**
 * Whether an address belongs to the public internet. Everything else is refused: this machine, private and link-local
 * networks (and with them the metadata services of clouds), multicast, and the IPv6 forms that carry such an IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `process` turns ::ffff:10.0.0.1 into 10.0.0.1; other ways to wrap an IPv4 address have ranges of their own.
  return ipaddr.process(address).range() === 'unicast'
}
