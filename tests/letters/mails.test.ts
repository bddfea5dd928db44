import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { londonDate, londonTime } from '../../src/clock.ts';
import { mailToContact } from '../../src/contacts/contact-mails.ts';
import { LANGUAGES, type Language } from '../../src/languages/language.ts';
import { openDictionary } from '../../src/languages/words.ts';
import { toldConsent, updatesConsents } from '../../src/letters/consents.ts';
import type { Letter } from '../../src/letters/letter.ts';
import { copyMail, letterMail, mailToSupporter } from '../../src/letters/letter-mails.ts';
import type { Message } from '../../src/mail/message.ts';
import { compileMails } from '../../src/mail/render-mail.ts';
import { ANSWERS } from '../../src/replies/answer.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const VIEWS = path.join(ROOT, 'views', 'emails');
const dictionary = openDictionary(path.join(ROOT, 'languages'));
const render = compileMails(VIEWS, dictionary);

/** Values as they come, none of which holds a sentence. */
const CAMPAIGN = { name: 'School attendance', promoter: 'Contact & Define Fine', welsh: null };
const LINK = 'http://localhost:3000/confirm/AbC-1_2';
const DOOR = 'http://localhost:3000/my-letter/AbC-1_2';
const LETTER = {
  name: 'Ada O’Example-Jones',
  email: 'ada@supporter.example',
  mpName: 'Dr Nova Invented MP',
  mpEmail: 'nova@parliament.example',
  reference: 'K7QM-3XD2',
  subject: 'Y Bil Addysg',
  body: 'Annwyl Dr Invented\n\nÀ bientôt & <3',
  way: 'email',
  holdReason: null,
} as Partial<Letter> as Letter;
const SEAT = 'Ynys Môn';
const AT = new Date('2026-12-01T10:00:00Z');

/** Every mail to supporters, in each of its shapes, and the views that were rendered for them. */
function mailsIn(language: Language) {
  const words = dictionary(language);
  const views = new Set<string>();
  const parts = {
    mailFrom: 'letters@campaign.example',
    baseUrl: new URL('http://localhost:3000'),
    dictionary,
    renderMail: (view: string, values: Record<string, unknown>) => {
      views.add(view);
      return render(view, values);
    },
  };
  const letter = { ...LETTER, language };
  const unusual = { ...letter, holdReason: 'looks unusual' };
  const byPost = { ...letter, way: 'own_means' };
  const links = { link: LINK, door: DOOR };
  const until = londonDate(AT, language);
  const change = { ...links, constituency: SEAT, formerMp: 'Sam Invented MP' };
  const waited = { constituency: SEAT, days: 180, door: DOOR };
  const survey = {
    wroteOn: until,
    answers: ANSWERS.map(({ key, title }) => ({ title, link: `${LINK}?answer=${key}` })),
    unsubscribe: 'http://localhost:3000/unsubscribe/AbC-1_2',
    door: DOOR,
  };
  const carryOn = { ...links, time: londonTime(AT, language), days: 7 };
  const contact = { email: 'waiting@supporter.example', language };
  const organisations = [{ key: 'contact', name: 'Contact' }];
  const toContact = {
    ...links,
    draft: DOOR,
    seat: SEAT,
    mp: 'Dr Nova Invented MP',
    consents: [...updatesConsents(['contact'], organisations, words), toldConsent(words)],
  };
  const mails: Record<string, Message> = {
    confirmation: mailToSupporter(letter, CAMPAIGN, parts, 'confirmation', links),
    'confirmation by post': mailToSupporter(byPost, CAMPAIGN, parts, 'confirmation', links),
    reminder: mailToSupporter(letter, CAMPAIGN, parts, 'reminder', { ...links, until }),
    'reminder by post': mailToSupporter(byPost, CAMPAIGN, parts, 'reminder', { ...links, until }),
    copy: copyMail(letter, CAMPAIGN, parts, DOOR),
    'copy of a held letter': copyMail(unusual, CAMPAIGN, parts, DOOR),
    'copy by post': copyMail(byPost, CAMPAIGN, parts, DOOR),
    failure: mailToSupporter(letter, CAMPAIGN, parts, 'failure', { door: DOOR }),
    'failure without the text': mailToSupporter({ ...letter, body: null }, CAMPAIGN, parts, 'failure', {
      door: DOOR,
    }),
    'ask again': mailToSupporter(letter, CAMPAIGN, parts, 'ask-again', { ...change, held: false }),
    'ask again after holding': mailToSupporter(letter, CAMPAIGN, parts, 'ask-again', {
      ...change,
      held: true,
    }),
    held: mailToSupporter(letter, CAMPAIGN, parts, 'held', { constituency: SEAT, door: DOOR }),
    waited: mailToSupporter(letter, CAMPAIGN, parts, 'waited', waited),
    'waited for staff': mailToSupporter(unusual, CAMPAIGN, parts, 'waited', waited),
    'no address': mailToSupporter(letter, CAMPAIGN, parts, 'no-address', { door: DOOR }),
    survey: mailToSupporter(letter, CAMPAIGN, parts, 'survey', { ...survey, again: false }),
    'survey again': mailToSupporter(letter, CAMPAIGN, parts, 'survey', { ...survey, again: true }),
    'survey by post': mailToSupporter(byPost, CAMPAIGN, parts, 'survey', { ...survey, again: false }),
    'carry on': mailToSupporter(letter, CAMPAIGN, parts, 'carry-on', carryOn),
    'carry on, without a name': mailToSupporter(
      { ...letter, name: '' },
      CAMPAIGN,
      parts,
      'carry-on',
      carryOn,
    ),
    contact: mailToContact(contact, CAMPAIGN, parts, 'contact', toContact),
    'new MP': mailToContact(contact, CAMPAIGN, parts, 'new-mp', toContact),
    'new MP without a draft': mailToContact(contact, CAMPAIGN, parts, 'new-mp', {
      ...toContact,
      draft: null,
    }),
  };
  return { mails, views, letter, parts };
}

