import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../src/campaigns/letter-template.ts';
import { nearestName } from '../../src/campaigns/nearest-name.ts';
import { letterProblems } from '../../src/campaigns/template-check.ts';
import {
  ANY,
  addVariant,
  changeVariant,
  NO_WORDS,
  type TemplateWords,
} from '../../src/campaigns/variants.ts';
import { LETTER_LIMITS } from '../../src/letters/letter.ts';
import { letterFieldGuide } from '../../src/letters/letter-field-guide.ts';
import { sampleLetters } from '../../src/letters/sample-letters.ts';
import { STARTER, STARTER_LETTER } from '../support/starter-letter.ts';

const { asks, experiences } = STARTER;
const { subject, body } = STARTER_LETTER;
/** The default's English text alone. */
const LETTER: TemplateWords = { ...NO_WORDS, subject, body };
const samples = sampleLetters(STARTER, new Date('2026-11-24T10:00:00Z'));

/** Does all steps at once. */
function finished<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const problems = (template: TemplateWords, choices = { asks, experiences }) =>
  finished(letterProblems(template, { samples, ...choices, limits: LETTER_LIMITS }));
const without = (part: string) => ({ ...LETTER, body: LETTER.body.replaceAll(part, '') });
const told = (template: TemplateWords) =>
  problems(template).map(({ field, severity, message }) => `${field} ${severity}: ${message}`);

describe('a campaign’s letter', () => {
  it('is sound as it comes with the software', () => {
    expect(problems(STARTER_LETTER)).toEqual([]);
  });

  it.each([
    ['a question', without('?'), 'body error: The letter asks the MP no question'],
    ['the MP’s name', without('{{mp.name}}'), 'body error: The MP’s name and address are not at the top'],
    ['the MP’s address', without('SW1A 0AA'), 'body error: The MP’s name and address are not at the top'],
    ['the House', without('House of Commons'), 'body error: The MP’s name and address are not at the top'],
    ['the story', without('{{story}}'), 'body error: The supporter’s story is missing'],
    ['the name', without('{{name}}'), 'body error: The supporter’s name is missing'],
    ['the address', without('{{address}}'), 'body error: The supporter’s address is missing'],
    ['the postcode', without('{{postcode}}'), 'body error: The supporter’s postcode is missing'],
    ['a subject', { ...LETTER, subject: '{{!-- nothing --}}' }, 'subject error: The subject is empty'],
    ['a subject at all', { ...LETTER, subject: '' }, 'subject error: The subject is empty'],
  ])('cannot do without %s', (_what, template, problem) => {
    expect(told(template)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    [
      'the question, to the Speaker',
      {
        ...LETTER,
        body: LETTER.body
          .replace('Will you raise this with', '{{#unless mp.presides}}Will you{{/unless}}')
          .replace('Education?', 'Education{{#unless mp.presides}}?{{/unless}}'),
      },
      'This is so for a parent writing to the Speaker',
    ],
    [
      'the address, in a block',
      {
        ...LETTER,
        body: LETTER.body.replace('{{address}}', '{{#if relationship.parent}}{{address}}{{/if}}'),
      },
      'This is so for a young person writing to an MP',
    ],
    [
      'the postcode, in a block',
      { ...LETTER, body: LETTER.body.replace('{{postcode}}', '{{#if story}}{{postcode}}{{/if}}') },
      'This is so for a parent without a story and with one ask, writing to an MP',
    ],
  ])('is told for whom something is missing: %s', (_what, template, problem) => {
    expect(told(template).join('\n')).toContain(problem);
  });

  it('has no question of its own where only the story asks one', () => {
    const asking = samples.map(({ label, traits, fields }) => ({
      label,
      traits,
      fields: { en: { ...fields.en, story: 'Why?' }, cy: fields.cy },
    }));
    const found = finished(
      letterProblems(without('?'), { samples: asking, asks, experiences, limits: LETTER_LIMITS }),
    );
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining('no question')]);
  });

  it.each([
    [
      'a subject with a line break',
      { ...LETTER, subject: 'One\ntwo' },
      'subject error: The subject has a line break',
    ],
    [
      'a subject that a long name makes too long',
      { ...LETTER, subject: `${'x'.repeat(101)}{{name}}` },
      'subject error: The subject grows longer than 200 characters. Shorten it. This is so for a supporter whose answers are as long as can be',
    ],
    ['a long text', { ...LETTER, body: 'x'.repeat(20_001) }, 'body error: Shorten this to 20,000 characters'],
    [
      'a story that stands twice',
      { ...LETTER, body: `${LETTER.body}\n{{story}}` },
      'body error: The letter grows longer than 20,000 characters',
    ],
  ])('cannot have %s', (_what, template, problem) => {
    expect(told(template)).toEqual([expect.stringContaining(problem)]);
  });

  it('is warned of, and not stopped by, an ask or an experience that no block uses', () => {
    const found = problems(LETTER, {
      asks: [...asks, { key: 'new', title: 'Something new' }],
      experiences: [...experiences, { key: 'lately', title: 'Something lately' }],
    });
    expect(found.map(({ severity, message }) => [severity, message])).toEqual([
      [
        'warning',
        'The ask “Something new” changes nothing in the letter. Give it a block: {{#if asks.new}} … {{/if}}',
      ],
      [
        'warning',
        'The experience “Something lately” changes nothing in the letter. Give it a block: {{#if experiences.lately}} … {{/if}}',
      ],
    ]);
  });

  it('is told of all that cannot be read, in both texts, with its line, and of nothing else then', () => {
    const found = problems({
      ...NO_WORDS,
      subject: '{{nmae}}',
      body: 'a\n{{storey}}\n{{#if crossborder}}\n{{/if}}',
    });
    expect(found.map(({ field, line, message }) => [field, line, message])).toEqual([
      ['subject', 1, 'There is no placeholder “nmae”. Did you mean “name”?'],
      ['body', 2, 'There is no placeholder “storey”. Did you mean “story”?'],
      ['body', 3, 'There is no placeholder “crossborder”. Did you mean “crossBorder”?'],
    ]);
  });
});

