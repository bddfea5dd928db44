import path from 'node:path';
import express, { type RequestHandler } from 'express';
import pino from 'pino';
import { agent } from 'supertest';
import { describe, expect, it } from 'vitest';
import { mailCheckRoutes } from '../../src/pages/mail-check.ts';
import { errorPages } from '../../src/web/errors.ts';
import { Problem } from '../../src/web/problem.ts';
import { useViews } from '../../src/web/views.ts';

const SETTINGS = { mailFrom: 'letters@campaign.example', bounceAddress: 'letters@campaign.example' };

/** The page behind a guard, until the staff area mounts it behind its own. */
function pageBehind(guard: RequestHandler) {
  const app = express();
  useViews(app, path.join(import.meta.dirname, '..', '..', 'views'), { catchesMail: false });
  app.use(
    mailCheckRoutes(SETTINGS, guard, async name => (name.startsWith('_dmarc') ? ['v=DMARC1; p=none'] : [])),
  );
  app.use(errorPages(pino({ level: 'silent' })));
  return agent(app).get('/staff/mail');
}

describe('/staff/mail', () => {
  it('says of each record whether it fits, and what to do', async () => {
    const { text } = await pageBehind((_req, _res, next) => next()).expect(200);
    expect(text).toContain('<dt>SPF: Missing</dt>');
    expect(text).toContain('Add a TXT record at campaign.example');
    expect(text).toContain('<dt>DMARC: Fine</dt>');
    expect(text).toContain('Something needs doing');
  });

  it('is shown to nobody whom its guard turns away', async () => {
    const { text } = await pageBehind((_req, _res, next) => next(new Problem(403, 'cross-site'))).expect(403);
    expect(text).not.toContain('SPF');
  });
});
