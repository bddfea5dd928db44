import { createHash } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import type { MailParts } from '../letters/letter-mails.ts';
import { boundedBody } from '../web/bounded-body.ts';
import { notFound } from '../web/problem.ts';
import { logOf } from '../web/request-log.ts';
import { readMailReport } from './mail-report.ts';
import { isSigned, isTimely, SIGNATURE_HOLDS, signatureOf } from './signature.ts';
import { LARGEST_REPORT, takeReports } from './take-report.ts';
import { readWebhook } from './webhooks.ts';

type Parts = {
  db: Database;
  clock: Clock;
  log: Logger;
  config: { hookSecret: string | undefined };
} & MailParts;

/**
 * `POST /hooks/mail`: reports about mail, from a mail server or a relay that signs them. A body is
 * read only behind headers that may be right, and no further than its limit.
 */
export function hookRoutes({ db, clock, log, config, ...mailParts }: Parts): Router {
  const { hookSecret } = config;
  const router = Router();
  if (!hookSecret) return router.post('/hooks/mail', (_req, _res, next) => next(notFound()));

  const timely: RequestHandler = (req, res, next) => {
    if (isTimely(req.get('Dear-MP-Timestamp') ?? '', clock()) && req.get('Dear-MP-Signature')) return next();
    res.status(401).type('text').send('The signature or its time is missing, or the time is not now.\n');
  };

  router.post('/hooks/mail', timely, boundedBody(LARGEST_REPORT), async (req, res) => {
    const raw: Buffer = req.body;
    const expected = signatureOf(hookSecret, req.get('Dear-MP-Timestamp') ?? '', raw);
    if (!isSigned(expected, req.get('Dear-MP-Signature') ?? '')) {
      return res.status(401).type('text').send('The signature does not fit.\n');
    }
    const reports = req.is('message/rfc822') ? await readMailReport(raw) : readWebhook(raw.toString());
    if (!reports) return res.status(422).type('text').send('This is the shape of no provider we know.\n');

    const now = clock();
    const taken = await db.write(async tx =>
      (await isFirst(tx, expected, now)) ? takeReports(tx, reports, mailParts, now) : null,
    );
    if (!taken) return res.status(409).type('text').send('This request was carried out before.\n');
    logOf(log, res).info({ kinds: reports.map(({ kind }) => kind), taken }, 'reports about mail');
    if (taken.length > 0 && taken.every(result => result === 'unknown')) {
      return res.status(404).type('text').send('This is about no mail of ours.\n');
    }
    res.status(204).end();
  });

  return router;
}

/**
 * Remembers the signature with the effect of its request, so that one whose effect failed can be sent
 * again, and forgets those whose time no longer holds.
 */
async function isFirst(tx: Transaction, signature: string, now: Date): Promise<boolean> {
  const hash = createHash('sha256').update(signature).digest('base64url');
  await tx.hookRequest.deleteMany({ where: { at: { lt: new Date(now.getTime() - 2 * SIGNATURE_HOLDS) } } });
  if (await tx.hookRequest.findUnique({ where: { hash } })) return false;
  await tx.hookRequest.create({ data: { hash, at: now } });
  return true;
}