describe('the largest letter', () => {
  const many = (count: number, body = LETTER.body) => ({
    ...LETTER,
    variants: Array.from({ length: count }, (_, number) => ({
      ...{ ...LETTER, body, key: `variant-${number}`, name: `Variant ${number}`, rule: ANY },
    })),
  });

  function stepsOf(words: TemplateWords): number {
    const steps = letterProblems(words, { samples, asks, experiences, limits: LETTER_LIMITS });
    let count = 0;
    while (!steps.next().done) count += 1;
    return count;
  }

  it('is tried in steps, and a variant that takes no letter with few of them', () => {
    expect(samples.length).toBeGreaterThan(100);
    const [one, twenty] = [stepsOf(many(1)), stepsOf(many(20))];
    expect(one).toBeGreaterThan(samples.length);
    expect(twenty - one).toBeLessThanOrEqual(19 * 51);
  });

  it('is told all the same what such a variant lacks', () => {
    const { variants, ...rest } = many(2, LETTER.body.replace('{{postcode}}', ''));
    const found = problems({ ...rest, variants }).filter(({ variant }) => variant === 'variant-1');
    expect(found.map(({ message }) => message)).toEqual([
      'No letter is made with this variant: none fits its rule, or one before it takes them all',
      expect.stringContaining('The supporter’s postcode is missing'),
    ]);
  });
});

