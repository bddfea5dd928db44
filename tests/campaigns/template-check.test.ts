import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../src/campaigns/letter-template.ts';
import { nearestName } from '../../src/campaigns/nearest-name.ts';
import { letterProblems } from '../../src/campaigns/template-check.ts';
import { LIMITS } from '../../src/letters/letter.ts';
import { letterFieldGuide } from '../../src/letters/letter-field-guide.ts';
import { sampleLetters } from '../../src/letters/sample-letters.ts';

const STARTER = path.join(import.meta.dirname, '..', '..', 'prisma', 'starter', 'campaigns');
const CAMPAIGN: {
  asks: { key: string; title: string }[];
  experiences: { key: string; title: string }[];
  letter: { subject: string };
} = JSON.parse(readFileSync(path.join(STARTER, 'school-attendance.json'), 'utf8'));
const LETTER = {
  subject: CAMPAIGN.letter.subject,
  body: readFileSync(path.join(STARTER, 'school-attendance.letter.hbs'), 'utf8'),
};
const { asks, experiences } = CAMPAIGN;
const samples = sampleLetters(CAMPAIGN, '24 November 2026');

const problems = (template: typeof LETTER, choices = { asks, experiences }) =>
  letterProblems(template, { samples, ...choices, limits: LIMITS });
const without = (part: string) => ({ ...LETTER, body: LETTER.body.replaceAll(part, '') });
const told = (template: typeof LETTER) =>
  problems(template).map(({ field, severity, message }) => `${field} ${severity}: ${message}`);

describe('a campaign’s letter', () => {
  it('is sound as it comes with the software', () => {
    expect(problems(LETTER)).toEqual([]);
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
      'the question',
      without('Will you raise this with the Secretary of State for Education?'),
      'This is so for a parent writing to an MP',
    ],
    [
      'the question to the Speaker',
      without(
        'Will you, as my constituency’s MP, raise this with the Secretary of State for Education on my behalf?',
      ),
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
    const asking = samples.map(({ label, fields }) => ({ label, fields: { ...fields, story: 'Why?' } }));
    const found = letterProblems(without('?'), { samples: asking, asks, experiences, limits: LIMITS });
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
    const found = problems({ subject: '{{nmae}}', body: 'a\n{{storey}}\n{{#if crossborder}}\n{{/if}}' });
    expect(found.map(({ field, line, message }) => [field, line, message])).toEqual([
      ['subject', 1, 'There is no placeholder “nmae”. Did you mean “name”?'],
      ['body', 2, 'There is no placeholder “storey”. Did you mean “story”?'],
      ['body', 3, 'There is no placeholder “crossborder”. Did you mean “crossBorder”?'],
    ]);
  });
});

describe('the list of placeholders', () => {
  it('has every field of a letter, and no other', () => {
    const listed = letterFieldGuide(CAMPAIGN).flatMap(({ entries }) => entries.map(({ name }) => name));
    expect([...listed].sort()).toEqual(fieldNames(samples[0]?.fields ?? {}).sort());
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
