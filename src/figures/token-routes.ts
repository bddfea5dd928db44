import { type RequestHandler, Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { asStaff } from '../staff/acting.ts';
import { audit } from '../staff/audit.ts';
import { sessionOf, staffOnly } from '../staff/guard.ts';
import { STAFF_LIMITS } from '../staff/limits.ts';
import { shownOnce } from '../staff/shown-once.ts';
import { readId, readLine } from '../web/form.ts';
import { notFound } from '../web/problem.ts';
import { issueApiToken, listApiTokens, revokeApiToken, useApiToken } from './api-token.ts';
import { sendCounts } from './counts-export.ts';

export type TokenParts = { db: Database; clock: Clock; secrets: Secrets; baseUrl: URL };

/** `/staff/tokens`: the tokens with which spreadsheets and supporter databases fetch the counts. */
export function tokenRoutes(parts: TokenParts): Router {
  const { db, clock, secrets, baseUrl } = parts;
  const router = Router();
  const once = shownOnce(secrets, baseUrl, clock);
  const path = '/staff/tokens';

  router.get(path, staffOnly('change-settings'), async (req, res) => {
    const fresh = once.take(req, res, { path, accountId: sessionOf(res).account.id });
    res.render('figures/tokens', await page({ fresh }));
  });

  router.post(path, staffOnly('change-settings'), async (req, res) => {
    const name = readLine(req.body.name);
    if (!name || name.length > STAFF_LIMITS.tokenName) {
      const message = name
        ? `Shorten the name to ${STAFF_LIMITS.tokenName} characters`
        : 'Say what will use the token';
      res.status(422).render('figures/tokens', await page({ name, errors: [{ field: 'name', message }] }));
      return;
    }
    const token = await asStaff(parts, res, 'change-settings', async (tx, by) => {
      await audit(tx, { ...by, what: 'api-token.make', target: name });
      return issueApiToken(tx, { name, createdBy: by.who, now: by.at });
    });
    once.put(res, { path, accountId: sessionOf(res).account.id }, token);
    res.redirect(303, path);
  });

  router.post('/staff/tokens/:id/revoke', staffOnly('change-settings'), async (req, res) => {
    const id = readId(req.params.id);
    if (id === undefined) throw notFound();
    await asStaff(parts, res, 'change-settings', async (tx, by) => {
      const target = await revokeApiToken(tx, id, by.at);
      if (target !== null) await audit(tx, { ...by, what: 'api-token.revoke', target });
    });
    res.redirect(303, path);
  });

  return router;

  async function page(given: {
    fresh?: string | null;
    name?: string;
    errors?: { field: string; message: string }[];
  }) {
    return {
      title: 'Tokens for other programs',
      styles: ['figures.css'],
      tokens: await listApiTokens(db),
      address: new URL('/staff/export/counts.csv?by=constituency', baseUrl).href,
      ...given,
    };
  }
}

/** What a token opens, and nothing else. */
const OPENED: Record<string, 'csv' | 'xlsx'> = {
  '/staff/export/counts.csv': 'csv',
  '/staff/export/counts.xlsx': 'xlsx',
};

/**
 * Lets a program with a token at the counts without a session. Belongs in front of the staff area's
 * guard; whoever comes without a token, or for another page, goes on to the guard.
 */
export function countsByToken({
  db,
  clock,
  limiter,
}: Pick<TokenParts, 'db' | 'clock'> & { limiter: Limiter }): RequestHandler {
  return async (req, res, next) => {
    const format = OPENED[req.path];
    const [scheme, token] = (req.get('Authorization') ?? '').split(' ');
    const reads = req.method === 'GET' || req.method === 'HEAD';
    if (!format || !reads || scheme?.toLowerCase() !== 'bearer') return next();
    await limiter.countAddress('counts', req);
    if (!token || !(await useApiToken(db, token, clock()))) {
      res.status(401).set('WWW-Authenticate', 'Bearer').type('text');
      res.send('This token is not known, or was revoked. Ask an admin of the campaign for a new one.\n');
      return;
    }
    await sendCounts(db, req, res, format);
  };
}
