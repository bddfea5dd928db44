import type { Transaction } from '../db/database.ts';
import type { OutboxMailModel, OutboxMailWhereInput } from '../db/generated/models.ts';
import type { OnSettled } from '../delivery/outbox.ts';
import { settle } from '../delivery/record-outcome.ts';

/** What staff decide about a letter that a mail server may have. */
export type Doubt = 'send-again' | 'count-as-sent';

const QUEUED = { kind: 'letter', state: 'queued' } as const;

/** A try ended in the dark, and the letter waits. */
const WAITS_IN_DOUBT = { ...QUEUED, uncertainAt: { not: null }, leasedUntil: null } as const;

/** That, or the worker of its try has died, which no other worker has seen yet. */
const inDoubt = (aboutId: string, now: Date) => ({
  aboutId,
  OR: [WAITS_IN_DOUBT, { ...QUEUED, leasedUntil: { lt: now } }],
});

/** The same of a mail that was read. */
export const isInDoubt = (
  { kind, state, uncertainAt, leasedUntil }: Pick<OutboxMailModel, keyof typeof WAITS_IN_DOUBT>,
  now: Date,
) => kind === 'letter' && state === 'queued' && (leasedUntil ? leasedUntil < now : uncertainAt !== null);

/** @returns whether a mail server may have the letter, and nobody knows */
export async function isLetterInDoubt(
  client: Pick<Transaction, 'outboxMail'>,
  letterId: string,
  now: Date,
): Promise<boolean> {
  return (await client.outboxMail.count({ where: inDoubt(letterId, now) })) > 0;
}

/**
 * Staff end the doubt: they asked the MP's office, or know the mail server; or its writer wants it sent no more.
 * The letter leaves at once under the same Message-ID, or counts as accepted without the mail server's word.
 *
 * @returns false where it is in doubt no more
 */
export async function endDoubt(
  tx: Transaction,
  letterId: string,
  decision: Doubt,
  onSettled: OnSettled,
  now: Date,
): Promise<boolean> {
  const mail = await tx.outboxMail.findFirst({ where: inDoubt(letterId, now) });
  if (!mail) return false;
  if (decision === 'send-again') {
    const waits = { leasedUntil: null, leasedBy: null, uncertainAt: mail.uncertainAt ?? now };
    await tx.outboxMail.update({ where: { id: mail.id }, data: { ...waits, dueAt: now } });
  } else {
    const { id, aboutId, lastError } = mail;
    await settle(tx, { id, kind: 'letter', aboutId }, 'presumed', onSettled, now, lastError);
  }
  return true;
}

/** A report about it has come: the mail server had it after all, whatever became of it since. */
export const endDoubtByReport = settleWhere(WAITS_IN_DOUBT);

/**
 * The report that it came back was faster than we, who have not recorded yet that the mail server took it. Any other
 * report changes nothing, and may be about an earlier try.
 */
export const endTryByReport = settleWhere({ ...QUEUED, leasedUntil: { not: null } });

function settleWhere(which: OutboxMailWhereInput) {
  return async (tx: Transaction, { id }: { id: number }, onSettled: OnSettled, now: Date): Promise<void> => {
    const mail = await tx.outboxMail.findFirst({ where: { id, ...which } });
    if (!mail) return;
    await settle(tx, { id, kind: 'letter', aboutId: mail.aboutId }, 'sent', onSettled, now, mail.lastError);
  };
}
