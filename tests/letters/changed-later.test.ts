import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/clock.ts';
import { ADA, onlyLetter, submitted } from '../support/lifecycle.ts';
import { NOVA, seatGoesTo } from '../support/seat.ts';
import { signIn } from '../support/staff.ts';
import {
  confirmPath,
  LETTER,
  openWorld,
  previewed,
  submitLetter,
  type Visitor,
  type World,
  writeLetter,
} from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const HOME = '/school-attendance';
const OTHER = { ...LETTER, story: 'Quite another story.', town: 'Otherton' };
const MP = 'claire.young.mp@parliament.uk';

/** The preview's text, after a change of the form. */
async function previewAfter(visitor: Visitor, form = OTHER) {
  await visitor.post(`${HOME}/letter`, form).expect(303).expect('Location', `${HOME}/preview`);
  return previewed((await visitor.get(`${HOME}/preview`).expect(200)).text).body;
}

describe('answers that are saved while the letter is being handed over', () => {
  it.each([
    ['another name', { name: 'See https://evil.example/pay' }],
    ['no consent to send the story', { consent_story: '' }],
    ['another story', { story: 'Quite another story.' }],
    ['no address', { address1: '' }],
  ])('keep it from being handed over, since nobody has looked at them: %s', async (_what, change) => {
    const visitor = world.visitor();
    const preview = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
    const { limiter } = world.deps;
    const { byEmail } = limiter;
    limiter.byEmail = async (use, email) => {
      await byEmail(use, email);
      await visitor.post(`${HOME}/letter/draft`, { ...LETTER, ...change }).expect(204);
    };
    await visitor.post(`${HOME}/preview`, { ...preview, action: 'send' }).expect(303);
    await visitor.get(`${HOME}/sent`).expect(303).expect('Location', `${HOME}/letter`);
    await world.deliver();
    expect(world.mail.received).toEqual([]);
    limiter.byEmail = byEmail;
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
  });
});

describe('answers that are changed after the letter was handed over', () => {
  it.each([
    ['with the button', { action: 'change' }],
    ['by going back to the form', null],
  ])('show in the letter, %s', async (_how, change) => {
    const visitor = await submitted(world);
    if (change) await visitor.post(`${HOME}/sent`, change).expect(303).expect('Location', `${HOME}/letter`);
    const body = await previewAfter(visitor);
    expect(body).toContain('Quite another story.');
    expect(body).toContain('Otherton');
    expect(body).not.toContain("can't manage a full day");
    const page = await visitor.get(`${HOME}/preview`).expect(200);
    expect(page.text).not.toContain('You have changed this text yourself');
    await submitLetter(visitor, page);
    await world.deliver();
    await visitor.post(confirmPath(world), {}).expect(303);
    await world.deliver();
    expect(world.mail.to(MP)[0]?.text).toContain('Quite another story.');
  });

  it('do so on another day too', async () => {
    const visitor = await submitted(world);
    world.pass(2 * DAY);
    await visitor.post(`${HOME}/sent`, { action: 'change' }).expect(303);
    expect(await previewAfter(visitor)).toContain('Quite another story.');
  });

  it('leave a text alone that its writer has changed', async () => {
    const visitor = world.visitor();
    const preview = await writeLetter(visitor, 'BS37 5AA');
    const { subject, body } = previewed(preview.text);
    const mine = { subject, body: `${body}\n\nP.S. Please.` };
    await visitor.post(`${HOME}/preview`, { ...mine, action: 'send' }).expect(303);
    await visitor.post(`${HOME}/sent`, { action: 'change' }).expect(303);
    expect(await previewAfter(visitor)).toBe(mine.body);
  });

  it('begin with the story as it was left in the text', async () => {
    const visitor = world.visitor();
    const { subject, body } = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
    const mine = { subject, body: body.replace('He cried for a week.', 'He cried for a month.') };
    await visitor.post(`${HOME}/preview`, { ...mine, action: 'send' }).expect(303);
    await visitor.post(`${HOME}/sent`, { action: 'change' }).expect(303);
    expect((await visitor.get(`${HOME}/letter`).expect(200)).text).toContain('He cried for a month.');
    expect(await previewAfter(visitor)).toContain('Quite another story.');
  });

  it('may be the constituency', async () => {
    const visitor = await submitted(world);
    const seat = await world.deps.db.read.constituency.findFirstOrThrow({
      where: { name: 'Bath' },
      include: { member: true },
    });
    await visitor.post(`${HOME}/mp`, { constituency: seat.code }).expect(303);
    expect(await onlyLetter(world)).toMatchObject({
      state: 'draft',
      constituencyCode: seat.code,
      body: null,
    });
    await visitor.post(confirmPath(world), {}).expect(404);
    expect(await previewAfter(visitor)).toContain(seat.member?.fullTitle);
  });
});

