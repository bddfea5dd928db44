import { describe, expect, it } from 'vitest';
import { spacedSecret, takenStep, totpUri } from '../../src/staff/totp.ts';

/** The key of RFC 6238's test vectors; the codes are their last six digits. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1_000);

describe('a code of an authenticator app', () => {
  it.each([
    [59, '287082', 1],
    [1111111109, '081804', 37037036],
    [1111111111, '050471', 37037037],
    [1234567890, '005924', 41152263],
    [2000000000, '279037', 66666666],
  ])('at second %i is %s', (seconds, code, step) => {
    expect(takenStep(SECRET, code, null, at(seconds))).toBe(step);
  });

  it.each([
    ['half a minute late', '287082', 59 + 30, 1],
    ['half a minute early', '287082', 59 - 30, 1],
    ['a minute late', '287082', 59 + 60, null],
    ['a minute early', '081804', 1111111109 - 60, null],
    ['with a digit more', '2870820', 59, null],
    ['empty', '', 59, null],
    ['not digits', 'abcdef', 59, null],
    ['another', '287083', 59, null],
  ])('%s', (_words, code, seconds, step) => {
    expect(takenStep(SECRET, code, null, at(seconds))).toBe(step);
  });

  it.each([
    [0, 1],
    [1, null],
    [2, null],
  ])('is not taken again after step %i', (lastStep, step) => {
    expect(takenStep(SECRET, '287082', lastStep, at(59))).toBe(step);
  });
});

describe('the secret', () => {
  it('goes to the app by an address that names site and person', () => {
    const uri = new URL(totpUri(SECRET, 'ada@campaign.example'));
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toContain('Dear MP:ada@campaign.example');
    expect(uri.searchParams.get('secret')).toBe(SECRET);
  });

  it('is typed in groups of four', () => {
    expect(spacedSecret(SECRET)).toBe('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ');
  });
});
