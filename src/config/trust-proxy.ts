import { isIP } from 'node:net';

const SYNTAX =
  'must be the number of proxies in front, such as 1, or who they are, with commas between them: "loopback", an address such as 10.0.0.2, or a network such as 10.0.0.0/8';

/** Names of networks that Express knows. */
const NAMES = ['loopback', 'linklocal', 'uniquelocal'];

/** The longest prefix of a network, in bits, by the kind of its address; 0 is none. */
const LONGEST: Record<number, number> = { 0: 0, 4: 32, 6: 128 };

/** Reads TRUST_PROXY as Express takes it, which would throw at what is wrong only once all else is open. */
export function readTrustProxy(value: string): { trusted: number | string[]; problem?: string } {
  if (/^\d+$/.test(value)) return { trusted: Number(value) };
  const trusted = value.split(',').map(proxy => proxy.trim());
  const wrong = trusted.find(proxy => !isProxy(proxy));
  return { trusted, ...(wrong === undefined ? {} : { problem: `${SYNTAX}; "${wrong}" is none of these` }) };
}

function isProxy(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const longest = LONGEST[isIP(address)] ?? 0;
  if (length === undefined) return longest > 0 || NAMES.includes(text);
  return more.length === 0 && /^\d+$/.test(length) && Number(length) >= 1 && Number(length) <= longest;
}
