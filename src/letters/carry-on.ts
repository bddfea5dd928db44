import type { Campaign } from '../campaigns/campaign-store.ts';
import { type Clock, londonTime } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { queueMail, withdrawMail } from '../delivery/outbox.ts';
import { languageOf } from '../languages/language.ts';
import { addToken, endMailedLinks } from '../tokens/token.ts';
import { openDoor } from './door.ts';
import { type MailParts, mailToSupporter } from './letter-mails.ts';
import { readLetter } from './letter-store.ts';

type Parts = { db: Database; clock: Clock } & MailParts;

/**
 * Mails a link to a draft's writer that opens it on any device. A second click before the first mail has left
 * makes one mail of both. Where the address was put right, links that went to the other one end.
 *
 * @param formerEmail the address before this; "": there was none
 * @param days how long a draft is kept from its last change, and the link with it
 */
export function carryOnLater(
  parts: Parts,
  id: string,
  campaign: Pick<Campaign, 'name' | 'promoter'>,
  formerEmail: string,
  days: number,
): Promise<void> {
  const now = parts.clock();
  return parts.db.write(async tx => {
    const letter = await readLetter(tx, id);
    if (letter.state !== 'draft') return;
    const language = languageOf(letter.language) ?? 'en';
    await withdrawMail(tx, id, ['carry_on'], now);
    const isPutRight = formerEmail !== '' && formerEmail.toLowerCase() !== letter.email.toLowerCase();
    if (isPutRight) await endMailedLinks(tx, id);
    const token = await addToken(tx, 'carry_on', { letterId: id }, now);
    const message = mailToSupporter(letter, campaign, parts, 'carry-on', {
      language,
      link: new URL(`/carry-on/${token}`, parts.baseUrl).href,
      door: await openDoor(tx, parts, id, now),
      time: londonTime(now, language),
      days,
    });
    await queueMail(tx, { kind: 'carry_on', aboutId: id, message }, now);
  });
}
