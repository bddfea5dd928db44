import type { Transaction } from '../db/database.ts';
import type { Prompt } from './prompts.ts';

/** A campaign's questions, in the order that staff gave them. @param client may be inside a transaction */
export async function readPrompts(
  client: Pick<Transaction, 'prompt'>,
  campaignId: number,
): Promise<(Prompt & { position: number })[]> {
  const rows = await client.prompt.findMany({ where: { campaignId }, orderBy: { position: 'asc' } });
  return rows as (Prompt & { position: number })[];
}