describe('what is taken out of the text at the preview', () => {
  const TELLING = {
    ...LETTER,
    share_story: 'named',
    story: 'My son Oliver Hartley is nine.\n\nHe cannot manage a full day.',
  };

  it('is gone from the story that the campaign may use, and from what is held', async () => {
    const visitor = world.visitor();
    const { text } = await writeLetter(visitor, 'BS37 5AA', TELLING);
    const { subject, body } = previewed(text);
    const edited = body.replace('My son Oliver Hartley', 'My son');
    await visitor.post(`${HOME}/preview`, { subject, body: edited, action: 'send' }).expect(303);
    expect((await onlyLetter(world)).story).toBe('My son is nine.\n\nHe cannot manage a full day.');
    await world.deliver();
    await visitor.post(confirmPath(world), {}).expect(303);
    const admin = await signIn(world, 'admin');
    const stories = await admin.post('/staff/export/stories.csv', {});
    expect(stories.text).toContain('My son is nine.');
    expect(stories.text).not.toContain('Hartley');
  });

  it('shares nothing where all of the story is taken out', async () => {
    const visitor = world.visitor();
    const { text } = await writeLetter(visitor, 'BS37 5AA', TELLING);
    const { subject } = previewed(text);
    const body = 'Dear Claire Young,\n\nPlease help us.\n\nAda Example';
    await visitor.post(`${HOME}/preview`, { subject, body, action: 'send' }).expect(303);
    const { story, consents } = await onlyLetter(world);
    expect(story).toBe('');
    expect(consents.map(({ kind }) => kind)).toEqual(['story']);
  });
});

describe('a preview that has been open since yesterday', () => {
  it('is not taken for a text that its writer changed', async () => {
    const visitor = world.visitor();
    const { text } = await writeLetter(visitor, 'BS37 5AA');
    const on = /name="composed_on" value="([^"]*)"/.exec(text)?.[1] ?? '';
    world.pass(20 * HOUR);
    await visitor
      .post(`${HOME}/preview`, { ...previewed(text), composed_on: on, action: 'answers' })
      .expect(303);
    const body = await previewAfter(visitor);
    expect(body).toContain('Quite another story.');
    expect(body).toContain('25 November 2026');
  });

  it.each(['', 'nonsense', '2099-01-01T00:00:00.000Z', '1999-01-01T00:00:00.000Z'])(
    'and whatever else the page says of its day (%j), the text is kept',
    async on => {
      const visitor = world.visitor();
      const { text } = await writeLetter(visitor, 'BS37 5AA');
      const { subject, body } = previewed(text);
      const mine = { subject, body: `${body}\n\nP.S. Please.` };
      await visitor.post(`${HOME}/preview`, { ...mine, composed_on: on, action: 'answers' }).expect(303);
      expect((await onlyLetter(world)).body).toBe(mine.body);
    },
  );
});

describe('the language of a letter', () => {
  it('stays what it is once its writer has changed the text', async () => {
    const visitor = world.visitor();
    const { text } = await writeLetter(visitor, 'BS37 5AA');
    const { subject, body } = previewed(text);
    await visitor
      .post(`${HOME}/preview`, { subject, body: `${body}\n\nP.S. Please.`, action: 'answers' })
      .expect(303);
    await visitor.post(`${HOME}/letter?lang=cy`, LETTER).expect(303);
    expect((await onlyLetter(world)).language).toBe('en');
  });
});

