import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/clock.ts';
import { ADA, later, mailsTo, onlyLetter, pathIn, submitted } from '../support/lifecycle.ts';
import { NOVA, seatGoesTo } from '../support/seat.ts';
import {
  confirmPath,
  LETTER,
  openWorld,
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
const OVER = 'This link no longer works';

/** Confirms the letter with its newest link, and takes back at once that the story is sent. @param wait milliseconds */
async function stopped(wait = 0) {
  const visitor = await submitted(world);
  const first = confirmPath(world);
  await later(world, wait);
  const link = confirmPath(world);
  await visitor.post(link, {}).expect(303);
  const path = pathIn(world, 'my-letter');
  const id = (await onlyLetter(world)).consents.find(({ kind }) => kind === 'story')?.id;
  await visitor
    .post(`${path}/consents/${id}`, {})
    .expect(303)
    .expect('Location', /done=stopped$/);
  return { visitor, first, link, path };
}

async function isOver(visitor: Visitor, link: string, status: number) {
  expect((await visitor.get(link).expect(status)).text).toContain(OVER);
  expect((await visitor.post(link, {}).expect(status)).text).toContain(OVER);
}

describe('a link to confirm that was pressed before', () => {
  it('confirms nothing once its writer has stopped the letter, and no page says that it did', async () => {
    const { visitor, link, path } = await stopped();
    await isOver(visitor, link, 410);
    expect((await visitor.get(path).expect(200)).text).toContain('So your letter has not been sent.');
    await visitor.get(`${HOME}/thanks`).expect(303).expect('Location', `${HOME}/sent`);
    const sent = await visitor.get(`${HOME}/sent`).expect(200);
    expect(sent.text).toContain('Your letter is stopped');
    expect(sent.text).not.toContain('The link works for 7 days');
  });

  it('nor does the one in the mail before it, where its writer was reminded', async () => {
    const { visitor, first, link, path } = await stopped(DAY + HOUR);
    expect(first).not.toBe(link);
    for (const one of [first, link]) await isOver(visitor, one, 410);
    expect((await visitor.get(path).expect(200)).text).toContain('So your letter has not been sent.');
    expect((await visitor.get(`${HOME}/sent`).expect(200)).text).toContain('Your letter is stopped');
  });

  it('has a newer one in its place where the letter is to go after all', async () => {
    const { visitor, link } = await stopped();
    await visitor.post(`${HOME}/sent`, { action: 'again' }).expect(303);
    expect((await visitor.get(`${HOME}/sent`).expect(200)).text).toContain('The link works for 7 days');
    await world.deliver();
    const newer = confirmPath(world);
    expect(newer).not.toBe(link);
    expect((await visitor.get(newer).expect(200)).text).toContain('With the button you say');
    await visitor.post(newer, {}).expect(303).expect('Location', `${HOME}/thanks`);
    expect((await onlyLetter(world)).state).toBe('confirmed');
  });

  it('sends nothing to a new MP: the link in the newer mail asks', async () => {
    const visitor = await submitted(world);
    const link = confirmPath(world);
    await visitor.post(link, {}).expect(303);
    const nova = { id: 999_999, fullTitle: 'Dr Nova Invented', email: 'nova@mp.example' };
    const where = { constituencyCode: 'E14001545' };
    await world.deps.db.write(tx => tx.member.update({ where, data: nova }));
    await world.deliver();
    await isOver(visitor, link, 410);
    await later(world, DAY + HOUR);
    const [reminder] = mailsTo(world, /is waiting for you/);
    expect(reminder?.text).toContain('Your letter to Dr Nova Invented MP has not been sent.');
    expect(reminder?.text).toMatch(/The\s+link\s+in\s+our\s+email\s+before\s+this\s+one\s+works\s+too/);
  });
});

describe('a link that opens nothing any more', () => {
  it('says so, and not that its address is mistyped or the campaign over', async () => {
    const visitor = await submitted(world);
    const replaced = confirmPath(world);
    await visitor.post(`${HOME}/sent`, { action: 'again' }).expect(303);
    await world.deliver();
    await isOver(visitor, replaced, 404);
    const path = pathIn(world, 'my-letter');
    await visitor.post(`${path}/erase`, {}).expect(303);
    for (const link of [path, confirmPath(world)]) {
      expect((await visitor.get(link).expect(404)).text).toContain(OVER);
    }
    for (const page of ['reply', 'unsubscribe', 'carry-on', 'keep-in-touch']) {
      expect((await visitor.get(`/${page}/nonsense`).expect(404)).text).toContain(OVER);
    }
    expect(mailsTo(world, /./, ADA)).toHaveLength(2);
  });
});

it('nobody is reminded of a second letter, which their link would not send', async () => {
  await submitted(world);
  await world.visitor().post(confirmPath(world), {}).expect(303);
  await submitted(world, LETTER, 'GL1 2EH');
  await later(world, DAY + HOUR);
  expect(mailsTo(world, /is waiting for you/)).toEqual([]);
  expect((await world.visitor().get(confirmPath(world)).expect(200)).text).toContain('One letter counts');
  expect((await world.visitor().get(pathIn(world, 'my-letter'))).text).not.toContain('We reminded you');
});

it('whoever has to post the letter is not told that the link sends it', async () => {
  const where = { constituencyCode: 'E14001545' };
  await world.deps.db.write(tx => tx.member.update({ where, data: { email: null } }));
  const visitor = await submitted(world);
  const { text } = await visitor.get(`${HOME}/sent`).expect(200);
  expect(text).toContain('we email you the letter to print and post');
  expect(text).not.toContain('on its way');
});

describe('the links in a mail that went to a mistyped address', () => {
  const STRANGER = 'aad@supporter.example';
  const page = (of: string) => pathIn(world, of, STRANGER);

  it('show nothing of the letter once it is handed over with the right one', async () => {
    const visitor = await submitted(world, { ...LETTER, email: STRANGER });
    await visitor.post(`${HOME}/sent`, { action: 'change' }).expect(303);
    await visitor.post(`${HOME}/letter`, LETTER).expect(303);
    await submitLetter(visitor, await visitor.get(`${HOME}/preview`).expect(200));
    await world.deliver();
    await isOver(world.visitor(), confirmPath(world, STRANGER), 404);
    expect((await world.visitor().get(page('my-letter')).expect(404)).text).toContain(OVER);
    await world.visitor().get(pathIn(world, 'my-letter')).expect(200);
    await visitor.post(confirmPath(world), {}).expect(303);
  });

  it.each([
    ['on the page that asks for it', `${HOME}/later`, { email: ADA }],
    ['in the form', `${HOME}/letter/later`, LETTER],
  ])('nor once it is put right %s, to carry on later', async (_where, path, form) => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA', { ...LETTER, email: STRANGER });
    await visitor.post(`${HOME}/letter/later`, { ...LETTER, email: STRANGER }).expect(303);
    await world.deliver();
    await visitor.post(path, form).expect(303);
    await world.deliver();
    await isOver(world.visitor(), page('carry-on'), 404);
    await world.visitor().get(page('my-letter')).expect(404);
    await world.visitor().post(pathIn(world, 'carry-on'), {}).expect(303);
  });

  it.each([
    ['to carry on later', (visitor: Visitor) => visitor.post(`${HOME}/letter/later`, LETTER).expect(303)],
    [
      'to hand it over',
      async (visitor: Visitor) => submitLetter(visitor, await visitor.get(`${HOME}/preview`).expect(200)),
    ],
  ])('nor once it was put right and saved while somebody typed, %s', async (_why, goOn) => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA', { ...LETTER, email: STRANGER });
    await visitor.post(`${HOME}/letter/later`, { ...LETTER, email: STRANGER }).expect(303);
    await world.deliver();
    await visitor.post(`${HOME}/letter/draft`, { ...LETTER, email: 'a' }).expect(204);
    await visitor.post(`${HOME}/letter/draft`, LETTER).expect(204);
    await goOn(visitor);
    await world.deliver();
    await isOver(world.visitor(), page('carry-on'), 404);
    await world.visitor().get(page('my-letter')).expect(404);
    await world.visitor().get(pathIn(world, 'my-letter')).expect(200);
  });

  it('nor does the device that they opened it on, and the one goes on that it is put right on', async () => {
    const first = world.visitor();
    await writeLetter(first, 'BS37 5AA');
    await first.post(`${HOME}/letter/later`, LETTER).expect(303);
    await world.deliver();
    const visitor = world.visitor();
    await visitor.post(pathIn(world, 'carry-on'), {}).expect(303);
    await visitor.post(`${HOME}/letter/later`, { ...LETTER, email: STRANGER }).expect(303);
    await world.deliver();
    await visitor.get(`${HOME}/letter`).expect(200);
    const stranger = world.visitor();
    await stranger.post(page('carry-on'), {}).expect(303);
    await stranger.get(`${HOME}/letter`).expect(200);
    await visitor.post(`${HOME}/letter/later`, LETTER).expect(303);
    await stranger.get(`${HOME}/letter`).expect(404);
    for (const mine of [first, visitor]) await mine.get(`${HOME}/letter`).expect(200);
  });

  it.each<[string, (visitor: Visitor, stranger: Visitor) => Promise<unknown>]>([
    [
      'from its own page',
      async (visitor, stranger) => {
        await visitor.post(`${HOME}/letter/later`, { ...LETTER, email: STRANGER }).expect(303);
        await world.deliver();
        await stranger.post(`${page('my-letter')}/draft`, {}).expect(303);
      },
    ],
    [
      'to look at it once more for a new MP',
      async (visitor, stranger) => {
        await submitLetter(visitor, await visitor.get(`${HOME}/preview`).expect(200));
        await world.deliver();
        await seatGoesTo(world, NOVA);
        await stranger.post(confirmPath(world, STRANGER), {}).expect(303);
      },
    ],
  ])('nor does the device that they opened it on %s, and its writer’s goes on', async (_why, open) => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA', { ...LETTER, email: STRANGER });
    const stranger = world.visitor();
    await open(visitor, stranger);
    for (const device of [visitor, stranger]) await device.get(`${HOME}/letter`).expect(200);
    await visitor.post(`${HOME}/letter/later`, LETTER).expect(303);
    await stranger.get(`${HOME}/letter`).expect(404);
    await visitor.get(`${HOME}/letter`).expect(200);
  });

  it('and those of the right one go on while somebody types there, and gives their name', async () => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA');
    await visitor.post(`${HOME}/letter/later`, { ...LETTER, name: '' }).expect(303);
    await world.deliver();
    const links = [pathIn(world, 'carry-on'), pathIn(world, 'my-letter')];
    await visitor.post(`${HOME}/letter/draft`, { ...LETTER, email: 'ada@' }).expect(204);
    await visitor.post(`${HOME}/letter/later`, LETTER).expect(303);
    await submitLetter(visitor, await visitor.get(`${HOME}/preview`).expect(200));
    for (const link of links) await world.visitor().get(link).expect(200);
  });

  it('and those of the right one go on where nothing but the case of a letter was changed', async () => {
    const visitor = await submitted(world);
    const path = pathIn(world, 'my-letter');
    await visitor.post(`${HOME}/sent`, { action: 'change' }).expect(303);
    await visitor.post(`${HOME}/letter`, { ...LETTER, email: 'Ada@Supporter.example' }).expect(303);
    await submitLetter(visitor, await visitor.get(`${HOME}/preview`).expect(200));
    await visitor.post(`${HOME}/sent`, { action: 'change' }).expect(303);
    await visitor.post(`${HOME}/later`, { email: ADA }).expect(303);
    await world.visitor().get(path).expect(200);
  });
});
