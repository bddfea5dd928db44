import { readFileSync, rmSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/demo/random.ts';
import type { PostcodeIndex } from '../../src/mps/postcode-index.ts';
import { fullPostcodes, WHY_SKIPPED } from '../support/full-postcodes.ts';
import { postcodeFolder } from '../support/postcode-files.ts';

const file = fullPostcodes();
const ABSENT = 100_000;
const LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

describe.skipIf(!file)(file ? 'the whole country' : `the whole country: skipped, ${WHY_SKIPPED}`, () => {
  const folder = postcodeFolder();
  let rows: [postcode: string, constituency: string][];
  let index: PostcodeIndex;

  beforeAll(async () => {
    if (!file) return;
    await folder.build([file], { partial: false });
    index = folder.open();
    // Read here without the importer, so that what it gets wrong is not wrong on both sides.
    const lines = gunzipSync(readFileSync(file)).toString('latin1').trimEnd().split(/\r?\n/).slice(1);
    rows = lines.map(line => line.split(',') as [string, string]);
  });
  afterAll(() => rmSync(folder.dir, { recursive: true }));

  it('comes back row by row, as written and as people type', () => {
    const wrong = rows.filter(
      ([postcode, constituency]) =>
        index.find(postcode)?.constituency !== constituency ||
        index.find(postcode.toLowerCase().replace(' ', ''))?.constituency !== constituency,
    );
    expect(wrong).toEqual([]);
    expect(index.about).toMatchObject({ postcodes: rows.length, terminated: 0, constituencies: 650 });
    expect(rows.length).toBeGreaterThan(1_700_000);
  });

  it('knows nothing of 100,000 well-formed postcodes that are not in the file', () => {
    const known = new Set(rows.map(([postcode]) => postcode));
    const { below } = seededRandom(20240704);
    const letter = () => LETTERS.charAt(below(LETTERS.length));
    const absent = new Set<string>();
    while (absent.size < ABSENT) {
      const [near = ''] = rows[below(rows.length)] ?? [];
      // Half of them in a sector that there is, half in one that mostly is not.
      const outward = near.slice(0, -4);
      const digit = absent.size % 2 === 0 ? near.at(-3) : below(10);
      const postcode = `${outward} ${digit}${letter()}${letter()}`;
      if (!known.has(postcode)) absent.add(postcode);
    }
    expect([...absent].filter(postcode => index.find(postcode))).toEqual([]);
  });
});
