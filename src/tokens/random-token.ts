import { createHash, randomBytes } from 'node:crypto';

/** A token that nobody guesses, for a link, a cookie or a header. @param bytes of chance; 24 are 32 characters */
export const newToken = (bytes = 24): string => randomBytes(bytes).toString('base64url');

/** All that is kept of a token, and what it is found by. No salt: nobody has a list of such tokens. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
