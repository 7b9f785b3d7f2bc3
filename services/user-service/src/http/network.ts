import { isIPv6 } from 'node:net'

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/**
 * What is counted as one client: an IPv4 address as it is; of IPv6 the first 64 bits, since that is what a household or a machine gets
 * (RFC 6177), and all of its addresses are at hand to whoever has one.
 */
export function networkOf(address: string | undefined): string | undefined {
  const mapped = MAPPED.exec(address ?? '')?.[1]
  if (address === undefined || mapped !== undefined || !isIPv6(address)) return mapped ?? address
  // Written in one way: as short as it can be.
  const [head = '', tail] = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1).split('::')
  const [front, back] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== '')) as [
    string[],
    string[],
  ]
  const zeros = Array<string>(8 - front.length - back.length).fill('0')
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`
}
