import { campaignIn } from '../campaigns/campaign-words.ts';
import type { Transaction } from '../db/database.ts';
import { languageOf } from '../languages/language.ts';
import { automaticMessage, type Message } from '../mail/message.ts';
import type { RenderMail } from '../mail/render-mail.ts';
import { addToken } from '../tokens/token.ts';

/** Who sends, where the site stands, and how a mail's words are made. */
export type ContactMailParts = { baseUrl: URL; mailFrom: string; renderMail: RenderMail };

/** A mail in the contact's language. */
export function mailToContact(
  { email, language }: { email: string; language: string },
  campaign: { promoter: string; welsh?: unknown },
  { mailFrom, renderMail }: Pick<ContactMailParts, 'mailFrom' | 'renderMail'>,
  view: string,
  more: Record<string, unknown>,
): Message {
  const sender = campaignIn({ welsh: null, ...campaign }, languageOf(language) ?? 'en');
  const words = renderMail(view, { language, campaign: sender, ...more });
  const from = { name: sender.promoter, address: mailFrom };
  return automaticMessage(from, { name: '', address: email }, words);
}

/** A link to the contact's own page, one for each mail, since only hashes are kept. */
export async function openContactDoor(
  tx: Transaction,
  { baseUrl }: Pick<ContactMailParts, 'baseUrl'>,
  contactId: string,
  now: Date,
): Promise<string> {
  return new URL(`/keep-in-touch/${await addToken(tx, 'door', { contactId }, now)}`, baseUrl).href;
}
