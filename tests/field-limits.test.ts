import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LETTER_LIMITS } from '../src/letters/letter.ts';
import { STAFF_LIMITS } from '../src/staff/limits.ts';

const VIEWS = path.join(import.meta.dirname, '..', 'views');
const views = readdirSync(VIEWS, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.hbs'));

/** Each attribute that holds a field to a length or a range, with the view it stands in. */
const limits = views.flatMap(file =>
  [
    ...readFileSync(path.join(VIEWS, file), 'utf8').matchAll(
      /\s((?:max|min)(?:length)?|size)=("[^"]*"|[^\s}]+)/g,
    ),
  ].map(([, name = '', value = '']) => ({ file, name, value: value.replace(/^"|"$/g, '') })),
);

/** What the pages under these names are given. */
const GIVEN: Record<string, object> = {
  limits: LETTER_LIMITS,
  staffLimits: STAFF_LIMITS,
};

describe('the longest text that a field takes', () => {
  it('is written once, where its rule is, and in no view', () => {
    expect(limits.length).toBeGreaterThan(20);
    expect(limits.filter(({ value }) => /\d/.test(value))).toEqual([]);
  });

  it('is one of the limits of staff in each of their fields, and in Welsh the same as in English', () => {
    const ofStaff = limits.filter(
      ({ file, name }) => /^(?:staff|figures)\b/.test(file) && name === 'maxlength',
    );
    expect(ofStaff.length).toBeGreaterThan(20);
    const others = ofStaff.filter(({ value }) => !/\bstaffLimits\.\w+$/.test(value));
    expect(others).toEqual([{ file: 'staff/campaigns/welsh.hbs', name: 'maxlength', value: '{{most}}' }]);
  });

  it('is one that there is, for a browser passes over an empty one', () => {
    const unknown = limits.filter(({ value }) => {
      const [, from = '', name = ''] = /(\w+)\.(\w+)\W*$/.exec(value) ?? [];
      return from in GIVEN && !(name in (GIVEN[from] ?? {}));
    });
    expect(unknown).toEqual([]);
  });
});
