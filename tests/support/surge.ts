import { randomUUID } from 'node:crypto';
import { queueMail } from '../../src/delivery/outbox.ts';
import { type Letter, laneOf } from '../../src/letters/letter.ts';
import { letterMail } from '../../src/letters/letter-mails.ts';
import { newReference } from '../../src/letters/reference.ts';
import { newestLetter } from './lifecycle.ts';
import { confirmPath, submitLetter, type Visitor, type World, writeLetter } from './world.ts';

export const MP = 'claire.young.mp@parliament.uk';

/** Writes and confirms a letter as a supporter does; only its mail to confirm has left. */
export async function confirmLetter(world: World, visitor: Visitor = world.visitor()): Promise<Letter> {
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
  await world.deliver();
  await visitor.post(confirmPath(world), {}).expect(303);
  return (await newestLetter(world)) as Letter;
}

/** As many letters more, by other people, confirmed and queued as that one was. */
export async function confirmMore(world: World, letter: Letter, count: number): Promise<void> {
  const { db, clock } = world.deps;
  const row = await db.read.letter.findUniqueOrThrow({ where: { id: letter.id } });
  const campaign = await db.read.campaign.findUniqueOrThrow({ where: { id: letter.campaignId } });
  await db.write(async tx => {
    for (let number = 0; number < count; number += 1) {
      const own = {
        id: randomUUID(),
        draftKeyHash: randomUUID(),
        reference: newReference(),
        email: `supporter-${number}@supporter.example`,
        personKey: randomUUID(),
        confirmedAt: clock(),
      };
      const { asks, experiences, updates, signs, ...rest } = row;
      await tx.letter.create({
        data: { ...rest, ...own, asks: [], experiences: [], updates: [], signs: [] },
      });
      const message = letterMail({ ...letter, ...own }, campaign, world.deps);
      await queueMail(tx, { kind: 'letter', aboutId: own.id, message, lane: laneOf(letter) }, clock());
    }
  });
}
