import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { ADA, later, mailsTo, onlyLetter, pathIn } from '../support/lifecycle.ts';
import { signIn } from '../support/staff.ts';
import {
  confirmPath,
  LETTER,
  openWorld,
  submitLetter,
  type Visitor,
  type World,
  writeLetter,
} from '../support/world.ts';

const MP = 'claire.young.mp@parliament.uk';
const GENEROUS = { ...LETTER, share_story: 'anonymous', updates: ['contact'] };

describe('a letter by somebody who chose Welsh', () => {
  let world: World;
  let visitor: Visitor;
  beforeAll(async () => {
    world = await openWorld();
    visitor = world.visitor();
    await visitor.get('/school-attendance?lang=cy').expect(200);
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', GENEROUS));
    await world.deliver();
  });
  afterAll(() => world.close());

  /** The page for somebody with the link alone, who has chosen no language. */
  const opened = async (path: string) => (await world.visitor().get(path).expect(200)).text;

  it('is to be confirmed by a mail in Welsh', async () => {
    const [mail] = world.mail.to(ADA);
    expect(mail?.subject).toBe('Cadarnhewch eich llythyr at Claire Young MP');
    expect(mail?.text).toContain('Annwyl Ada Example,');
    expect(mail?.html).toContain('<html lang="cy">');
    expect(mail?.html).toContain('Edrych arno a’i gadarnhau');
    expect(await opened(confirmPath(world))).toContain('<html lang="cy">');
  });

  it('carries consents in the Welsh words that were shown', async () => {
    const { consents, language } = await onlyLetter(world);
    expect(language).toBe('cy');
    expect(consents.map(consent => [consent.kind, consent.language, consent.wordingVersion])).toEqual([
      ['story', 'cy', 1],
      ['share_story', 'cy', 1],
      ['updates', 'cy', 1],
    ]);
    for (const { wording } of consents) expect(wording).toMatch(/^(Rwy’n cytuno|Cytunaf|Caiff)[ ,]/);
    const form = (await visitor.get('/school-attendance/sent').expect(200)).text;
    expect(form).toContain('<html lang="cy">');
  });

  it('goes to the MP, and its writer gets a copy in Welsh', async () => {
    await visitor.post(confirmPath(world), {}).expect(303);
    await world.deliver();
    expect(world.mail.to(MP)[0]?.from?.text).toContain('Ada Example drwy Contact');
    const copy = world.mail.to(ADA).at(-1);
    expect(copy?.subject).toBe('Eich llythyr at Claire Young MP');
    expect(copy?.text).toContain('Pwnc: ');
  });

  it('has a page of its own in Welsh, and in English for whoever chooses that', async () => {
    const path = pathIn(world, 'my-letter');
    const page = await opened(path);
    for (const words of [
      '<html lang="cy">',
      'Eich llythyr at Claire Young MP',
      'Rydym wedi’i anfon at eich Aelod Seneddol, ac nid yw wedi dod yn ôl.',
      'Cadarnhaoch y llythyr: 24 Tachwedd 2026 am 10:00',
      'Rhiant neu ofalwr plentyn anabl',
      'Cytunoch ar 24 Tachwedd 2026 am 10:00.',
    ]) {
      expect(page).toContain(words);
    }
    expect(page.match(/>Tynnu hyn yn ôl</g)).toHaveLength(3);
    const english = (await world.visitor().get(`${path}?lang=en`).expect(200)).text;
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('Your letter to Claire Young MP');
    // What was agreed to stays in the words in which it was.
    expect(english).toContain('<span lang="cy">Rwy’n cytuno');
    expect(english).toMatch(/<div lang="cy">\s*<h3>/);
    expect(page).not.toMatch(/<div lang="cy">\s*<h3>/);
  });

  it('can be kept as a copy, in Welsh', async () => {
    const { headers, text } = await world
      .visitor()
      .get(`${pathIn(world, 'my-letter')}/copy`)
      .expect(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['content-disposition']).toMatch(/^attachment; filename=[\w-]+\.txt$/);
    for (const words of [
      'Gwnaed ar 24 Tachwedd 2026',
      'Enw: Ada Example',
      'Côd post: BS37 5AA',
      "can't manage",
    ]) {
      expect(text).toContain(words);
    }
  });

  it('takes a consent back in Welsh', async () => {
    const path = pathIn(world, 'my-letter');
    const { consents } = await onlyLetter(world);
    const id = consents.find(({ kind }) => kind === 'updates')?.id;
    const { headers } = await world.visitor().post(`${path}/consents/${id}`, {}).expect(303);
    const page = await opened(`${headers.location}`);
    expect(page).toContain('Rydych wedi tynnu hynny’n ôl.');
    expect(page).toContain('a thynnoch hynny’n ôl ar 24 Tachwedd 2026 am 10:00.');
  });

  it('is shown to staff in English, with the language and version of each consent', async () => {
    const { reference } = await onlyLetter(world);
    const admin = await signIn(world, 'admin');
    const page = (await admin.get(`/staff/letters/${reference}`).expect(200)).text;
    expect(page.match(/In Welsh, version 1 of the wording/g)).toHaveLength(3);
    expect(page.match(/, taken back 24 November 2026 at 10:00/g)).toHaveLength(1);
    const written = await admin.post(`/staff/letters/${reference}/text`, { reason: 'A test.' }).expect(200);
    expect(written.text).toContain('<div class="paper letter-text" lang="cy">');
  });

  it('is asked about in Welsh, on pages in Welsh', async () => {
    await later(world, 14 * DAY);
    const [mail] = mailsTo(world, /^A gawsoch ateb gan Claire Young MP\?$/);
    expect(mail?.text).toContain('24 Tachwedd 2026');
    const reply = pathIn(world, 'reply');
    const page = await opened(reply);
    expect(page).toContain('<html lang="cy">');
    expect(page).toContain('Do, ac mae’r ateb yn helpu');
    const wrong = await world.visitor().post(reply, {}).expect(422);
    expect(wrong.text).toContain('<a href="#answer">Dewiswch yr ateb sy’n gweddu orau</a>');
    const { headers } = await world.visitor().post(reply, { answer: 'none' }).expect(303);
    expect(await opened(`${headers.location}`)).toContain('Rydych wedi dweud wrthym: “Naddo, ddim eto”.');
    expect(await opened(pathIn(world, 'unsubscribe'))).toContain('Atal yr e-byst hyn');
    expect(await opened(pathIn(world, 'my-letter'))).toContain('Naddo, ddim eto');
  });

  it('is erased in Welsh', async () => {
    const path = pathIn(world, 'my-letter');
    expect(await opened(`${path}/erase`)).toContain('Dileu am byth');
    const kept = world.visitor();
    await kept.get(`${path}?lang=cy`).expect(200);
    await kept.post(`${path}/erase`, {}).expect(303);
    expect((await kept.get('/my-letter/erased').expect(200)).text).toContain(
      'Mae eich llythyr wedi’i ddileu',
    );
  });
});

it('an MP who changed is agreed to in the language of the page, whatever the letter’s', async () => {
  const world = await openWorld();
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
  await world.deliver();
  const { id } = await onlyLetter(world);
  await world.deps.db.write(tx =>
    tx.consent.updateMany({ where: { letterId: id }, data: { mpName: 'Sam Invented MP' } }),
  );
  const welsh = world.visitor();
  const page = (await welsh.get(`${confirmPath(world)}?lang=cy`).expect(200)).text;
  const agree = /Rwy’n cytuno[^”<]*/.exec(page)?.[0];
  expect(agree).toContain('Claire Young MP');
  await welsh.post(confirmPath(world), {}).expect(303);
  const { consents } = await onlyLetter(world);
  expect(consents.map(({ language, mpName }) => [language, mpName])).toEqual([
    ['en', 'Sam Invented MP'],
    ['cy', 'Claire Young MP'],
  ]);
  expect(consents[1]?.wording).toBe(agree);
  await world.close();
});