describe('what its writer agreed to', () => {
  it('is kept in the words of the form, whatever language the preview is in', async () => {
    const visitor = world.visitor();
    const { text } = await writeLetter(visitor, 'BS37 5AA');
    const welsh = await visitor.get(`${HOME}/preview?lang=cy`).expect(200);
    expect(welsh.text).not.toBe(text);
    await submitLetter(visitor, welsh);
    const { language, consents } = await onlyLetter(world);
    expect(language).toBe('cy');
    expect(consents.map(consent => consent.language)).toEqual(['en']);
    expect(consents[0]?.wording).toContain('is sent to Claire Young MP in my letter');
  });

  it('names the campaign’s people as the form did, and so do the mails of a letter in English', async () => {
    const { db } = world.deps;
    const { welsh } = await db.read.campaign.findUniqueOrThrow({ where: { id: 1 } });
    const inWelsh = {
      ...(welsh as object),
      promoter: { text: 'Hyrwyddwr', of: '' },
      'organisations.contact.name': { text: 'Cyswllt', of: '' },
    };
    await db.write(tx => tx.campaign.update({ where: { id: 1 }, data: { welsh: inWelsh } }));
    const visitor = world.visitor();
    const form = { ...LETTER, share_story: 'named', updates: ['contact'] };
    const { subject, body } = previewed((await writeLetter(visitor, 'BS37 5AA', form)).text);
    const mine = { subject, body: `${body}\n\nP.S. Please.` };
    await visitor.post(`${HOME}/preview`, { ...mine, action: 'answers' }).expect(303);
    await visitor.get(`${HOME}/preview?lang=cy`).expect(200);
    await visitor.post(`${HOME}/later`, { email: ADA }).expect(303);
    await visitor.post(`${HOME}/preview`, { ...mine, action: 'send' }).expect(303);
    await world.deliver();
    await visitor.post(`${HOME}/sent`, { action: 'again' }).expect(303);
    await world.deliver();
    const mails = world.mail.to(ADA);
    expect(mails).toHaveLength(3);
    for (const { from } of mails) expect(from?.text).not.toContain('Hyrwyddwr');
    const wordings = (await onlyLetter(world)).consents.map(({ wording }) => wording).join('\n');
    expect(wordings).toContain('Contact, the charity');
    expect(wordings).not.toMatch(/Hyrwyddwr|Cyswllt/);
  });

  it('names the MP whom the form named, and is asked for anew where there is another by then', async () => {
    const visitor = world.visitor();
    await visitor.post(`${HOME}/postcode`, { postcode: 'BS37 5AA' }).expect(303);
    const form = await visitor.get(`${HOME}/letter`).expect(200);
    const [, named = ''] = /name="addressed_to" value="([^"]*)"/.exec(form.text) ?? [];
    expect(named).toBe('Claire Young MP');
    await visitor.post(`${HOME}/letter`, { ...LETTER, addressed_to: named }).expect(303);
    await seatGoesTo(world, NOVA);
    await submitLetter(visitor, await visitor.get(`${HOME}/preview`).expect(200));
    const whom = async () => (await onlyLetter(world)).consents.map(({ mpName }) => mpName);
    expect(await whom()).toEqual(['Claire Young MP']);
    await world.deliver();
    const link = confirmPath(world);
    expect((await visitor.get(link).expect(200)).text).toContain(
      'is sent to Dr Nova Invented MP in my letter',
    );
    await visitor.post(link, {}).expect(303);
    expect(await whom()).toEqual(['Claire Young MP', 'Dr Nova Invented MP']);
    const { consents } = await onlyLetter(world);
    for (const { wording, mpName } of consents)
      expect(wording).toContain(`is sent to ${mpName} in my letter`);
  });

  it('is no tick beside the name of another MP', async () => {
    const visitor = world.visitor();
    await visitor.post(`${HOME}/postcode`, { postcode: 'BS37 5AA' }).expect(303);
    const ticked = async () =>
      / name="consent_story" value="yes" checked/.test(
        (await visitor.get(`${HOME}/letter`).expect(200)).text,
      );
    await visitor.post(`${HOME}/letter`, { ...LETTER, addressed_to: 'Claire Young MP' }).expect(303);
    expect(await ticked()).toBe(true);
    await seatGoesTo(world, NOVA);
    expect(await ticked()).toBe(false);
    await visitor.post(`${HOME}/letter`, { ...LETTER, addressed_to: 'Dr Nova Invented MP' }).expect(303);
    expect(await ticked()).toBe(true);
  });
});

describe('a letter that is handed over twice with one click', () => {
  it('uses up one mail of those that an address may get in a day', async () => {
    const visitor = world.visitor();
    const preview = await writeLetter(visitor, 'BS37 5AA');
    for (let click = 1; click <= 10; click += 1) await submitLetter(visitor, preview);
    expect(await world.deps.db.read.outboxMail.count({ where: { kind: 'confirmation' } })).toBe(1);
  });
});