describe('a letter with wordings that vary', () => {
  it.each([
    [
      'the question in one wording alone',
      LETTER.body.replace(
        /Will you raise.*\?/,
        '{{#oneOf}}Will you raise this?{{or}}Please raise this.{{/oneOf}}',
      ),
      'The letter asks the MP no question. End the request with a question mark: “Will you …?”. Look at each wording in {{#oneOf}}',
    ],
    [
      'the question in one wording of each of two blocks',
      LETTER.body.replace(
        /Will you raise.*\?/,
        '{{#oneOf}}Will you raise this?{{or}}Please raise this.{{/oneOf}}\n{{#oneOf}}Thank you.{{or}}May I hear from you?{{/oneOf}}',
      ),
      'The letter asks the MP no question',
    ],
    [
      'the story in one wording alone',
      LETTER.body.replace('{{story}}', '{{#oneOf}}\n{{story}}\n{{or}}\nNo story.\n{{/oneOf}}'),
      'The supporter’s story is missing',
    ],
  ])('cannot have %s', (_what, body, problem) => {
    expect(told({ ...LETTER, body })).toEqual([expect.stringContaining(problem)]);
  });
});

describe('a letter with variants', () => {
  const { words, key } = addVariant(LETTER, 'Ministers');
  const forMinisters = (change: Parameters<typeof changeVariant>[2]) =>
    changeVariant(words, key, { rule: { ...ANY, circumstance: ['minister'] }, ...change });
  const placed = (template: TemplateWords) =>
    problems(template).map(
      ({ variant, field, severity, message }) => `${variant} ${field} ${severity}: ${message}`,
    );

  it('is sound where each of its texts is', () => {
    expect(placed(forMinisters({}))).toEqual([]);
  });

  it.each([
    ['a mistake in its text', { body: '{{nmae}}' }, 'ministers body error: There is no placeholder “nmae”'],
    ['no name', { name: '' }, 'ministers name error: Give this variant a name'],
    ['the name of another', { name: 'everyone else' }, 'ministers name error: Another variant has this name'],
    ['half a Welsh text', { subjectCy: 'Pwnc' }, 'ministers bodyCy error: The letter in Welsh is missing'],
    [
      'the other half',
      { bodyCy: STARTER_LETTER.bodyCy },
      'ministers subjectCy error: The subject in Welsh is',
    ],
    [
      'a Welsh text that cannot be read',
      { subjectCy: 'Pwnc', bodyCy: '{{enw}}' },
      'ministers bodyCy error: There is no placeholder “enw”',
    ],
    [
      'a Welsh text without the MP’s address',
      { subjectCy: 'Pwnc', bodyCy: STARTER_LETTER.bodyCy.replace('Tŷ’r Cyffredin', '') },
      'ministers bodyCy error: The MP’s name and address are not at the top',
    ],
    [
      'a rule that takes no letter',
      { rule: { ...ANY, nation: ['England'], school: ['cross-border'] } },
      'ministers rule warning: No letter is made with this variant: none fits its rule',
    ],
    [
      'a rule that takes every letter',
      { rule: ANY },
      'default rule warning: No letter is made with this variant: the variants before it take every one',
    ],
  ])('is told of %s', (_what, change, problem) => {
    expect(placed(forMinisters(change))).toEqual([expect.stringContaining(problem)]);
  });

  it('is told for whom, among those whom the variant is for', () => {
    const body = LETTER.body.replace('{{postcode}}', '{{#if relationship.parent}}{{postcode}}{{/if}}');
    expect(placed(forMinisters({ body }))).toEqual([
      expect.stringContaining('This is so for a young person writing to a minister'),
    ]);
  });
});

describe('the list of placeholders', () => {
  it('has every field of a letter, and no other', () => {
    const listed = letterFieldGuide(STARTER).flatMap(({ entries }) => entries.map(({ name }) => name));
    expect([...listed].sort()).toEqual(fieldNames(samples[0]?.fields.en ?? {}).sort());
  });
});

describe('the nearest name', () => {
  it.each([
    ['nmae', 'name'],
    ['NAME', 'name'],
    ['salutation', 'mp.salutation'],
    ['mp.salutaton', 'mp.salutation'],
    ['zzzzz', undefined],
    ['', undefined],
  ])('of %j is %j', (typed, name) => {
    expect(nearestName(typed, ['date', 'name', 'mp.name', 'mp.salutation'])).toBe(name);
  });
});
