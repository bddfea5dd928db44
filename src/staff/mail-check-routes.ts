import { Router } from 'express';
import { checkMailRecords } from '../mail/dns-check.ts';
import { staffOnly } from './guard.ts';
import type { StaffParts } from './parts.ts';

/** How each state reads on the page. */
const STATES = {
  fine: 'Fine',
  missing: 'Missing',
  wrong: 'Wrong',
  unasked: 'Could not ask',
  unchecked: 'Not checked',
} as const;

/**
 * `/staff/mail`: whether the campaign's domain lets its mail arrive. Asked anew each time, for staff
 * reload it after they have changed a record.
 */
export function mailCheckRoutes({ mailRecords, resolveTxt }: StaffParts): Router {
  const router = Router();

  router.get('/staff/mail', staffOnly('change-settings'), async (_req, res) => {
    const findings = await checkMailRecords(mailRecords, resolveTxt);
    res.render('staff/mail', {
      title: 'Mail that arrives',
      mailFrom: mailRecords.mailFrom,
      findings: findings.map(finding => ({ ...finding, label: STATES[finding.state] })),
      allFine: findings.every(({ state }) => state === 'fine' || state === 'unchecked'),
    });
  });

  return router;
}
