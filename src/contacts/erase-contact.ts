import type { Transaction } from '../db/database.ts';
import { withdrawAllMail } from '../delivery/outbox.ts';
import { eraseLetter } from '../letters/erase-letter.ts';

/** Takes one wish back; its row stays, as proof of both times. @returns false where there was none to take back */
export async function withdrawWish(
  tx: Transaction,
  contactId: string,
  consentId: number,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.consent.updateMany({
    where: { id: consentId, contactId, withdrawnAt: null },
    data: { withdrawnAt: now },
  });
  return count === 1;
}

/**
 * Erases somebody who asked to be kept in touch. A draft goes with them once they have confirmed that the
 * address is theirs; a letter that was handed over has a page of its own. Run `forget` of the database
 * afterwards (src/db/database.ts).
 */
export async function eraseContact(tx: Transaction, id: string, now: Date): Promise<void> {
  const contact = await tx.contact.findUnique({
    where: { id },
    select: { confirmedAt: true, letter: { select: { id: true, state: true } } },
  });
  if (contact?.confirmedAt && contact.letter?.state === 'draft')
    await eraseLetter(tx, contact.letter.id, now);
  await withdrawAllMail(tx, id, now);
  await tx.contact.deleteMany({ where: { id } });
}
