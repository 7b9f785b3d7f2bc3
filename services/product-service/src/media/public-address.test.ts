import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isPublicAddress } from './public-address.ts'

it('tells public addresses from all others', () => {
  const addresses = ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '8.8.8.8', '::ffff:8.8.8.8']
  assert.deepEqual(addresses.filter(isPublicAddress), addresses)
})

it('refuses this machine, private networks, clouds’ metadata and everything that carries such an address', () => {
  const addresses = [
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1'],
    ...['224.0.0.1', '255.255.255.255', '192.0.2.1', '198.18.0.1', '240.0.0.1'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1'],
    ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:7f00:1::'],
    ...['localhost', '', '127.0.0.1:80', 'fe80::1%eth0'],
  ]
  assert.deepEqual(addresses.filter(isPublicAddress), [])
})
