import { isIP } from 'node:net';

/** An IPv6 household has a /64 of its own; an IPv4 address is taken whole. */
export const homeOf = (from: string) => prefixOf(from, { groups: 4, bytes: 4 });

/** What surrounds a home, and may belong to the same owner. */
export const networkOf = (from: string) => prefixOf(from, { groups: 3, bytes: 3 });

/** What is no address counts as one home: whoever writes a new such thing each time is limited all the same. */
const NO_ADDRESS = 'unknown';

function prefixOf(from: string, { groups, bytes }: { groups: number; bytes: number }): string {
  const address = withoutPort(from);
  const kind = isIP(address);
  if (kind === 0) return NO_ADDRESS;
  if (kind === 4) return address.split('.').slice(0, bytes).join('.');
  const all = groupsOf(address);
  const v4 = mappedV4(all);
  return v4 ? v4.slice(0, bytes).join('.') : all.slice(0, groups).join(':');
}

/** Some proxies write `192.0.2.7:5678`, or `[2001:db8::1]:443`; a zone, `%eth0`, is known on one machine alone. */
const withoutPort = (from: string): string =>
  from
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');

/** All eight groups of an IPv6 address, in lower case and without leading zeros. */
function groupsOf(v6: string): string[] {
  const [head = '', tail = ''] = new URL(`http://[${v6}]`).hostname.slice(1, -1).split('::');
  const [left, right] = [head, tail].map(half => half.split(':').filter(Boolean)) as [string[], string[]];
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}

/** The bytes of an IPv4 address that is written as IPv6, `::ffff:192.0.2.7`; null for any other. */
function mappedV4(groups: string[]): number[] | null {
  if (groups.slice(0, 6).join(':') !== '0:0:0:0:0:ffff') return null;
  return groups.slice(6).flatMap(group => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
