import { describe, expect, it } from 'vitest';
import { NO_WORDS } from '../../src/campaigns/variants.ts';
import { LANGUAGES } from '../../src/languages/language.ts';
import { composeLetter } from '../../src/letters/compose-letter.ts';
import { RELATIONSHIPS } from '../../src/letters/letter.ts';
import { sampleAnswers, sampleMember } from '../../src/letters/sample-letters.ts';
import type { Circumstance } from '../../src/mps/member.ts';
import { STARTER, STARTER_LETTER } from '../support/starter-letter.ts';

const AT = new Date('2026-11-24T10:00:00Z');
const SEAT: Parameters<typeof composeLetter>[2] = {
  name: 'Example',
  nameCy: 'Enghraifft',
  nation: 'England',
  member: sampleMember(null),
};
const ANSWERS = { ...sampleAnswers('parent', STARTER), id: 'letter 1', language: 'en' };
const IDS = Array.from({ length: 200 }, (_, number) => `letter ${number}`);

const compose = (
  change: Partial<typeof ANSWERS> = {},
  seat: Partial<typeof SEAT> = {},
  words = STARTER_LETTER,
) => composeLetter(words, { ...ANSWERS, ...change }, { ...SEAT, ...seat }, STARTER, AT);
const to = (circumstance: Circumstance | null) => ({ member: sampleMember(circumstance) });

describe('a letter of the starter campaign', () => {
  it.each([
    ['default', null, 'England', false],
    ['speaker', 'speaker', 'England', false],
    ['speaker', 'deputy_speaker', 'Wales', true],
    ['minister', 'minister', 'England', false],
    ['minister', 'minister', 'Wales', true],
    ['abstains', 'abstains', 'Northern Ireland', true],
    ['cross-border', null, 'Scotland', true],
  ] as const)(
    'is made with the variant %s to an MP who is %s, from %s',
    (variant, circumstance, nation, crossBorder) => {
      const letter = compose({ crossBorder }, { nation, ...to(circumstance) });
      expect(letter).toMatchObject({ variant, language: 'en' });
      expect(letter.body.includes('school in England')).toBe(crossBorder);
    },
  );

  it.each([
    [
      'the Speaker',
      'speaker',
      /you neither vote nor speak in debates.*ministers responsible for education\?/,
    ],
    ['a deputy speaker', 'deputy_speaker', /you neither vote nor speak in debates/],
    ['a minister', 'minister', /Will you raise this within government/],
    ['an MP who does not sit', 'abstains', /Will you write to the Secretary of State/],
    ['any other MP', null, /Will you raise this with the Secretary of State for Education\?/],
  ] as const)('asks %s what they can do', (_who, circumstance, question) => {
    expect(compose({}, to(circumstance)).body).toMatch(question);
  });

  it('leads with the story and ends with the question, whatever varies', () => {
    for (const language of LANGUAGES) {
      for (const circumstance of [null, 'speaker', 'minister', 'abstains'] as const) {
        for (const id of IDS.slice(0, 20)) {
          const { body } = compose({ id, language }, to(circumstance));
          const paragraphs = body.split('\n\n');
          expect(paragraphs[3]).toBe(ANSWERS.story);
          const question = paragraphs.findIndex(words => words.endsWith('?'));
          expect(question).toBe(paragraphs.length - 4);
        }
      }
    }
  });

  it.each(RELATIONSHIPS)('of $key has every opening and every order among two hundred', ({ key }) => {
    const letters = IDS.map(id => compose({ id, relationship: key }).body.split('\n\n'));
    expect(new Set(letters.map(paragraphs => paragraphs[4])).size).toBe(3);
    const experiences = letters.map(paragraphs => paragraphs.slice(5, 10));
    for (const place of [0, 1, 2, 3, 4]) {
      // Five paragraphs, three of them in two wordings.
      expect(new Set(experiences.map(paragraphs => paragraphs[place])).size).toBe(8);
    }
    expect(new Set(letters.map(paragraphs => paragraphs.at(-3))).size).toBe(2);
    expect(new Set(letters.map(paragraphs => paragraphs.join())).size).toBeGreaterThan(190);
  });

  it('is the same each time that it is made', () => {
    for (const id of IDS) expect(compose({ id })).toEqual(compose({ id }));
  });

  it('keeps its opening and the order of its paragraphs where one more is chosen', () => {
    const [first, ...others] = ANSWERS.experiences;
    const fewer = compose({ experiences: others }).body.split('\n\n');
    const more = compose({ experiences: [...others, first ?? ''] }).body.split('\n\n');
    expect(more.filter(paragraph => fewer.includes(paragraph))).toEqual(fewer);
    expect(more).toHaveLength(fewer.length + 1);
  });
});

describe('a letter in Welsh', () => {
  it.each([null, 'speaker', 'minister', 'abstains'] as const)(
    'to an MP who is %s is Welsh throughout',
    circumstance => {
      const { body, subject, language } = compose({ language: 'cy', story: 'Fy stori.' }, to(circumstance));
      expect(language).toBe('cy');
      expect(subject).toMatch(/^Gan eich etholwr Ada Example/);
      expect(body).toContain('\n24 Tachwedd 2026\n');
      expect(body).toContain('\nAnnwyl Sir Max Example,\n');
      expect(body).toContain('etholaeth Enghraifft');
      expect(body).toMatch(/A wnewch chi .*\?\n/);
      expect(body).not.toMatch(/\b(Dear|constituent|school|Yours)\b(?! attendance)/);
    },
  );

  it('has the English name of a constituency that has no Welsh one', () => {
    expect(compose({ language: 'cy' }, { nameCy: null }).body).toContain('etholaeth Example');
    expect(compose().body).not.toContain('Enghraifft');
  });

  it('from a family across the border is made with their variant', () => {
    const letter = compose({ language: 'cy', crossBorder: true }, { nation: 'Wales' });
    expect(letter).toMatchObject({ variant: 'cross-border', language: 'cy' });
    expect(letter.body).toContain('ysgol yn Lloegr');
  });

  it('is in English where the variant has no Welsh text, and says so', () => {
    const words = {
      ...NO_WORDS,
      subject: 'From {{name}}',
      body: '{{date}} {{mp.salutation}} {{mp.constituency}}',
    };
    expect(compose({ language: 'cy' }, {}, words)).toEqual({
      subject: 'From Ada Example',
      body: '24 November 2026 Dear Sir Max Example Example',
      language: 'en',
      variant: 'default',
    });
  });
});
