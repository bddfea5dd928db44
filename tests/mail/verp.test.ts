import { describe, expect, it } from 'vitest';
import {
  bounceTokenIn,
  envelopeSender,
  LONGEST_BOUNCE_LOCAL_PART,
  newBounceToken,
} from '../../src/mail/verp.ts';

const TOKEN = 'abcdefghijklmnopqrstuvwxyz';
const OLDER = '0123456789abcdef01234567';

describe('the envelope sender', () => {
  it('names the mail behind a plus sign, and the name is found in it again', () => {
    const token = newBounceToken();
    const sender = envelopeSender('bounces@campaign.example', token);
    expect(sender).toBe(`bounces+${token}@campaign.example`);
    expect(bounceTokenIn(sender)).toBe(token);
  });

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 1000 }, newBounceToken)).size).toBe(1000);
  });

  it('fits the 64 characters of a local part, with the longest address allowed', () => {
    const sender = envelopeSender(`${'a'.repeat(LONGEST_BOUNCE_LOCAL_PART)}@campaign.example`, TOKEN);
    expect(sender.indexOf('@')).toBe(64);
  });

  it.each([
    ['among a header’s other words', `"x" <bounces+${TOKEN}@campaign.example>, y@z.example`, TOKEN],
    ['by a server that shouts', `BOUNCES+${TOKEN.toUpperCase()}@CAMPAIGN.EXAMPLE`, TOKEN],
    ['behind a plus sign of the address’s own', `dear+mp+${TOKEN}@campaign.example`, TOKEN],
    ['where it is one of those that were shorter', `bounces+${OLDER}@campaign.example`, OLDER],
    ['in no other address', 'letters+news@campaign.example', null],
    ['in nothing too long', `bounces+${TOKEN}00@campaign.example`, null],
  ])('is read %s', (_how, text, token) => {
    expect(bounceTokenIn(text)).toBe(token);
  });
});
