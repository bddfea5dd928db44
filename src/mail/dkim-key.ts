import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Below this, receivers ignore signatures or will soon (RFC 8301). Bits. */
const FEWEST_BITS = 2048;

/**
 * Reads the private key that signs mail.
 *
 * @returns the key in PEM, or what is wrong with the file, in words that follow its setting's name
 */
export function readDkimKey(file: string): { key: string } | { problem: string } {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    return { problem: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return { problem: 'must be a private key in PEM, without a password' };
  }
  // With any other kind nodemailer would send on without a signature, and say nothing.
  if (key.asymmetricKeyType !== 'rsa') {
    return { problem: 'must be an RSA key: mail cannot be signed with another kind yet' };
  }
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < FEWEST_BITS) {
    return { problem: `must be an RSA key of at least ${FEWEST_BITS} bits` };
  }
  return { key: pem };
}
