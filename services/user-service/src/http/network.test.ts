import assert from 'node:assert/strict'
import { it } from 'node:test'
import { networkOf } from './network.ts'

it('a client is an IPv4 address, or 64 bits of IPv6 however they are written', () => {
  assert.deepEqual(
    [
      '203.0.113.9',
      '::ffff:203.0.113.9',
      '2001:db8:1:2:3:4:5:6',
      '2001:0db8:0001:0002::1',
      '2001:db8::1',
      '2001:db8::1:2:3:4:5',
      '::1',
    ].map(networkOf),
    [
      '203.0.113.9',
      '203.0.113.9',
      '2001:db8:1:2::/64',
      '2001:db8:1:2::/64',
      '2001:db8:0:0::/64',
      '2001:db8:0:1::/64',
      '0:0:0:0::/64',
    ],
  )
})
