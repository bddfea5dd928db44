import type { Transaction } from '../db/database.ts';
import { endMailedLinks } from '../tokens/token.ts';
import { type Letter, personKey } from './letter.ts';

/** Whom a mail about a draft goes to, which may have no name yet, or another one by the time it is handed over. */
export const namelessKey = ({ campaignId, email }: Pick<Letter, 'campaignId' | 'email'>) =>
  personKey(campaignId, { email, name: '' });

/** By which key the last mail about a letter went to the address that it has now; null: it went to another one. */
export async function keyOfLastMail(tx: Pick<Transaction, 'letter'>, letter: Letter): Promise<string | null> {
  for (const key of [personKey(letter.campaignId, letter), namelessKey(letter)]) {
    if ((await tx.letter.count({ where: { id: letter.id, personKey: key } })) > 0) return key;
  }
  return null;
}

/**
 * Before another mail about a letter that is still its writer's: where the last one went to somebody else, its
 * links end. What counts is whom it went to, and not the address as saved last: the form saves while it is typed.
 *
 * @param key of the device that its writer is at
 */
export async function endLinksOfOthers(tx: Transaction, letter: Letter, key: string): Promise<void> {
  if (letter.personKey === null) return;
  if ((await keyOfLastMail(tx, letter)) === null) await endMailedLinks(tx, letter.id, key);
}
