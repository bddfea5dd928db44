import { type RequestHandler, Router } from 'express';
import { checkMailRecords, type MailRecords, type ResolveTxt } from '../mail/dns-check.ts';

/** How each state reads on the page. */
const STATES = { fine: 'Fine', missing: 'Missing', wrong: 'Wrong', unasked: 'Could not ask' } as const;

/**
 * `/staff/mail`: whether the campaign's domain lets its mail arrive. Asked anew each time, for staff
 * reload it after they have changed a record.
 *
 * @param guard who may open it
 */
export function mailCheckRoutes(config: MailRecords, guard: RequestHandler, resolve: ResolveTxt): Router {
  const router = Router();
  router.get('/staff/mail', guard, async (_req, res) => {
    const findings = await checkMailRecords(config, resolve);
    res.render('staff/mail', {
      title: 'Mail that arrives',
      mailFrom: config.mailFrom,
      findings: findings.map(finding => ({ ...finding, label: STATES[finding.state] })),
      allFine: findings.every(({ state }) => state === 'fine'),
    });
  });
  return router;
}
