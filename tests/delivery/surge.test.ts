import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/clock.ts';
import { confirmLetter, confirmMore, MP } from '../support/surge.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

const BEN = { ...LETTER, name: 'Ben Example', email: 'ben@supporter.example' };

let world: World;
beforeEach(async () => {
  world = await openWorld({ PACE_PER_MP_PER_HOUR: '20', PACE_PER_MINUTE: '10' });
});
afterEach(() => world.close());

/** Lets the worker look every minute for so long. @returns how many letters the MP got each time */
async function minutes(count: number): Promise<number[]> {
  const got: number[] = [];
  for (let minute = 0; minute < count; minute += 1) {
    const before = world.mail.to(MP).length;
    await world.deliver();
    got.push(world.mail.to(MP).length - before);
    world.pass(MINUTE);
  }
  return got;
}
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

describe('letters to one MP', () => {
  it('leave at once where there is only one', async () => {
    await confirmLetter(world);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(1);
  });

  it('leave one after another in a surge, 20 an hour at most, in the order confirmed, and all arrive once', async () => {
    const letter = await confirmLetter(world);
    await confirmMore(world, letter, 39);
    const hour = await minutes(60);
    expect(Math.max(...hour)).toBe(1);
    expect(sum(hour)).toBeGreaterThanOrEqual(13);
    expect(sum(hour)).toBeLessThanOrEqual(20);
    await minutes(120);
    const ids = world.mail.to(MP).map(({ messageId }) => messageId);
    const queued = await world.deps.db.read.outboxMail.findMany({
      where: { kind: 'letter' },
      orderBy: { id: 'asc' },
    });
    expect(ids).toEqual(queued.map(({ messageId }) => messageId));
  });

  it('leave one after another too when all have waited for a mail server', async () => {
    const letter = await confirmLetter(world);
    await confirmMore(world, letter, 9);
    world.mail.behaviour.refuse = address => (address === MP ? 451 : undefined);
    await minutes(30);
    expect(world.mail.to(MP)).toEqual([]);
    world.mail.behaviour.refuse = undefined;
    world.pass(DAY);
    expect(Math.max(...(await minutes(60)))).toBe(1);
    expect(world.mail.to(MP)).toHaveLength(10);
  });

  it('leave after the clock was set back an hour', async () => {
    const letter = await confirmLetter(world);
    await confirmMore(world, letter, 3);
    await minutes(2);
    world.pass(-HOUR);
    await minutes(90);
    expect(world.mail.to(MP)).toHaveLength(4);
  });
});

describe('a full queue of letters', () => {
  it('is overtaken by a mail to confirm', async () => {
    // No pace: all letters could leave at once.
    await world.restart({});
    const letter = await confirmLetter(world);
    // More than a worker has in hand, or looks at.
    await confirmMore(world, letter, 80);
    const visitor = world.visitor();
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', BEN));
    const before = world.mail.received.length;
    await world.deliver();
    // Several connections at once: which of the first few arrives first is chance.
    const first = world.mail.received.slice(before, before + 20);
    expect(first.map(({ subject }) => subject)).toContainEqual(expect.stringContaining('confirm'));
    expect(world.mail.to(MP)).toHaveLength(81);
  });

  it('leaves no faster in a minute than the pace for all MPs', async () => {
    const letter = await confirmLetter(world);
    await confirmMore(world, letter, 24);
    // As if each were for another MP.
    const { db } = world.deps;
    const mails = await db.read.outboxMail.findMany({ where: { kind: 'letter' } });
    await db.write(async tx => {
      for (const { id } of mails)
        await tx.outboxMail.update({ where: { id }, data: { mpMemberId: 900_000 + id } });
    });
    expect(await minutes(4)).toEqual([10, 10, 5, 0]);
  });
});

describe('the supporter', () => {
  it('is told that the letter leaves soon where it is alone', async () => {
    const visitor = world.visitor();
    await confirmLetter(world, visitor);
    const { text } = await visitor.get('/school-attendance/thanks').expect(200);
    expect(text).toContain('We expect your letter to leave within a few minutes.');
    expect(text).not.toContain('before yours');
  });

  it('is told how many letters are before theirs, and when it is expected to leave; and it leaves about then', async () => {
    await confirmMore(world, await confirmLetter(world, world.visitor()), 58);
    world.pass(1_000);
    await world.deliver();
    const visitor = world.visitor();
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', BEN));
    await world.deliver();
    await visitor.post(confirmPath(world, 'ben@supporter.example'), {}).expect(303);
    const page = () => visitor.get('/school-attendance/thanks').expect(200);
    // 58 wait at 3 to 4.5 minutes each, from ten in the morning.
    expect((await page()).text).toMatch(
      /About 60 letters to this MP\s+are before yours\. We expect your letter to leave this afternoon/,
    );
    await world.deliver();
    expect((await page()).text).toMatch(
      /About 60 letters to this MP\s+are before yours\. We expect your letter to leave this afternoon/,
    );
    await minutes(3 * 60);
    expect(world.mail.to(MP).some(({ text }) => text?.includes('Ben Example'))).toBe(false);
    await minutes(2 * 60);
    expect(world.mail.to(MP).some(({ text }) => text?.includes('Ben Example'))).toBe(true);
    expect((await page()).text).not.toContain('We expect yours');
  });
});
