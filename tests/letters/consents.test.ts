import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/languages/language.ts';
import { openDictionary } from '../../src/languages/words.ts';
import {
  type ConsentBox,
  consentsOf,
  consentWording,
  missingConsent,
  toldConsent,
} from '../../src/letters/consents.ts';

const dictionary = openDictionary(path.join(import.meta.dirname, '..', '..', 'languages'));
const english = dictionary('en');
const welsh = dictionary('cy');
const MP = 'Claire Young MP';
const CAMPAIGN = {
  promoter: 'Contact and Define Fine',
  organisations: [
    { key: 'contact', name: 'Contact' },
    { key: 'define-fine', name: 'Define Fine' },
  ],
};
const SILENT = { story: 'He cried.', consentStory: false, shareStory: '', updates: [] };

/**
 * The words of each box, as a hash, under their version. Words that change get a new version (languages,
 * letters.json, "consents") and a new line here; the lines of versions that people have agreed to stay.
 */
const PUBLISHED: Record<ConsentBox, Record<string, string>> = {
  story: { 'en 1': 'cd9550c3e0c12c63', 'cy 1': 'dbd193e7084a2761' },
  anonymous: { 'en 1': '84ca32847dff4e5e', 'cy 1': 'c57c3db858c4623d' },
  named: { 'en 1': '377a53b43842f214', 'cy 1': 'ad37a53277d72183' },
  updates: { 'en 1': 'acf4987dd7d5e620', 'cy 1': 'f599afd092816d53' },
  told: { 'en 1': '045978eb72ecfbbd', 'cy 1': '99d9bd0b5c191af8' },
};
const BOXES = Object.keys(PUBLISHED) as ConsentBox[];

describe('the words of consents', () => {
  it.each(BOXES.flatMap(box => LANGUAGES.map(language => [box, language] as const)))(
    'of %s in %s are those of their version',
    (box, language) => {
      const words = dictionary(language);
      const hash = createHash('sha256')
        .update(consentWording(words, box, '…'))
        .digest('hex')
        .slice(0, 16);
      expect(PUBLISHED[box][`${language} ${words.text(`letters:consents.${box}.version`)}`]).toBe(hash);
    },
  );

  it('name whom they are given to', () => {
    for (const words of [english, welsh]) {
      for (const box of BOXES.filter(box => box !== 'told')) {
        expect(consentWording(words, box, 'Contact & Co’s')).toContain('Contact & Co’s');
      }
    }
  });
});

describe('the consents that answers give', () => {
  it.each<[string, Partial<typeof SILENT> & { updates?: string[] }, string[][]]>([
    ['nothing ticked', {}, []],
    ['the story to the MP', { consentStory: true }, [['story', MP]]],
    ['the same without a story', { story: '', consentStory: true, shareStory: 'named' }, []],
    ['sharing alone', { shareStory: 'anonymous' }, [['share_story', 'without my name']]],
    ['sharing with a name', { shareStory: 'named' }, [['share_story', 'with my name']]],
    ['sharing in a way that is not offered', { shareStory: 'everywhere' }, []],
    ['one organisation', { updates: ['define-fine'] as never[] }, [['updates', 'Define Fine may']]],
    ['an organisation that is not one', { updates: ['nobody'] as never[] }, []],
    [
      'all four',
      { consentStory: true, shareStory: 'named', updates: ['contact', 'define-fine'] as never[] },
      [
        ['story', MP],
        ['share_story', 'with my name'],
        ['updates', 'Contact may'],
        ['updates', 'Define Fine may'],
      ],
    ],
  ])('%s', (_what, ticked, expected) => {
    const given = consentsOf({ ...SILENT, ...ticked }, CAMPAIGN, MP, english);
    expect(given.map(({ kind }) => kind)).toEqual(expected.map(([kind]) => kind));
    for (const [i, [, words = '']] of expected.entries()) expect(given[i]?.wording).toContain(words);
    for (const one of given) expect(one).toMatchObject({ language: 'en', wordingVersion: 1 });
  });

  it('are stored in the language in which they were shown, with whom they name', () => {
    const answers = { ...SILENT, consentStory: true, updates: ['contact'] };
    expect(consentsOf(answers, CAMPAIGN, MP, welsh)).toEqual([
      {
        kind: 'story',
        organisation: null,
        mpName: MP,
        wording: consentWording(welsh, 'story', MP),
        wordingVersion: 1,
        language: 'cy',
      },
      {
        kind: 'updates',
        organisation: 'contact',
        mpName: null,
        wording: consentWording(welsh, 'updates', 'Contact'),
        wordingVersion: 1,
        language: 'cy',
      },
    ]);
    expect(toldConsent(welsh)).toMatchObject({ kind: 'told', language: 'cy' });
  });
});

describe('the consent that a readdressed letter lacks', () => {
  const LETTER = { story: 'He cried.', consentStory: true, mpName: MP };
  const toClaire = (words = english) => consentsOf({ ...SILENT, consentStory: true }, CAMPAIGN, MP, words);

  it.each<[string, Partial<typeof LETTER>, { kind: string; mpName: string | null }[], boolean]>([
    ['given for this MP', {}, toClaire(), false],
    ['given for this MP in another language', {}, toClaire(welsh), false],
    ['given for this MP in older words', {}, [{ kind: 'story', mpName: MP }], false],
    ['given for the MP before', { mpName: 'Dr Nova Invented MP' }, toClaire(), true],
    ['given for a namesake’s longer name', { mpName: 'Young MP' }, toClaire(), true],
    ['given to share alone', {}, [{ kind: 'share_story', mpName: null }], true],
    ['taken back', {}, [], true],
    ['without a story', { story: '' }, [], false],
    ['never given', { consentStory: false }, [], false],
  ])('%s', (_what, change, given, missing) => {
    const letter = { ...LETTER, ...change };
    const asked = missingConsent(letter, given, welsh);
    expect(asked).toEqual(
      missing ? consentsOf({ ...SILENT, consentStory: true }, CAMPAIGN, letter.mpName, welsh)[0] : null,
    );
  });
});
