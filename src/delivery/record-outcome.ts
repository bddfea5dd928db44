import { type Database, ONLY_ID, type Transaction } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import type { OutboxMailModel } from '../db/generated/models.ts';
import type { SendOutcome } from '../mail/outcome.ts';
import type { ClaimedMail } from './claim.ts';
import type { MailKind, OnSettled } from './outbox.ts';
import { afterUncertain, isPresumed, nextTry } from './retry.ts';

type Settled = Parameters<OnSettled>[2];

/**
 * Records how a try ended, before its worker claims anything else. What a mail server has accepted is
 * always recorded; anything else only while the mail is still this worker's.
 */
export function recordOutcome(
  db: Database,
  mail: ClaimedMail,
  outcome: SendOutcome,
  onSettled: OnSettled,
  now: Date,
): Promise<void> {
  return db.write(async tx => {
    const row = await tx.outboxMail.findUnique({
      where: { id: mail.id },
      select: {
        state: true,
        leasedBy: true,
        silences: true,
        firstTriedAt: true,
        uncertainAt: true,
        attempts: true,
      },
    });
    if (!row || row.state === 'sent' || leavesAgain(row, mail)) return;
    if (outcome.kind === 'accepted') return settle(tx, mail, 'sent', onSettled, now);
    if (row.leasedBy !== mail.by) return;

    const lastError = `${outcome.kind}: ${outcome.reason} ${outcome.reply ?? ''}`.trim();
    const free = { leasedUntil: null, leasedBy: null, lastError };
    const where = { id: mail.id };
    if (outcome.kind === 'unknown') {
      // A try that we cut short ourselves says nothing of the mail server.
      const silences = row.silences + (outcome.reason === 'stopped' ? 0 : 1);
      if (isPresumed(silences)) return settle(tx, mail, 'presumed', onSettled, now, lastError);
      const dueAt = afterUncertain(mail.kind, now);
      await tx.outboxMail.update({
        where,
        data: { ...free, silences, uncertainAt: now, dueAt },
        select: ONLY_ID,
      });
      return;
    }
    const dueAt =
      outcome.kind === 'try-later'
        ? nextTry(mail.attempts, row.firstTriedAt ?? mail.firstTriedAt, now)
        : null;
    if (dueAt) await tx.outboxMail.update({ where, data: { ...free, dueAt }, select: ONLY_ID });
    else await settle(tx, mail, 'failed', onSettled, now, lastError);
  });
}

/**
 * That the mailbox was full was reported before this try's outcome could be recorded: the mail waits for another try. One
 * whose lease has ended is in doubt instead, and one that was queued afresh has no tries.
 */
function leavesAgain(
  row: Pick<OutboxMailModel, 'state' | 'leasedBy' | 'uncertainAt' | 'attempts'>,
  { attempts }: ClaimedMail,
): boolean {
  const waits = row.state === 'queued' && row.leasedBy === null;
  return waits && row.uncertainAt === null && row.attempts === attempts;
}

/** Ends a mail, and with it what it belongs to. */
export async function settle(
  tx: Transaction,
  mail: { id: number; kind: MailKind; aboutId: string },
  state: Settled,
  onSettled: OnSettled,
  now: Date,
  lastError: string | null = null,
): Promise<void> {
  await tx.outboxMail.update({
    where: { id: mail.id },
    data: { state, leasedUntil: null, leasedBy: null, lastError, settledAt: now, message: Prisma.DbNull },
    select: ONLY_ID,
  });
  await onSettled(tx, mail, state, now);
}