const MAILS = { en: mailsIn('en'), cy: mailsIn('cy') };
const NAMES = Object.keys(MAILS.en.mails);
const mailOf = (language: Language, name: string) => MAILS[language].mails[name] as Message;

/** The sentences of a mail, whatever its lines were broken to, without what values alone make up. */
const sentencesOf = ({ subject, text }: Message) =>
  [subject, ...text.split(/\n{2,}/)]
    .map(paragraph => paragraph.replace(/\s*\n\s*/g, ' '))
    .flatMap(paragraph => paragraph.split(/(?<=[.?:]) /))
    .map(sentence => sentence.replace(/^--\s*/, '').trim());

/** Every line of which is a value. */
const VALUES = [
  LINK,
  DOOR,
  'http://localhost:3000/unsubscribe/AbC-1_2',
  CAMPAIGN.promoter,
  'Annwyl Dr Invented',
  'Y Bil Addysg',
  'Dr Nova Invented MP.',
  'À bientôt & <3',
  'Dr Nova Invented MP House of Commons, London SW1A 0AA',
  ...ANSWERS.map(({ key }) => `${LINK}?answer=${key}`),
];

describe.each(LANGUAGES)('in %s, a mail to a supporter', language => {
  it.each(NAMES)('%s: is whole', name => {
    const { subject, text, html = '' } = mailOf(language, name);
    for (const part of [subject, text, html])
      expect(part).not.toMatch(/undefined|null|\[object|\{\{|\w+:\w+\.\w+\b(?!\/)/);
    expect(subject).not.toMatch(/[\r\n]|^\s*$/);
    expect(text).not.toMatch(/ {2}|\n{3}| [.,:?]|&(amp|#)/);
    expect(text).toContain(CAMPAIGN.promoter);
  });

  it('comes from the campaign as it is called in that language', () => {
    const { letter, parts } = MAILS[language];
    const promoter = { text: 'Cyswllt', of: CAMPAIGN.promoter };
    const campaign = { ...CAMPAIGN, welsh: { promoter } };
    const name = { en: CAMPAIGN.promoter, cy: 'Cyswllt' }[language];
    const copy = copyMail(letter, campaign, parts, DOOR);
    expect(copy.from.name).toBe(name);
    expect(copy.text).toContain(name);
    expect(letterMail(letter, campaign, parts).from.name).toMatch(new RegExp(` ${name}$`));
  });

  it('says in its HTML which language it is in', () => {
    expect(mailOf(language, 'confirmation').html).toContain(`<html lang="${language}">`);
  });

  it('says in its HTML too that a button on the page sends it', () => {
    const { html, text = '' } = mailOf(language, 'confirmation');
    const press = dictionary(language).text('mails:press.email');
    expect(text).toContain(press);
    expect(html).toContain(`<p>${press}</p>`);
  });

  it('is written for every view there is', () => {
    const all = readdirSync(VIEWS).flatMap(file => /^(.*)\.txt\.hbs$/.exec(file)?.[1] ?? []);
    expect([...MAILS[language].views].sort()).toEqual(all.filter(view => view !== 'staff-set-up').sort());
  });
});

it('has the colours of the site’s pages, and its button theirs', () => {
  const css = readFileSync(path.join(ROOT, 'public', 'style.css'), 'utf8');
  const colourOf = (name: string) => new RegExp(`^  --${name}: (#[\\da-f]{6});`, 'm').exec(css)?.[1];
  const { html = '' } = mailOf('en', 'confirmation');
  expect(html.match(/#[\da-f]{6}\b/g)).toEqual(['ink', 'brand', 'on-brand'].map(colourOf));
  expect(html).toContain(`background: ${colourOf('brand')}`);
});

describe('a mail in Welsh', () => {
  it.each(NAMES)('%s: has no sentence of the English one', name => {
    const english = sentencesOf(mailOf('en', name));
    const left = sentencesOf(mailOf('cy', name)).filter(sentence => english.includes(sentence));
    expect(left.filter(sentence => !VALUES.includes(sentence))).toEqual([]);
    expect(english.length).toBeGreaterThan(5);
  });

  it('names dates and answers in Welsh', () => {
    const { text } = mailOf('cy', 'survey');
    expect(text).toContain('1 Rhagfyr 2026');
    expect(text).toContain('Naddo, ddim eto:');
  });

  it('goes to the MP through the campaign, in the language of the letter', () => {
    const from = (language: Language) => {
      const { letter, parts } = MAILS[language];
      return letterMail(letter, CAMPAIGN, parts).from.name;
    };
    expect(from('en')).toBe('Ada O’Example-Jones via Contact & Define Fine');
    expect(from('cy')).toBe('Ada O’Example-Jones drwy Contact & Define Fine');
  });

  it('leaves every word to the dictionary', () => {
    const files = readdirSync(VIEWS, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter(file => file.endsWith('.hbs') && !file.startsWith('staff-'))) {
      const source = readFileSync(path.join(VIEWS, file), 'utf8');
      const words = source.replace(/\{\{[^}]*\}\}|<[^>]*>/g, '');
      expect(words, file).not.toMatch(/\p{L}/u);
    }
  });
});
