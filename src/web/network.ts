/** An IPv6 household has a /64 of its own; an IPv4 address is taken whole. */
export const homeOf = (ip: string) => prefixOf(ip, { groups: 4, bytes: 4 });

/** What surrounds a home, and may belong to the same owner. */
export const networkOf = (ip: string) => prefixOf(ip, { groups: 3, bytes: 3 });

function prefixOf(ip: string, { groups, bytes }: { groups: number; bytes: number }): string {
  const v4 = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!v4.includes(':')) return v4.split('.').slice(0, bytes).join('.');
  if (v4.includes('.')) return v4;
  const [head = ''] = new URL(`http://[${v4.split('%')[0]}]`).hostname.slice(1, -1).split('::');
  return head.split(':').slice(0, groups).join(':');
}
