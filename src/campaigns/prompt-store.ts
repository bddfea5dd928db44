import type { Database, Transaction } from '../db/database.ts';
import type { Prompt } from './prompts.ts';

/** A question and where it stands among the others. */
export type PlacedPrompt = Prompt & { position: number };

/** A campaign's questions, in the order that staff gave them. @param client may be inside a transaction */
export async function readPrompts(
  client: Pick<Transaction, 'prompt'>,
  campaignId: number,
): Promise<PlacedPrompt[]> {
  const rows = await client.prompt.findMany({
    where: { campaignId },
    omit: { campaignId: true },
    orderBy: { position: 'asc' },
  });
  return rows as PlacedPrompt[];
}

/** The same as they were a moment ago. */
export const findPrompts = (db: Database, campaignId: number): Promise<PlacedPrompt[]> =>
  db.remember(['prompt'], `prompts of ${campaignId}`, () => readPrompts(db.read, campaignId));
