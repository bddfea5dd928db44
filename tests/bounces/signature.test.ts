import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSigned, isTimely, signatureOf } from '../../src/bounces/signature.ts';
import { MINUTE } from '../../src/clock.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const SECRET = 's'.repeat(32);
const seconds = (at: number) => String(Math.floor(at / 1000));

describe('a request’s signature', () => {
  const body = Buffer.from('From: x\r\n\r\nŵ');
  const expected = signatureOf(SECRET, '1795514400', body);

  it('is the HMAC-SHA256 of its time, a dot and its body', () => {
    const whole = Buffer.concat([Buffer.from('1795514400.'), body]);
    expect(expected).toBe(createHmac('sha256', SECRET).update(whole).digest('hex'));
    expect(isSigned(expected, `sha256=${expected}`)).toBe(true);
    expect(isSigned(expected, `sha256=${expected.toUpperCase()}`)).toBe(true);
  });

  it.each([
    ['another time', signatureOf(SECRET, '1795514401', body)],
    ['another body', signatureOf(SECRET, '1795514400', Buffer.from('x'))],
    ['another secret', signatureOf('t'.repeat(32), '1795514400', body)],
  ])('fits nothing else: %s', (_what, other) => {
    expect(isSigned(expected, `sha256=${other}`)).toBe(false);
  });

  it.each([
    '',
    'sha256=',
    expected,
    `sha1=${expected}`,
    `sha256=${expected}0`,
    `sha256=${expected.slice(1)}`,
  ])('is refused in another form: %j', given => {
    expect(isSigned(expected, given)).toBe(false);
  });
});

describe('a request’s time', () => {
  it.each([
    [0, true],
    [-5 * MINUTE, true],
    [5 * MINUTE, true],
    [-5 * MINUTE - 1000, false],
    [5 * MINUTE + 1000, false],
  ])('%i milliseconds from now holds: %j', (away, holds) => {
    expect(isTimely(seconds(NOW.getTime() + away), NOW)).toBe(holds);
  });

  it.each(['', 'now', '-1', '1e9', '1795514400.5', '9'.repeat(20)])('is refused as %j', timestamp => {
    expect(isTimely(timestamp, NOW)).toBe(false);
  });
});
