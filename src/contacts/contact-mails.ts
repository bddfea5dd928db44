import type { Transaction } from '../db/database.ts';
import { type MailParts, mailFromPromoter, type Sender } from '../letters/letter-mails.ts';
import type { Message } from '../mail/message.ts';
import { addToken } from '../tokens/token.ts';

/** A mail in the contact's language. */
export function mailToContact(
  { email, language }: { email: string; language: string },
  campaign: Sender,
  parts: Pick<MailParts, 'mailFrom' | 'renderMail'>,
  view: string,
  more: Record<string, unknown>,
): Message {
  return mailFromPromoter({ name: '', address: email }, campaign, parts, view, { language, ...more });
}

/** A link to the contact's own page, one for each mail, since only hashes are kept. */
export async function openContactDoor(
  tx: Transaction,
  { baseUrl }: Pick<MailParts, 'baseUrl'>,
  contactId: string,
  now: Date,
): Promise<string> {
  return new URL(`/keep-in-touch/${await addToken(tx, 'door', { contactId }, now)}`, baseUrl).href;
}
