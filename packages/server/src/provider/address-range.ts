/** Which IP addresses are the public internet. Everything else is ours, a neighbour's, or a trick. */
import { BlockList, isIP } from 'node:net'

/** IPv4 blocks that are not globally reachable (IANA special-purpose registry), plus multicast and what is reserved. */
const CLOSED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Cloud metadata services that live in public-looking space.
  '100.100.100.200/32',
  '168.63.129.16/32',
]

/** Only 2000::/3 is handed out as global unicast; inside it these carry another address or are not reachable. */
const CLOSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const closed = new BlockList()
for (const block of CLOSED_V4) closed.addSubnet(...range(block), 'ipv4')
for (const block of CLOSED_V6) closed.addSubnet(...range(block), 'ipv6')
const globalV6 = new BlockList()
globalV6.addSubnet('2000::', 3, 'ipv6')

function range(block: string): [string, number] {
  const [net = '', bits = ''] = block.split('/')
  return [net, Number(bits)]
}

/**
 * True only for an address of the public internet. False for private, loopback, link-local, carrier-grade NAT, metadata, documentation, multicast and
 * reserved ones, for every IPv6 form that carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo), for scoped addresses and for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  const kind = isIP(address)
  if (kind === 4) return !closed.check(address, 'ipv4')
  // Outside 2000::/3 lie ::1, ::, fc00::/7, fe80::/10, ff00::/8, ::ffff:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48 and 100::/64.
  return kind === 6 && !address.includes('%') && globalV6.check(address, 'ipv6') && !closed.check(address, 'ipv6')
}
