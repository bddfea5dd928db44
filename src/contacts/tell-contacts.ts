import type { Transaction } from '../db/database.ts';
import { queueMail } from '../delivery/outbox.ts';
import { openDoor } from '../letters/door.ts';
import { newMessageId, wrapText } from '../mail/message.ts';
import type { RenderMail } from '../mail/render-mail.ts';
import { addressedName } from '../mps/member.ts';
import { readSeat } from '../mps/mp-store.ts';

type Parts = { baseUrl: URL; mailFrom: string; renderMail: RenderMail };

/** A seat has an MP: tells, once, those who asked to be told and confirmed it; nobody while it is vacant. */
export async function tellWaitingContacts(
  tx: Transaction,
  { baseUrl, mailFrom, renderMail }: Parts,
  code: string,
  now: Date,
): Promise<void> {
  const seat = await readSeat(tx, code);
  if (!seat?.member) return;
  const waiting = await tx.contact.findMany({
    where: {
      constituencyCode: code,
      reason: 'vacant',
      confirmedAt: { not: null },
      toldAt: null,
      consents: { some: { kind: 'told', withdrawnAt: null } },
    },
    include: { campaign: true, letter: { select: { id: true, state: true } } },
  });
  for (const { id, email, campaign, letter } of waiting) {
    const link = new URL(`/${campaign.slug}`, baseUrl).href;
    const draft = letter?.state === 'draft' ? await openDoor(tx, { baseUrl }, letter.id, now) : null;
    const { subject, text } = renderMail('new-mp', {
      campaign,
      seat,
      mp: addressedName(seat.member),
      link,
      draft,
    });
    const message = {
      messageId: newMessageId(mailFrom),
      from: { name: campaign.promoter, address: mailFrom },
      to: { name: '', address: email },
      headers: { 'Auto-Submitted': 'auto-generated' },
      subject,
      text: wrapText(text),
    };
    await queueMail(tx, { kind: 'notice', aboutId: id, message }, now);
    await tx.contact.update({ where: { id }, data: { toldAt: now } });
  }
}
