import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/clock.ts';
import { claimMail } from '../../src/delivery/claim.ts';
import { endPause, pauseReason, startPause } from '../../src/delivery/pause.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';
import { confirmLetter, confirmMore, MP } from '../support/surge.ts';
import { confirmPath, openWorld, type World } from '../support/world.ts';

const PAGE = '/staff/sending';
const REASON = 'Parliament is dissolved, and there are no MPs until the election.';

let world: World;
let admin: StaffVisitor;
beforeEach(async () => {
  world = await openWorld();
  admin = await signIn(world, 'admin');
});
afterEach(() => world.close());

const pause = (campaign = '') => admin.post(PAGE, { campaign, reason: REASON }).expect(303);
/** Weeks later the session is over: somebody signs in again. */
const resume = async () => {
  const later = await signIn(world, 'admin');
  const { id } = await world.deps.db.read.pause.findFirstOrThrow({ where: { endedAt: null } });
  await later.post(`${PAGE}/${id}/end`, {}).expect(303);
  return later.email;
};
const audited = async () => {
  const where = { what: { startsWith: 'sending.' } };
  const entries = await world.deps.db.read.auditEntry.findMany({ where, orderBy: { id: 'asc' } });
  return entries.map(({ what, who, target }) => [what, who, target]);
};

describe('sending', () => {
  it.each([
    ['of all campaigns', ''],
    ['of the one campaign', 'school-attendance'],
  ])(
    '%s is paused: no letter leaves, mail to supporters does, and the reason stands on their pages',
    async (_name, campaign) => {
      await pause(campaign);
      const visitor = world.visitor();
      await confirmLetter(world, visitor);
      await world.deliver();
      expect(world.mail.to(MP)).toEqual([]);
      expect(world.mail.to('ada@supporter.example').map(({ subject }) => subject)).toEqual([
        expect.stringContaining('confirm'),
        'Your letter to Claire Young MP',
      ]);
      for (const page of ['/school-attendance/thanks', confirmPath(world)]) {
        expect((await visitor.get(page).expect(200)).text).toContain(REASON);
      }

      world.pass(40 * 24 * HOUR);
      const email = await resume();
      await world.deliver();
      expect(world.mail.to(MP)).toHaveLength(1);
      expect((await visitor.get('/school-attendance/thanks')).text).not.toContain(REASON);
      const target = campaign || 'all campaigns';
      expect(await audited()).toEqual([
        ['sending.pause', admin.email, target],
        ['sending.resume', email, target],
      ]);
    },
  );

  it('of another campaign is paused: this one’s letters leave', async () => {
    const { db, clock } = world.deps;
    const other = { campaignId: 9_999, reason: REASON, startedBy: 'somebody', startedAt: clock() };
    await db.write(tx => tx.pause.create({ data: other }));
    await confirmLetter(world);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(1);
  });

  it('goes on after the MP has changed: the letter does not go to somebody its writer never chose', async () => {
    await pause();
    const letter = await confirmLetter(world);
    const { db } = world.deps;
    const code = letter.constituencyCode ?? '';
    await db.write(tx => tx.member.delete({ where: { constituencyCode: code } }));
    await resume();
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
    expect(await db.read.letter.findUnique({ where: { id: letter.id } })).toMatchObject({ state: 'held' });
  });

  it('gives a letter that was tried before it its five days again', async () => {
    const letter = await confirmLetter(world);
    world.mail.behaviour.refuse = address => (address === MP ? 451 : undefined);
    await world.deliver();
    await pause();
    world.pass(40 * 24 * HOUR);
    await resume();
    await world.deliver();
    expect(await world.deps.db.read.letter.findUnique({ where: { id: letter.id } })).toMatchObject({
      state: 'confirmed',
    });
    world.mail.behaviour.refuse = undefined;
    world.pass(HOUR);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(1);
  });

  it('gives no letter of another campaign its five days again', async () => {
    const letter = await confirmLetter(world);
    world.mail.behaviour.refuse = address => (address === MP ? 451 : undefined);
    await world.deliver();
    const { db, clock } = world.deps;
    const other = { campaignId: 9_999, reason: REASON, startedBy: 'somebody' };
    await db.write(tx => startPause(tx, other, clock()));
    world.pass(6 * 24 * HOUR);
    const { id } = await db.read.pause.findFirstOrThrow();
    expect(await db.write(tx => endPause(tx, id, 'somebody', clock()))).toBe(true);
    await world.deliver();
    expect(await db.read.letter.findUnique({ where: { id: letter.id } })).toMatchObject({ state: 'failed' });
  });

  it('is claimed or paused, and never both: whatever is claimed was claimed before the pause', async () => {
    await confirmMore(world, await confirmLetter(world), 30);
    const { db, clock, pace } = world.deps;
    const claims: Promise<number>[] = [];
    const claim = () =>
      claimMail(db, { by: 'a worker', limit: 3, pace }, clock()).then(
        ({ mails }) => mails.filter(({ kind }) => kind === 'letter').length,
      );
    for (let number = 0; number < 4; number += 1) claims.push(claim());
    const paused = pause();
    const before = await Promise.all(claims);
    await paused;
    expect(before.some(count => count > 0)).toBe(true);
    expect(await claim()).toBe(0);
    const left = await db.read.outboxMail.count({ where: { kind: 'letter', attempts: 0 } });
    expect(left).toBeGreaterThan(0);
    world.pass(MINUTE);
    expect(await claim()).toBe(0);
  });
});

