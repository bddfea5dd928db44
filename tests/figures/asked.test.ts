import { describe, expect, it } from 'vitest';
import { linkTo } from '../../src/figures/asked.ts';

describe('the addresses of the letters behind a figure', () => {
  it.each([
    ['/staff/rows', {}, {}, '/staff/rows'],
    ['/staff/rows', {}, { party: 'Green Party' }, '/staff/rows?party=Green%20Party'],
    ['/staff/rows', { campaign: 'a' }, {}, '/staff/rows?campaign=a'],
    [
      '/staff/rows',
      { campaign: 'a' },
      { hour: '7', story: 'yes' },
      '/staff/rows?campaign=a&hour=7&story=yes',
    ],
    ['/staff/rows', { from: '2026-01-01' }, { from: '2026-02-01' }, '/staff/rows?from=2026-02-01'],
    ['/staff/rows', { campaign: 'a' }, { nation: 'A&B=Ö' }, '/staff/rows?campaign=a&nation=A%26B%3D%C3%96'],
  ] as const)('%s with %j and %j is %s', (path, shared, fields, expected) => {
    expect(linkTo(path, { ...shared })({ ...fields })).toBe(expected);
  });
});
