import type { Transaction } from '../db/database.ts';
import { withdrawAllMail } from '../delivery/outbox.ts';
import { afterMove, canMove } from './letter-state.ts';
import { hashOf, newDraftKey, readLetter } from './letter-store.ts';

/** What the supporter typed, and what could lead back to them. */
const NOTHING = {
  postcode: '',
  story: '',
  name: '',
  email: '',
  address1: '',
  address2: '',
  town: '',
  consentStory: false,
  shareStory: '',
  updates: [],
  subject: null,
  body: null,
  personKey: null,
  nameIsMpsName: false,
  holdReason: null,
  signs: [],
};

/** Leave to use what is no longer there. Leave to send the story stays: it was sent with it, and it names nobody. */
const OVER = ['updates', 'share_story', 'told'];

/**
 * Erases a letter's writer from it. What remains counts and names nobody: campaign, template version,
 * constituency, MP, choices, relationship, times. A copy that a mail server has taken is beyond reach.
 * Run `forget` of the database afterwards (src/db/database.ts).
 *
 * @returns false where it was erased before
 */
export async function eraseLetter(tx: Transaction, id: string, now: Date): Promise<boolean> {
  const letter = await readLetter(tx, id);
  if (!canMove(letter.state, 'erase')) return false;
  const contacts = await tx.contact.findMany({ where: { letterId: id }, select: { id: true } });
  for (const aboutId of [id, ...contacts.map(contact => contact.id)]) {
    await withdrawAllMail(tx, aboutId, now);
  }
  await tx.contact.deleteMany({ where: { letterId: id } });
  await tx.token.deleteMany({ where: { letterId: id } });
  await tx.consent.deleteMany({ where: { letterId: id, kind: { in: OVER } } });
  await tx.letter.update({
    where: { id },
    data: {
      ...NOTHING,
      state: afterMove(letter.state, 'erase'),
      // The cookie in the supporter's browser opens nothing any more.
      draftKeyHash: hashOf(newDraftKey()),
      updatedAt: now,
    },
  });
  return true;
}