describe('the page', () => {
  it('shows what is paused since when and by whom, and what waits', async () => {
    await pause();
    await confirmLetter(world);
    const { text } = await admin.get(PAGE).expect(200);
    expect(text).toContain(REASON);
    expect(text).toContain(admin.email);
    expect(text).toContain('Waiting to be sent: 1.');
  });

  it.each([
    ['no reason', { campaign: '', reason: '' }, 'Say why'],
    ['a campaign that there is not', { campaign: 'nowhere', reason: REASON }, 'Choose what to pause'],
    ['a reason of 301 characters', { campaign: '', reason: 'x'.repeat(301) }, '300 characters'],
  ])('refuses %s, keeps what was typed, and pauses nothing', async (_name, form, message) => {
    const { text } = await admin.post(PAGE, form).expect(422);
    expect(text).toContain(message);
    expect(text).toContain('<title>Error:');
    if (form.reason) expect(text).toContain(form.reason);
    expect(await world.deps.db.read.pause.count()).toBe(0);
    expect(await audited()).toEqual([]);
  });

  it('does not say that sending goes on while another pause is on', async () => {
    await pause('school-attendance');
    await pause();
    const noticed = async () =>
      /role="status">([^<]*)</.exec((await admin.get(`${PAGE}?done=resume`).expect(200)).text)?.[1];
    await resume();
    expect(await noticed()).toContain('Another one is still on');
    await resume();
    expect(await noticed()).toContain('Sending goes on');
  });

  it('gives the reason of the pause of all before that of one campaign', async () => {
    const reason = 'Something is wrong with this campaign alone.';
    await admin.post(PAGE, { campaign: 'school-attendance', reason }).expect(303);
    await pause();
    const { campaignId } = await confirmLetter(world);
    expect(await pauseReason(world.deps.db.read, campaignId)).toBe(REASON);
  });

  it.each(['', 'school-attendance'])('has the letter’s own page say so: %j', async campaign => {
    const { reference } = await confirmLetter(world);
    const shown = async () => (await admin.get(`/staff/letters/${reference}`).expect(200)).text;
    expect(await shown()).not.toContain('sending is paused');
    await pause(campaign);
    expect(await shown()).toContain(`sending is paused</a>: “${REASON}”`);
  });

  it('refuses to pause twice', async () => {
    await pause();
    expect((await admin.post(PAGE, { campaign: '', reason: 'Again' }).expect(409)).text).toContain(
      'paused already',
    );
    expect(await world.deps.db.read.pause.count()).toBe(1);
  });

  it.each(['editor', 'viewer'] as const)('is not for %ss', async role => {
    const visitor = await signIn(world, role);
    await visitor.get(PAGE).expect(403);
    await visitor.post(PAGE, { campaign: '', reason: REASON }).expect(403);
    expect(await world.deps.db.read.pause.count()).toBe(0);
  });
});
