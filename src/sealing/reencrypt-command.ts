import type { Database } from '../db/database.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { reencrypt } from './reencrypt.ts';
import { sealingOf } from './sealed-fields.ts';

/** `npm run -s data -- reencrypt`: seals everything with APP_SECRET, so that the secret before can go. */
export async function reencryptCommand({ db, secrets }: { db: Database; secrets: Secrets }): Promise<void> {
  const parts = { db, secrets, sealing: sealingOf(secrets) };
  const { done, lostFactors } = await reencrypt(parts, (table, rows) =>
    console.log(`${table}: ${rows} rows`),
  );
  const rows = Object.values(done).reduce((sum, count) => sum + count, 0);
  console.log(
    rows === 0
      ? 'Everything was sealed with this APP_SECRET already.'
      : `Sealed ${rows} rows anew. APP_SECRET_PREVIOUS is not needed any more.`,
  );
  if (lostFactors > 0) {
    console.log(
      `Second factors of staff that do not open: ${lostFactors}. Their owners come in with a recovery code, ` +
        'or after "npm run -s staff -- remove-second-factor EMAIL".',
    );
  }
}
