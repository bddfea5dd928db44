import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { ADA, later, mailsTo, onlyLetter, pathIn } from '../support/lifecycle.ts';
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

const FORM = '/school-attendance/letter';
const LATER = '/school-attendance/later';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function withPlace(): Promise<Visitor> {
  const visitor = world.visitor();
  await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
  return visitor;
}
/** Somebody who has written half a letter and asked for the link. */
async function away(letter = LETTER): Promise<Visitor> {
  const visitor = await withPlace();
  await visitor.post(`${FORM}/later`, letter).expect(303).expect('Location', `${LATER}?sent=yes`);
  await world.deliver();
  return visitor;
}
const linkOf = () => pathIn(world, 'carry-on');

describe('carrying on later', () => {
  it('saves all there is and mails a link to the address in the form', async () => {
    const visitor = await away({ ...LETTER, relationship: '', town: '' });
    const page = await visitor.get(`${LATER}?sent=yes`).expect(200);
    expect(page.text).toContain('<strong>ada<wbr>@supporter.example</strong>');
    const [mail] = mailsTo(world, /Carry on with your letter/);
    const text = mail?.text ?? '';
    expect(text).toContain('On 24 November 2026 at 10:00, you or somebody who gave this address asked');
    expect(text.replace(/\s+/g, ' ')).toContain('We keep it for 7 days from the last change.');
    for (const secret of ['cried', 'fined', 'BS37', 'Invented Street', 'attendance']) {
      expect(text).not.toContain(secret);
    }
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('sends no stranger what somebody puts in the place of a name', async () => {
    const names = [`Customer ${'very '.repeat(9_000)}`, 'Pay at evil.example now', 'Ring 0700 900 900'];
    for (const [i, name] of names.entries()) {
      const email = `stranger.${i}@supporter.example`;
      await away({ ...LETTER, name, email });
      const [mail] = world.mail.to(email);
      expect(mail?.text).toContain('Hello,');
      expect(mail?.text).not.toMatch(/Customer|evil|0700/);
      expect(mail?.headers.get('to')).toMatchObject({ text: email });
    }
  });

  it('mails nobody but the address that it was counted for', async () => {
    const { limiter, db } = world.deps;
    const { byEmail } = limiter;
    const visitor = await withPlace();
    limiter.byEmail = async (use, email) => {
      await byEmail(use, email);
      const { id } = await db.read.letter.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
      await db.write(tx =>
        tx.letter.update({ where: { id }, data: { email: 'stranger@supporter.example' } }),
      );
    };
    await visitor.post(`${FORM}/later`, LETTER).expect(303);
    await visitor.post(LATER, { email: ADA }).expect(303);
    await world.deliver();
    expect(world.mail.received).toEqual([]);
    const preview = await writeLetter(visitor, 'BS37 5AA');
    await visitor
      .post('/school-attendance/preview', { ...previewed(preview.text), action: 'send' })
      .expect(303);
    await visitor.get('/school-attendance/sent').expect(303).expect('Location', FORM);
    await world.deliver();
    expect(world.mail.received).toEqual([]);
  });

  it('opens on twenty further devices at most, and on the first for good: a link can be pressed for ever', async () => {
    const first = await away();
    const others = Array.from({ length: 22 }, () => world.visitor());
    for (const other of others) {
      await other.post(linkOf(), {}).expect(303);
      world.pass(1_000);
    }
    expect(await world.deps.db.read.token.count({ where: { kind: 'desk' } })).toBe(20);
    for (const [i, other] of others.entries()) await other.get(FORM).expect(i < 2 ? 404 : 200);
    await first.get(FORM).expect(200);
    await others[0]?.post(linkOf(), {}).expect(303);
    await others[0]?.get(FORM).expect(200);
  });

  it('asks for an address where the form has none, and keeps it for the letter', async () => {
    const visitor = await withPlace();
    await visitor
      .post(`${FORM}/later`, { ...LETTER, email: '' })
      .expect(303)
      .expect('Location', LATER);
    await visitor.get(LATER).expect(200);
    const refused = await visitor.post(LATER, { email: 'ada@' }).expect(422);
    expect(refused.text).toContain('<title>Error: Carry on later');
    expect(refused.text).toContain('<a href="#email">');
    expect(refused.text).toContain('value="ada@"');
    await visitor.post(LATER, { email: ADA }).expect(303);
    await world.deliver();
    expect(world.mail.to(ADA)).toHaveLength(1);
    const letter = await onlyLetter(world);
    expect([letter.email, letter.story.slice(0, 7)]).toEqual([ADA, 'My son,']);
  });

  it('opens the draft on another device, by a button alone, and leaves it open on the first', async () => {
    const first = await away();
    const other = world.visitor();
    const page = await other.get(linkOf()).expect(200);
    expect(page.text).toContain('Open my letter');
    expect(page.text).not.toContain('cried');
    // Anybody can have such a link sent to anybody, and goes on reading what they began.
    expect(page.text).toContain('whoever began it can read it');
    expect(page.text).toContain('<a href="/school-attendance">Begin a letter of your own</a>');
    await other.get(FORM).expect(404);
    await other.post(linkOf(), {}).expect(303).expect('Location', FORM);
    expect((await other.get(FORM).expect(200)).text).toContain('He cried for a week.');
    await other.post(`${FORM}/draft`, { ...LETTER, story: 'On the other device.' }).expect(204);
    expect((await first.get(FORM).expect(200)).text).toContain('On the other device.');
    await first.post(`${FORM}/draft`, { ...LETTER, story: 'Back again.' }).expect(204);
    expect((await other.get(FORM).expect(200)).text).toContain('Back again.');
  });

  it('says so before it takes the place of another draft', async () => {
    await away();
    const other = await withPlace();
    expect((await other.get(linkOf()).expect(200)).text).toContain('This one takes its place here.');
    expect((await world.visitor().get(linkOf()).expect(200)).text).not.toContain('takes its place');
  });

  it('opens with a link of its own alone', async () => {
    await away();
    await world.visitor().get('/carry-on/no-such-token').expect(404);
    await world.visitor().get(linkOf().replace('carry-on', 'my-letter')).expect(404);
    await world.visitor().get(linkOf().replace('carry-on', 'confirm')).expect(404);
    await world.visitor().get(pathIn(world, 'my-letter').replace('my-letter', 'carry-on')).expect(404);
    // A link is no key: only its button gives a device one.
    const key = linkOf().split('/').at(-1);
    await world.visitor().get(FORM).set('Cookie', `draft-school-attendance=${key}`).expect(404);
    await world.visitor().raw.post(linkOf()).set('Sec-Fetch-Site', 'cross-site').expect(403);
  });

  it('is possible for as long as the draft is kept, and says kindly when that is over', async () => {
    const visitor = await away();
    await later(world, 6 * DAY);
    await visitor.post(`${FORM}/draft`, LETTER).expect(204);
    await later(world, 6 * DAY);
    const other = world.visitor();
    await other.post(linkOf(), {}).expect(303).expect('Location', FORM);
    await other.get(FORM).expect(200);
    await later(world, 8 * DAY);
    const over = await world.visitor().get(linkOf()).expect(410);
    expect(over.text).toContain('Your letter has expired');
    await world.visitor().post(linkOf(), {}).expect(410);
    await other.get(FORM).expect(404);
  });

  it('leads to where the letter stands once it is handed over', async () => {
    const visitor = await away();
    await visitor.post(FORM, LETTER).expect(303);
    await submitLetter(visitor, await visitor.get('/school-attendance/preview').expect(200));
    const other = world.visitor();
    expect((await other.get(linkOf()).expect(200)).text).toContain('See where it stands');
    await other.post(linkOf(), {}).expect(303).expect('Location', '/school-attendance/sent');
    await other.get('/school-attendance/sent').expect(200);
    await world.deliver();
    await visitor.post(confirmPath(world), {}).expect(303);
    await world.visitor().post(linkOf(), {}).expect(303).expect('Location', '/school-attendance/thanks');
  });

  it('ends for every device when the letter is erased', async () => {
    await away();
    const other = world.visitor();
    const link = linkOf();
    await other.post(link, {}).expect(303);
    await world
      .visitor()
      .post(`${pathIn(world, 'my-letter')}/erase`, {})
      .expect(303);
    await other.get(FORM).expect(404);
    await world.visitor().get(link).expect(404);
  });

  it('floods nobody’s letter box', async () => {
    const visitor = await withPlace();
    for (let mail = 0; mail < 6; mail += 1) {
      await visitor.post(LATER, { email: ADA }).expect(303);
      await world.deliver();
    }
    await visitor.post(LATER, { email: 'ADA@supporter.example' }).expect(429);
    const other = await withPlace();
    await other.post(`${FORM}/later`, LETTER).expect(429);
    await world.deliver();
    expect(world.mail.to(ADA)).toHaveLength(6);
    // Only the mail is refused: the words are kept.
    expect((await other.get(FORM).expect(200)).text).toContain('He cried for a week.');
  });

  it('makes one mail of a double click', async () => {
    const visitor = await withPlace();
    await Promise.all([
      visitor.post(`${FORM}/later`, LETTER).expect(303),
      visitor.post(`${FORM}/later`, LETTER).expect(303),
    ]);
    await world.deliver();
    expect(world.mail.to(ADA)).toHaveLength(1);
    await world.visitor().post(linkOf(), {}).expect(303).expect('Location', FORM);
  });

  it('speaks the letter’s language, in the mail and on its page', async () => {
    const visitor = await withPlace();
    await visitor.get(`${FORM}?lang=cy`).expect(200);
    await visitor.post(`${FORM}/later`, LETTER).expect(303);
    await world.deliver();
    const [mail] = mailsTo(world, /Daliwch ati gyda’ch llythyr/);
    expect(mail?.text).toContain('Annwyl Ada Example,');
    expect(mail?.text).toContain('24 Tachwedd 2026');
    const page = await world.visitor().get(linkOf()).expect(200);
    expect(page.text).toContain('<html lang="cy">');
    expect(page.text).toContain('Agor fy llythyr');
    await world.visitor().post(linkOf(), {}).expect(303).expect('Location', `${FORM}?lang=cy`);
    await visitor.get(`${FORM}?lang=en`).expect(200);
    await visitor.post(linkOf(), {}).expect(303).expect('Location', FORM);
  });

  it('says in the letter’s language too that the link is over', async () => {
    const visitor = await withPlace();
    await visitor.get(`${FORM}?lang=cy`).expect(200);
    await visitor.post(`${FORM}/later`, LETTER).expect(303);
    await world.deliver();
    const where = { kind: 'carry_on' };
    await world.deps.db.write(tx => tx.token.updateMany({ where, data: { expiresAt: world.deps.clock() } }));
    const { text } = await world.visitor().get(linkOf()).expect(410);
    expect(text).toContain('<html lang="cy">');
    expect(text).toContain('Nid yw’r ddolen hon yn gweithio mwyach');
  });
});
