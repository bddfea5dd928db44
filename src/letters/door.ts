import type { Transaction } from '../db/database.ts';
import { addToken } from '../tokens/token.ts';

/**
 * A link to the supporter's own page of their letter, one for each mail, since only hashes are kept.
 * It opens as often as it is pressed, for as long as anything of its writer is held.
 */
export async function openDoor(
  tx: Transaction,
  { baseUrl }: { baseUrl: URL },
  letterId: string,
  now: Date,
): Promise<string> {
  return new URL(`/my-letter/${await addToken(tx, 'door', { letterId }, now)}`, baseUrl).href;
}
