import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../src/letters/letter.ts';
import { STAFF_LIMITS } from '../src/staff/limits.ts';
import { LONGEST_NAME } from '../src/staff/templates/editor-form.ts';

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
  limits: { ...LIMITS, name: LONGEST_NAME },
  staffLimits: STAFF_LIMITS,
};

describe('the longest text that a field takes', () => {
  it('is written once, where its rule is, and in no view', () => {
    expect(limits.length).toBeGreaterThan(20);
    expect(limits.filter(({ value }) => /\d/.test(value))).toEqual([]);
  });

  it('is one that there is, for a browser passes over an empty one', () => {
    const unknown = limits.filter(({ value }) => {
      const [, from = '', name = ''] = /(\w+)\.(\w+)\W*$/.exec(value) ?? [];
      return from in GIVEN && !(name in (GIVEN[from] ?? {}));
    });
    expect(unknown).toEqual([]);
  });
});
