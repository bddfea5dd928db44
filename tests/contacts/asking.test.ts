import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailsTo, onlyLetter, pathIn } from '../support/lifecycle.ts';
import { NOVA, seatGoesTo } from '../support/seat.ts';
import { signIn } from '../support/staff.ts';
import { confirmPath, openWorld, type Visitor, type World } from '../support/world.ts';

const WAITING = 'waiting@supporter.example';
const MISTYPED = 'waitin@supporter.example';
const FORM = '/school-attendance/keep-in-touch';
const VACANT = 'E14001290';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Somebody who writes from the vacant seat. */
async function fromVacantSeat(): Promise<Visitor> {
  const visitor = world.visitor();
  await visitor.post('/school-attendance/postcode', { postcode: 'N1 9AG' }).expect(303);
  await visitor.post('/school-attendance/mp', { constituency: VACANT }).expect(303);
  return visitor;
}

const asks = (visitor: Visitor, email = WAITING) => visitor.post(FORM, { email, told: 'yes' }).expect(303);

describe('who asks to be told of a new MP', () => {
  it('is told at once where there was one before the form was sent', async () => {
    const visitor = await fromVacantSeat();
    expect((await visitor.get(FORM).expect(200)).text).toContain('name="told"');
    await seatGoesTo(world, NOVA, VACANT);
    await asks(visitor);
    await world.deliver();
    await visitor.post(confirmPath(world, WAITING), {}).expect(303);
    await world.deliver();
    expect(mailsTo(world, /has a new MP/, WAITING)).toHaveLength(1);
  });

  it('is counted in the nation of their seat, also where their child goes to school in England', async () => {
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'CF10 1AA' }).expect(303);
    const { constituencyCode } = await world.deps.db.read.letter.findFirstOrThrow();
    await seatGoesTo(world, null, constituencyCode ?? '');
    await visitor.post('/school-attendance/mp', { cross_border: 'yes' }).expect(303);
    await asks(visitor);
    await world.deliver();
    expect(await world.deps.db.read.contact.findFirst()).toMatchObject({ reason: 'vacant', nation: 'Wales' });
    const page = await visitor.get(pathIn(world, 'keep-in-touch', WAITING)).expect(200);
    expect(page.text).toContain('Wales');
    expect(page.text).not.toMatch(/: England/);
  });

  it('gets one mail where the form is sent twice, and none at an address that they put right', async () => {
    const visitor = await fromVacantSeat();
    await asks(visitor, MISTYPED);
    await asks(visitor);
    await asks(visitor);
    await world.deliver();
    expect([world.mail.to(MISTYPED).length, world.mail.to(WAITING).length]).toEqual([0, 1]);
    await visitor.get(confirmPath(world, WAITING)).expect(200);
  });

  it.each([
    ['has', async () => world.deliver()],
    ['has not', async () => {}],
  ])(
    'leaves nothing of an address that was told, once they ask with another: its mail %s left',
    async (_, leave) => {
      const visitor = await fromVacantSeat();
      await asks(visitor, MISTYPED);
      await world.deliver();
      await visitor.post(confirmPath(world, MISTYPED), {}).expect(303);
      await seatGoesTo(world, NOVA, VACANT);
      await leave();
      await asks(visitor);
      const told = mailsTo(world, /has a new MP/, MISTYPED).length;
      await world.deliver();
      expect(mailsTo(world, /has a new MP/, MISTYPED)).toHaveLength(told);
      const { read } = world.deps.db;
      expect((await read.contact.findMany()).map(({ email }) => email)).toEqual([WAITING]);
      expect(await read.outboxMail.count({ where: { settledAt: null } })).toBe(0);
      const admin = await signIn(world, 'admin');
      const { reference } = await onlyLetter(world);
      await admin.post(`/staff/letters/${reference}/erasure`, { typed: `${reference}` });
      expect(await read.contact.count()).toBe(0);
    },
  );
});
