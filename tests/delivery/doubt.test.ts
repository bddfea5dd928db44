import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/clock.ts';
import { claimMail, renewLeases } from '../../src/delivery/claim.ts';
import { recordOutcome } from '../../src/delivery/record-outcome.ts';
import { startWorker } from '../../src/delivery/worker.ts';
import type { SendOutcome } from '../../src/mail/outcome.ts';
import { newestLetter, onlyLetter, pathIn } from '../support/lifecycle.ts';
import { signIn } from '../support/staff.ts';
import { confirmLetter, MP } from '../support/surge.ts';
import { openWorld, unescaped, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const UNKNOWN: SendOutcome = { kind: 'unknown', reason: 'connection lost' };
const letterMail = () => world.deps.db.read.outboxMail.findFirstOrThrow({ where: { kind: 'letter' } });
const letter = () => newestLetter(world);

/** A try of the letter that ends as said, by a worker of that name. */
async function claimLetter(by = 'a worker') {
  const { db, clock, pace } = world.deps;
  const { mails } = await claimMail(db, { by, limit: 5, pace }, clock());
  return mails.find(({ kind }) => kind === 'letter');
}
async function tryThatEnds(outcome: SendOutcome) {
  const mail = await claimLetter();
  if (mail) await recordOutcome(world.deps.db, mail, outcome, world.deps.onSettled, world.deps.clock());
  return mail;
}

describe('a letter whose try ended in the dark', () => {
  it('waits four hours, leaves once more under the same Message-ID, and is accepted where that goes well', async () => {
    await confirmLetter(world);
    const { messageId } = await letterMail();
    await tryThatEnds(UNKNOWN);
    world.pass(4 * HOUR - MINUTE);
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
    world.pass(MINUTE);
    await world.deliver();
    expect(world.mail.to(MP).map(mail => mail.messageId)).toEqual([messageId]);
    expect(await letter()).toMatchObject({ state: 'accepted', presumedAt: null });
  });

  it('counts as sent where the slow try ends in the dark too, and says so', async () => {
    await confirmLetter(world);
    await tryThatEnds(UNKNOWN);
    world.pass(4 * HOUR);
    await tryThatEnds(UNKNOWN);
    expect(await letterMail()).toMatchObject({ state: 'presumed', attempts: 2 });
    const { state, presumedAt, reference } = await letter();
    expect([state, presumedAt]).toEqual(['accepted', world.deps.clock()]);
    const admin = await signIn(world, 'admin');
    const { text } = await admin.get(`/staff/letters/${reference}`).expect(200);
    expect(text).toContain('Counts as sent: the mail server never said that it took it');
  });

  it('never counts as sent because a worker was stopped or died: it is tried until a mail server speaks', async () => {
    await confirmLetter(world);
    for (let time = 0; time < 4; time += 1) {
      await tryThatEnds({ kind: 'unknown', reason: 'stopped' });
      world.pass(4 * HOUR);
      expect(await claimLetter()).toBeDefined();
      world.pass(HOUR);
      expect(await claimLetter(), 'its worker died').toBeUndefined();
      world.pass(4 * HOUR);
    }
    expect(await letter()).toMatchObject({ state: 'confirmed' });
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(1);
  });

  it.each([
    ['send-again', 'leaves at once', 'confirmed', 1],
    ['count-as-sent', 'counts as sent', 'accepted', 0],
  ])('with “%s” of staff %s', async (decision, _what, state, arrived) => {
    await confirmLetter(world);
    await tryThatEnds(UNKNOWN);
    const admin = await signIn(world, 'admin');
    const { reference } = await letter();
    const page = `/staff/letters/${reference}`;
    expect((await admin.get(page)).text).toContain('It may have arrived');
    await admin.post(`${page}/doubt`, { decision }).expect(303);
    expect((await letter()).state).toBe(state);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(arrived);
    await admin.post(`${page}/doubt`, { decision }).expect(409);
    await admin.post(`${page}/doubt`, { decision: 'burn' }).expect(400);
    const entries = await world.deps.db.read.auditEntry.findMany({ where: { what: `letter.${decision}` } });
    expect(entries.map(({ target }) => target)).toEqual([reference]);
  });

  it('is not for editors to decide', async () => {
    await confirmLetter(world);
    await tryThatEnds(UNKNOWN);
    const editor = await signIn(world, 'editor');
    const { reference } = await letter();
    await editor.post(`/staff/letters/${reference}/doubt`, { decision: 'count-as-sent' }).expect(403);
    expect(await letter()).toMatchObject({ state: 'confirmed' });
  });
});

describe.each<[string, () => Promise<unknown>]>([
  ['whose try ended in the dark', () => tryThatEnds(UNKNOWN)],
  [
    'whose worker died',
    async () => {
      await claimLetter();
      world.pass(6 * MINUTE);
    },
  ],
])('a letter %s', (_which, causeDoubt) => {
  it('cannot be held, for it may have arrived: staff are told how to keep it from being tried again', async () => {
    await confirmLetter(world);
    const { messageId } = await letterMail();
    await causeDoubt();
    const admin = await signIn(world, 'admin');
    const page = `/staff/letters/${(await letter()).reference}`;
    const shown = await admin.get(page);
    expect(shown.text).toContain('To keep it from being tried again, count it as sent');
    expect(shown.text).not.toContain('name="hold_reason"');
    const refused = await admin.post(`${page}/hold`, { hold_reason: 'Too late' }).expect(409);
    expect(refused.text).toContain('This letter may have arrived already');
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
    world.pass(4 * HOUR);
    await world.deliver();
    expect(world.mail.to(MP).map(mail => mail.messageId)).toEqual([messageId]);
  });

  it('is not sent again once its writer takes the consent back, who is told that it may have arrived', async () => {
    const visitor = world.visitor();
    await confirmLetter(world, visitor);
    await world.deps.db.write(tx => tx.outboxMail.deleteMany({ where: { kind: 'copy' } }));
    await causeDoubt();
    const path = pathIn(world, 'my-letter');
    const before = unescaped((await visitor.get(path).expect(200)).text);
    expect(before).toContain('It may have reached your MP already');
    expect(before).not.toContain('your letter is not sent');
    const { headers } = await visitor.post(`${path}/consents/${(await storyConsent())?.id}`, {}).expect(303);
    const after = unescaped((await visitor.get(`${headers.location}`).expect(200)).text);
    expect(after).toContain('But your MP may have it already');
    expect(after).toContain('So your MP may have it, and we do not send it again.');
    expect((await storyConsent())?.withdrawnAt).toEqual(world.deps.clock());
    expect(await letter()).toMatchObject({ state: 'accepted', presumedAt: world.deps.clock() });
    await visitor.post('/school-attendance/sent', { action: 'change' }).expect(303);
    await visitor
      .get('/school-attendance/letter')
      .expect(303)
      .expect('Location', '/school-attendance/thanks');
    world.pass(5 * HOUR);
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
  });

  it('leaves at once with “send-again” of staff, under the same Message-ID', async () => {
    await confirmLetter(world);
    const { messageId } = await letterMail();
    await causeDoubt();
    const admin = await signIn(world, 'admin');
    const page = `/staff/letters/${(await letter()).reference}`;
    await admin.post(`${page}/doubt`, { decision: 'send-again' }).expect(303);
    await world.deliver();
    expect(world.mail.to(MP).map(mail => mail.messageId)).toEqual([messageId]);
  });

  const storyConsent = async () => (await onlyLetter(world)).consents.find(({ kind }) => kind === 'story');
});

it('a letter in doubt that an earlier version let staff hold waits out its four hours after it is released', async () => {
  await confirmLetter(world);
  await tryThatEnds(UNKNOWN);
  const { id, messageId } = await letterMail();
  await world.deps.db.write(async tx => {
    await tx.outboxMail.update({ where: { id }, data: { state: 'withdrawn' } });
    await tx.letter.updateMany({ data: { state: 'held', holdReason: 'To be checked' } });
  });
  const admin = await signIn(world, 'admin');
  await admin.post(`/staff/letters/${(await letter()).reference}/release`, {}).expect(303);
  await world.deliver();
  expect(world.mail.to(MP)).toEqual([]);
  world.pass(4 * HOUR);
  await world.deliver();
  expect(world.mail.to(MP).map(mail => mail.messageId)).toEqual([messageId]);
});

describe('a lease', () => {
  it('that ends leaves the letter in doubt: nobody sends it at once', async () => {
    await confirmLetter(world);
    await claimLetter();
    world.pass(6 * MINUTE);
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
    expect(await letterMail()).toMatchObject({ uncertainAt: world.deps.clock(), leasedUntil: null });
    world.pass(4 * HOUR);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(1);
  });

  it('that is renewed keeps the letter, however long the try takes', async () => {
    await confirmLetter(world);
    const mail = await claimLetter();
    for (let time = 0; time < 5; time += 1) {
      world.pass(4 * MINUTE);
      await renewLeases(world.deps.db, 'a worker', [mail?.id ?? 0], world.deps.clock());
      expect(await claimLetter('another')).toBeUndefined();
    }
    expect(await letterMail()).toMatchObject({ attempts: 1, uncertainAt: null, leasedBy: 'a worker' });
  });

  it('is renewed by the worker while a try is under way', async () => {
    await confirmLetter(world);
    let end = () => {};
    const hanging = new Promise<void>(resolve => {
      end = resolve;
    });
    const mailer = {
      ...world.deps.mailer,
      async send(...given: Parameters<typeof world.deps.mailer.send>) {
        await hanging;
        return world.deps.mailer.send(...given);
      },
    };
    const worker = startWorker({ ...world.deps, mailer }, { pause: 10, renewEvery: 10, grace: 5_000 });
    const leasedUntil = async () => (await letterMail()).leasedUntil?.getTime() ?? 0;
    await expect.poll(leasedUntil).toBeGreaterThan(0);
    const before = await leasedUntil();
    world.pass(4 * MINUTE);
    await expect.poll(leasedUntil).toBe(before + 4 * MINUTE);
    end();
    await expect.poll(() => world.mail.to(MP).length).toBe(1);
    await worker.stop();
    expect(await letter()).toMatchObject({ state: 'accepted' });
  });

  it('that was lost gives no word in the mail’s end, unless the mail server took it', async () => {
    await confirmLetter(world);
    const mail = await claimLetter('slow');
    world.pass(6 * MINUTE);
    await claimLetter('another');
    const { db, onSettled, clock } = world.deps;
    if (!mail) throw new Error('not claimed');
    await recordOutcome(db, mail, { kind: 'refused', reason: 'recipient refused' }, onSettled, clock());
    expect(await letter()).toMatchObject({ state: 'confirmed' });
    await recordOutcome(db, mail, { kind: 'accepted' }, onSettled, clock());
    expect(await letter()).toMatchObject({ state: 'accepted' });
    world.pass(DAY);
    await world.deliver();
    expect(world.mail.to(MP), 'nothing is left to send').toEqual([]);
  });
});
