import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/clock.ts';
import { choosePeriod } from '../../src/letters/period-store.ts';
import { hourlyWork } from '../../src/retention/hourly.ts';
import { type Purged, purge } from '../../src/retention/purge.ts';
import { purgeCommand } from '../../src/retention/purge-command.ts';
import { contentsOf } from '../support/contents.ts';
import { standingIn } from '../support/files.ts';
import { ADA, accepted, later, mailsTo, onlyLetter, pathIn, submitted } from '../support/lifecycle.ts';
import { confirmPath, LETTER, openWorld, type World, writeLetter } from '../support/world.ts';

/** Words that stand nowhere else, so that each can be looked for in the bytes of the database. */
const ZOE = {
  ...LETTER,
  story: 'Zanzibarquill the story, in words that nobody else uses.',
  name: 'Zoe Xylographic',
  email: 'zoe.unlikely@supporter.example',
  address1: '77 Quixotic Crescent',
  town: 'Oobleckton',
};
const TYPED = ['Zanzibarquill', 'Xylographic', 'xylographic', 'zoe.unlikely', 'Quixotic', 'Oobleckton'];
const CLEARED = {
  name: '',
  email: '',
  story: '',
  address1: '',
  town: '',
  postcode: '',
  subject: null,
  body: null,
};

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const counts = (purged: Purged) => purged.filter(({ count }) => count > 0);

const leftInDatabase = () => standingIn(world, TYPED);

describe('a letter that nobody confirms', () => {
  it('is reminded of once after a day, with a link beside the first one', async () => {
    await submitted(world);
    const first = confirmPath(world);
    await later(world, DAY - HOUR);
    expect(mailsTo(world, /is waiting for you/)).toHaveLength(0);
    await later(world, HOUR);
    await later(world, HOUR);
    await later(world, 3 * DAY);
    const reminders = mailsTo(world, /is waiting for you/);
    expect(reminders).toHaveLength(1);
    expect(reminders[0]?.text).toContain('until 1 December 2026');
    const second = confirmPath(world);
    expect(second).not.toBe(first);
    await world.visitor().get(second).expect(200);
    await world.visitor().get(first).expect(200);
    await world.visitor().post(first, {}).expect(303);
    expect((await onlyLetter(world)).state).toBe('confirmed');
    await world.visitor().post(second, {}).expect(303);
    await world.deliver();
    expect(mailsTo(world, /^Your letter to .* MP$/)).toHaveLength(1);
  });

  it('is not reminded of once it is confirmed, though the reminder was made', async () => {
    const visitor = await submitted(world);
    world.pass(DAY);
    await hourlyWork(world.deps);
    await visitor.post(confirmPath(world), {}).expect(303);
    await world.deliver();
    expect(mailsTo(world, /is waiting for you/)).toEqual([]);
  });

  it('is not reminded of where it is confirmed, or its mail was refused', async () => {
    await accepted(world);
    world.mail.behaviour.refuse = address => (address === 'ben@supporter.example' ? 550 : undefined);
    await submitted(world, { ...LETTER, name: 'Ben Example', email: 'ben@supporter.example' });
    world.mail.behaviour.refuse = undefined;
    await later(world, DAY);
    expect(world.mail.received.filter(({ subject }) => /is waiting for you/.test(subject ?? ''))).toEqual([]);
  });

  it('expires after seven days, and its page says so kindly', async () => {
    const visitor = await submitted(world, ZOE);
    const link = confirmPath(world, ZOE.email);
    const door = pathIn(world, 'my-letter', ZOE.email);
    await later(world, 7 * DAY - HOUR);
    await visitor.get(link).expect(200);
    expect((await onlyLetter(world)).state).toBe('awaiting_confirmation');
    await later(world, HOUR);
    expect(await onlyLetter(world)).toMatchObject({ ...CLEARED, state: 'expired', consents: [] });
    expect(await leftInDatabase()).toEqual([]);
    for (const path of [link, door]) {
      const { text } = await visitor.get(path).expect(410);
      expect(text).toContain('Your letter has expired');
      expect(text).toContain('href="/school-attendance">Begin again</a>');
    }
    await visitor.post(link, {}).expect(410);
    expect((await onlyLetter(world)).state).toBe('expired');
    await visitor.get('/school-attendance/letter').expect(404);
    await writeLetter(visitor, 'BS37 5AA', ZOE);
  });

  it('leaves nothing of what somebody put in the place of a choice, or of an MP’s name', async () => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA', ZOE);
    const other = 'Zanzibarquill '.repeat(500);
    const choices = { relationship: other, asks: ['code', other], experiences: [other], updates: [other] };
    const form = { ...ZOE, ...choices, share_story: other, addressed_to: other };
    await visitor.post('/school-attendance/letter', form).expect(422);
    await world.deps.db.write(tx => tx.member.delete({ where: { constituencyCode: 'E14001545' } }));
    const text = { subject: 'Mine', body: 'All mine.', addressed_to: other };
    await visitor.post('/school-attendance/preview', { ...text, action: 'send' }).expect(303);
    await later(world, 7 * DAY);
    expect(await onlyLetter(world)).toMatchObject({ ...CLEARED, state: 'expired', asks: ['code'] });
    expect(await leftInDatabase()).toEqual([]);
  });
});

