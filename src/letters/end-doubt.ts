import type { Transaction } from '../db/database.ts';
import type { OutboxMailModel, OutboxMailWhereInput } from '../db/generated/models.ts';
import type { OnSettled } from '../delivery/outbox.ts';
import { settle } from '../delivery/record-outcome.ts';

/** What staff decide about a letter that a mail server may have. */
export type Doubt = 'send-again' | 'count-as-sent';

/** A try ended in the dark, and the letter waits. */
const IN_DOUBT = { kind: 'letter', state: 'queued', uncertainAt: { not: null }, leasedUntil: null } as const;

/** The same of a mail that was read. */
export const isInDoubt = (mail: Pick<OutboxMailModel, 'kind' | 'state' | 'uncertainAt' | 'leasedUntil'>) =>
  mail.kind === 'letter' && mail.state === 'queued' && mail.uncertainAt !== null && mail.leasedUntil === null;

/**
 * Staff end the doubt: they asked the MP's office, or know the mail server. The letter leaves at once
 * under the same Message-ID, or counts as accepted without the mail server's word.
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
  const mail = await tx.outboxMail.findFirst({ where: { aboutId: letterId, ...IN_DOUBT } });
  if (!mail) return false;
  if (decision === 'send-again') {
    await tx.outboxMail.update({ where: { id: mail.id }, data: { dueAt: now } });
  } else {
    const { id, aboutId, lastError } = mail;
    await settle(tx, { id, kind: 'letter', aboutId }, 'presumed', onSettled, now, lastError);
  }
  return true;
}

/** A report about it has come: the mail server had it after all, whatever became of it since. */
export const endDoubtByReport = settleWhere(IN_DOUBT);

/**
 * The report that it came back was faster than we, who have not recorded yet that the mail server took it. Any other
 * report changes nothing, and may be about an earlier try.
 */
export const endTryByReport = settleWhere({ kind: 'letter', state: 'queued', leasedUntil: { not: null } });

function settleWhere(which: OutboxMailWhereInput) {
  return async (tx: Transaction, { id }: { id: number }, onSettled: OnSettled, now: Date): Promise<void> => {
    const mail = await tx.outboxMail.findFirst({ where: { id, ...which } });
    if (!mail) return;
    await settle(tx, { id, kind: 'letter', aboutId: mail.aboutId }, 'sent', onSettled, now, mail.lastError);
  };
}
