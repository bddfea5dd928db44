import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import { type Clock, MINUTE } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { codeOf } from '../db/error-code.ts';
import type { Mailer } from '../mail/mailer.ts';
import { type ClaimedMail, claimMail, handBack, handBackStrays, renewLeases, stillLeaving } from './claim.ts';
import type { OnLeaving, OnSettled } from './outbox.ts';
import type { Pace } from './pace.ts';
import { recordOutcome } from './record-outcome.ts';

/** Mails in hand at once: while five go over the wire, others are checked and written down. */
const AT_ONCE = 20;

export type TryParts = {
  db: Database;
  mailer: Mailer;
  clock: Clock;
  log: Logger;
  pace: Pace;
  onLeaving: OnLeaving;
  onSettled: OnSettled;
};

/**
 * The mails that one worker has claimed, until it is written down how the try of each ended.
 *
 * @param pause milliseconds until what could not be written down is written again
 * @param onEnd called when a try has ended
 */
export function openTries(parts: TryParts, pause: number, onEnd = () => {}) {
  const { db, mailer, clock, log, pace, onSettled } = parts;
  const by = randomUUID();
  const underWay = new Map<number, Promise<void>>();
  const cutShort = new AbortController();
  // Every try under way listens to it.
  setMaxListeners(AT_ONCE, cutShort.signal);
  let stopped = false;
  /** Mails may be claimed that nobody tries: they would wait in doubt, as if we had died behind their last byte. */
  let strays = false;

  return {
    areUnderWay: () => underWay.size > 0,

    /** Fills what is free of the pool with mails that are due. @returns how much there was to do */
    async begin(): Promise<number> {
      try {
        return await fill();
      } catch (error) {
        strays = true;
        throw error;
      }
    },

    /** Waits for the tries under way. */
    async ended(): Promise<void> {
      await Promise.all(underWay.values());
    },

    renew(): void {
      if (underWay.size === 0) return;
      renewLeases(db, by, [...underWay.keys()], clock()).catch(logged('leases not renewed'));
    },

    /** Begins nothing more, and waits for the tries under way; those that hang after `grace` are cut short, and wait. */
    async stop(grace: number): Promise<void> {
      stopped = true;
      const timer = setTimeout(() => cutShort.abort(), grace);
      await Promise.all(underWay.values());
      clearTimeout(timer);
    },
  };

  async function fill(): Promise<number> {
    if (strays) await handBackStrays(db, by, [...underWay.keys()]);
    strays = false;
    const limit = AT_ONCE - underWay.size;
    if (limit === 0) return 0;
    const { mails, moved } = await claimMail(db, { by, limit, pace }, clock());
    const leaving = await checked(parts, mails);
    if (stopped) {
      await handBack(db, leaving, clock());
      return 0;
    }
    for (const mail of leaving) {
      underWay.set(
        mail.id,
        attempt(mail).finally(() => {
          underWay.delete(mail.id);
          onEnd();
        }),
      );
    }
    return mails.length + moved;
  }

  /** Claims nothing in the place of a mail whose outcome could not be recorded yet: its disk may be full. */
  async function attempt(mail: ClaimedMail): Promise<void> {
    const outcome = await mailer.send(mail.message, mail.bounceToken, cutShort.signal);
    for (;;) {
      const recorded = await recordOutcome(db, mail, outcome, onSettled, clock()).then(
        () => true,
        logged('outcome not recorded'),
      );
      if (recorded) break;
      if (stopped) return;
      await new Promise(resolve => setTimeout(resolve, pause));
    }
    const { kind, attempts } = mail;
    const reason = outcome.kind === 'accepted' ? undefined : outcome.reason;
    log.info({ mail: mail.id, kind, attempt: attempts, outcome: outcome.kind, reason }, 'mail');
  }

  function logged(what: string) {
    return (error: unknown): undefined => {
      log.error({ err: codeOf(error) }, what);
      return undefined;
    };
  }
}

/** Those of the claimed mails that are to leave; one that cannot be checked goes back for a minute. */
async function checked(
  { db, clock, log, onLeaving }: TryParts,
  claimed: ClaimedMail[],
): Promise<ClaimedMail[]> {
  const checks = await Promise.all(
    claimed.map(mail =>
      onLeaving(mail, clock()).catch(error => {
        log.error({ mail: mail.id, err: codeOf(error) }, 'mail not checked');
        return 'unknown' as const;
      }),
    ),
  );
  const unknown = claimed.filter((_, i) => checks[i] === 'unknown');
  await handBack(db, unknown, new Date(clock().getTime() + MINUTE));
  const leaving = claimed.filter((_, i) => checks[i] !== 'unknown');
  // One that stays may have taken another of the same letter with it: the supporter's copy.
  return checks.includes('changed') ? stillLeaving(db, leaving) : leaving;
}
