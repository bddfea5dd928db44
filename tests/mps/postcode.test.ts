import { describe, expect, it } from 'vitest';
import { parsePostcode } from '../../src/mps/postcode.ts';

describe('reading a postcode', () => {
  it.each([
    ['BS37 5AA', 'BS37 5AA'],
    ['bs375aa', 'BS37 5AA'],
    ['  bs37   5aa ', 'BS37 5AA'],
    ['BS37.5AA', 'BS37 5AA'],
    ['BS37 SAA', null],
    ['S014 OAA', 'SO14 0AA'],
    ['S01 1AA', 'SO1 1AA'],
    ['0X1 IAA', 'OX1 1AA'],
    ['WIA 1AA', 'W1A 1AA'],
    ['BIO 1AA', 'B10 1AA'],
    ['EC1A 1BB', 'EC1A 1BB'],
    ['M1 1AE', 'M1 1AE'],
    ['CR2 6XH', 'CR2 6XH'],
    ['DN55 1PT', 'DN55 1PT'],
    ['W1A 0AX', 'W1A 0AX'],
    ['BS37 5CI', null],
  ])('reads %j as %j', (typed, postcode) => {
    const parsed = parsePostcode(typed);
    expect('postcode' in parsed ? parsed.postcode : null).toBe(postcode);
  });

  it('names district, sector and area', () => {
    expect(parsePostcode('bs375aa')).toEqual({
      kind: 'postcode',
      postcode: 'BS37 5AA',
      sector: 'BS37 5',
      district: 'BS37',
      area: 'BS',
    });
  });

  it.each([
    ['', 'empty'],
    ['  \u200b ', 'empty'],
    ['BS37', 'partial'],
    ['BS37 5', 'partial'],
    ['bs', 'malformed'],
    ['not a postcode', 'malformed'],
    ['\u0000', 'malformed'],
    ['١٢٣', 'malformed'],
    ['{{story}}', 'malformed'],
    ['B'.repeat(100), 'malformed'],
  ])('calls %j %s', (typed, kind) => {
    expect(parsePostcode(typed).kind).toBe(kind);
  });

  it.each([
    ['IM1 1AA', 'isle-of-man'],
    ['je2 3ab', 'jersey'],
    ['GY1 1AA', 'guernsey'],
    ['BF1 0AA', 'bfpo'],
    ['BFPO 801', 'bfpo'],
    ['GX11 1AA', 'overseas-territory'],
    ['FIQQ 1ZZ', 'overseas-territory'],
    ['AI-2640', 'overseas-territory'],
  ])('knows that %s has no MP', (typed, place) => {
    expect(parsePostcode(typed)).toMatchObject({ kind: 'without-mp', place });
  });
});
