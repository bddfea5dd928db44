import { ONLY_ID, type Transaction } from '../db/database.ts';
import { queueMail } from '../delivery/outbox.ts';
import { languageOf } from '../languages/language.ts';
import { openDoor } from '../letters/door.ts';
import type { MailParts } from '../letters/letter-mails.ts';
import { nameIn } from '../mps/constituency-name.ts';
import { addressedName } from '../mps/member.ts';
import { readSeat } from '../mps/mp-store.ts';
import { mailToContact, openContactDoor } from './contact-mails.ts';

/** Asked to be told of a new MP, confirmed it, and has not been told. */
const WAITING = {
  reason: 'vacant',
  confirmedAt: { not: null },
  toldAt: null,
  consents: { some: { kind: 'told', withdrawnAt: null } },
} as const;

/** The next of those who wait for an MP and have one, by id. */
export async function waitingContacts(
  client: Transaction,
  vacant: string[],
  after: string,
  take: number,
): Promise<string[]> {
  const contacts = await client.contact.findMany({
    where: { ...WAITING, constituencyCode: { notIn: vacant }, id: { gt: after } },
    select: ONLY_ID,
    orderBy: { id: 'asc' },
    take,
  });
  return contacts.map(({ id }) => id);
}

/** The seat has an MP: tells, once, whoever asked to be told and confirmed it; nobody while it is vacant. */
export async function tellWaitingContact(
  tx: Transaction,
  parts: MailParts,
  id: string,
  now: Date,
): Promise<void> {
  const waiting = await tx.contact.findFirst({
    where: { ...WAITING, id },
    include: { campaign: true, letter: { select: { id: true, state: true } } },
  });
  const seat = waiting?.constituencyCode ? await readSeat(tx, waiting.constituencyCode) : null;
  if (!waiting || !seat?.member) return;
  const { campaign, letter, ...contact } = waiting;
  const message = mailToContact(contact, campaign, parts, 'new-mp', {
    seat: nameIn(seat, languageOf(contact.language) ?? 'en'),
    mp: addressedName(seat.member),
    link: new URL(`/${campaign.slug}`, parts.baseUrl).href,
    draft: letter?.state === 'draft' ? await openDoor(tx, parts, letter.id, now) : null,
    door: await openContactDoor(tx, parts, contact.id, now),
  });
  await queueMail(tx, { kind: 'notice', aboutId: contact.id, message }, now);
  await tx.contact.update({ where: { id: contact.id }, data: { toldAt: now } });
}
