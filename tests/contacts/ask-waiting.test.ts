import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOUR } from '../../src/clock.ts';
import { askThoseWhoWaited } from '../../src/contacts/ask-waiting.ts';
import { startDailyRefresh } from '../../src/mps/daily-refresh.ts';
import { findSeat } from '../../src/mps/mp-store.ts';
import { onPostgresql } from '../support/databases.ts';
import { submitted } from '../support/lifecycle.ts';
import { plansOf } from '../support/query-plans.ts';
import { NOVA, seatGoesTo } from '../support/seat.ts';
import { confirmPath, LETTER, openWorld, type World } from '../support/world.ts';

/** Thornbury and Yate, and a seat that is vacant from the beginning. */
const [SEAT, VACANT] = ['E14001545', 'E14001290'];
const ADA = 'ada@supporter.example';
const BEN = 'ben@supporter.example';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Letters of these, confirmed, whose seat then fell vacant. */
async function held(...emails: string[]): Promise<void> {
  for (const email of emails) {
    await submitted(world, { ...LETTER, email, name: `${email.split('@')[0]} Example` });
  }
  for (const email of emails) await world.visitor().post(confirmPath(world, email), {}).expect(303);
  await seatGoesTo(world, null);
  // Letters to one MP keep their pace.
  world.pass(HOUR);
  await world.deliver();
  expect(await states()).toEqual(emails.map(() => 'held'));
}

/** People who confirmed that they want to be told once the vacant seat has an MP. */
async function waiting(count: number): Promise<void> {
  const now = world.deps.clock();
  const told = { kind: 'told', wording: 'Tell me', givenAt: now };
  await world.deps.db.write(async tx => {
    const { id: campaignId } = await tx.campaign.findFirstOrThrow();
    const about = { campaignId, reason: 'vacant', nation: 'England', constituencyCode: VACANT };
    for (let i = 0; i < count; i += 1) {
      await tx.contact.create({
        data: {
          id: `contact-${i}`,
          ...about,
          email: `${i}@supporter.example`,
          createdAt: now,
          confirmedAt: now,
          consents: { create: [told] },
        },
      });
    }
  });
}

const states = async () =>
  (await world.deps.db.read.letter.findMany({ select: { state: true } })).map(({ state }) => state);
const askedOf = (email: string) =>
  world.mail.to(email).filter(({ subject }) => /should your letter go to them/.test(subject ?? '')).length;

describe('whoever waited for an MP', () => {
  it('is asked at the next look where the one before was broken off', async () => {
    await held(ADA);
    vi.spyOn(world.deps, 'askThoseWhoWaited').mockRejectedValueOnce(new Error('cut short'));
    await expect(seatGoesTo(world, NOVA)).rejects.toThrow('cut short');
    expect((await findSeat(world.deps.db, SEAT))?.member?.id).toBe(NOVA.id);
    expect(await states()).toEqual(['held']);
    const looking = startDailyRefresh({ ...world.deps, membersApi: undefined });
    await expect.poll(states).toEqual(['awaiting_confirmation']);
    await looking.stop();
    await world.deliver();
    expect(askedOf(ADA)).toBe(1);
  });

  it('waits for nobody whose mail cannot be made, and who is asked next time', async () => {
    await held(ADA, BEN);
    const renderMail = vi.fn(world.deps.renderMail).mockImplementationOnce(() => {
      throw new Error('no such word');
    });
    vi.spyOn(world.deps, 'askThoseWhoWaited').mockImplementationOnce(now =>
      askThoseWhoWaited({ ...world.deps, renderMail }, now),
    );
    await expect(seatGoesTo(world, NOVA)).rejects.toThrow('no such word');
    expect((await states()).toSorted()).toEqual(['awaiting_confirmation', 'held']);
    await world.deps.askThoseWhoWaited(world.deps.clock());
    await world.deliver();
    expect([askedOf(ADA), askedOf(BEN)]).toEqual([1, 1]);
  });

  it('is told once, each in a transaction of their own, however many they are', async () => {
    await waiting(51);
    await seatGoesTo(world, NOVA, VACANT);
    const write = vi.spyOn(world.deps.db, 'write');
    const told = { kind: 'notice', aboutId: { startsWith: 'contact-' } };
    expect(await world.deps.db.read.outboxMail.count({ where: told })).toBe(51);
    await world.deps.askThoseWhoWaited(world.deps.clock());
    expect(write, 'nobody is left').not.toHaveBeenCalled();
  });

  it('is not told while the seat is vacant', async () => {
    await waiting(1);
    await world.deps.askThoseWhoWaited(world.deps.clock());
    expect(await world.deps.db.read.contact.findFirst()).toMatchObject({ toldAt: null });
  });

  // EXPLAIN QUERY PLAN is SQLite's own.
  it.skipIf(onPostgresql)('is found by an index', async () => {
    const ask = () => world.deps.askThoseWhoWaited(world.deps.clock());
    expect(await plansOf(world, 'Letter', ask)).toContainEqual(expect.stringMatching(/\(state=\?\)$/));
    expect(await plansOf(world, 'Contact', ask)).toContainEqual(
      expect.stringMatching(/\(reason=\? AND toldAt=\?\)$/),
    );
  });
});
