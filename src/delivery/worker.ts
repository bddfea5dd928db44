import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Clock, MINUTE } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { codeOf } from '../db/error-code.ts';
import type { Mailer, SendOutcome } from '../mail/mailer.ts';
import {
  type ClaimedMail,
  claimMail,
  handBack,
  handBackStrays,
  LEASE,
  renewLeases,
  stillLeaving,
} from './claim.ts';
import type { OnLeaving, OnSettled } from './outbox.ts';
import type { Pace } from './pace.ts';
import { recordOutcome } from './record-outcome.ts';

/** Mails in hand at once: while five go over the wire, others are checked and written down. */
const AT_ONCE = 20;

/** For so long what ends at about the same time is gathered, milliseconds: one claim then takes for all of it. */
const GATHER = 10;

/**
 * Milliseconds: between two looks at an empty outbox; between renewals of the leases of tries under way;
 * how long a worker that stops waits for them.
 */
const TIMING = { pause: 1_000, renewEvery: LEASE / 3, grace: 8_000 };

type Parts = {
  db: Database;
  mailer: Mailer;
  clock: Clock;
  log: Logger;
  pace: Pace;
  onLeaving: OnLeaving;
  onSettled: OnSettled;
};

/** Sends what is due now, a handful at most. @returns how many tries it made, and places in the queue it gave */
export async function deliverBatch(parts: Parts): Promise<number> {
  const { mails, moved } = await claim(parts, randomUUID(), AT_ONCE);
  const leaving = await checked(parts, mails);
  await Promise.all(leaving.map(async mail => record(parts, mail, await send(parts, mail))));
  return mails.length + moved;
}

const claim = ({ db, clock, pace }: Parts, by: string, limit: number) =>
  claimMail(db, { by, limit, pace }, clock());

/** Those of the claimed mails that are to leave; one that cannot be checked goes back for a minute. */
async function checked({ db, clock, log, onLeaving }: Parts, claimed: ClaimedMail[]): Promise<ClaimedMail[]> {
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

const send = ({ mailer }: Parts, mail: ClaimedMail, stop?: AbortSignal) =>
  mailer.send(mail.message, mail.bounceToken, stop);

async function record({ db, clock, log, onSettled }: Parts, mail: ClaimedMail, outcome: SendOutcome) {
  await recordOutcome(db, mail, outcome, onSettled, clock());
  const { kind, attempts: attempt } = mail;
  const reason = outcome.kind === 'accepted' ? undefined : outcome.reason;
  log.info({ mail: mail.id, kind, attempt, outcome: outcome.kind, reason }, 'mail');
}

/** Keeps sending what is due, until stopped. */
export function startWorker(parts: Parts, { pause, renewEvery, grace } = TIMING) {
  const { db, clock, log } = parts;
  const by = randomUUID();
  const underWay = new Map<number, Promise<void>>();
  const cutShort = new AbortController();
  // Every try under way listens to it.
  setMaxListeners(AT_ONCE, cutShort.signal);
  const bell = createBell();
  let stopped = false;
  /** Mails may be claimed that nobody tries: they would wait in doubt, as if we had died behind their last byte. */
  let strays = false;

  const renewing = setInterval(() => {
    if (underWay.size === 0) return;
    renewLeases(db, by, [...underWay.keys()], clock()).catch(logged('leases not renewed'));
  }, renewEvery);

  const loop = (async () => {
    while (!stopped) {
      const begun = await begin().catch(error => {
        strays = true;
        return logged('outbox')(error);
      });
      if (!stopped && !begun) await bell.wait(pause);
      if (!stopped && underWay.size > 0) await wait(GATHER);
    }
  })();

  return {
    /** Begins nothing more, and waits for the tries under way; those that hang are cut short, and wait. */
    async stop(): Promise<void> {
      stopped = true;
      bell.ring();
      const timer = setTimeout(() => cutShort.abort(), grace);
      await loop;
      await Promise.all(underWay.values());
      clearTimeout(timer);
      clearInterval(renewing);
    },
  };

  /** Fills what is free of the pool. @returns how much there was to do */
  async function begin(): Promise<number> {
    if (strays) await handBackStrays(db, by, [...underWay.keys()]);
    strays = false;
    const free = AT_ONCE - underWay.size;
    if (free === 0) return 0;
    const { mails, moved } = await claim(parts, by, free);
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
          bell.ring();
        }),
      );
    }
    return mails.length + moved;
  }

  /** Claims nothing in the place of a mail whose outcome could not be recorded yet: its disk may be full. */
  async function attempt(mail: ClaimedMail): Promise<void> {
    const outcome = await send(parts, mail, cutShort.signal);
    for (;;) {
      const recorded = await record(parts, mail, outcome).then(() => true, logged('outcome not recorded'));
      if (recorded || stopped) return;
      await new Promise(resolve => setTimeout(resolve, pause));
    }
  }

  function logged(what: string) {
    return (error: unknown): undefined => {
      log.error({ err: codeOf(error) }, what);
      return undefined;
    };
  }
}

/** Waits until it rings or time is up; a ring that nobody waited for counts for the next wait. */
function createBell() {
  let rung = false;
  let wake = () => {};
  return {
    ring(): void {
      rung = true;
      wake();
    },
    async wait(milliseconds: number): Promise<void> {
      if (!rung) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
    },
  };
}
