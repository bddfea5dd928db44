import { describe, expect, it } from 'vitest';
import {
  addressFamily,
  heldByItself,
  type Likeness,
  reasonToHold,
  type Sign,
  signsOf,
} from '../../src/abuse/suspicion.ts';

const ALONE: Likeness = { stories: 0, postcodes: 1, constituencies: 1 };

describe('a letter', () => {
  it.each<[string, Sign[], Partial<Likeness>]>([
    ['of an honest supporter', [], {}],
    ['from a browser without scripts', ['unproved'], {}],
    ['whose hidden field a browser’s extension filled in', ['trap'], {}],
    ['sent with one key by someone whose browser filled in all', ['fast'], {}],
    ['in the words of ten friends', [], { stories: 9 }],
    ['written for five people by their helper', [], { postcodes: 5 }],
    ['from behind a phone network', [], { constituencies: 500 }],
    ['from behind a phone network, without scripts', ['unproved'], { constituencies: 500 }],
  ])('%s leaves', (_which, signs, likeness) => {
    expect(reasonToHold(signs, { ...ALONE, ...likeness })).toBeNull();
  });

  it.each<[Sign[], Partial<Likeness>, string]>([
    [[], { stories: 10 }, 'Please look: same story as 10 other letters'],
    [[], { postcodes: 6 }, 'Please look: one writer’s address wrote from 6 postcodes in a day'],
    [
      ['trap', 'fast'],
      {},
      'Please look: a field that people do not see was filled in; the form came back within two seconds',
    ],
    [
      ['fast', 'unproved'],
      {},
      'Please look: the form came back within two seconds; the browser did not do the sum',
    ],
    [
      ['trap'],
      { constituencies: 41 },
      'Please look: a field that people do not see was filled in; one network wrote from 41 constituencies in a day',
    ],
  ])('with the signs %j and %j is held, and the reason is told', (signs, likeness, reason) => {
    const held = reasonToHold(signs, { ...ALONE, ...likeness });
    expect(held).toBe(reason);
    expect(heldByItself(held)).toBe(true);
  });

  it('that staff hold is not held by itself', () => {
    expect(heldByItself('Looks like a prank')).toBe(false);
    expect(heldByItself(null)).toBe(false);
  });
});

describe('how a form was filled in', () => {
  it.each<[Parameters<typeof signsOf>[0], Sign[]]>([
    [{ trap: '', milliseconds: 2_000, proved: undefined }, []],
    [{ trap: '', milliseconds: 90_000, proved: true }, []],
    [{ trap: '', milliseconds: 1_999, proved: true }, ['fast']],
    [{ trap: 'http://spam.example', milliseconds: 90_000, proved: true }, ['trap']],
    [{ trap: '', milliseconds: 90_000, proved: false }, ['unproved']],
    [{ trap: 'x', milliseconds: 0, proved: false }, ['trap', 'fast', 'unproved']],
  ])('%j leaves the signs %j', (form, signs) => {
    expect(signsOf(form)).toEqual(signs);
  });
});

describe('addresses that one person makes of one', () => {
  it.each([
    ['ada@supporter.example', 'ada@supporter.example'],
    ['Ada+1@Supporter.example', 'ada@supporter.example'],
    ['a.d_a-17@supporter.example', 'ada@supporter.example'],
    ['2026@supporter.example', '2026@supporter.example'],
    ['"a@b"+1@supporter.example', '"a@b"@supporter.example'],
  ])('%s is of the family %s', (email, family) => {
    expect(addressFamily(email)).toBe(family);
  });

  it('are of another family at another domain', () => {
    expect(addressFamily('ada@one.example')).not.toBe(addressFamily('ada@two.example'));
  });
});
