import { createHash } from 'node:crypto';
import { brotliCompressSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/demo/random.ts';
import { collectPostcodes } from '../../src/mps/collect-postcodes.ts';
import { parsePostcode } from '../../src/mps/postcode.ts';
import { readPostcodeIndex } from '../../src/mps/postcode-index.ts';

const CODES = ['E14001545', 'E14001306', 'W07000081', 'S14000021'];
const NOW = new Date('2026-11-24T10:00:00Z');
const LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

function packed(rows: [postcode: string, constituency: string, ended?: string][]): Buffer {
  const collection = collectPostcodes(CODES);
  for (const [postcode, constituency, ended] of rows) {
    collection.add({ postcode, constituency, introduced: undefined, ended });
  }
  return collection.pack(['invented.csv'], NOW).bytes;
}

/** Behind the heading, its sum and the length. */
const BODY_AT = 'Dear MP postcodes 2\n'.length + 32 + 4;

const E = 'E14001545';
type Row = [postcode: string, constituency: string, ended?: string];
const ROWS: [Row, ...Row[]] = [
  ['BS37 5AA', E],
  ['BS37 5AB', 'E14001306'],
  ['BS37 5ZZ', E, '201203'],
  ['BS37 0AA', E],
  ['M1 1AE', E],
  ['M11 1AE', 'E14001306'],
  ['W1A 0AX', 'W07000081'],
  ['EC1A 1BB', 'S14000021'],
  ['SO14 0AA', E],
  ['OX1 1AA', E],
  ['B10 1AA', E],
];
const index = readPostcodeIndex(packed(ROWS));

describe('the postcode index', () => {
  it.each([
    ['BS37 5AA', E],
    ['BS37 5AB', 'E14001306'],
    ['bs375aa', E],
    ['Bs37 5aA', E],
    ['  bs37   5aa ', E],
    ['BS37.5AA', E],
    ['BS37 0AA', E],
    ['M1 1AE', E],
    ['M11AE', E],
    ['M11 1AE', 'E14001306'],
    ['M111AE', 'E14001306'],
    ['w1a0ax', 'W07000081'],
    ['EC1A1BB', 'S14000021'],
    ['S014 OAA', E],
    ['0X1 IAA', E],
    ['BIO 1AA', E],
  ])('finds %j', (typed, constituency) => {
    expect(index.find(typed)).toEqual({ constituency, terminated: false });
  });

  it('tells a postcode that is no longer in use', () => {
    expect(index.find('bs375zz')).toEqual({ constituency: E, terminated: true });
  });

  it.each([
    'BS37 5AD',
    'BS37 5AC',
    'BS37 5BA',
    'BS37 6AA',
    'BS3 5AA',
    'BS36 5AA',
    'B37 5AA',
    'M1 1AF',
    'W1B 0AX',
    'W1 0AX',
    'ZZ99 9ZZ',
    '',
    ' ',
    'AA',
    '5AA',
    'BS37',
    'BS37 5',
    'BS375 5AA',
    'BS37  5AA5AA',
    'BS37 5A\u0141',
    '\u0142S37 5AA',
    'BS37 \u0665AA',
    'BS37\u00005AA',
    'IM1 1AA',
    'B'.repeat(1000),
  ])('knows nothing of %j', typed => {
    expect(index.find(typed)).toBeUndefined();
  });

  /** What is typed in place of others; every second time nothing. */
  const GARBLING = ' .OoIi01235789bsmwexa\u017f\u0000';

  it('reads characters as a postcode that was typed is read, however garbled', () => {
    const answers = new Map(ROWS.map(([postcode, constituency]) => [postcode, constituency]));
    const { below, one } = seededRandom(1832);
    let found = 0;
    for (let i = 0; i < 50_000; i += 1) {
      const typed = [...one(ROWS)[0]];
      for (let edits = below(3); edits >= 0; edits -= 1) {
        typed.splice(below(typed.length + 1), below(2), ...GARBLING.charAt(below(2 * GARBLING.length)));
      }
      const text = typed.join('');
      const parsed = parsePostcode(text);
      const expected = parsed.kind === 'postcode' ? answers.get(parsed.postcode) : undefined;
      expect(index.find(text)?.constituency, JSON.stringify(text)).toBe(expected);
      if (expected) found += 1;
    }
    expect(found).toBeGreaterThan(5_000);
  });

  it('says where its data come from', () => {
    expect(index.about).toEqual({
      sources: ['invented.csv'],
      builtAt: '2026-11-24T10:00:00.000Z',
      dataMonth: '2012-03',
      postcodes: 11,
      terminated: 1,
      constituencies: 4,
    });
  });

  it('gives back each of a sector’s 400 postcodes, and none of the next sector’s', () => {
    const units = [...LETTERS].flatMap(a => [...LETTERS].map(b => a + b));
    const rows = units.map((unit, i): [string, string] => [`AB1 2${unit}`, CODES[i % 4] ?? '']);
    const full = readPostcodeIndex(packed(rows));
    for (const [postcode, constituency] of rows) {
      expect(full.find(postcode)?.constituency).toBe(constituency);
      expect(full.find(postcode.replace('1 2', '1 3'))).toBeUndefined();
    }
  });

  it('packs the same rows to the same bytes, whatever their order', () => {
    const rows: [string, string][] = [
      ['BS37 5AA', E],
      ['M1 1AE', 'E14001306'],
      ['BS37 5AB', 'E14001306'],
    ];
    expect(packed(rows)).toEqual(packed(rows.reverse()));
  });
});

describe('an index that was built before', () => {
  it('answers as it did: version 1 is packed with Brotli', () => {
    const now = packed([['BS37 5AA', E]]);
    const body = brotliCompressSync(inflateRawSync(now.subarray(BODY_AT)));
    const summed = Buffer.concat([now.subarray(BODY_AT - 4, BODY_AT), body]);
    const sum = createHash('sha256').update(summed).digest();
    const before = Buffer.concat([Buffer.from('Dear MP postcodes 1\n'), sum, summed]);
    expect(readPostcodeIndex(before).find('BS37 5AA')).toEqual(readPostcodeIndex(now).find('BS37 5AA'));
    expect(readPostcodeIndex(before).find('BS37 5AA')?.constituency).toBe(E);
  });
});

describe('an index that cannot be trusted is refused:', () => {
  const good = packed([['BS37 5AA', E]]);
  const changed = (at: number) => {
    const bytes = Buffer.from(good);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };

  it('one bit changed, wherever it is', () => {
    for (let at = 0; at < good.length; at += 1) {
      expect(() => readPostcodeIndex(changed(at)), `byte ${at}`).toThrow(
        /damaged|another version|not a postcode index/,
      );
    }
  });

  it('cut short, wherever that is', () => {
    for (let length = 0; length < good.length; length += 1) {
      expect(() => readPostcodeIndex(good.subarray(0, length)), `${length} bytes`).toThrow(
        /damaged|another version|not a postcode index/,
      );
    }
  });

  it('bytes after its end', () => {
    expect(() => readPostcodeIndex(Buffer.concat([good, Buffer.from('x')]))).toThrow('damaged');
  });

  it('another version', () => {
    const newer = Buffer.from(good);
    newer.write('3', 18);
    expect(() => readPostcodeIndex(newer)).toThrow('another version of Dear MP: build it again');
  });

  it('another kind of file', () => {
    expect(() => readPostcodeIndex(Buffer.from('postcode,constituency\n'))).toThrow('not a postcode index');
  });
});
