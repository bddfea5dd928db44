import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as childPrivacy from '../../src/letters/child-privacy-patterns.ts';
import { BOUNCE_TOKEN } from '../../src/mail/verp.ts';
import { ONLY_WEAK_WORDS } from '../../src/staff/password-rules.ts';
import { hostileTo, isDoneWithin, makersIn, regularExpressionsIn, stepsOver } from './regular-expressions.ts';

const SRC = path.join(import.meta.dirname, '..', '..', 'src');
const LENGTH = 300;
/** Steps for each character that nobody has to explain. */
const STEPS_A_CHARACTER = 12;
/** Where nobody waits for the end any more. */
const MOST_STEPS = 1_000_000;

/** Whether twice the text takes more than about twice the steps. */
function growsTooFast(pattern: RegExp, text: string): boolean {
  const half = text.slice(0, Math.ceil(text.length / 2)) + text.slice(-1);
  const steps = stepsOver(pattern, text, MOST_STEPS);
  return steps === Number.POSITIVE_INFINITY || steps > 3 * stepsOver(pattern, half, MOST_STEPS);
}

/** The beginning of a text over which a pattern is slow, by its steps and not by any clock; or null. */
function slowOver(pattern: RegExp): string | null {
  const isSlow = (text: string) =>
    !isDoneWithin(pattern, STEPS_A_CHARACTER * LENGTH)(text) && growsTooFast(pattern, text);
  const done = isDoneWithin(pattern, STEPS_A_CHARACTER * LENGTH);
  // Now and then V8 gives up long before the limit. What is slow is slow each time.
  const slow = hostileTo(pattern, LENGTH).find(text => !done(text) && isSlow(text) && isSlow(text));
  return slow === undefined ? null : JSON.stringify(slow.slice(0, 20));
}

/** Those that are put together while the code runs, from words in the code alone; by their files. */
const PUT_TOGETHER: Record<string, RegExp[]> = {
  'letters/child-privacy-patterns.ts': Object.values(childPrivacy)
    .flat()
    .filter((one): one is RegExp => one instanceof RegExp),
  'mail/dns-check.ts': [/(?:^|;)\s*v\s*=([^;]*)/i],
  'mail/verp.ts': [BOUNCE_TOKEN],
  'staff/password-rules.ts': [ONLY_WEAK_WORDS],
};

const written = regularExpressionsIn(SRC);

describe('the way of counting', () => {
  it.each<[RegExp, boolean]>([
    [/(a+)+b/, true],
    [/\s+$/, true],
    [/a+b/, true],
    [/<[^>]*>/, true],
    [/(?:foo|bar)+q/i, true],
    [/\S*[\p{L}\p{N}]\S*/u, true],
    [/^\s+x/, false],
    [/(?<!\s)\s+x/, false],
    [/x\s?y/u, false],
    [/^[\w-]+$/, false],
    [/\d{1,9}/, false],
  ])('finds whether %s is slow over some text: %s', (pattern, slow) => {
    expect(slowOver(pattern) !== null).toBe(slow);
  });

  it('finds what is written in the sources', () => {
    expect(written.length).toBeGreaterThan(150);
    const files = written.map(({ where }) => where);
    for (const room of ['web/', 'staff/', 'letters/', 'campaigns/', 'bounces/', 'mail/', 'mps/']) {
      expect(files.filter(file => file.startsWith(room)).length, room).toBeGreaterThan(1);
    }
  });

  it('knows of each file that puts some together', () => {
    expect(makersIn(SRC)).toEqual(Object.keys(PUT_TOGETHER).sort());
  });
});

describe('no regular expression is slow over any text', () => {
  it.each(written)('$where', ({ pattern }) => expect(slowOver(pattern)).toBeNull());

  it.each(Object.entries(PUT_TOGETHER).flatMap(([file, all]) => all.map(pattern => ({ file, pattern }))))(
    '$file: $pattern',
    ({ pattern }) => expect(slowOver(pattern)).toBeNull(),
  );

  it('and none by which an email address or a day is checked', () => {
    for (const pattern of [z.regexes.email, z.regexes.date])
      expect(slowOver(pattern), String(pattern)).toBeNull();
  });
});