describe('the purge', () => {
  it('takes the text, the writer and the records of a letter that left, and leaves what counts', async () => {
    await accepted(world, ZOE);
    const before = await onlyLetter(world);
    await later(world, 28 * DAY - HOUR);
    expect((await onlyLetter(world)).body).toBe(before.body);
    await later(world, HOUR);
    const after = await onlyLetter(world);
    expect(after).toMatchObject({
      ...CLEARED,
      state: 'accepted',
      keeps: 'nothing',
      hadStory: true,
      personKey: null,
    });
    for (const kept of [
      'constituencyCode',
      'mpMemberId',
      'asks',
      'experiences',
      'confirmedAt',
      'reference',
    ] as const) {
      expect([kept, after[kept]]).toEqual([kept, before[kept]]);
    }
    expect(await leftInDatabase()).toEqual([]);
    await later(world, 30 * DAY);
    const { read } = world.deps.db;
    expect([await read.token.count(), await read.outboxMail.count()]).toEqual([0, 0]);
  });

  it('says beforehand what would go, and changes nothing', async () => {
    await accepted(world, ZOE);
    await submitted(world);
    await writeLetter(world.visitor(), 'BS37 5AA', { ...LETTER, email: 'ben@supporter.example' });
    world.pass(29 * DAY);
    const before = await contentsOf(world);
    const said = await purgeCommand(world.deps, ['--dry-run']);
    expect((await contentsOf(world)) === before, 'nothing has changed').toBe(true);
    expect(said).toContain('This would go, and nothing was changed:');
    expect(said).toContain('        2 letters that were never confirmed');
    expect(said).toContain('        1 letters of which only what is counted stays');
    const done = await purgeCommand(world.deps, []);
    expect(done.split('\n').slice(1)).toEqual(said.split('\n').slice(1));
    expect((await contentsOf(world)) === before).toBe(false);
    await expect(purgeCommand(world.deps, ['--all'])).rejects.toThrow('Usage');
  });

  it('finds nothing left to do the second time', async () => {
    await accepted(world, ZOE);
    world.pass(29 * DAY);
    expect(counts(await purge(world.deps, world.deps.clock()))).not.toEqual([]);
    expect(counts(await purge(world.deps, world.deps.clock()))).toEqual([]);
  });

  it('never touches a letter in the queue, however old', async () => {
    const visitor = await submitted(world, ZOE);
    await visitor.post(confirmPath(world, ZOE.email), {}).expect(303);
    world.pass(400 * DAY);
    const before = await onlyLetter(world);
    await purge(world.deps, world.deps.clock());
    expect(await onlyLetter(world)).toEqual(before);
    await world.deliver();
    expect(world.mail.to('claire.young.mp@parliament.uk')[0]?.text).toContain('Zanzibarquill');
  });

  it('keeps who wrote for 28 days where staff keep the text for less: nobody writes twice', async () => {
    const { db, clock } = world.deps;
    await db.write(tx =>
      choosePeriod(tx, 'letters', 10, { reason: '', at: clock(), who: 'admin@staff.example' }),
    );
    await accepted(world);
    await later(world, 10 * DAY);
    expect(await onlyLetter(world)).toMatchObject({
      keeps: 'writer',
      body: null,
      address1: '',
      name: 'Ada Example',
    });
    const visitor = await submitted(world);
    await visitor.post(confirmPath(world), {}).expect(303);
    await later(world, 5 * DAY);
    expect(world.mail.to('claire.young.mp@parliament.uk')).toHaveLength(1);
    expect(mailsTo(world, /^Did .* reply\?$/)).toHaveLength(1);
  });

  it('keeps name and address of whoever asked to be kept in touch, until that is taken back', async () => {
    await accepted(world, { ...ZOE, updates: ['contact'] });
    await later(world, 28 * DAY);
    expect(await onlyLetter(world)).toMatchObject({
      keeps: 'updates',
      email: ZOE.email,
      story: '',
      body: null,
    });
    const door = pathIn(world, 'my-letter', ZOE.email);
    const { consents } = await onlyLetter(world);
    const { id } = consents.find(({ kind }) => kind === 'updates') ?? { id: 0 };
    await world.visitor().post(`${door}/consents/${id}`, {}).expect(303);
    await later(world, HOUR);
    expect(await onlyLetter(world)).toMatchObject({ ...CLEARED, keeps: 'nothing' });
    await world.visitor().get(door).expect(404);
    expect(await leftInDatabase()).toEqual([]);
  });

  it('takes email addresses that nobody confirmed, and lets a confirmed one wait with its draft', async () => {
    const { db } = world.deps;
    const waits = async (email: string) => {
      const visitor = world.visitor();
      await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
      await visitor.post('/school-attendance/keep-in-touch', { email, told: 'yes' }).expect(303);
      await world.deliver();
      return visitor;
    };
    await db.write(tx => tx.member.deleteMany({ where: { constituencyCode: 'E14001545' } }));
    const visitor = await waits(ADA);
    expect((await visitor.get('/school-attendance/mp')).text).toContain('for at most 180 days');
    expect((await visitor.get('/school-attendance/keep-in-touch')).text).toContain('for at most 180 days');
    await visitor.post(confirmPath(world), {}).expect(303);
    await waits('ben@supporter.example');

    await later(world, 8 * DAY);
    expect((await db.read.contact.findMany()).map(({ email }) => email)).toEqual([ADA]);
    const states = async () =>
      (await db.read.letter.findMany({ orderBy: { createdAt: 'asc' } })).map(one => one.state);
    expect((await states()).sort()).toEqual(['draft', 'expired']);
    await later(world, 172 * DAY - HOUR);
    expect((await states()).sort()).toEqual(['draft', 'expired']);
    await later(world, 2 * HOUR);
    expect(await states()).toEqual(['expired', 'expired']);
    expect(await db.read.contact.count()).toBe(0);
  });
});
