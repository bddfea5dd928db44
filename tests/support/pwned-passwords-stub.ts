import { createHash } from 'node:crypto';
import { startStubService } from './stub-service.ts';

/** Pwned Passwords on loopback, with the replies that its documentation shows: lines end as there, padding has a 0. */
export async function startPwnedPasswords() {
  const stolen = new Map<string, number>();
  const stub = await startStubService((url, headers) => {
    const [, , told] = url.pathname.split('/');
    if (!/^\/range\/[\dA-F]{5}$/.test(url.pathname))
      return { status: 400, body: 'The hash prefix was not in a valid format' };
    const known = [...stolen].filter(([hash]) => hash.startsWith(told ?? ''));
    const padding =
      headers['add-padding'] === 'true' ? [...Array(20).keys()].map(n => [`${n}`.padStart(35, 'A'), 0]) : [];
    const lines = [...known.map(([hash, times]) => [hash.slice(5), times]), ...padding];
    return { status: 200, body: lines.map(line => line.join(':')).join('\r\n') };
  });
  return {
    ...stub,
    /** @param times 0: it stands among the padding */
    steal: (password: string, times = 3) => stolen.set(sha1(password), times),
  };
}

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
