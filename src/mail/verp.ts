import { randomBytes } from 'node:crypto';

/** Characters of a token: 130 bits in base 32, which survives servers that fold a local part's case. */
const LENGTH = 26;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Tokens of mail that left before they were that long. */
const OLDER = '[0-9a-f]{24}';

/** Such a token in an address; what mail servers leave of its case. */
export const BOUNCE_TOKEN = new RegExp(`\\+([${ALPHABET}]{${LENGTH}}|${OLDER})@`, 'i');

/** Longest local part of the address for bounces: 64 (RFC 5321) less the plus sign and the token. */
export const LONGEST_BOUNCE_LOCAL_PART = 64 - 1 - LENGTH;

/** The opaque name of one mail, which only its envelope sender carries. */
export const newBounceToken = (): string =>
  Array.from(randomBytes(LENGTH), byte => ALPHABET[byte % ALPHABET.length]).join('');

/** Where a report about one mail goes: "bounces+TOKEN@campaign.example", so that the address says which. */
export function envelopeSender(bounceAddress: string, token: string): string {
  const at = bounceAddress.lastIndexOf('@');
  return `${bounceAddress.slice(0, at)}+${token}${bounceAddress.slice(at)}`;
}

/** The token in the first such address of `text`, or null. */
export function bounceTokenIn(text: string): string | null {
  return BOUNCE_TOKEN.exec(text)?.[1]?.toLowerCase() ?? null;
}
