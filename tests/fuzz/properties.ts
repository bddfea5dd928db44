import { expect } from 'vitest';
import type { Answer } from '../support/loopback.ts';
import type { Hostile } from './requests.ts';

/** Words that only an inside knows: a trace, a path of this machine, the database's own messages. */
const INSIDE =
  /\n\s+at \S+.*:\d+:\d+|node_modules|\/(?:src|dist)\/\w+\/[\w-]+\.[jt]s|SQLITE_|PrismaClient|\bP20\d\d\b|APP_SECRET/;

/** What was typed, standing on a page as markup or at the end of an attribute. */
const UNESCAPED = /<zq7|x["']zq7/;

/** Whatever was sent, this holds of the answer. */
export function expectSafe({ asked }: Hostile, { status, headers, text }: Answer): void {
  expect(status, 'no request makes the server fail').toBeLessThan(500);
  expect(text, 'nothing of the inside is told').not.toMatch(INSIDE);
  const type = headers['content-type'] ?? '';
  if (/html|svg|xml/.test(type)) expect(text, 'what was typed is escaped').not.toMatch(UNESCAPED);
  expect(headers['x-zq7'], 'no header is slipped in').toBeUndefined();
  expectHeaders(headers);
  if (headers.location !== undefined) expectHere(headers.location);
  if (text && asked.method !== 'HEAD') expect(type, 'what is sent says what it is').not.toBe('');
}

function expectHeaders(headers: Answer['headers']): void {
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('same-origin');
  expect(headers['x-powered-by']).toBeUndefined();
  expect(headers['cache-control'], 'caches are told').toMatch(/no-store|max-age=/);
}

/** Every redirect stays on this site. */
function expectHere(location: string): void {
  const { origin } = new URL(location, 'http://here.invalid');
  expect(origin, location).toBe('http://here.invalid');
  expect(location).toMatch(/^\/(?![/\\])/);
}
