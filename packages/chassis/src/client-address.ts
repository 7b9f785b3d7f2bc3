import { BlockList, isIP } from 'node:net'

/** Whose word counts when they say on whose behalf they call: proxies, and the web apps. */
export interface TrustedProxies {
  has(address: string): boolean
}

const LOOPBACK = ['127.0.0.0/8', '::1/128']

/**
 * Reads addresses and networks such as `loopback, 10.0.0.0/8, fd00::/8`. Throws when one is neither. `X-Forwarded-For` is read from its end,
 * past those that are trusted: what stands before that a client may have made up.
 */
export function trustedProxies(list: string): TrustedProxies {
  const networks = new BlockList()
  const named = list.split(',').map((one) => one.trim())
  for (const network of named.flatMap((one) => (one === 'loopback' ? LOOPBACK : one === '' ? [] : [one]))) {
    const [address = '', bits] = network.split('/')
    const version = isIP(address)
    const most = version === 4 ? 32 : 128
    const prefix = bits === undefined ? most : Number(bits)
    if (version === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most)
      throw new RangeError(`${network} is no address and no network`)
    networks.addSubnet(address, prefix, familyOf(version))
  }
  return {
    has(address) {
      const version = isIP(address)
      return version !== 0 && networks.check(address, familyOf(version))
    },
  }
}

/** Of what a socket or a caller says, only a client's own address: none of a neighbour that acts for nobody, none of nonsense. */
export const clientAddress = (said: string | undefined, proxies: TrustedProxies): string | undefined =>
  said === undefined || isIP(said) === 0 || proxies.has(said) ? undefined : said

/** The address that a caller of this process names for the visitor it acts for. */
export function namedAddress(forwardedFor: unknown): string | undefined {
  const last = typeof forwardedFor === 'string' ? forwardedFor.split(',').at(-1)!.trim() : ''
  return last === '' ? undefined : last
}

const familyOf = (version: number) => (version === 4 ? 'ipv4' : 'ipv6')
