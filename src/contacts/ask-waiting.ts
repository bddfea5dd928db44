import type { Database } from '../db/database.ts';
import { othersTurn } from '../db/others-turn.ts';
import { askHeldLetter, heldForAnMp } from '../letters/leave-letter.ts';
import type { MailParts } from '../letters/letter-mails.ts';
import { vacantSeats } from '../mps/mp-store.ts';
import { tellWaitingContact, waitingContacts } from './tell-contacts.ts';

/** How many are looked up at once. */
const BATCH = 50;

/** What people wait for an MP with. `next` gives ids in order; `ask` looks again whether it still has to be done. */
const KINDS = [
  { next: heldForAnMp, ask: askHeldLetter },
  { next: waitingContacts, ask: tellWaitingContact },
];

/**
 * Asks or tells everybody who waited for an MP and has one, each in a transaction of its own: broken off, it goes on
 * where it was when it is done again, and one that fails keeps nobody else waiting.
 *
 * @throws the first error, once all others are done
 */
export async function askThoseWhoWaited(
  parts: MailParts & { db: Database },
  now: Date,
  stop?: AbortSignal,
): Promise<void> {
  const { db } = parts;
  const vacant = await vacantSeats(db.read);
  const failures: unknown[] = [];
  for (const { next, ask } of KINDS) {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const ids: string[] = await next(db.read, vacant, after, BATCH);
      for (const id of ids) {
        if (stop?.aborted) return;
        await db.write(tx => ask(tx, parts, id, now)).catch(error => failures.push(error));
      }
      after = ids.at(-1);
      await othersTurn();
    }
  }
  if (failures.length > 0) throw failures[0];
}
