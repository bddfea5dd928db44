import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Mailer } from '../mail/mailer.ts';
import {
  type ClaimedMail,
  claimMail,
  type OnLeaving,
  type OnSettled,
  recordOutcome,
  stillLeaving,
} from './outbox.ts';

/** Milliseconds between two looks at an empty outbox. */
const PAUSE = 1_000;

/** Mails in flight at once; the mail server's pool has as many connections. */
const AT_ONCE = 5;

type Parts = {
  db: Database;
  mailer: Mailer;
  clock: Clock;
  log: Logger;
  onLeaving: OnLeaving;
  onSettled: OnSettled;
};

/** Sends what is due now, a handful at most. @returns how many tries it made */
export async function deliverBatch(parts: Parts): Promise<number> {
  const { db, mailer, clock, log, onSettled } = parts;
  const claimed = await claimMail(db, AT_ONCE, clock());
  const leaving = await checked(parts, claimed);
  await Promise.all(
    leaving.map(async mail => {
      const outcome = await mailer.send(mail.message, mail.bounceToken);
      await recordOutcome(db, mail, outcome, onSettled, clock());
      log.info({ mail: mail.id, kind: mail.kind, attempt: mail.attempts, outcome: outcome.kind }, 'mail');
    }),
  );
  return claimed.length;
}

/** Those of the claimed mails that are to leave; one that cannot be checked waits until its lease ends. */
async function checked({ db, clock, log, onLeaving }: Parts, claimed: ClaimedMail[]): Promise<ClaimedMail[]> {
  const checks = await Promise.all(
    claimed.map(mail =>
      onLeaving(mail, clock()).catch(error => {
        log.error({ mail: mail.id, err: { code: (error as { code?: unknown }).code } }, 'mail not checked');
        return 'unknown' as const;
      }),
    ),
  );
  const leaving = claimed.filter((_, i) => checks[i] !== 'unknown');
  // One that stays may have taken another of the same letter with it: the supporter's copy.
  return checks.includes('changed') ? stillLeaving(db, leaving) : leaving;
}

/** Keeps sending what is due, until stopped. */
export function startWorker(parts: Parts) {
  let stopped = false;
  let wake = () => {};
  const pause = () =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, PAUSE);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = (async () => {
    while (!stopped) {
      const tries = await deliverBatch(parts).catch(error => {
        // Nothing is lost: what was claimed comes back when its lease ends.
        parts.log.error({ err: { code: (error as { code?: unknown }).code } }, 'outbox');
        return 0;
      });
      if (tries === 0 && !stopped) await pause();
    }
  })();
  return {
    /** Ends after the tries under way. */
    async stop(): Promise<void> {
      stopped = true;
      wake();
      await loop;
    },
  };
}
