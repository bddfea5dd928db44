import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { MailParts } from '../letters/letter-mails.ts';
import { takeMessage } from './take-message.ts';

/** `npm run -s data -- bounce < MESSAGE`: a mail that came to the address for bounces. */
export async function bounceCommand(parts: { db: Database; clock: Clock } & MailParts): Promise<void> {
  console.log(await takeMessage(parts, process.stdin));
}
