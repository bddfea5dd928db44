import { type Clock, londonTime } from '../clock.ts';
import { type Database, ONLY_ID } from '../db/database.ts';
import { queueMail, withdrawMail } from '../delivery/outbox.ts';
import { languageOf } from '../languages/language.ts';
import { addToken } from '../tokens/token.ts';
import { openDoor } from './door.ts';
import { isName } from './letter-form.ts';
import { type MailParts, mailToSupporter } from './letter-mails.ts';
import { campaignFor, readLetter } from './letter-store.ts';
import { endLinksOfOthers, namelessKey } from './mailed-links.ts';

type Parts = { db: Database; clock: Clock } & MailParts;

/**
 * Mails a link to a draft's writer that opens it on any device. A second click before the first mail has left
 * makes one mail of both. Where the address was put right, links that went to the other one end.
 *
 * @param key of the device that its writer is at
 * @param email the address that the mail was counted for: where the draft has another one by now, none is sent
 * @param days how long a draft is kept from its last change, and the link with it
 */
export function carryOnLater(
  parts: Parts,
  id: string,
  key: string,
  email: string,
  days: number,
): Promise<void> {
  const now = parts.clock();
  return parts.db.write(async tx => {
    const letter = await readLetter(tx, id);
    if (letter.state !== 'draft' || letter.email !== email) return;
    const language = languageOf(letter.language) ?? 'en';
    await withdrawMail(tx, id, ['carry_on'], now);
    await endLinksOfOthers(tx, letter, key);
    await tx.letter.update({ where: { id }, data: { personKey: namelessKey(letter) }, select: ONLY_ID });
    const token = await addToken(tx, 'carry_on', { letterId: id }, now);
    // Nobody has said yet that the address is theirs: no stranger is sent what somebody put in the place of a name.
    const writer = isName(letter.name) ? letter : { ...letter, name: '' };
    const message = mailToSupporter(writer, await campaignFor(tx, letter), parts, 'carry-on', {
      language,
      link: new URL(`/carry-on/${token}`, parts.baseUrl).href,
      door: await openDoor(tx, parts, id, now),
      time: londonTime(now, language),
      days,
    });
    await queueMail(tx, { kind: 'carry_on', aboutId: id, message }, now);
  });
}
