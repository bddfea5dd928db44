import { describe, expect, it } from 'vitest';
import {
  ANY,
  addVariant,
  changeVariant,
  chooseVariant,
  type LetterTraits,
  moveVariant,
  NO_WORDS,
  removeVariant,
  takes,
  templateWords,
  textIn,
  type VariantRule,
  variantsInOrder,
} from '../../src/campaigns/variants.ts';

const LETTER: LetterTraits = {
  circumstance: 'none',
  nation: 'England',
  relationship: 'parent',
  school: 'home',
};

const rule = (parts: Partial<VariantRule>): VariantRule => ({ ...ANY, ...parts });
const variant = (key: string, parts: Partial<VariantRule>) => ({
  ...{ key, name: key, rule: rule(parts), subject: key, body: key, subjectCy: '', bodyCy: '' },
});
const WORDS = {
  ...NO_WORDS,
  subject: 'default',
  variants: [
    variant('speaker', { circumstance: ['speaker', 'deputy_speaker'] }),
    variant('minister', { circumstance: ['minister'] }),
    variant('abstains', { circumstance: ['abstains'] }),
    variant('wales', { nation: ['Wales'], school: ['cross-border'] }),
    variant('young', { relationship: ['young-person'] }),
  ],
};

describe('a rule', () => {
  it.each<[string, Partial<VariantRule>, Partial<LetterTraits>, boolean]>([
    ['with nothing in it takes any letter', {}, {}, true],
    ['takes a value that it names', { nation: ['England'] }, {}, true],
    ['takes any of the values that it names', { nation: ['Wales', 'England'] }, {}, true],
    ['takes no other value', { nation: ['Wales', 'Scotland'] }, {}, false],
    ['asks for each of its parts', { nation: ['England'], relationship: ['supporter'] }, {}, false],
    ['asks for each of its parts', { nation: ['England'], relationship: ['parent'] }, {}, true],
    ['on an office takes no MP without one', { circumstance: ['minister'] }, {}, false],
    ['on no office takes no minister', { circumstance: ['none'] }, { circumstance: 'minister' }, false],
    ['on the school takes who crosses', { school: ['cross-border'] }, { school: 'cross-border' }, true],
  ])('%s', (_what, parts, letter, taken) => {
    expect(takes(rule(parts), { ...LETTER, ...letter })).toBe(taken);
  });
});

describe('the variant of a letter', () => {
  it.each<[string, Partial<LetterTraits>]>([
    ['default', {}],
    ['speaker', { circumstance: 'speaker' }],
    ['speaker', { circumstance: 'deputy_speaker', relationship: 'young-person' }],
    ['minister', { circumstance: 'minister' }],
    ['minister', { circumstance: 'minister', nation: 'Wales', school: 'cross-border' }],
    ['abstains', { circumstance: 'abstains', nation: 'Northern Ireland', school: 'cross-border' }],
    ['wales', { nation: 'Wales', school: 'cross-border', relationship: 'young-person' }],
    ['young', { relationship: 'young-person', nation: 'Scotland', school: 'cross-border' }],
    ['default', { nation: 'Scotland', school: 'cross-border' }],
  ])('is the first whose rule takes it: %s for %j', (key, letter) => {
    expect(chooseVariant(WORDS, { ...LETTER, ...letter }).key).toBe(key);
  });

  it('is the default where there is no other', () => {
    expect(chooseVariant(NO_WORDS, LETTER)).toMatchObject({ key: 'default', name: 'Everyone else' });
  });
});

describe('the list of variants', () => {
  const keys = (words: typeof NO_WORDS) => variantsInOrder(words).map(({ key }) => key);

  it.each<[string, typeof NO_WORDS, string[]]>([
    [
      'one asked earlier',
      moveVariant(WORDS, 'minister', -1),
      ['minister', 'speaker', 'abstains', 'wales', 'young', 'default'],
    ],
    [
      'one asked later',
      moveVariant(WORDS, 'minister', 1),
      ['speaker', 'abstains', 'minister', 'wales', 'young', 'default'],
    ],
    ['the first asked earlier', moveVariant(WORDS, 'speaker', -1), keys(WORDS)],
    ['the last asked later', moveVariant(WORDS, 'young', 1), keys(WORDS)],
    ['the default asked earlier', moveVariant(WORDS, 'default', -1), keys(WORDS)],
    ['one taken out', removeVariant(WORDS, 'abstains'), ['speaker', 'minister', 'wales', 'young', 'default']],
    ['the default taken out', removeVariant(WORDS, 'default'), keys(WORDS)],
    [
      'one more',
      addVariant(WORDS, 'Parents').words,
      ['speaker', 'minister', 'abstains', 'wales', 'young', 'parents', 'default'],
    ],
    [
      'one more of that name',
      addVariant(WORDS, 'Minister').words,
      ['speaker', 'minister', 'abstains', 'wales', 'young', 'minister-2', 'default'],
    ],
    ['one called like the default', addVariant(NO_WORDS, 'Default').words, ['default-2', 'default']],
  ])('with %s', (_what, words, expected) => {
    expect(keys(words)).toEqual(expected);
  });

  it('begins a variant with the default’s texts', () => {
    const { words, key } = addVariant(WORDS, 'Parents');
    expect(variantsInOrder(words).find(one => one.key === key)).toMatchObject({
      subject: 'default',
      rule: ANY,
    });
  });

  it('changes one and leaves the others', () => {
    const changed = changeVariant(WORDS, 'wales', { body: 'Newly', name: 'Welsh borders' });
    expect(changed.variants[3]).toMatchObject({ key: 'wales', body: 'Newly', name: 'Welsh borders' });
    expect(removeVariant(changed, 'wales')).toEqual(removeVariant(WORDS, 'wales'));
  });

  it('keeps the default’s name and rule', () => {
    const changed = changeVariant(WORDS, 'default', {
      body: 'Newly',
      name: 'x',
      rule: rule({ nation: ['Wales'] }),
    });
    expect(variantsInOrder(changed).at(-1)).toMatchObject({
      name: 'Everyone else',
      body: 'Newly',
      rule: ANY,
    });
    expect(changed.variants).toEqual(WORDS.variants);
  });
});

describe('a variant’s text', () => {
  const wording = { subject: 's', body: 'b', subjectCy: 'pwnc', bodyCy: 'corff' };
  it.each([
    ['en', wording, { subject: 's', body: 'b' }],
    ['cy', wording, { subject: 'pwnc', body: 'corff' }],
    ['cy', { ...wording, bodyCy: '' }, null],
    ['cy', { ...wording, subjectCy: '' }, null],
  ] as const)('in %s of %j is %j', (language, given, text) => {
    expect(textIn(given, language)).toEqual(text);
  });
});

describe('stored words', () => {
  it('of a version without variants are one default', () => {
    const stored = { id: 1, version: 1, ...NO_WORDS, subject: 's', body: 'b', variants: [] };
    expect(templateWords(stored)).toEqual({ ...NO_WORDS, subject: 's', body: 'b' });
  });

  it('are refused where they are none', () => {
    expect(() => templateWords({ ...NO_WORDS, variants: [{ key: 'x' }] })).toThrow();
  });
});
