import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { ONLY_ID } from '../src/db/database.ts';
import { startWorker } from '../src/delivery/worker.ts';
import type { Message } from '../src/mail/message.ts';
import { openDesk, queueLetters } from './desk.ts';
import { atLeast, type Bench, inTurns, median, perSecond, spreadOf } from './measure.ts';
import { openPlainOutbox } from './plain-outbox.ts';
import { openHelper } from './site.ts';

const LETTERS = 1_000;
const ROUNDS = 5;

/**
 * Letters that leave the outbox, with all that is checked and recorded; against nodemailer's own pool alone. And the
 * floor: an outbox of nothing but the statements that it cannot be without.
 */
export const outbox: Bench = async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-bench-'));
  const sink = await openHelper('smtp-sink.ts');
  const SMTP_URL = `smtp://127.0.0.1:${sink.port}`;
  const deps = await openDesk(dir, { SMTP_URL });
  const pool = createTransport({ url: SMTP_URL, pool: true });
  // Written as the worker has them written.
  const send = (message: Message) => pool.sendMail({ ...message, encoding: 'quoted-printable' });
  const plain = openPlainOutbox(dir, send);
  let messages: Message[] = [];
  try {
    const rates = await inTurns(ROUNDS, {
      ours: async () => {
        messages = await queueLetters(deps, LETTERS);
        return perSecond(LETTERS, async () => {
          const worker = startWorker(deps);
          while (await deps.db.read.outboxMail.findFirst({ where: queued, select: ONLY_ID })) await tick();
          await worker.stop();
        });
      },
      plain: () => {
        plain.queue(messages);
        return perSecond(LETTERS, plain.sendAll);
      },
      pool: () => perSecond(LETTERS, () => Promise.all(messages.map(send))),
    });
    const [value, baseline] = [median(rates.plain), median(rates.pool)];
    return [
      atLeast('outbox to a local mail server', 'letters/s', { ours: rates.ours, plain: rates.pool }, 0.7),
      {
        name: 'the same by plain statements alone',
        unit: 'letters/s',
        value,
        baseline,
        ratio: value / baseline,
        goal: '',
        met: null,
        spread: spreadOf(rates.plain),
      },
    ];
  } finally {
    pool.close();
    plain.close();
    await deps.close();
    await sink.close();
    rmSync(dir, { recursive: true });
  }
};

/** Looked for without opening one: that is none of the outbox's work. */
const queued = { state: 'queued' };

const tick = () => new Promise(resolve => setTimeout(resolve, 10));
