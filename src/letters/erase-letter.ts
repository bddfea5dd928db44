import type { Transaction } from '../db/database.ts';
import { withdrawAllMail } from '../delivery/outbox.ts';
import { hashOf, newToken } from '../tokens/random-token.ts';
import { afterMove, canMove } from './letter-state.ts';
import { readLetter } from './letter-store.ts';
import type { Keeps } from './retention.ts';

/** What the supporter wrote, and where they live. */
const NO_TEXT = {
  postcode: '',
  story: '',
  address1: '',
  address2: '',
  town: '',
  subject: null,
  body: null,
};

/** Who the supporter is. */
const NO_WRITER = {
  name: '',
  email: '',
  personKey: null,
  nameIsMpsName: false,
  holdReason: null,
  signs: [],
};

/** What the supporter agreed to in the form. */
const NO_CHOICES = { consentStory: false, shareStory: '', updates: [] };

/** Permissions for what is erased. The one to send the story stays: it was sent with it, and it names nobody. */
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
      ...NO_TEXT,
      ...NO_WRITER,
      ...NO_CHOICES,
      keeps: 'nothing',
      state: afterMove(letter.state, 'erase'),
      // The cookie in the supporter's browser opens nothing any more.
      draftKeyHash: hashOf(newToken()),
      updatedAt: now,
    },
  });
  return true;
}

/**
 * The time of these letters is over: takes their text and address, and where `keeps` is "nothing", name
 * and e-mail address too. State, choices and consents stay, so that every count stays what it was.
 */
export async function eraseWriter(
  tx: Transaction,
  ids: string[],
  keeps: Exclude<Keeps, 'all'>,
): Promise<void> {
  if (ids.length === 0) return;
  // By their ids alone: asked for what they keep too, SQLite would look at all that keep as much.
  const letters = await tx.letter.findMany({
    where: { id: { in: ids } },
    select: { id: true, story: true, body: true, keeps: true },
  });
  const whole = letters.filter(({ keeps, body }) => keeps === 'all' && body !== null);
  for (const hadStory of [true, false]) {
    const noted = whole.filter(({ story }) => (story !== '') === hadStory).map(({ id }) => id);
    await tx.letter.updateMany({ where: { id: { in: noted } }, data: { hadStory } });
  }
  await tx.letter.updateMany({
    where: { id: { in: ids } },
    data: { ...NO_TEXT, ...(keeps === 'nothing' ? NO_WRITER : {}), keeps },
  });
}
