import type { Transaction } from '../db/database.ts';
import { queueMail } from '../delivery/outbox.ts';
import { openDoor } from '../letters/door.ts';
import { addressedName } from '../mps/member.ts';
import { readSeat } from '../mps/mp-store.ts';
import { type ContactMailParts, mailToContact, openContactDoor } from './contact-mails.ts';

/** A seat has an MP: tells, once, those who asked to be told and confirmed it; nobody while it is vacant. */
export async function tellWaitingContacts(
  tx: Transaction,
  parts: ContactMailParts,
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
  for (const { campaign, letter, ...contact } of waiting) {
    const message = mailToContact(contact, campaign, parts, 'new-mp', {
      seat,
      mp: addressedName(seat.member),
      link: new URL(`/${campaign.slug}`, parts.baseUrl).href,
      draft: letter?.state === 'draft' ? await openDoor(tx, parts, letter.id, now) : null,
      door: await openContactDoor(tx, parts, contact.id, now),
    });
    await queueMail(tx, { kind: 'notice', aboutId: contact.id, message }, now);
    await tx.contact.update({ where: { id: contact.id }, data: { toldAt: now } });
  }
}
