import { createHash } from 'node:crypto';
import type { Transaction } from '../db/database.ts';
import { nextTry } from '../delivery/retry.ts';
import { bounceLetter, canSendAgain, sendAgain } from '../letters/bounce-letter.ts';
import { endDoubtByReport, endTryByReport } from '../letters/end-doubt.ts';
import type { Letter } from '../letters/letter.ts';
import type { MailParts } from '../letters/letter-mails.ts';
import { settleLetter } from '../letters/send-letter.ts';
import { type BounceReport, effectOf, tellsOfArrival, tellsOfFailure } from './bounce-report.ts';

/** `unknown`: it names no mail of ours; it was recorded all the same, so that it is counted. */
type TakenReport = 'taken' | 'repeated' | 'unknown';

/** Bytes. A report quotes the mail it is about; anything longer brings attachments that nobody needs. */
export const LARGEST_REPORT = 1024 * 1024;

/** Records each report, once, and lets its effect follow: all of it happens, or nothing. */
export async function takeReports(
  tx: Transaction,
  reports: BounceReport[],
  parts: MailParts,
  now: Date,
): Promise<TakenReport[]> {
  const taken: TakenReport[] = [];
  for (const report of reports) taken.push(await takeReport(tx, report, parts, now));
  return taken;
}

async function takeReport(
  tx: Transaction,
  report: BounceReport,
  parts: MailParts,
  now: Date,
): Promise<TakenReport> {
  const fingerprint = createHash('sha256').update(report.id).digest('base64url');
  if (await tx.bounceReport.findUnique({ where: { fingerprint } })) return 'repeated';
  const mail = await findMail(tx, report);
  await tx.bounceReport.create({
    data: { fingerprint, kind: report.kind, status: report.status, at: now, outboxMailId: mail?.id ?? null },
  });
  if (!mail) return 'unknown';
  if (tellsOfArrival(report)) await endDoubtByReport(tx, mail, settleLetter(parts), now);
  if (tellsOfFailure(report)) await endTryByReport(tx, mail, settleLetter(parts), now);

  const letter = mail.kind === 'letter' ? await findLetter(tx, mail.aboutId) : null;
  if (mail.kind === 'letter' && !letter) return 'taken';
  const dueAt = nextTry(mail.attempts, mail.firstTriedAt ?? mail.createdAt, now);
  const again = letter !== null && canSendAgain(letter) ? dueAt : null;
  const effect = effectOf(report.kind, letter?.state ?? null, again !== null);
  if (effect === 'none') return 'taken';

  if (letter && again && effect === 'send-again') {
    await sendAgain(tx, letter, mail, again, parts, now);
    return 'taken';
  }
  await tx.outboxMail.update({ where: { id: mail.id }, data: { bouncedAt: now } });
  if (letter && effect === 'bounce') await bounceLetter(tx, letter, parts, now);
  return 'taken';
}

/** Null: it has been deleted since. */
async function findLetter(tx: Transaction, id: string): Promise<Letter | null> {
  return (await tx.letter.findUnique({ where: { id } })) as Letter | null;
}

async function findMail(tx: Transaction, { token, messageId }: BounceReport) {
  const byToken = token ? await tx.outboxMail.findUnique({ where: { bounceToken: token } }) : null;
  return byToken ?? (messageId ? tx.outboxMail.findUnique({ where: { messageId } }) : null);
}
