import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/clock.ts';
import { claimMail } from '../../src/delivery/claim.ts';
import { findStuckLetters, sweepIfDue } from '../../src/letters/stuck-letters.ts';
import { signIn } from '../support/staff.ts';
import { confirmLetter } from '../support/surge.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const claimAll = () => {
  const { db, clock, pace } = world.deps;
  return claimMail(db, { by: 'a worker', limit: 5, pace }, clock());
};

describe('the sweep for letters that are stuck', () => {
  const kinds = async () =>
    (await findStuckLetters(world.deps.db, world.deps.clock())).map(({ kind }) => kind);

  it('finds nothing where letters go their way, whichever it is', async () => {
    await confirmLetter(world);
    expect(await kinds()).toEqual([]);
    await world.deliver();
    world.pass(40 * DAY);
    expect(await kinds()).toEqual([]);
  });

  it.each([
    ['no-mail', () => world.deps.db.write(tx => tx.outboxMail.deleteMany({ where: { kind: 'letter' } })), 0],
    [
      'past-patience',
      () =>
        world.deps.db.write(tx =>
          tx.outboxMail.updateMany({ where: { kind: 'letter' }, data: { firstTriedAt: world.deps.clock() } }),
        ),
      7 * DAY,
    ],
    [
      'held-long',
      () => world.deps.db.write(tx => tx.letter.updateMany({ data: { state: 'held' } })),
      31 * DAY,
    ],
    [
      'unconfirmed-long',
      () => world.deps.db.write(tx => tx.letter.updateMany({ data: { state: 'awaiting_confirmation' } })),
      9 * DAY,
    ],
    ['leased-long', claimAll, 2 * HOUR],
  ])('finds a letter that is %s, tells staff and the log, and names nobody', async (kind, cause, later) => {
    await confirmLetter(world);
    await cause();
    world.pass(later);
    expect(await kinds()).toContain(kind);
    await sweepIfDue(world.deps);
    expect(world.log.filter(({ msg }) => msg === 'letters are stuck')).toMatchObject([
      { stuck: { [kind]: 1 } },
    ]);
    expect(JSON.stringify(world.log)).not.toContain('ada@supporter.example');
    const admin = await signIn(world, 'admin');
    expect((await admin.get('/staff/letters')).text).toMatch(/<h2>Stuck<\/h2>/);
  });

  it('looks once an hour, however many processes run', async () => {
    expect(await sweepIfDue(world.deps)).toEqual([]);
    expect(await sweepIfDue(world.deps)).toBeNull();
    world.pass(HOUR + MINUTE);
    expect(await sweepIfDue(world.deps)).toEqual([]);
  });
});
