import { createHash, timingSafeEqual } from 'node:crypto';
import { type Response, Router } from 'express';
import type { Metrics } from './metrics.ts';
import { type Readiness, readinessText } from './readiness.ts';

type Parts = {
  readiness: () => Promise<Readiness>;
  /** Null: nobody watches by figures, and there is no such page. */
  metrics: Metrics | null;
  config: { metricsToken?: string };
};

/** `/healthz`: the process is alive; `/readyz`: it can do its work; `/metrics`: figures for Prometheus. */
export function watchRoutes({ readiness, metrics, config }: Parts): Router {
  const router = Router();

  router.get('/healthz', (_req, res) => plain(res, 'ok\n'));

  router.get('/readyz', async (_req, res) => {
    const found = await readiness();
    plain(res.status(found.ready ? 200 : 503), readinessText(found));
  });

  if (metrics) {
    const isOurs = sameAs(`Bearer ${config.metricsToken}`);
    router.get('/metrics', async (req, res) => {
      if (!isOurs(req.get('Authorization') ?? '')) {
        return plain(res.status(401).set('WWW-Authenticate', 'Bearer'), 'The token is missing or wrong.\n');
      }
      res.type(metrics.contentType).send(await metrics.text());
    });
  }

  return router;
}

/** Takes as long for a text that is nearly right as for any other. */
function sameAs(secret: string): (text: string) => boolean {
  const digestOf = (text: string) => createHash('sha256').update(text).digest();
  const expected = digestOf(secret);
  return text => timingSafeEqual(digestOf(text), expected);
}

const plain = (res: Response, text: string) => res.type('text').send(text);
