import type { Transaction } from '../db/database.ts';
import { endMailedLinks } from '../tokens/token.ts';
import { type Letter, personKey } from './letter.ts';

/** Whom a mail about a draft goes to, which may have no name yet, or another one by the time it is handed over. */
export const namelessKey = ({ campaignId, email }: Pick<Letter, 'campaignId' | 'email'>) =>
  personKey(campaignId, { email, name: '' });

/**
 * Before another mail about a letter that is still its writer's: where the last one went to somebody else, its
 * links end. What counts is whom it went to, and not the address as saved last: the form saves while it is typed.
 *
 * @param key of the device that its writer is at
 */
export async function endLinksOfOthers(tx: Transaction, letter: Letter, key: string): Promise<void> {
  const { id, campaignId } = letter;
  if (letter.personKey === null) return;
  const same = { in: [personKey(campaignId, letter), namelessKey(letter)] };
  if ((await tx.letter.count({ where: { id, personKey: same } })) === 0) await endMailedLinks(tx, id, key);
}
